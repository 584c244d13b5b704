// SPDX-License-Identifier: Apache-2.0
//
// The compressed pixels of a GIF frame.
#pragma once

#include <cstddef>
#include <cstdint>

#include <consent/bytes.hpp>

namespace consent {

enum class GifLzwEnd : std::uint8_t {
    damaged = 0,  // a code that does not exist yet, or the data end before the last pixel
    loose,        // codes that make no pixel beside those that have to be there, or bits behind the end
    exact,        // a clear code, those of the pixels, the end code, and zero bits to the next byte
};

struct GifPixels {
    GifLzwEnd end = GifLzwEnd::damaged;
    Bytes indexes;  // in the order of the data; `count` of them unless damaged
};

// `data`: the sub-blocks joined. Requires: 1 <= code_size <= 8.
GifPixels read_gif_pixels(ByteView data, int code_size, std::size_t count);

// Requires: 2 <= code_size <= 8, and every index below 1 << code_size. Ensures: read_gif_pixels finds it exact.
Bytes pack_gif_pixels(ByteView indexes, int code_size);

}  // namespace consent
