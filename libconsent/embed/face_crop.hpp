// SPDX-License-Identifier: Apache-2.0
//
// What every embedder does before and after its network.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <consent/embedder.hpp>
#include <consent/models.hpp>
#include <consent/result.hpp>

#include "embed/align.hpp"

namespace consent {

EmbedderInfo info_from(const ModelSpec& spec);

// The alignment that the spec names. Fails: ErrorCode::unavailable when there is none or its crop has another shape.
Result<Alignment> alignment_of(const ModelSpec& spec);

// The face turned upright and scaled to the alignment.
// Fails: ErrorCode::invalid_argument when the face has no points or they are not finite.
Result<Raster> crop_face(const Raster& picture, const DetectedFace& face, const Alignment& alignment);

using EmbedCrop = std::function<Result<Embedding>(const Raster& crop)>;

// Lets a network look at two very different pictures, so that one that cannot do its work is found out when it is opened.
// Fails: ErrorCode::unavailable when it gives no vector, or the same vector for both: then it would take anybody for anybody.
Result<void> try_out(const ModelSpec& spec, int size, const EmbedCrop& embed_crop);

// The mean direction of a crop and its mirror image.
Result<Embedding> embed_both_ways(const Raster& crop, const EmbedCrop& embed_crop);

// `values` scaled to length 1.
// Fails: ErrorCode::internal when there are not `dimension` of them, one is not finite, or all are zero.
Result<Embedding> unit_embedding(const std::string& model, std::vector<float> values, int dimension);

}  // namespace consent
