// SPDX-License-Identifier: Apache-2.0
//
// Turns a face into a vector. One interface, one file a back end in libconsent/embed/.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>
#include <consent/result.hpp>
#include <consent/thresholds.hpp>

namespace consent {

class ModelStore;

struct EmbedderInfo {
    std::string model;  // id in the manifest; goes into every Embedding
    int dimension = 0;
    Thresholds thresholds;                  // the manifest's
    std::optional<ImpostorTable> impostor;  // the manifest's, where it has one
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

    // The same for a reference photo, which is looked at once and compared for years: may take its time. The embedders
    // here give the mean direction of the face and its mirror image, which misses fewer (models/README.md, "Mirrored crops").
    // Its vectors are compared with those of embed().
    virtual Result<EmbeddedFace> embed_reference(const Raster& picture, const DetectedFace& face) {
        return embed(picture, face);
    }

protected:
    Embedder() = default;
};

// The embedder of the given model of the manifest (task "embed"), its file read and its digest verified.
// Fails: ErrorCode::unavailable (no file, wrong digest, not a network, wrong dimension), invalid_argument.
CONSENT_API Result<std::unique_ptr<Embedder>> make_embedder(const ModelStore& models, std::string_view model_id);

}  // namespace consent
