// SPDX-License-Identifier: Apache-2.0
#include "embed/quality.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/resample.hpp"
#include "embed/align.hpp"

namespace consent {
namespace {

constexpr int edge = 112;

// Where the nose's tip lies between the eyes (0) and the mouth (1) of a level face: the median over LFW.
constexpr double level_nose = 0.57;

constexpr float black = 5;
constexpr float white = 250;

// The oval that holds forehead to chin in the ArcFace template, and no hair or background to speak of.
constexpr bool in_face(int x, int y) noexcept {
    const double across = (x + 0.5 - 56) / 34;
    const double down = (y + 0.5 - 70) / 44;
    return across * across + down * down < 1;
}

struct Patch {
    int x0, y0, x1, y1;
};

// Around the template's eyes and mouth.
constexpr Patch left_eye{29, 46, 47, 58};
constexpr Patch right_eye{65, 46, 83, 58};
constexpr Patch mouth{38, 84, 74, 100};

using Grey = std::array<float, edge * edge>;

Grey grey_of(const Raster& crop) noexcept {
    Grey grey{};
    for (std::size_t i = 0; i < grey.size(); ++i) {
        const std::uint8_t* rgb = crop.rgb.data() + i * 3;
        grey[i] = 0.299F * static_cast<float>(rgb[0]) + 0.587F * static_cast<float>(rgb[1]) + 0.114F * static_cast<float>(rgb[2]);
    }
    return grey;
}

struct Spread {
    double sum = 0;
    double squares = 0;
    int count = 0;

    void add(double value) noexcept {
        sum += value;
        squares += value * value;
        ++count;
    }
    [[nodiscard]] double mean() const noexcept { return count == 0 ? 0 : sum / count; }
    [[nodiscard]] double deviation() const noexcept {
        return count == 0 ? 0 : std::sqrt(std::max(0.0, squares / count - mean() * mean()));
    }
};

// Standard deviation of the second difference along the direction that has the least of it. Diagonal neighbours are
// further apart, by the square root of two, and differ by as much more.
double least_detail(const Grey& grey) noexcept {
    constexpr std::array<int, 4> steps{1, edge, edge + 1, edge - 1};
    std::array<Spread, 4> along;
    for (int y = 1; y + 1 < edge; ++y)
        for (int x = 1; x + 1 < edge; ++x) {
            if (!in_face(x, y)) continue;
            const int i = y * edge + x;
            for (std::size_t k = 0; k < steps.size(); ++k)
                along[k].add(static_cast<double>(grey[static_cast<std::size_t>(i - steps[k])] +
                                                 grey[static_cast<std::size_t>(i + steps[k])] - 2 * grey[static_cast<std::size_t>(i)]));
        }
    const double straight = std::min(along[0].deviation(), along[1].deviation());
    const double diagonal = std::min(along[2].deviation(), along[3].deviation());
    return std::min(straight, diagonal / std::sqrt(2.0));
}

double mean_step(const Grey& grey, const Patch& patch) noexcept {
    double sum = 0;
    for (int y = patch.y0; y < patch.y1; ++y)
        for (int x = patch.x0; x < patch.x1; ++x) {
            const auto i = static_cast<std::size_t>(y * edge + x);
            sum += static_cast<double>(std::abs(grey[i] - grey[i - edge]));
        }
    return sum / ((patch.x1 - patch.x0) * (patch.y1 - patch.y0));
}

float share_outside(const Raster& picture, const Similarity& to_picture) noexcept {
    int inside = 0;
    int all = 0;
    for (int y = 0; y < edge; ++y)
        for (int x = 0; x < edge; ++x) {
            if (!in_face(x, y)) continue;
            const Point p = to_picture({static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F});
            ++all;
            inside += p.x >= 0 && p.y >= 0 && p.x < static_cast<float>(picture.width) && p.y < static_cast<float>(picture.height) ? 1 : 0;
        }
    return static_cast<float>(all - inside) / static_cast<float>(all);
}

struct Axes {
    double ex, ey;  // from the left eye to the right
    double nx, ny;  // from the middle of the eyes to the nose
    double mx, my;  // and to the middle of the mouth
};

Axes axes_of(const Landmarks& points) noexcept {
    const auto d = [](float value) { return static_cast<double>(value); };
    const double cx = (d(points[0].x) + d(points[1].x)) / 2;
    const double cy = (d(points[0].y) + d(points[1].y)) / 2;
    return {d(points[1].x) - d(points[0].x), d(points[1].y) - d(points[0].y), d(points[2].x) - cx, d(points[2].y) - cy,
            (d(points[3].x) + d(points[4].x)) / 2 - cx, (d(points[3].y) + d(points[4].y)) / 2 - cy};
}

}  // namespace

float yaw_of(const Landmarks& points) noexcept {
    if (!in_order(points)) return yaw_out_of_order;
    const Axes a = axes_of(points);
    return static_cast<float>(2 * std::abs(a.nx * a.ex + a.ny * a.ey) / (a.ex * a.ex + a.ey * a.ey));
}

float pitch_of(const Landmarks& points) noexcept {
    const Axes a = axes_of(points);
    const double to_mouth = a.my * a.ex - a.mx * a.ey;
    return std::abs(to_mouth) < 1e-9 ? 0 : static_cast<float>((a.ny * a.ex - a.nx * a.ey) / to_mouth - level_nose);
}

float roll_of(const Landmarks& points) noexcept {
    constexpr float degrees = 57.29577951F;
    return std::atan2(points[1].y - points[0].y, points[1].x - points[0].x) * degrees;
}

void measure_pixels(const Raster& crop, Quality& quality) {
    const Grey grey = grey_of(crop);
    Spread face;
    int crushed = 0;
    int blown = 0;
    for (int y = 0; y < edge; ++y)
        for (int x = 0; x < edge; ++x) {
            if (!in_face(x, y)) continue;
            const float value = grey[static_cast<std::size_t>(y * edge + x)];
            face.add(static_cast<double>(value));
            crushed += value <= black ? 1 : 0;
            blown += value >= white ? 1 : 0;
        }
    const double contrast = face.deviation();
    quality.brightness = static_cast<float>(face.mean());
    quality.contrast = static_cast<float>(contrast);
    quality.crushed = static_cast<float>(crushed) / static_cast<float>(face.count);
    quality.blown = static_cast<float>(blown) / static_cast<float>(face.count);
    quality.sharpness = quality.eyes = quality.mouth = 0;
    if (contrast < 1e-3) return;
    quality.sharpness = static_cast<float>(100 * least_detail(grey) / contrast);
    quality.eyes = static_cast<float>(std::min(mean_step(grey, left_eye), mean_step(grey, right_eye)) / contrast);
    quality.mouth = static_cast<float>(mean_step(grey, mouth) / contrast);
}

Quality measure_quality(const Raster& picture, const DetectedFace& face) {
    const Alignment alignment = *find_alignment("arcface_112");
    return measure_quality(
        picture, face, warped(picture, fit_similarity(alignment.points, *face.landmarks), alignment.size, alignment.size));
}

Quality measure_quality(const Raster& picture, const DetectedFace& face, const Raster& crop) {
    Quality quality;
    quality.width_px = std::min(face.box.width, face.box.height);
    quality.yaw = yaw_of(*face.landmarks);
    quality.pitch = pitch_of(*face.landmarks);
    quality.roll = roll_of(*face.landmarks);
    quality.outside = share_outside(picture, fit_similarity(find_alignment("arcface_112")->points, *face.landmarks));
    measure_pixels(crop, quality);
    return quality;
}

}  // namespace consent
