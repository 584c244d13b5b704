// SPDX-License-Identifier: Apache-2.0
//
// Pictures of drawn people: a portrait, a group, a crowd.
//
//     const auto mia = face_from_seed(7, Age::child);
//     const Drawing drawing = draw(portrait(mia, take_from_seed(1), 400));
//     // drawing.picture: a Raster;  drawing.faces[0]: where her face is
//
// Drawing is deterministic: the same scene gives the same pixels with the same build of OpenCV.
#pragma once

#include <cstdint>
#include <vector>

#include <consent/face.hpp>
#include <consent/image.hpp>

#include "demo_school/face_parameters.hpp"

namespace consent::demo {

// Somebody in a picture.
struct Sitter {
    FaceParameters face;
    Take take;
    float face_px = 120;  // width of the face as detectors box it, in pixels of the picture
    Point centre;         // where the middle of the head comes to lie
    Colour clothes{40, 62, 110};
    float blur_px = 0;  // sigma of a blur over this sitter alone: out of focus, or moving
};

enum class Background : std::uint8_t { plain, classroom, playground };

struct Scene {
    int width = 0;
    int height = 0;
    Background background = Background::plain;
    std::vector<Sitter> sitters;  // drawn in this order: those behind first
    float noise = 2.0F;           // sigma of the sensor's noise, in levels
    std::uint64_t detail = 0;     // places the background's things and the noise
};

struct Drawing {
    Raster picture;
    std::vector<Box> faces;  // of each sitter, forehead to chin, in the order of Scene::sitters
};

// Requires: 1 <= width, height <= 20 000; face_px >= 4.
Drawing draw(const Scene& scene);

// One face in the middle of a picture about twice as wide.
Scene portrait(const FaceParameters& face, const Take& take, float face_px);

// Sitters in rows, the last row in front, as a school photographer would have them; each keeps its face_px. The
// picture is as large as that needs. Requires: rows >= 1, at least one sitter.
Scene group(std::vector<Sitter> sitters, int rows, Background background, std::uint64_t detail);

// `count` different people with faces of `face_px`, none hidden by another.
Scene crowd(int count, float face_px, std::uint64_t seed);

}  // namespace consent::demo
