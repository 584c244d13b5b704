// SPDX-License-Identifier: Apache-2.0
#include "detect/merge_boxes.hpp"

#include <algorithm>
#include <utility>

namespace consent {

float overlap(const Box& a, const Box& b) noexcept {
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (!(width > 0) || !(height > 0)) return 0;
    const float common = width * height;
    return common / (a.width * a.height + b.width * b.height - common);
}

std::vector<DetectedFace> merge_boxes(std::vector<DetectedFace> faces, float limit) {
    std::stable_sort(faces.begin(), faces.end(),
                     [](const DetectedFace& a, const DetectedFace& b) { return a.score > b.score; });
    std::vector<DetectedFace> kept;
    for (DetectedFace& face : faces) {
        const bool known = std::any_of(kept.begin(), kept.end(), [&](const DetectedFace& better) {
            return overlap(better.box, face.box) > limit;
        });
        if (!known) kept.push_back(std::move(face));
    }
    return kept;
}

}  // namespace consent
