// SPDX-License-Identifier: Apache-2.0
//
// YuNet (Wu et al. 2023), 2023mar layout: at strides 8, 16 and 32 one candidate a cell, given as offsets in units of the
// stride. Size of input: any multiple of 32.
#include <algorithm>
#include <array>
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
#include "detect/scale_plan.hpp"

namespace consent {
namespace {

constexpr std::array<int, 3> strides{8, 16, 32};
constexpr float score_threshold = 0.4F;
constexpr float merge_overlap = 0.3F;
constexpr ScalePlan scale_plan{
    .whole = 640, .own_size = 1600, .finest = 0.7F, .step = 8, .tile = 1600, .overlap = 160, .smallest = 12, .largest = 320};

const std::vector<std::string>& output_names() {
    static const std::vector<std::string> names{"cls_8",  "cls_16",  "cls_32",  "obj_8", "obj_16", "obj_32",
                                                "bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32"};
    return names;
}

// A multiple of 32, and never 32 itself: on a feature map one row high OpenCV 4.6 gives numbers out of nowhere.
int padded(int length) { return std::max(64, (length + 31) / 32 * 32); }

// Everything above the threshold, in the network's pixels.
Result<std::vector<DetectedFace>> decode_candidates(const std::vector<Tensor>& outputs, int width, int height) {
    std::vector<DetectedFace> faces;
    for (std::size_t level = 0; level < strides.size(); ++level) {
        const int stride = strides[level];
        const auto columns = static_cast<std::size_t>(width / stride);
        const std::size_t cells = columns * static_cast<std::size_t>(height / stride);
        const std::vector<float>& cls = outputs[level].values;
        const std::vector<float>& obj = outputs[level + 3].values;
        const std::vector<float>& bbox = outputs[level + 6].values;
        const std::vector<float>& kps = outputs[level + 9].values;
        if (cls.size() != cells || obj.size() != cells || bbox.size() != cells * 4 || kps.size() != cells * 10)
            return Error{ErrorCode::internal, "The detector gave an answer of the wrong shape: fetch its model again."};

        for (std::size_t cell = 0; cell < cells; ++cell) {
            const float score = std::sqrt(std::clamp(cls[cell], 0.0F, 1.0F) * std::clamp(obj[cell], 0.0F, 1.0F));
            if (score < score_threshold) continue;
            const auto unit = static_cast<float>(stride);
            const auto column = static_cast<float>(cell % columns);
            const auto row = static_cast<float>(cell / columns);
            const float box_width = std::exp(bbox[cell * 4 + 2]) * unit;
            const float box_height = std::exp(bbox[cell * 4 + 3]) * unit;
            if (!std::isfinite(box_width) || !std::isfinite(box_height))
                return Error{ErrorCode::internal, "The detector gave a box without an end: fetch its model again."};
            DetectedFace face;
            face.score = score;
            face.box = {(column + bbox[cell * 4]) * unit - box_width / 2, (row + bbox[cell * 4 + 1]) * unit - box_height / 2,
                        box_width, box_height};
            Landmarks points;
            for (std::size_t i = 0; i < points.size(); ++i)
                points[i] = {(column + kps[cell * 10 + 2 * i]) * unit, (row + kps[cell * 10 + 2 * i + 1]) * unit};
            face.landmarks = points;
            faces.push_back(std::move(face));
        }
    }
    return faces;
}

// From the network's pixels to the picture's.
void place(DetectedFace& face, const Look& look) {
    const float scale_x = static_cast<float>(look.part.width) / static_cast<float>(look.width);
    const float scale_y = static_cast<float>(look.part.height) / static_cast<float>(look.height);
    const auto x = static_cast<float>(look.part.x);
    const auto y = static_cast<float>(look.part.y);
    face.box = {face.box.x * scale_x + x, face.box.y * scale_y + y, face.box.width * scale_x, face.box.height * scale_y};
    for (Point& point : *face.landmarks) point = {point.x * scale_x + x, point.y * scale_y + y};
}

class YunetDetector final : public Detector {
public:
    YunetDetector(const ModelSpec& spec, OnnxNetwork network)
        : id_(spec.id), input_(spec.input), network_(std::move(network)) {}

    [[nodiscard]] std::string_view id() const noexcept override { return id_; }

    // The smallest labelled faces that recall was measured on are 13 px wide (models/README.md).
    [[nodiscard]] float smallest_face(int width, int height) const noexcept override {
        return 13 / (std::max(width, height) <= scale_plan.own_size ? 1.0F : scale_plan.finest);
    }

    Result<std::vector<DetectedFace>> detect(const Raster& picture) override {
        return guarded("looking for faces", [&]() -> Result<std::vector<DetectedFace>> {
            std::vector<DetectedFace> faces;
            for (const Look& look : plan_looks(picture.width, picture.height, scale_plan)) {
                Result<std::vector<DetectedFace>> seen = see(picture, look);
                if (!seen) return std::move(seen).error();
                for (DetectedFace& face : *seen) {
                    place(face, look);
                    const float size = std::min(face.box.width, face.box.height);
                    const bool better_elsewhere = size < look.smallest || (look.largest > 0 && size > look.largest);
                    if (!better_elsewhere) faces.push_back(std::move(face));
                }
            }
            return merge_boxes(std::move(faces), merge_overlap);
        });
    }

private:
    Result<std::vector<DetectedFace>> see(const Raster& picture, const Look& look) {
        const int width = padded(look.width);
        const int height = padded(look.height);
        const Raster part = resampled(picture, look.part, look.width, look.height);
        Result<std::vector<Tensor>> outputs = network_.run(network_input(part, input_, width, height), output_names());
        if (!outputs) return std::move(outputs).error();
        return decode_candidates(*outputs, width, height);
    }

    std::string id_;
    InputSpec input_;
    OnnxNetwork network_;
};

}  // namespace

Result<std::unique_ptr<Detector>> make_yunet_detector(const ModelSpec& spec, ByteView file) {
    Result<OnnxNetwork> network = OnnxNetwork::parse(file);
    if (!network) return std::move(network).error();
    return proven(std::make_unique<YunetDetector>(spec, std::move(*network)));
}

}  // namespace consent
