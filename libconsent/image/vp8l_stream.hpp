// SPDX-License-Identifier: Apache-2.0
//
// A lossless WebP bit stream (RFC 9649, section 3), read symbol by symbol without making pixels of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <consent/bytes.hpp>

namespace consent {

enum class Vp8lEnd : std::uint8_t {
    damaged = 0,  // no such stream, or it ends before its last symbol
    roomy,        // it holds numbers that no pixel depends on: prefix codes that are never used, channels of a helping
                  // picture or of palette indexes that nobody reads, palette entries that no pixel has
    whole,
};

struct Vp8lStream {
    Vp8lEnd end = Vp8lEnd::damaged;
    int width = 0;
    int height = 0;
    bool alpha = false;          // as the header says; a hint
    std::size_t size = 0;        // bytes up to the last bit that is read
    std::uint8_t last_bits = 0;  // mask of the bits of the last byte that are read
};

// What a whole stream still leaves free: which of several ways says the same pixels, the lengths of codes for symbols
// that do not occur, and behind a predicted palette up to 255 colours.
// Memory: four bytes a pixel where there is a palette; else those of the helping pictures, a sixteenth of that at most.
Vp8lStream read_vp8l_stream(ByteView data);

// The same stream without its five bytes of header, as ALPH holds it.
Vp8lStream read_headless_vp8l_stream(ByteView data, int width, int height);

}  // namespace consent
