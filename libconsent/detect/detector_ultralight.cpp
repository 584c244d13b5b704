// SPDX-License-Identifier: Apache-2.0
//
// Ultra-Light-Fast-Generic-Face-Detector RFB (Linzaer): two outputs, scores (n x 2: background, face) and boxes (n x 4:
// corners as shares of the input's width and height). No landmarks.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/guard.hpp"
#include "base/network_input.hpp"
#include "base/onnx_network.hpp"
#include "base/resample.hpp"
#include "detect/backends.hpp"
#include "detect/merge_boxes.hpp"

namespace consent {
namespace {

constexpr float score_threshold = 0.7F;
constexpr float merge_overlap = 0.3F;

const std::vector<std::string>& output_names() {
    static const std::vector<std::string> names{"scores", "boxes"};
    return names;
}

Result<std::vector<DetectedFace>> decode_candidates(const Tensor& scores, const Tensor& boxes, const Raster& picture) {
    const std::size_t count = scores.values.size() / 2;
    if (count == 0 || scores.values.size() != count * 2 || boxes.values.size() != count * 4)
        return Error{ErrorCode::internal, "The detector gave an answer of the wrong shape: fetch its model again."};
    const auto width = static_cast<float>(picture.width);
    const auto height = static_cast<float>(picture.height);
    std::vector<DetectedFace> faces;
    for (std::size_t i = 0; i < count; ++i) {
        const float score = scores.values[i * 2 + 1];
        if (score < score_threshold) continue;
        const float* corners = &boxes.values[i * 4];
        DetectedFace face;
        face.score = std::clamp(score, 0.0F, 1.0F);
        face.box = {corners[0] * width, corners[1] * height, (corners[2] - corners[0]) * width,
                    (corners[3] - corners[1]) * height};
        if (face.box.width > 0 && face.box.height > 0) faces.push_back(std::move(face));
    }
    return merge_boxes(std::move(faces), merge_overlap);
}

class UltralightDetector final : public Detector {
public:
    UltralightDetector(const ModelSpec& spec, OnnxNetwork network)
        : id_(spec.id), input_(spec.input), network_(std::move(network)) {}

    [[nodiscard]] std::string_view id() const noexcept override { return id_; }

    // Its smallest anchor is 10 px of the input, to which every picture is reduced.
    [[nodiscard]] float smallest_face(int width, int height) const noexcept override {
        return 10 * std::max(static_cast<float>(width) / static_cast<float>(input_.width),
                             static_cast<float>(height) / static_cast<float>(input_.height));
    }

    Result<std::vector<DetectedFace>> detect(const Raster& picture) override {
        return guarded("looking for faces", [&]() -> Result<std::vector<DetectedFace>> {
            const Raster seen =
                resampled(picture, {0, 0, picture.width, picture.height}, input_.width, input_.height);
            Result<std::vector<Tensor>> outputs =
                network_.run(network_input(seen, input_, input_.width, input_.height), output_names());
            if (!outputs) return std::move(outputs).error();
            return decode_candidates((*outputs)[0], (*outputs)[1], picture);
        });
    }

private:
    std::string id_;
    InputSpec input_;
    OnnxNetwork network_;
};

}  // namespace

Result<std::unique_ptr<Detector>> make_ultralight_detector(const ModelSpec& spec, ByteView file) {
    if (spec.input.width < 1 || spec.input.height < 1)
        return Error{ErrorCode::unavailable, "The manifest does not say the input size of " + spec.id + "."};
    Result<OnnxNetwork> network = OnnxNetwork::parse(file);
    if (!network) return std::move(network).error();
    return proven(std::make_unique<UltralightDetector>(spec, std::move(*network)));
}

}  // namespace consent
