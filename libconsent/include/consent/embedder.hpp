// SPDX-License-Identifier: Apache-2.0
//
// Turns a face into a vector. One interface, one file a back end in libconsent/embed/.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>
#include <consent/result.hpp>

namespace consent {

class ModelStore;

// Similarities (cosine, -1..1) at which decisions are taken for one model. The values live in the manifest
// with the measurement they come from.
// Invariant: -1 <= deny <= clear <= 1, margin >= 0. The defaults clear nobody and suspect everybody.
struct Thresholds {
    float clear = 1;   // at or above: the face may be cleared as this person
    float deny = -1;   // at or above: the face is treated as a person who must not be shown; lower than clear
    float margin = 2;  // best cleared and best not-cleared candidate must differ by at least this
};

struct EmbedderInfo {
    std::string model;  // id in the manifest; goes into every Embedding
    int dimension = 0;
    Thresholds thresholds;
};

// What one look at a face gives.
struct EmbeddedFace {
    Embedding embedding;
    Quality quality;
};

// Thread promise: one thread at a time may call embed() on one object; different objects are independent.
class Embedder {
public:
    virtual ~Embedder() = default;
    Embedder(const Embedder&) = delete;
    Embedder& operator=(const Embedder&) = delete;

    [[nodiscard]] virtual const EmbedderInfo& info() const noexcept = 0;

    // Requires: face.landmarks.has_value().
    // Fails: ErrorCode::internal when the network's answer has the wrong length or is not finite.
    virtual Result<EmbeddedFace> embed(const Raster& picture, const DetectedFace& face) = 0;

protected:
    Embedder() = default;
};

// The embedder of the given model of the manifest (task "embed"), its file read and its digest verified.
// Fails: ErrorCode::unavailable (no file, wrong digest, not a network, wrong dimension), invalid_argument.
CONSENT_API Result<std::unique_ptr<Embedder>> make_embedder(const ModelStore& models, std::string_view model_id);

}  // namespace consent
