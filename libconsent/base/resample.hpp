// SPDX-License-Identifier: Apache-2.0
//
// Pictures at another size, and crops of them turned upright. Used by the detectors and the embedders.
#pragma once

#include <consent/face.hpp>
#include <consent/image.hpp>

namespace consent {

// Whole pixels of a picture: [x, x + width) by [y, y + height).
struct Region {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

// Rotation, uniform scale and shift: (x, y) goes to (a x - b y + tx, b x + a y + ty).
struct Similarity {
    double a = 1;
    double b = 0;
    double tx = 0;
    double ty = 0;

    [[nodiscard]] Point operator()(Point p) const noexcept {
        return {static_cast<float>(a * p.x - b * p.y + tx), static_cast<float>(b * p.x + a * p.y + ty)};
    }
};

// The part of the picture at another size: each pixel the mean of those it covers when more than 1.5 times smaller,
// bilinear otherwise.
// Requires: `part` lies within the picture and is not empty; width >= 1, height >= 1.
Raster resampled(const Raster& picture, const Region& part, int width, int height);

// A width x height crop; `to_picture` takes coordinates of the crop to those of the picture. A crop much smaller than what
// it shows is averaged, not sampled, so that it does not alias. What lies outside the picture is black.
// Requires: width >= 1, height >= 1; `to_picture` is finite.
Raster warped(const Raster& picture, const Similarity& to_picture, int width, int height);

}  // namespace consent
