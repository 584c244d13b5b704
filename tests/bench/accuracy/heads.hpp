// SPDX-License-Identifier: Apache-2.0
//
// Heads cut out of photographs and set into other pictures, with the truth of where their faces came to lie.
#pragma once

#include <filesystem>
#include <optional>

#include <consent/detector.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>

namespace consent::accuracy {

struct Head {
    Raster photo;
    Box face;  // in the photo, as the detector boxes it; the whole head lies around it
};

// The head of the person whom a photograph is labelled with. Absent: no such photograph, no such face, or another face so
// near that it would be cut out with it.
std::optional<Head> read_head(const std::filesystem::path& photo, Detector& detector);

struct Placement {
    Point centre;        // of the face's box
    float width_px = 0;  // what the smaller side of the face's box becomes
    float roll = 0;      // degrees, clockwise as seen
};

// Half the width and height that a head takes up around Head::face's centre, as multiples of the face's box.
inline constexpr float head_half_width = 0.85F;
inline constexpr float head_half_height = 0.95F;

// Lays an ellipse of the photo, its border faded out, over `onto`. Parts outside `onto` are cut off.
// Returns the face's box there: for a turned face that of the turned ellipse which fills the face's own box.
Box paste(const Head& head, const Placement& placement, Raster& onto);

// The upright box of a box's ellipse turned about its own centre.
Box turned_box(const Box& box, float degrees) noexcept;

}  // namespace consent::accuracy
