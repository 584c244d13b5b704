// SPDX-License-Identifier: Apache-2.0
//
// Any network in ONNX form with one picture in and one vector out; all that sets one apart from another stands in
// the manifest.
#include <memory>
#include <utility>

#include "base/guard.hpp"
#include "base/network_input.hpp"
#include "base/onnx_network.hpp"
#include "embed/backends.hpp"
#include "embed/face_crop.hpp"
#include "embed/quality.hpp"

namespace consent {
namespace {

class OnnxEmbedder final : public Embedder {
public:
    OnnxEmbedder(const ModelSpec& spec, const Alignment& alignment, OnnxNetwork network)
        : info_(info_from(spec)), input_(spec.input), alignment_(alignment), network_(std::move(network)) {}

    [[nodiscard]] const EmbedderInfo& info() const noexcept override { return info_; }

    Result<EmbeddedFace> embed(const Raster& picture, const DetectedFace& face) override {
        return look(picture, face, [this](const Raster& crop) { return embed_crop(crop); });
    }

    Result<EmbeddedFace> embed_reference(const Raster& picture, const DetectedFace& face) override {
        return look(picture, face, [this](const Raster& crop) {
            return embed_both_ways(crop, [this](const Raster& one) { return embed_crop(one); });
        });
    }

    Result<Embedding> embed_crop(const Raster& crop) {
        Result<std::vector<Tensor>> outputs = network_.run(network_input(crop, input_, crop.width, crop.height), {});
        if (!outputs) return std::move(outputs).error();
        return unit_embedding(info_.model, std::move(outputs->front().values), info_.dimension);
    }

private:
    Result<EmbeddedFace> look(const Raster& picture, const DetectedFace& face, const EmbedCrop& embed_face) {
        return guarded("comparing a face", [&]() -> Result<EmbeddedFace> {
            Result<Raster> crop = crop_face(picture, face, alignment_);
            if (!crop) return std::move(crop).error();
            Result<Embedding> embedding = embed_face(*crop);
            if (!embedding) return std::move(embedding).error();
            return EmbeddedFace{std::move(*embedding), input_.alignment == "arcface_112"
                                                           ? measure_quality(picture, face, *crop)
                                                           : measure_quality(picture, face)};
        });
    }

    EmbedderInfo info_;
    InputSpec input_;
    Alignment alignment_;
    OnnxNetwork network_;
};

}  // namespace

Result<std::unique_ptr<Embedder>> make_onnx_embedder(const ModelSpec& spec, ByteView file) {
    Result<Alignment> alignment = alignment_of(spec);
    if (!alignment) return std::move(alignment).error();
    Result<OnnxNetwork> network = OnnxNetwork::parse(file);
    if (!network) return std::move(network).error();
    auto embedder = std::make_unique<OnnxEmbedder>(spec, *alignment, std::move(*network));
    const auto tried = try_out(spec, alignment->size, [&](const Raster& crop) { return embedder->embed_crop(crop); });
    if (!tried) return tried.error();
    return std::unique_ptr<Embedder>(std::move(embedder));
}

}  // namespace consent
