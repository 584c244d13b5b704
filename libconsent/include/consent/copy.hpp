// SPDX-License-Identifier: Apache-2.0
//
// The clean copy: how it is to be made, and how it was.
#pragma once

#include <cstdint>

namespace consent {

enum class CopyMethod : std::uint8_t {
    none = 0,    // no copy was made
    lossless,    // the pixels are untouched
    re_encoded,  // decoded and written anew
};

// How a copy is the right way up.
enum class Uprightness : std::uint8_t {
    by_tag = 0,  // it says so, as the original did: browsers and viewers follow that in JPEG, and current ones in PNG
    by_pixels,   // a JPEG is turned block by block, without loss, where its sides end with whole blocks; else as by_tag
};

// What the copy is to be like beside clean. The default changes nothing that can be seen.
struct CopyOptions {
    // Longest side in pixels; 0: as it is. A larger still picture is decoded, made smaller in linear light and written
    // anew; a smaller one stays as it is, and nothing is ever made larger. Range: 0, or 16 and more.
    int max_edge = 0;
    // Of a JPEG that is written anew, 1..100 as libjpeg counts; 0: 92 where nothing else is known. A JPEG is written anew
    // when its edge, its colours or its damage ask for it, not for its quality alone.
    int quality = 0;
    Uprightness uprightness = Uprightness::by_tag;
};

}  // namespace consent
