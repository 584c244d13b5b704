// SPDX-License-Identifier: Apache-2.0
//
// Faces as the pipeline speaks of them: where, how well seen, and as a vector. Terms as in ISO/IEC 2382-37.
// Coordinates are pixels of the upright picture, x to the right, y down, (0, 0) the outer corner of the first pixel.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace consent {

struct Point {
    float x = 0;
    float y = 0;
};

struct Box {
    float x = 0;
    float y = 0;
    float width = 0;
    float height = 0;
};

// In this order, as seen with the face upright: the eye on the picture's left, the eye on its right, the tip of the nose, the corner of
// the mouth on the left, the corner on the right. (YuNet and ArcFace use the same order.)
using Landmarks = std::array<Point, 5>;

struct DetectedFace {
    Box box;                             // may reach over the border of the picture
    float score = 0;                     // the detector's own confidence, 0..1
    std::optional<Landmarks> landmarks;  // absent where the detector gives none: such a face cannot be embedded
};

// How well a face is seen. Each number is measured on the face alone and has a meaning of its own.
struct Quality {
    float width_px = 0;   // the smaller side of the box, in pixels of the picture
    float sharpness = 0;  // variance of the Laplacian of the grey 112 x 112 aligned crop, sample range 0..255
    float yaw = 0;        // turn of the head from the five points: 0 facing the camera, 1 or more in profile
    float roll = 0;       // in-plane rotation of the line between the eyes, in degrees, -180..180
    float brightness = 0; // mean grey of the crop, 0..255
};

// A face as a vector of a named model. Vectors of different models are never compared.
// Invariant: the Euclidean norm of `values` is 1 within 1e-3, and every value is finite.
struct Embedding {
    std::string model;
    std::vector<float> values;
};

}  // namespace consent
