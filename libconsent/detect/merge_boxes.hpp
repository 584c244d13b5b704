// SPDX-License-Identifier: Apache-2.0
//
// One box a face, from many that overlap.
#pragma once

#include <vector>

#include <consent/face.hpp>

namespace consent {

// Intersection over union, 0..1; 0 where either is empty.
float overlap(const Box& a, const Box& b) noexcept;

// Keeps the better of any two that overlap by more than `limit`, so that one stays of each group.
// Ensures: best score first; every face given overlaps one that is kept, or is kept.
std::vector<DetectedFace> merge_boxes(std::vector<DetectedFace> faces, float limit);

}  // namespace consent
