// SPDX-License-Identifier: Apache-2.0
#include "detect/yunet_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/network_input.hpp"

namespace consent {
namespace {

constexpr std::array<int, 3> strides{8, 16, 32};

const std::vector<std::string>& output_names() {
    static const std::vector<std::string> names{"cls_8",  "cls_16",  "cls_32",  "obj_8", "obj_16", "obj_32",
                                                "bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32"};
    return names;
}

// A multiple of 32, and never 32 itself: on a feature map one row high OpenCV 4.6 gives numbers out of nowhere.
int padded(int length) { return std::max(64, (length + 31) / 32 * 32); }

// Everything at or above the threshold, in the network's pixels.
Result<std::vector<DetectedFace>> decode_candidates(const std::vector<Tensor>& outputs, int width, int height,
                                                    float least_score) {
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
            if (!(score >= least_score)) continue;
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

}  // namespace

Result<YunetNetwork> YunetNetwork::open(const ModelSpec& spec, ByteView file) {
    Result<OnnxNetwork> network = OnnxNetwork::parse(file);
    if (!network) return std::move(network).error();
    return YunetNetwork(spec.input, std::move(*network));
}

Result<std::vector<DetectedFace>> YunetNetwork::candidates(const Raster& seen, float score) {
    const int width = padded(seen.width);
    const int height = padded(seen.height);
    Result<std::vector<Tensor>> outputs = network_.run(network_input(seen, input_, width, height), output_names());
    if (!outputs) return std::move(outputs).error();
    return decode_candidates(*outputs, width, height, score);
}

}  // namespace consent
