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
    float widest = 0;                    // where several looks drew the face, the smaller side of their widest box; else 0
};

// How well a face is seen. Each number is measured on the face alone and has a meaning of its own; how matching depends on
// it is in models/README.md ("Quality"). "The face" is an oval in the aligned crop of 112 x 112 pixels (ArcFace's template),
// grey 0..255. What nobody measured is poor: contrast, eyes and mouth of 0.
struct Quality {
    float width_px = 0;   // the smaller side of the box, in pixels of the picture
    // Finest detail as per cent of the contrast, along the direction that has the least, so that a smear shows too: the
    // standard deviation of the second difference over that of the grey. About 17 in a portrait; blur lowers it, noise
    // raises it, darkness alone does neither.
    float sharpness = 0;
    float yaw = 0;        // turn of the head from the five points: 0 facing the camera, 1 or more in profile
    float pitch = 0;      // how far the tip of the nose lies from its place between eyes and mouth, in distances of the two:
                          // 0 level, negative with the chin raised, positive with it lowered; portraits keep to -.1 .. .1
    float roll = 0;       // in-plane rotation of the line between the eyes, in degrees, -180..180
    float brightness = 0; // mean grey, 0..255
    float contrast = 0;   // standard deviation of the grey, 0..127; about 35 in a portrait
    float crushed = 0;    // share of it that is black (grey 5 or less), 0..1
    float blown = 0;      // share of it that is white (grey 250 or more), 0..1
    float outside = 0;    // share of it that lies beyond the border of the picture, 0..1
    // Whether eyes and mouth show: the mean step of the grey from one row to the next there, over the contrast. About .3
    // where they do; near 0 behind dark glasses, a mask, a hand. `eyes` is that of the eye that shows less.
    float eyes = 0;
    float mouth = 0;
};

// A face as a vector of a named model. Vectors of different models are never compared.
// Invariant: the Euclidean norm of `values` is 1 within 1e-3, and every value is finite.
struct Embedding {
    std::string model;
    std::vector<float> values;
};

}  // namespace consent
