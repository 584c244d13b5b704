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

// As merge_boxes, for what several views saw of one picture. Each face tells the widest box that it stands for, so that a narrow
// one never hides a face that must be judged.
std::vector<DetectedFace> join_views(std::vector<DetectedFace> faces, float limit);

// What was found at one level of a picture, and the sizes of face that are seen well there (smaller side of the box, in pixels
// of the picture).
struct LevelFaces {
    std::vector<DetectedFace> faces;
    float smallest = 0;
    float largest = 0;
};

// One face of those that several levels saw: its box the mean of theirs, weighted by the squares of their scores, but as wide as
// the widest of the sure ones; its score the mean of the best and of the average over the levels that should have seen it, so
// that what one level alone takes for a face counts less.
std::vector<DetectedFace> join_levels(const std::vector<LevelFaces>& levels);

// Whether `face` lies over a larger, sure face, by half or more, and covers one of its five points: what a turned look makes of an
// ear or a cheek.
bool lies_over(const DetectedFace& face, const DetectedFace& larger) noexcept;

// Takes out what is a part of a larger face: unsure, lying within the box of a sure one, and covering one of its five points.
std::vector<DetectedFace> without_parts(std::vector<DetectedFace> faces);

}  // namespace consent
