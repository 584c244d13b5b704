// SPDX-License-Identifier: Apache-2.0
//
// How well a face is seen: the numbers of consent::Quality.
#pragma once

#include <consent/face.hpp>
#include <consent/image.hpp>

namespace consent {

// Yaw of points that are not in the order of Landmarks, so that no policy takes them for a face seen well.
inline constexpr float yaw_out_of_order = 2;

// 0 facing the camera; 1 when the tip of the nose is level with an eye; grows beyond.
float yaw_of(const Landmarks& points) noexcept;

// Degrees, -180..180; positive when the eye on the right is lower.
float roll_of(const Landmarks& points) noexcept;

// Variance of the Laplacian (4-neighbour) of the grey picture without its outermost pixels; 0 for pictures below 3 x 3.
float sharpness_of(const Raster& crop);

// Mean grey, 0..255.
float brightness_of(const Raster& crop) noexcept;

// Requires: the face has landmarks, and they are finite.
Quality measure_quality(const Raster& picture, const DetectedFace& face);

}  // namespace consent
