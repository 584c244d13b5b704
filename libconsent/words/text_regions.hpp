// SPDX-License-Identifier: Apache-2.0
//
// Where in a picture text may stand, and what stands there, ready to be read.
#pragma once

#include <cstdint>
#include <vector>

#include <consent/face.hpp>
#include <consent/image.hpp>

namespace consent {

// Grey, 8 bits, rows from the top without padding.
struct GreyPicture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> grey;
};

GreyPicture grey_of(const Raster& picture);

// A line of text, if it is one: a band, level or tilted.
struct TextRegion {
    Point centre;
    float length = 0;
    float height = 0;
    float angle = 0;  // degrees, clockwise
    [[nodiscard]] Box box() const;  // around it
};

// Bands that look like a line of text: longer than high, full of edges, tilted by no more than 20 degrees. Letters from a hundredth to a fifth of the
// picture's longest side high; below each of `faces`, the twelve largest, from a twentieth of the face. Most likely first, no
// two of one line; at most 48 of the whole picture and 8 a face.
std::vector<TextRegion> text_regions(const GreyPicture& picture, const std::vector<Box>& faces);

// The region with a margin, level, scaled to the height at which Tesseract reads a line best.
GreyPicture line_picture(const GreyPicture& picture, const TextRegion& region);

}  // namespace consent
