// SPDX-License-Identifier: Apache-2.0
//
// Where the parts of a BMP file lie (Windows versions 2 to 5, OS/2 versions 1 and 2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

namespace bmp_compression {
inline constexpr std::uint32_t none = 0, runs_of_bytes = 1, runs_of_halves = 2, bit_fields = 3, alpha_bit_fields = 6;
}

struct BmpHeader {
    int width = 0, height = 0;
    bool top_down = false;
    std::uint32_t bits = 24;
    std::uint32_t compression = bmp_compression::none;
    std::array<std::uint32_t, 4> masks{};  // red, green, blue, alpha; of 16 and 32 bits alone
    ByteView palette;                      // blue, green, red and mostly a reserved byte each
    std::size_t palette_entry = 4;
    std::size_t pixels_at = 0;
    std::size_t row_bytes = 0;             // of rows that are not compressed, padded to four bytes
    std::size_t end = 0;                   // of the pixels; of compressed ones as far as the header says
    ByteView gap;                          // between the palette and the pixels
    ByteView icc;                          // an embedded profile
    ByteView linked;                       // the path of one that lies elsewhere
};

// Ensures: a size within the limits, a depth and compression that go together; rows that are not compressed lie in the
// file but for the padding of the last.
// Fails: ErrorCode::unreadable.
Result<BmpHeader> read_bmp_header(ByteView bytes, const Limits& limits);

}  // namespace consent
