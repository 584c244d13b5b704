// SPDX-License-Identifier: Apache-2.0
//
// How well a face is seen: the numbers of consent::Quality, whose meaning is in consent/face.hpp.
#pragma once

#include <consent/face.hpp>
#include <consent/image.hpp>

namespace consent {

// Yaw of points that are not in the order of Landmarks, so that no policy takes them for a face seen well.
inline constexpr float yaw_out_of_order = 2;

// 0 facing the camera; 1 when the tip of the nose is level with an eye; grows beyond.
float yaw_of(const Landmarks& points) noexcept;

// Of points of which eyes and mouth lie on one line: 0, for they say nothing.
float pitch_of(const Landmarks& points) noexcept;

// Degrees, -180..180; positive when the eye on the right is lower.
float roll_of(const Landmarks& points) noexcept;

// What the pixels of the arcface_112 crop tell: brightness, contrast, crushed, blown, sharpness, eyes, mouth.
// Requires: the crop is 112 x 112.
void measure_pixels(const Raster& crop, Quality& quality);

// Requires: the face has landmarks, and they are finite.
Quality measure_quality(const Raster& picture, const DetectedFace& face);

// The same where the arcface_112 crop of that face is at hand.
Quality measure_quality(const Raster& picture, const DetectedFace& face, const Raster& crop);

}  // namespace consent
