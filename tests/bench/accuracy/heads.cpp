// SPDX-License-Identifier: Apache-2.0
#include "heads.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/resample.hpp"
#include "photos.hpp"
#include "samples.hpp"

namespace consent::accuracy {

namespace {

constexpr float fade = 0.18F;  // of the ellipse's radius

float radians(float degrees) { return degrees * std::numbers::pi_v<float> / 180; }

Box head_of(const Box& face) {
    return {face.x + face.width * (0.5F - head_half_width), face.y + face.height * (0.5F - head_half_height),
            face.width * 2 * head_half_width, face.height * 2 * head_half_height};
}

bool touch(const Box& a, const Box& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

// 1 inside, 0 outside, smooth between.
float opacity(float radius) {
    const float t = std::clamp((1 - radius) / fade, 0.0F, 1.0F);
    return t * t * (3 - 2 * t);
}

}  // namespace

std::optional<Head> read_head(const std::filesystem::path& photo, Detector& detector) {
    auto picture = read_picture(photo);
    if (!picture) return std::nullopt;
    const auto faces = detector.detect(*picture);
    if (!faces) return std::nullopt;
    const auto central = central_face(*faces, *picture);
    if (!central) return std::nullopt;
    const Box face = (*faces)[*central].box;
    for (std::size_t i = 0; i < faces->size(); ++i)
        if (i != *central && touch((*faces)[i].box, head_of(face))) return std::nullopt;
    return Head{*std::move(picture), face};
}

Box turned_box(const Box& box, float degrees) noexcept {
    const float c = std::cos(radians(degrees));
    const float s = std::sin(radians(degrees));
    const float half_width = std::hypot(box.width / 2 * c, box.height / 2 * s);
    const float half_height = std::hypot(box.width / 2 * s, box.height / 2 * c);
    return {box.x + box.width / 2 - half_width, box.y + box.height / 2 - half_height, 2 * half_width,
            2 * half_height};
}

Box paste(const Head& head, const Placement& placement, Raster& onto) {
    const Box& face = head.face;
    const float scale = placement.width_px / std::min(face.width, face.height);
    const Point middle{face.x + face.width / 2, face.y + face.height / 2};
    const float half_x = face.width * head_half_width;  // in the photo
    const float half_y = face.height * head_half_height;
    const float reach = std::hypot(half_x, half_y) * scale;
    const int left = static_cast<int>(std::floor(placement.centre.x - reach));
    const int top = static_cast<int>(std::floor(placement.centre.y - reach));
    const int side = static_cast<int>(std::ceil(2 * reach)) + 2;

    // From pixels of the crop, whose corner is (left, top) of `onto`, back to the photo.
    const double a = static_cast<double>(std::cos(radians(placement.roll))) / static_cast<double>(scale);
    const double b = -static_cast<double>(std::sin(radians(placement.roll))) / static_cast<double>(scale);
    const double at_x = static_cast<double>(placement.centre.x) - left;
    const double at_y = static_cast<double>(placement.centre.y) - top;
    const Similarity to_photo{a, b, static_cast<double>(middle.x) - (a * at_x - b * at_y),
                              static_cast<double>(middle.y) - (b * at_x + a * at_y)};
    const Raster crop = warped(head.photo, to_photo, side, side);

    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            if (left + x < 0 || left + x >= onto.width || top + y < 0 || top + y >= onto.height) continue;
            const Point p = to_photo({static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F});
            const float to_border = std::min(
                {p.x, p.y, static_cast<float>(head.photo.width) - p.x, static_cast<float>(head.photo.height) - p.y});
            const float radius = std::max(std::hypot((p.x - middle.x) / half_x, (p.y - middle.y) / half_y),
                                          1 - to_border / (half_x / 2));
            const float alpha = opacity(radius);
            if (alpha <= 0) continue;
            const std::size_t from =
                (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x)) * 3;
            const std::size_t to = (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(onto.width) +
                                    static_cast<std::size_t>(left + x)) *
                                   3;
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const auto below = static_cast<float>(onto.rgb[to + channel]);
                const auto above = static_cast<float>(crop.rgb[from + channel]);
                onto.rgb[to + channel] = static_cast<std::uint8_t>(std::lround(below + (above - below) * alpha));
            }
        }
    }
    return turned_box({placement.centre.x - face.width * scale / 2, placement.centre.y - face.height * scale / 2,
                       face.width * scale, face.height * scale},
                      placement.roll);
}

}  // namespace consent::accuracy
