// SPDX-License-Identifier: Apache-2.0
//
// WebP files made by code, still and animated, with things planted in them that must not leave.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/picture_maker.hpp"

namespace consent::test {

struct WebpOptions {
    bool lossless = false;
    bool transparent = false;    // the left third is see-through, in steps
    int quality = 80;
    int partitions = 0;          // of a lossy one: 1 << partitions, of coefficients
    int method = 4;
    bool packed_alpha = true;    // of a lossy one: ALPH as a VP8L stream, else a byte a pixel
    int colours = 0;             // above 0: the picture has no more than so many
};
Bytes make_webp(const Raster& raster, const WebpOptions& options = {});

struct WebpPart {
    std::string type;
    Bytes data;
};
std::vector<WebpPart> webp_parts(ByteView webp);  // the chunks of the file
Bytes webp_file(const std::vector<WebpPart>& parts);
WebpPart webp_head(int flags, int width, int height);  // VP8X

struct WebpFrameSpec {
    Bytes still;  // a file of make_webp, smaller than the canvas or as large
    int x = 0;    // even
    int y = 0;
    int duration = 100;
    bool blend = true;
    bool clear = false;
};
Bytes make_animated_webp(int width, int height, const std::vector<WebpFrameSpec>& frames, int loops = 0);

// What libwebp's own player shows, frame by frame: R, G, B, alpha.
std::vector<std::vector<std::uint8_t>> webp_frames(ByteView webp);

// Places in that file for plant_webp: "exif", "xmp", "icc", "unknown chunk", "second picture", "trailer"; "after stream"
// behind the last byte of the pixels, "first partition" behind the modes of a lossy picture, "alpha" behind its
// transparency, "frame chunk" in a frame of an animation. Beside these "inside trailer": the name's first six letters, less
// than a chunk, at the end of the RIFF.
std::vector<std::string> webp_needles_for(ByteView webp);
Bytes plant_webp(ByteView webp, std::string_view place, int orientation = 1);

}  // namespace consent::test
