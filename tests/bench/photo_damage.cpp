// SPDX-License-Identifier: Apache-2.0
#include "photo_damage.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "base/resample.hpp"

namespace consent::bench {

namespace {

constexpr std::array whole{1.0};
constexpr std::array sizes{1.0, 0.6, 0.5, 0.42, 0.34, 0.28, 0.21, 0.16};
constexpr std::array blurs{0.6, 0.4, 0.3, 0.25, 0.2, 0.16, 0.12};
constexpr std::array motions{0.04, 0.08, 0.12, 0.16, 0.24, 0.32};
constexpr std::array dark{-1.0, -2.0, -3.0, -4.0, -5.0, -6.0};
constexpr std::array bright{1.0, 1.5, 2.0, 2.5, 3.0, 4.0};
constexpr std::array haze{0.5, 0.3, 0.2, 0.12, 0.07};
constexpr std::array noises{8.0, 16.0, 24.0, 36.0, 50.0};
constexpr std::array masks{0.0, 0.3, 0.6, 0.9};
constexpr std::array bars{0.2, 0.35, 0.5, 0.7};
constexpr std::array sides{0.2, 0.35, 0.5, 0.65};
constexpr std::array cuts{0.1, 0.2, 0.3, 0.4, 0.5};

constexpr std::array kinds{
    DamageKind{"none", "as it is", whole},
    DamageKind{"size", "scale of the picture", sizes},
    DamageKind{"blur", "scale it was shrunk to and enlarged from", blurs},
    DamageKind{"motion", "length of the smear, in widths of the face", motions},
    DamageKind{"dark", "stops of light", dark},
    DamageKind{"bright", "stops of light", bright},
    DamageKind{"haze", "contrast that is left", haze},
    DamageKind{"noise", "standard deviation of each channel", noises},
    DamageKind{"mask", "upper edge between the mouth (0) and the eyes (1)", masks},
    DamageKind{"glasses", "height of the dark lenses, in distances of the eyes", bars},
    DamageKind{"side", "share of the width that something held before the face hides", sides},
    DamageKind{"cut_left", "share of the face beyond the border", cuts},
    DamageKind{"cut_top", "share of the face beyond the border", cuts},
    DamageKind{"cut_bottom", "share of the face beyond the border", cuts},
};

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)); }

Raster at_scale(const Raster& picture, double scale) {
    const auto scaled = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
    return resampled(picture, {0, 0, picture.width, picture.height}, scaled(picture.width), scaled(picture.height));
}

template <typename F>
Raster with_levels(const Raster& picture, F level) {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = to_byte(level(static_cast<double>(i)));
    Raster out = picture;
    for (std::uint8_t& value : out.rgb) value = table[value];
    return out;
}

// Light is linear, the bytes of a picture are not (sRGB, IEC 61966-2-1).
double with_stops(double value, double stops) {
    const double share = value / 255;
    const double light = share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    const double other = std::min(1.0, light * std::exp2(stops));
    return 255 * (other <= 0.0031308 ? 12.92 * other : 1.055 * std::pow(other, 1 / 2.4) - 0.055);
}

Raster with_noise(const Raster& picture, double deviation) {
    std::mt19937 source(7);
    std::normal_distribution<double> noise(0, deviation);
    Raster out = picture;
    for (std::uint8_t& value : out.rgb) value = to_byte(value + noise(source));
    return out;
}

Raster smeared(const Raster& picture, int length) {
    Raster out = picture;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            for (int c = 0; c < 3; ++c) {
                double sum = 0;
                for (int i = 0; i < length; ++i) {
                    const int from = std::clamp(x + i - length / 2, 0, picture.width - 1);
                    sum += picture.rgb[static_cast<std::size_t>((y * picture.width + from) * 3 + c)];
                }
                out.rgb[static_cast<std::size_t>((y * picture.width + x) * 3 + c)] = to_byte(sum / length);
            }
    return out;
}

// Paints where `inside(along, down)` says: coordinates with the middle of the eyes as (0, 0), the right eye at (.5, 0), and
// the middle of the mouth at (0, 1) for a face seen from the front.
template <typename F>
Raster painted(const Raster& picture, const Landmarks& points, const std::array<double, 3>& colour, F inside) {
    const auto d = [](float v) { return static_cast<double>(v); };
    const double ex = d(points[1].x) - d(points[0].x);
    const double ey = d(points[1].y) - d(points[0].y);
    const double cx = (d(points[0].x) + d(points[1].x)) / 2;
    const double cy = (d(points[0].y) + d(points[1].y)) / 2;
    const double eyes = ex * ex + ey * ey;
    const double mx = (d(points[3].x) + d(points[4].x)) / 2 - cx;
    const double my = (d(points[3].y) + d(points[4].y)) / 2 - cy;
    const double mouth = std::max(1.0, (my * ex - mx * ey) / std::sqrt(eyes));
    Raster out = picture;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const double dx = x + 0.5 - cx;
            const double dy = y + 0.5 - cy;
            const double along = (dx * ex + dy * ey) / eyes;
            const double down = (dy * ex - dx * ey) / std::sqrt(eyes) / mouth;
            if (!inside(along, down)) continue;
            const double fold = 1 - 0.02 * std::sin(down * 25);  // cloth is not flat
            for (std::size_t c = 0; c < 3; ++c)
                out.rgb[static_cast<std::size_t>(y * picture.width + x) * 3 + c] = to_byte(colour[c] * fold);
        }
    return out;
}

Raster cut(const Raster& picture, const Box& box, std::string_view from, double share) {
    Region kept{0, 0, picture.width, picture.height};
    if (from == "cut_left") {
        kept.x = std::clamp(static_cast<int>(box.x + box.width * static_cast<float>(share)), 0, picture.width - 1);
        kept.width -= kept.x;
    } else if (from == "cut_top") {
        kept.y = std::clamp(static_cast<int>(box.y + box.height * static_cast<float>(share)), 0, picture.height - 1);
        kept.height -= kept.y;
    } else {
        kept.height = std::clamp(static_cast<int>(box.y + box.height * static_cast<float>(1 - share)), 1, picture.height);
    }
    return resampled(picture, kept, kept.width, kept.height);
}

}  // namespace

std::span<const DamageKind> damage_kinds() noexcept { return kinds; }

Raster damaged(const Raster& picture, const DetectedFace& face, const Damage& damage) {
    const double amount = damage.amount;
    const std::string_view kind = damage.kind;
    if (kind == "size") return at_scale(picture, amount);
    if (kind == "blur") {
        const Raster small = at_scale(picture, amount);
        return resampled(small, {0, 0, small.width, small.height}, picture.width, picture.height);
    }
    if (kind == "motion")
        return smeared(picture, std::max(1, static_cast<int>(std::lround(amount * static_cast<double>(face.box.width)))));
    if (kind == "dark" || kind == "bright")
        return with_levels(picture, [&](double value) { return with_stops(value, amount); });
    if (kind == "haze") return with_levels(picture, [&](double value) { return 170 + (value - 170) * amount; });
    if (kind == "noise") return with_noise(picture, amount);
    if (kind == "mask")
        return painted(picture, *face.landmarks, {150, 180, 205}, [&](double along, double down) {
            const double width = 1.05 - 0.25 * std::max(0.0, down - 0.8);
            return down > 0.8 - 0.8 * amount && down < 2.0 && std::abs(along) < width;
        });
    if (kind == "glasses")
        return painted(picture, *face.landmarks, {25, 25, 28}, [&](double along, double down) {
            const double x = (std::abs(along) - 0.5) / 0.42;
            const double y = down / amount;
            return x * x + y * y < 1 || (std::abs(down) < 0.05 && std::abs(along) < 1.1);
        });
    if (kind == "side")
        return painted(picture, *face.landmarks, {120, 95, 80}, [&](double along, double down) {
            return along < -1.1 + 2.2 * amount && down > -1.2 && down < 2.0;
        });
    if (kind.starts_with("cut_")) return cut(picture, face.box, kind, amount);
    return picture;
}

}  // namespace consent::bench
