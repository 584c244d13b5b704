// SPDX-License-Identifier: Apache-2.0
//
// The one zlib stream that the IDAT chunks of a PNG hold together.
#pragma once

#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>

#include "image/png_chunks.hpp"

namespace consent {

enum class PngPixels : std::uint8_t {
    damaged = 0,  // not a zlib stream, its checksum is wrong, or it ends before the last pixel
    loose,        // more comes out than the pixels need, or bytes follow the end of the stream
    exact,        // the stream ends with the last pixel, and the chunks with the stream
};

// Memory: one block, whatever the stream claims. Stops as soon as more comes out than the pixels need.
PngPixels check_png_pixels(const PngWalk& walk);

// The same scanlines in a zlib stream of their own. Nothing where check_png_pixels says damaged.
std::optional<Bytes> repack_png_pixels(const PngWalk& walk);

}  // namespace consent
