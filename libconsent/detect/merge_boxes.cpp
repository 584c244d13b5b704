// SPDX-License-Identifier: Apache-2.0
#include "detect/merge_boxes.hpp"

#include <algorithm>
#include <utility>

namespace consent {

namespace {

constexpr float same_face = 0.4F;    // overlap of one face's boxes at two levels
constexpr float nearly_best = 0.7F;  // of the best score: sure enough for its width to count
constexpr float sure = 0.8F;
constexpr float unsure = 0.6F;
constexpr float within = 0.8F;       // share of a part's area that lies in the face
constexpr float smallest_part = 0.2F;  // smaller than this share of the face's side it may be a face in its own right

float common_area(const Box& a, const Box& b) noexcept {
    const float width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const float height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    return width > 0 && height > 0 ? width * height : 0;
}

float side(const Box& box) noexcept { return std::min(box.width, box.height); }

bool covers(const Box& box, Point p) noexcept {
    return p.x >= box.x && p.x <= box.x + box.width && p.y >= box.y && p.y <= box.y + box.height;
}

void sort_by_score(std::vector<DetectedFace>& faces) {
    std::stable_sort(faces.begin(), faces.end(),
                     [](const DetectedFace& a, const DetectedFace& b) { return a.score > b.score; });
}

struct Sighting {
    const DetectedFace* face;
    std::size_t level;
};

Box joined_box(const std::vector<Sighting>& group) {
    const float best = group.front().face->score;
    double weights = 0, x = 0, y = 0, width = 0, height = 0;
    float widest = 0;
    for (const Sighting& one : group) {
        const Box& box = one.face->box;
        const double weight = std::max(1e-6, static_cast<double>(one.face->score) * static_cast<double>(one.face->score));
        weights += weight;
        x += weight * (static_cast<double>(box.x) + static_cast<double>(box.width) / 2);
        y += weight * (static_cast<double>(box.y) + static_cast<double>(box.height) / 2);
        width += weight * static_cast<double>(box.width);
        height += weight * static_cast<double>(box.height);
        if (one.face->score >= nearly_best * best) widest = std::max(widest, side(box));
    }
    const double grown = std::max(1.0, static_cast<double>(widest) * weights / std::min(width, height));
    width *= grown / weights;
    height *= grown / weights;
    return {static_cast<float>(x / weights - width / 2), static_cast<float>(y / weights - height / 2),
            static_cast<float>(width), static_cast<float>(height)};
}

// Of the sure ones, weighted as their boxes are: points that lie nearer to the truth than any level's own.
std::optional<Landmarks> joined_points(const std::vector<Sighting>& group) {
    Landmarks points{};
    float weights = 0;
    for (const Sighting& one : group) {
        if (!one.face->landmarks || !(one.face->score >= nearly_best * group.front().face->score)) continue;
        const float weight = one.face->score * one.face->score;
        weights += weight;
        for (std::size_t i = 0; i < points.size(); ++i) {
            points[i].x += weight * (*one.face->landmarks)[i].x;
            points[i].y += weight * (*one.face->landmarks)[i].y;
        }
    }
    if (!(weights > 0)) return std::nullopt;
    for (Point& point : points) point = {point.x / weights, point.y / weights};
    return points;
}

float joined_score(const std::vector<Sighting>& group, const std::vector<LevelFaces>& levels) {
    const float size = side(group.front().face->box);
    float best = 0;
    float sum = 0;
    float count = 0;
    for (std::size_t level = 0; level < levels.size(); ++level) {
        float here = -1;
        for (const Sighting& one : group)
            if (one.level == level) here = std::max(here, one.face->score);
        const bool expected = size >= levels[level].smallest && size <= levels[level].largest;
        if (here < 0 && !expected) continue;
        best = std::max(best, here);
        sum += std::max(here, 0.0F);
        ++count;
    }
    return (best + sum / count) / 2;
}

}  // namespace

float overlap(const Box& a, const Box& b) noexcept {
    const float common = common_area(a, b);
    return common > 0 ? common / (a.width * a.height + b.width * b.height - common) : 0;
}

std::vector<DetectedFace> merge_boxes(std::vector<DetectedFace> faces, float limit) {
    sort_by_score(faces);
    std::vector<DetectedFace> kept;
    for (DetectedFace& face : faces) {
        const bool known = std::any_of(kept.begin(), kept.end(), [&](const DetectedFace& better) {
            return overlap(better.box, face.box) > limit;
        });
        if (!known) kept.push_back(std::move(face));
    }
    return kept;
}

std::vector<DetectedFace> join_views(std::vector<DetectedFace> faces, float limit) {
    const std::vector<DetectedFace> seen = faces;
    std::vector<DetectedFace> kept = merge_boxes(std::move(faces), limit);
    for (DetectedFace& face : kept)
        for (const DetectedFace& other : seen)
            if (overlap(face.box, other.box) > limit) face.widest = std::max(face.widest, side(other.box));
    return kept;
}

std::vector<DetectedFace> join_levels(const std::vector<LevelFaces>& levels) {
    std::vector<Sighting> sightings;
    for (std::size_t level = 0; level < levels.size(); ++level)
        for (const DetectedFace& face : levels[level].faces) sightings.push_back({&face, level});
    std::stable_sort(sightings.begin(), sightings.end(),
                     [](const Sighting& a, const Sighting& b) { return a.face->score > b.face->score; });

    std::vector<DetectedFace> joined;
    std::vector<char> taken(sightings.size(), 0);
    for (std::size_t first = 0; first < sightings.size(); ++first) {
        if (taken[first] != 0) continue;
        std::vector<Sighting> group{sightings[first]};
        for (std::size_t other = first + 1; other < sightings.size(); ++other) {
            if (taken[other] != 0 || !(overlap(sightings[first].face->box, sightings[other].face->box) > same_face)) continue;
            taken[other] = 1;
            group.push_back(sightings[other]);
        }
        joined.push_back({joined_box(group), joined_score(group, levels), joined_points(group)});
    }
    sort_by_score(joined);
    return joined;
}

bool lies_over(const DetectedFace& face, const DetectedFace& larger) noexcept {
    return larger.score >= sure && larger.landmarks && side(face.box) < side(larger.box) &&
           common_area(face.box, larger.box) >= 0.5F * face.box.width * face.box.height &&
           std::any_of(larger.landmarks->begin(), larger.landmarks->end(), [&](Point p) { return covers(face.box, p); });
}

std::vector<DetectedFace> without_parts(std::vector<DetectedFace> faces) {
    std::vector<DetectedFace> kept;
    for (const DetectedFace& face : faces) {
        const bool part = std::any_of(faces.begin(), faces.end(), [&](const DetectedFace& whole) {
            return face.score < unsure && lies_over(face, whole) && side(face.box) >= smallest_part * side(whole.box) &&
                   common_area(face.box, whole.box) >= within * face.box.width * face.box.height;
        });
        if (!part) kept.push_back(face);
    }
    return kept;
}

}  // namespace consent
