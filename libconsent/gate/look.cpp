// SPDX-License-Identifier: Apache-2.0
#include "gate/look.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace consent {

namespace {

// Two detectors draw their boxes differently; a quarter of the common area is the least that two boxes of one face share.
constexpr float same_face_overlap = 0.25F;

float overlap(const Box& a, const Box& b) {
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    if (!(width > 0) || !(height > 0)) return 0;
    const float common = width * height;
    return common / (a.width * a.height + b.width * b.height - common);
}

struct SeenFace {
    DetectedFace face;
    const Raster* in = nullptr;
    bool safety_net_only = false;
};

Result<void> add_faces(Detector& detector, const Raster& raster, bool safety_net, std::vector<SeenFace>& seen) {
    auto found = detector.detect(raster);
    if (!found) return std::move(found).error();
    const std::size_t before = seen.size();
    for (DetectedFace& face : *found) {
        const bool numbers = std::isfinite(face.box.x) && std::isfinite(face.box.y) && face.box.width > 0 &&
                             face.box.height > 0 && std::isfinite(face.box.width) && std::isfinite(face.box.height);
        if (!numbers) return Error{ErrorCode::internal, "The detector gave a box that is none."};
        const bool known = std::any_of(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(before),
                                       [&](const SeenFace& s) { return overlap(s.face.box, face.box) >= same_face_overlap; });
        if (!known) seen.push_back({std::move(face), &raster, safety_net});
    }
    return {};
}

}  // namespace

Result<std::vector<FaceEvidence>> look(const Picture& picture, const Eyes& eyes, float identifiable_px,
                                       const Limits& limits) {
    std::vector<SeenFace> seen;
    if (auto done = add_faces(eyes.detector, picture.shown, false, seen); !done) return std::move(done).error();
    for (const Raster& view : picture.also)
        if (auto done = add_faces(eyes.detector, view, false, seen); !done) return std::move(done).error();
    if (eyes.safety_net != nullptr)
        if (auto done = add_faces(*eyes.safety_net, picture.shown, true, seen); !done) return std::move(done).error();
    if (seen.size() > limits.faces)
        return Error{ErrorCode::unreadable, "The picture shows more than " + std::to_string(limits.faces) +
                                                " faces, which is over the limit: publish a part of it."};
    std::stable_sort(seen.begin(), seen.end(),
                     [](const SeenFace& a, const SeenFace& b) { return a.face.box.x < b.face.box.x; });

    std::vector<FaceEvidence> faces;
    for (const SeenFace& one : seen) {
        FaceEvidence evidence;
        evidence.box = one.face.box;
        evidence.score = one.face.score;
        evidence.safety_net_only = one.safety_net_only;
        evidence.quality.width_px = std::min(one.face.box.width, one.face.box.height);
        const bool identifiable = !(evidence.quality.width_px < identifiable_px);
        if (eyes.embedder != nullptr && identifiable && one.face.landmarks) {
            auto embedded = eyes.embedder->embed(*one.in, one.face);
            if (!embedded) return std::move(embedded).error();
            const Thresholds& thresholds = eyes.embedder->info().thresholds;
            evidence.embedded = true;
            evidence.quality = embedded->quality;
            evidence.quality.width_px = std::min(one.face.box.width, one.face.box.height);
            evidence.candidates = eyes.gallery->match(embedded->embedding, thresholds.deny - thresholds.margin);
        }
        faces.push_back(std::move(evidence));
    }
    return faces;
}

}  // namespace consent
