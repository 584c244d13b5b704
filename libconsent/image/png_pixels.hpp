// SPDX-License-Identifier: Apache-2.0
//
// The one zlib stream that the IDAT chunks of a PNG hold together, or the fdAT chunks of one frame.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

#include "image/png_chunks.hpp"

namespace consent {

enum class PngPixels : std::uint8_t {
    damaged = 0,  // not a zlib stream, its checksum is wrong, or it ends before the last pixel
    loose,        // more comes out than the pixels need, or bytes follow the end of the stream
    exact,        // the stream ends with the last pixel, and the chunks with the stream
};

// A stream in parts, and how many bytes are to come out of it (png_raw_size).
struct PngStream {
    std::vector<ByteView> parts;
    std::uint64_t raw_size = 0;
};

// That of the still picture.
PngStream still_stream(const PngWalk& walk);

// That of a frame of `width` by `height` pixels in the manner of the picture's header.
PngStream frame_stream(const PngHeader& header, int width, int height, std::vector<ByteView> parts);

// Memory: one block, whatever the stream claims. Stops as soon as more comes out than the pixels need.
PngPixels check_png_pixels(const PngStream& stream);

// The same scanlines in a zlib stream of their own. Nothing where check_png_pixels says damaged.
std::optional<Bytes> repack_png_pixels(const PngStream& stream);

}  // namespace consent
