// SPDX-License-Identifier: Apache-2.0
//
// A picture as it is, turned by any angle, and what is found there put back into the picture.
#pragma once

#include <vector>

#include <consent/face.hpp>
#include <consent/image.hpp>

#include "base/resample.hpp"

namespace consent {

struct TurnedView {
    Raster raster;
    Similarity to_picture;  // from the pixels of `raster` to those of the picture
    int picture_width = 0;  // of the picture
    int picture_height = 0;

    // Whether that part of `raster` shows nothing of the picture.
    [[nodiscard]] bool is_blank(const Region& part) const noexcept;

    // The box keeps its size, scaled, and its centre: it is upright in the picture, though the face is not.
    [[nodiscard]] DetectedFace in_picture(DetectedFace face) const noexcept;
};

// The picture turned clockwise by `degrees`, black where it does not reach.
// `picture` may be a smaller copy of a picture `scale_of_picture` times as large, into which in_picture() then leads.
TurnedView turned(const Raster& picture, double degrees, double scale_of_picture = 1);

}  // namespace consent
