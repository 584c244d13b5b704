// SPDX-License-Identifier: Apache-2.0
#include "gate/look.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "detect/merge_boxes.hpp"

namespace consent {

namespace {

// Two detectors draw their boxes differently; a quarter of the common area is the least that two boxes of one face share.
constexpr float same_face_overlap = 0.25F;

// A face found in a turned look must be surer than one found upright: there are three more looks to err in.
constexpr float turned_score = 0.6F;

struct SeenFace {
    DetectedFace face;
    int view = 0;
    const Raster* in = nullptr;
    bool safety_net_only = false;
    int look = 0;
};

constexpr int safety_net_look = 0;  // others are numbered by their EXIF orientation

struct FoundFace {
    DetectedFace face;
    int look = safety_net_look;
};

float width_of(const DetectedFace& face) { return std::min(face.box.width, face.box.height); }

float widest_of(const DetectedFace& face) { return std::max(width_of(face), face.widest); }

bool is_box(const Box& box) {
    return std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.width) && std::isfinite(box.height) &&
           box.width > 0 && box.height > 0;
}

// A point of the picture as turned by that EXIF orientation, back in the picture of that size.
Point turned_back(Point point, int orientation, float width, float height) {
    switch (orientation) {
        case 3: return {width - point.x, height - point.y};
        case 6: return {point.y, height - point.x};
        case 8: return {width - point.y, point.x};
        default: return point;
    }
}

DetectedFace turned_back(DetectedFace face, int orientation, const Raster& raster) {
    const auto width = static_cast<float>(raster.width);
    const auto height = static_cast<float>(raster.height);
    const Point one = turned_back(Point{face.box.x, face.box.y}, orientation, width, height);
    const Point other = turned_back(Point{face.box.x + face.box.width, face.box.y + face.box.height}, orientation, width, height);
    face.box = {std::min(one.x, other.x), std::min(one.y, other.y), std::abs(other.x - one.x), std::abs(other.y - one.y)};
    if (face.landmarks)
        for (Point& point : *face.landmarks) point = turned_back(point, orientation, width, height);
    return face;
}

// Faces in a raster as it is and lying on either side or upside down: a scan or a picture that lost its orientation.
Result<std::vector<FoundFace>> every_way_up(Detector& detector, const Raster& raster) {
    std::vector<FoundFace> faces;
    for (const int orientation : {1, 3, 6, 8}) {
        if (orientation != 1 && detector.finds_turned_faces()) continue;
        auto found = orientation == 1 ? detector.detect(raster) : detector.detect(upright(raster, orientation));
        if (!found) return std::move(found).error();
        for (DetectedFace& face : *found) {
            if (!is_box(face.box)) return Error{ErrorCode::internal, "The detector gave a box that is none."};
            if (orientation == 1)
                faces.push_back({std::move(face), orientation});
            else if (!(face.score < turned_score))
                faces.push_back({turned_back(std::move(face), orientation, raster), orientation});
        }
    }
    std::stable_sort(faces.begin(), faces.end(),
                     [](const FoundFace& a, const FoundFace& b) { return a.face.score > b.face.score; });
    return faces;
}

// A box too narrow to identify anybody never stands for one that could.
bool stands_for(const DetectedFace& known, const DetectedFace& face, float identifiable_px) {
    return overlap(known.box, face.box) >= same_face_overlap &&
           (widest_of(known) >= identifiable_px || widest_of(face) < identifiable_px);
}

// Faces of one look are different faces: its detector has told them apart.
void add_new(std::vector<FoundFace> faces, int view, const Raster& raster, bool safety_net, float identifiable_px,
             std::vector<SeenFace>& seen) {
    for (FoundFace& one : faces) {
        const bool known = std::any_of(seen.begin(), seen.end(), [&](const SeenFace& s) {
            return s.in == &raster && s.look != one.look && stands_for(s.face, one.face, identifiable_px);
        });
        if (!known) seen.push_back({std::move(one.face), view, &raster, safety_net, one.look});
    }
}

Result<std::vector<SeenFace>> see(const Picture& picture, const Eyes& eyes, float identifiable_px) {
    std::vector<SeenFace> seen;
    for (std::size_t view = 0; view <= picture.also.size(); ++view) {
        const Raster& raster = view == 0 ? picture.shown : picture.also[view - 1];
        auto found = every_way_up(eyes.detector, raster);
        if (!found) return std::move(found).error();
        add_new(*std::move(found), static_cast<int>(view), raster, false, identifiable_px, seen);
    }
    for (std::size_t view = 0; eyes.safety_net != nullptr && view <= picture.also.size(); ++view) {
        const Raster& raster = view == 0 ? picture.shown : picture.also[view - 1];
        auto found = eyes.safety_net->detect(raster);
        if (!found) return std::move(found).error();
        std::vector<FoundFace> faces;
        for (DetectedFace& face : *found) {
            if (!is_box(face.box)) return Error{ErrorCode::internal, "The second detector gave a box that is none."};
            faces.push_back({std::move(face), safety_net_look});
        }
        add_new(std::move(faces), static_cast<int>(view), raster, true, identifiable_px, seen);
    }
    std::stable_sort(seen.begin(), seen.end(), [](const SeenFace& a, const SeenFace& b) {
        return a.view != b.view ? a.view < b.view : a.face.box.x < b.face.box.x;
    });
    return seen;
}

struct MeasuredFace {
    FaceEvidence evidence;
    Embedding embedding;  // nothing where the face was not embedded
};

Result<MeasuredFace> measure(const SeenFace& one, const Eyes& eyes, float identifiable_px) {
    MeasuredFace measured;
    FaceEvidence& evidence = measured.evidence;
    evidence.view = one.view;
    evidence.box = one.face.box;
    evidence.score = one.face.score;
    evidence.safety_net_only = one.safety_net_only;
    evidence.quality.width_px = width_of(one.face);
    evidence.widest_px = widest_of(one.face);
    const bool identifiable = !(evidence.widest_px < identifiable_px);
    if (eyes.embedder == nullptr || !identifiable || !one.face.landmarks) return measured;

    auto embedded = eyes.embedder->embed(*one.in, one.face);
    if (!embedded) return std::move(embedded).error();
    evidence.embedded = true;
    evidence.quality = embedded->quality;
    evidence.quality.width_px = width_of(one.face);
    if (embedded->embedding.values.empty())
        return Error{ErrorCode::internal, "The embedder gave no values: fetch its model again."};
    measured.embedding = std::move(embedded->embedding);
    return measured;
}

}  // namespace

Result<std::vector<FaceEvidence>> look(const Picture& picture, const Eyes& eyes, float identifiable_px,
                                       const Limits& limits) {
    auto seen = see(picture, eyes, identifiable_px);
    if (!seen) return std::move(seen).error();
    if (seen->size() > limits.faces)
        return Error{ErrorCode::unreadable, "The picture shows more than " + std::to_string(limits.faces) +
                                                " faces, which is over the limit: publish a part of it."};
    std::vector<FaceEvidence> faces;
    std::vector<Embedding> embeddings;
    for (const SeenFace& one : *seen) {
        auto measured = measure(one, eyes, identifiable_px);
        if (!measured) return std::move(measured).error();
        faces.push_back(std::move(measured->evidence));
        embeddings.push_back(std::move(measured->embedding));
    }
    if (eyes.gallery == nullptr) return faces;
    // Compared with nothing a face would pass for a stranger's, whoever it is.
    for (const Embedding& one : embeddings)
        if (!one.values.empty() && !eyes.gallery->can_compare(one))
            return Error{ErrorCode::internal, "The faces cannot be compared with the templates in the register: fetch " +
                                                  eyes.embedder->info().model + " again, or enrol anew with it."};
    auto candidates = eyes.gallery->match_all(embeddings, eyes.thresholds.deny - eyes.thresholds.margin);
    for (std::size_t i = 0; i < faces.size(); ++i) faces[i].candidates = std::move(candidates[i]);
    return faces;
}

}  // namespace consent
