// SPDX-License-Identifier: Apache-2.0
//
// The answers of a detector and an embedder, kept by the picture's content: each photograph is looked at once however
// many schools it is drawn for. The same answers as without.
#pragma once

#include <map>
#include <tuple>
#include <utility>

#include <consent/detector.hpp>
#include <consent/digest.hpp>
#include <consent/embedder.hpp>

namespace consent::accuracy {

struct Memory {
    std::map<std::pair<Digest, int>, std::vector<DetectedFace>> faces;                    // by pixels and width
    std::map<std::tuple<Digest, int, float, float, float, float>, EmbeddedFace> vectors;  // and by box
};

// Requires: `inner` and `memory` outlive it; one memory serves one pair of models.
class RememberingDetector final : public Detector {
public:
    RememberingDetector(Detector& inner, Memory& memory) : inner_(inner), memory_(memory) {}

    [[nodiscard]] std::string_view id() const noexcept override { return inner_.id(); }
    [[nodiscard]] float smallest_face(int width, int height) const noexcept override {
        return inner_.smallest_face(width, height);
    }
    Result<std::vector<DetectedFace>> detect(const Raster& picture) override;

private:
    Detector& inner_;
    Memory& memory_;
};

class RememberingEmbedder final : public Embedder {
public:
    RememberingEmbedder(Embedder& inner, Memory& memory) : inner_(inner), memory_(memory) {}

    [[nodiscard]] const EmbedderInfo& info() const noexcept override { return inner_.info(); }
    Result<EmbeddedFace> embed(const Raster& picture, const DetectedFace& face) override;

private:
    Embedder& inner_;
    Memory& memory_;
};

}  // namespace consent::accuracy
