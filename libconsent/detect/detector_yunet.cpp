// SPDX-License-Identifier: Apache-2.0
//
// The picture is looked at upright at several sizes, and turned by every multiple of 45 degrees at a smaller one; where
// that finds a face for sure, closely that way up too.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/guard.hpp"
#include "base/resample.hpp"
#include "detect/backends.hpp"
#include "detect/even_light.hpp"
#include "detect/merge_boxes.hpp"
#include "detect/scale_plan.hpp"
#include "detect/turned_view.hpp"
#include "detect/yunet_network.hpp"

namespace consent {
namespace {

using Faces = std::vector<DetectedFace>;

constexpr float candidate_score = 0.1F;  // of one look; what follows needs the unsure ones too
constexpr float upright_score = 0.45F;   // after the levels are joined
constexpr float turned_discount = 0.1F;  // so that of two like sightings of a face the upright one is kept
constexpr float turned_score = 0.6F;     // of one turned look: there are seven to err in
constexpr float confirmed_score = 0.75F;  // the mean of a turned look and two closer ones
constexpr float confirmed_part = 0.8F;    // the same of what may be a part of a face seen upright
constexpr float surely_turned = 0.7F;    // then the picture is looked at closely this way up
constexpr float turned_joined_score = 0.5F;
// A picture without a face as sure as this may lie on its side or head; where a turned look has reduced it by more than that, so that
// faces which could identify somebody are lost to it, it is looked at closely that way up too.
constexpr float surely_upright = 0.8F;
constexpr double much_reduced = 1.4;
constexpr float same_look = 0.4F;        // overlap of one face's boxes in one look
constexpr float merge_overlap = 0.3F;
constexpr float smallest_box = 10;       // pixels of the picture; below, patterns of cloth are taken for faces
constexpr float smallest_measured = 13;  // the narrowest labelled faces that recall was measured on (models/README.md)

// A face is seen well from 14 to 400 pixels of the network, so at two levels of the upright plan at least from 28 pixels.
constexpr float seen_well_from = 24;
constexpr float seen_well_to = 400;
constexpr float seen_well_in_tiles_to = 192;  // larger ones are often cut by the edge of a tile
constexpr ScalePlan upright_plan{.largest_scale = 1.4, .finest_pixels = 6e6, .smallest_scale = 0.7, .step = 2,
                                 .whole = 640, .levels = 2, .tile = 768, .overlap = 64};
// A turned look shows the picture reduced to this many pixels; on a diagonal, where half of what the network sees is blank, to fewer.
constexpr double turned_pixels = 0.6e6;
constexpr double diagonal_pixels = 0.4e6;
constexpr ScalePlan turned_plan{.largest_scale = 1, .finest_pixels = 1e12, .smallest_scale = 1, .step = 3,
                                .whole = 400, .levels = 1, .tile = 768, .overlap = 64};

// From the network's pixels to the picture's.
void place(DetectedFace& face, const Look& look) {
    const float scale_x = static_cast<float>(look.part.width) / static_cast<float>(look.seen.width);
    const float scale_y = static_cast<float>(look.part.height) / static_cast<float>(look.seen.height);
    const auto x = static_cast<float>(look.part.x);
    const auto y = static_cast<float>(look.part.y);
    face.box = {face.box.x * scale_x + x, face.box.y * scale_y + y, face.box.width * scale_x, face.box.height * scale_y};
    for (Point& point : *face.landmarks) point = {point.x * scale_x + x, point.y * scale_y + y};
}

void drop_below(Faces& faces, float score) {
    std::erase_if(faces, [&](const DetectedFace& face) { return !(face.score >= score); });
}

Raster at_level(const Raster& raster, const Level& level) {
    return resampled(raster, {0, 0, raster.width, raster.height}, level.width, level.height);
}

bool is_known(const DetectedFace& face, const Faces& known) {
    return std::any_of(known.begin(), known.end(),
                       [&](const DetectedFace& other) { return overlap(face.box, other.box) > merge_overlap; });
}

Raster reduced(const Raster& picture, double to_pixels) {
    const double pixels = static_cast<double>(picture.width) * picture.height;
    const double scale = std::min(1.0, std::sqrt(to_pixels / pixels));
    const auto length = [&](int of) { return std::max(1, static_cast<int>(std::lround(of * scale))); };
    return resampled(picture, {0, 0, picture.width, picture.height}, length(picture.width), length(picture.height));
}

// A long strip, turned, is nearly all blank, so it is turned in parts that overlap by its breadth. One too narrow to hold a face
// is not turned.
std::vector<Region> parts_to_turn(int width, int height) {
    const int breadth = std::min(width, height);
    const int length = std::max(width, height);
    if (breadth < static_cast<int>(smallest_box)) return {};
    if (length <= 4 * breadth) return {{0, 0, width, height}};
    const int each = std::max(3 * breadth, 512);
    std::vector<Region> parts;
    for (int begin = 0; begin == 0 || begin + breadth < length; begin += each - breadth) {
        const int part = std::min(each, length - begin);
        parts.push_back(width >= height ? Region{begin, 0, part, height} : Region{0, begin, width, part});
    }
    return parts;
}

Faces shifted(Faces faces, int x, int y) {
    for (DetectedFace& face : faces) {
        face.box.x += static_cast<float>(x);
        face.box.y += static_cast<float>(y);
        if (face.landmarks)
            for (Point& point : *face.landmarks) point = {point.x + static_cast<float>(x), point.y + static_cast<float>(y)};
    }
    return faces;
}

// From a square canvas to the picture: centre on centre, turned clockwise by `degrees` and `scale` times as large.
Similarity turned_about(Point centre, int degrees, double scale, int canvas) {
    const double angle = -degrees * 3.14159265358979323846 / 180;
    Similarity map{std::cos(angle) * scale, std::sin(angle) * scale, 0, 0};
    const double middle = canvas / 2.0;
    map.tx = static_cast<double>(centre.x) - (map.a - map.b) * middle;
    map.ty = static_cast<double>(centre.y) - (map.a + map.b) * middle;
    return map;
}

class YunetDetector final : public Detector {
public:
    YunetDetector(const ModelSpec& spec, YunetNetwork network) : id_(spec.id), network_(std::move(network)) {}

    [[nodiscard]] std::string_view id() const noexcept override { return id_; }

    [[nodiscard]] bool finds_turned_faces() const noexcept override { return true; }

    [[nodiscard]] float smallest_face(int width, int height) const noexcept override {
        return smallest_measured / static_cast<float>(std::min(1.0, finest_scale(width, height, upright_plan)));
    }

    Result<Faces> detect(const Raster& picture) override {
        return guarded("looking for faces", [&]() -> Result<Faces> {
            auto faces = look_closely(picture);
            if (!faces) return faces;
            drop_below(*faces, upright_score);
            if (const std::optional<Raster> evened = even_light(picture)) {
                auto more = look_closely(*evened);
                if (!more) return more;
                drop_below(*more, upright_score);
                faces->insert(faces->end(), more->begin(), more->end());
            }
            const Faces known = *faces;
            for (const Region& part : parts_to_turn(picture.width, picture.height)) {
                const bool whole = part.width == picture.width && part.height == picture.height;
                auto turned_faces = whole ? look_turned(picture, known)
                                          : look_turned(resampled(picture, part, part.width, part.height),
                                                        shifted(known, -part.x, -part.y));
                if (!turned_faces) return turned_faces;
                const Faces placed = shifted(*std::move(turned_faces), part.x, part.y);
                faces->insert(faces->end(), placed.begin(), placed.end());
            }
            return without_parts(join_views(*std::move(faces), merge_overlap));
        });
    }

private:
    // One level of a view, whose picture at that scale is `raster`: every face once, sorted by score.
    Result<Faces> look_at(const Raster& raster, const Level& level, const TurnedView* view) {
        Faces faces;
        for (const Look& look : level.looks) {
            if (view != nullptr && view->is_blank(look.part)) continue;
            auto seen = network_.candidates(level.in_one ? raster : resampled(raster, look.seen, look.seen.width, look.seen.height),
                                            candidate_score);
            if (!seen) return seen;
            for (DetectedFace& face : merge_boxes(*std::move(seen), same_look)) {
                place(face, look);
                faces.push_back(std::move(face));
            }
        }
        return merge_boxes(std::move(faces), same_look);
    }

    // At every level of the plan, joined.
    Result<Faces> look_closely(const Raster& raster, const TurnedView* view = nullptr) {
        std::vector<LevelFaces> levels;
        Raster scaled;  // each level made from the one before, which is quicker than from the picture
        for (const Level& level : plan_levels(raster.width, raster.height, upright_plan)) {
            scaled = at_level(levels.empty() ? raster : scaled, level);
            auto faces = look_at(scaled, level, view);
            if (!faces) return faces;
            std::erase_if(*faces, [](const DetectedFace& f) { return std::min(f.box.width, f.box.height) < smallest_box; });
            const auto scale = static_cast<float>(level.scale);
            const float largest = level.in_one ? seen_well_to : seen_well_in_tiles_to;
            levels.push_back({*std::move(faces), seen_well_from / scale, largest / scale});
        }
        return join_levels(levels);
    }

    // The mean of what it scored and of what it scores in two looks at it alone, that way up: hands, patterns and shoulders that
    // pass for a face at one size seldom do at others.
    Result<float> confirmed(const Raster& picture, int degrees, const DetectedFace& face) {
        float sum = face.score;
        const Point centre{face.box.x + face.box.width / 2, face.box.y + face.box.height / 2};
        const double size = std::sqrt(static_cast<double>(face.box.width) * static_cast<double>(face.box.height));
        for (const float seen_size : {40.0F, 64.0F}) {
            const int canvas = static_cast<int>(seen_size) * 3;
            const Raster crop = warped(picture, turned_about(centre, degrees, size / static_cast<double>(seen_size), canvas), canvas, canvas);
            auto seen = network_.candidates(crop, candidate_score);
            if (!seen) return std::move(seen).error();
            const Box expected{seen_size, seen_size, seen_size, seen_size};
            float best = 0;
            for (const DetectedFace& one : *seen)
                if (overlap(one.box, expected) > merge_overlap) best = std::max(best, one.score);
            sum += best;
        }
        return sum / 3;
    }

    // Those of a turned view that are confirmed or already known, in the picture. What lies over a face seen upright must be surer:
    // an ear or a cheek seldom is, a face before it is.
    Result<Faces> confirm(const Raster& picture, const TurnedView& view, int degrees, Faces faces, const Faces& known) {
        Faces sure;
        for (DetectedFace& face : faces) {
            face = view.in_picture(std::move(face));
            if (std::min(face.box.width, face.box.height) < smallest_box) continue;
            const bool part = std::any_of(known.begin(), known.end(),
                                          [&](const DetectedFace& other) { return lies_over(face, other); });
            if (part || !is_known(face, known)) {
                const auto score = confirmed(picture, degrees, face);
                if (!score) return score.error();
                if (!(*score >= (part ? confirmed_part : confirmed_score))) continue;
                face.score = *score;
            }
            sure.push_back(std::move(face));
        }
        return sure;
    }

    // Turned by every multiple of 45 degrees, in the picture. `known` are the faces seen upright.
    Result<Faces> look_turned(const Raster& picture, const Faces& known) {
        const Raster small = reduced(picture, turned_pixels);
        const Raster smaller = reduced(small, diagonal_pixels);
        Faces all;
        for (int degrees = 45; degrees < 360; degrees += 45) {
            auto faces = look_turned(picture, degrees % 90 == 0 ? small : smaller, degrees, known);
            if (!faces) return faces;
            for (DetectedFace& face : *faces) {
                face.score -= turned_discount;
                all.push_back(std::move(face));
            }
        }
        return all;
    }

    Result<Faces> look_turned(const Raster& picture, const Raster& small, int degrees, const Faces& known) {
        const double scale = static_cast<double>(picture.width) / small.width;
        const TurnedView view = turned(small, degrees, scale);
        Faces found;
        for (const Level& level : plan_levels(view.raster.width, view.raster.height, turned_plan)) {
            auto faces = look_at(at_level(view.raster, level), level, &view);
            if (!faces) return faces;
            drop_below(*faces, turned_score);
            auto sure = confirm(picture, view, degrees, *std::move(faces), known);
            if (!sure) return sure;
            found.insert(found.end(), sure->begin(), sure->end());
        }
        const bool look_again = std::any_of(found.begin(), found.end(), [&](const DetectedFace& face) {
            return face.score >= surely_turned && !is_known(face, known);
        });
        const auto upright = [](const DetectedFace& face) { return face.score >= surely_upright; };
        const bool may_lie = degrees % 90 == 0 && scale > much_reduced && std::none_of(known.begin(), known.end(), upright);
        if (!look_again && !may_lie) return found;
        const TurnedView close = turned(picture, degrees);
        auto faces = look_closely(close.raster, &close);
        if (!faces) return faces;
        if (!look_again) {
            drop_below(*faces, turned_score);
            faces = confirm(picture, close, degrees, *std::move(faces), known);
            if (!faces) return faces;
            found.insert(found.end(), faces->begin(), faces->end());
            return found;
        }
        drop_below(*faces, turned_joined_score);
        for (DetectedFace& face : *faces) found.push_back(close.in_picture(std::move(face)));
        return found;
    }

    std::string id_;
    YunetNetwork network_;
};

}  // namespace

Result<std::unique_ptr<Detector>> make_yunet_detector(const ModelSpec& spec, ByteView file) {
    Result<YunetNetwork> network = YunetNetwork::open(spec, file);
    if (!network) return std::move(network).error();
    return proven(std::make_unique<YunetDetector>(spec, std::move(*network)));
}

}  // namespace consent
