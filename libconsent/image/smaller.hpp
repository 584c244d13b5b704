// SPDX-License-Identifier: Apache-2.0
//
// The same picture with fewer pixels.
#pragma once

#include "image/decode.hpp"

namespace consent {

// The size of a picture whose longest side is brought to `max_edge`; as it is where that is no smaller.
// Requires: width, height, max_edge >= 1.
struct PictureSize {
    int width = 0;
    int height = 0;
};
PictureSize smaller_size(int width, int height, int max_edge) noexcept;

// Each new pixel is the mean light of the area it covers: averaged in linear light with the curve of sRGB (IEC
// 61966-2-1), colours weighted by their alpha. A picture no larger than `max_edge` comes back unchanged.
// Ensures: every view of the result is made from its colours and alpha alone.
Picture smaller(Picture picture, int max_edge);

}  // namespace consent
