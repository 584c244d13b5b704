// SPDX-License-Identifier: Apache-2.0
#include "detection_tally.hpp"

#include <algorithm>

#include "detect/merge_boxes.hpp"
#include "lies_on.hpp"

namespace consent::accuracy {

namespace {

constexpr float found_overlap = 0.4F;

template <std::size_t N>
std::size_t class_of(const std::array<float, N>& edges, float value) {
    return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin()) - 1;
}

}  // namespace

void DetectionTally::add(std::span<const LabelledFace> faces, std::span<const Box> ignore,
                         std::vector<SeenBox> seen) {
    std::stable_sort(seen.begin(), seen.end(), [](const SeenBox& a, const SeenBox& b) { return a.score > b.score; });
    std::vector<bool> found(faces.size(), false);
    for (const SeenBox& one : seen) {
        std::size_t best = faces.size();
        float best_overlap = found_overlap;
        for (std::size_t i = 0; i < faces.size(); ++i) {
            const float common = overlap(faces[i].box, one.box);
            if (!found[i] && common >= best_overlap) {
                best = i;
                best_overlap = common;
            }
        }
        if (best < faces.size())
            found[best] = true;
        else if (std::none_of(ignore.begin(), ignore.end(),
                              [&](const Box& region) { return centre_within(one.box, region); }))
            ++false_boxes;
    }
    bool whole = true;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        by_size[class_of(size_classes, faces[i].px)].add(found[i]);
        if (faces[i].px < counted_px) continue;
        counted.add(found[i]);
        touched.add(std::any_of(seen.begin(), seen.end(),
                                [&](const SeenBox& one) { return lies_on(one.box, faces[i].box); }));
        by_yaw[faces[i].yaw < 0 ? yaw_classes.size() : class_of(yaw_classes, faces[i].yaw)].add(found[i]);
        by_mask[faces[i].masked ? 1 : 0].add(found[i]);
        whole = whole && found[i];
    }
    pictures.add(whole);
}

}  // namespace consent::accuracy
