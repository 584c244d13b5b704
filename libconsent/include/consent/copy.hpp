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

// What the copy is to be like beside clean. The default changes nothing that can be seen.
struct CopyOptions {
    // Longest side in pixels; 0: as it is. A larger still picture is decoded, made smaller in linear light and written
    // anew; a smaller one stays as it is, and nothing is ever made larger. Range: 0, or 16 and more.
    int max_edge = 0;
    // Of a JPEG that is written anew, 1..100 as libjpeg counts; 0: 92 where nothing else is known. A JPEG is written anew
    // when its edge, its colours or its damage ask for it, not for its quality alone.
    int quality = 0;
};

}  // namespace consent
