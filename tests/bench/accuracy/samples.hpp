// SPDX-License-Identifier: Apache-2.0
//
// The face that a photograph is labelled with, and its vector.
#pragma once

#include <optional>
#include <vector>

#include <consent/detector.hpp>
#include <consent/embedder.hpp>

#include "photos.hpp"

namespace consent::accuracy {

// LFW centres a photograph on the person it is labelled with. Index of the face nearest to the middle; absent: none, or
// the nearest is further off than its own width.
std::optional<std::size_t> central_face(const std::vector<DetectedFace>& faces, const Raster& picture);

struct Sample {
    int person = 0;
    int photo = 0;
    EmbeddedFace face;
};

// One sample a photograph in which the labelled face is found, in order of person and photograph.
// Fails: as the detector and the embedder do.
Result<std::vector<Sample>> embed_all(const People& people, Detector& detector, Embedder& embedder);

float similarity(const Embedding& a, const Embedding& b) noexcept;

}  // namespace consent::accuracy
