// SPDX-License-Identifier: Apache-2.0
#include "sanitise/icc_limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr double tolerance = 0.004;  // of the range: what rounding to eight bits makes
constexpr double steepest = 2.5;

double fixed_at(ByteView element, std::size_t at) {
    return static_cast<std::int32_t>(be32_at(element, at)) / 65536.0;
}

std::size_t word_at(ByteView element, std::size_t at) { return static_cast<std::size_t>(element[at] << 8 | element[at + 1]); }

// The light of a sample at even distances from 0 to 1, the end included.
std::optional<std::vector<double>> light_of_table(ByteView curve) {
    const std::size_t count = be32_at(curve, 8);
    std::vector<double> light;
    if (count == 0 || curve.size() < 12 + 2 * count) return std::nullopt;
    if (count == 1) {
        const double power = static_cast<double>(word_at(curve, 12)) / 256;
        for (int i = 0; i <= 4096; ++i) light.push_back(std::pow(i / 4096.0, power));
        return light;
    }
    for (std::size_t i = 0; i < count; ++i) light.push_back(static_cast<double>(word_at(curve, 12 + 2 * i)) / 65535);
    return light;
}

// Rising powers and straight lines alone, so that nothing can hide between two samples.
std::optional<std::vector<double>> light_of_formula(ByteView curve) {
    static constexpr std::array<std::size_t, 5> numbers{1, 3, 4, 5, 7};
    if (curve.size() < 12 || word_at(curve, 8) >= numbers.size()) return std::nullopt;
    const std::size_t kind = word_at(curve, 8);
    if (curve.size() < 12 + 4 * numbers[kind]) return std::nullopt;
    const auto parameter = [&](std::size_t i) { return fixed_at(curve, 12 + 4 * i); };
    const double g = parameter(0), a = kind > 0 ? parameter(1) : 1, b = kind > 0 ? parameter(2) : 0;
    if (g < 1 || g > 4 || a < 0.5 || a > 2) return std::nullopt;
    double slope = 0, start = 0, from = kind > 0 ? -b / a : 0, above = 0;
    if (kind == 2) start = above = parameter(3);
    if (kind >= 3) {
        slope = parameter(3);
        from = parameter(4);
    }
    if (kind == 4) {
        above = parameter(5);
        start = parameter(6);
    }
    if (slope < 0) return std::nullopt;
    std::vector<double> light;
    for (int i = 0; i <= 4096; ++i) {
        const double x = i / 4096.0;
        const double y = x >= from ? std::pow(a * x + b, g) + above : slope * x + start;
        if (!std::isfinite(y)) return std::nullopt;
        light.push_back(std::clamp(y, 0.0, 1.0));
    }
    return light;
}

bool is_between(double x, double light) {
    const double toe = std::min(x, 0.0815) / 4.5;
    return light >= std::pow(x, 2.6) - tolerance && light <= std::max(std::pow(x, 1.6), toe) + tolerance;
}

double value_at(const std::vector<double>& values, double x) {
    const auto last = values.size() - 1;
    const double at = std::min(x, 1.0) * static_cast<double>(last);
    const auto i = std::min(static_cast<std::size_t>(at), last - 1);
    return values[i] + (values[i + 1] - values[i]) * (at - static_cast<double>(i));
}

bool within(double value, double least, double most) { return value >= least && value <= most; }

struct Box {
    double x0, x1, y0, y1, z0, z1;
};

bool lies_in(ByteView xyz, const Box& box) {
    return within(fixed_at(xyz, 8), box.x0, box.x1) && within(fixed_at(xyz, 12), box.y0, box.y1) &&
           within(fixed_at(xyz, 16), box.z0, box.z1);
}

std::optional<std::vector<double>> light_of(ByteView curve) {
    if (starts_with(curve, "curv"sv)) return light_of_table(curve);
    return starts_with(curve, "para"sv) ? light_of_formula(curve) : std::nullopt;
}

}  // namespace

double encoded_as_srgb(double light) {
    return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

std::optional<std::array<double, 256>> levels_as_seen(ByteView curve) {
    const auto light = light_of(curve);
    if (!light || light->size() < 2) return std::nullopt;
    std::array<double, 256> seen{};
    for (std::size_t i = 0; i < seen.size(); ++i)
        seen[i] = encoded_as_srgb(value_at(*light, static_cast<double>(i) / 255));
    return seen;
}

bool is_ordinary_curve(ByteView curve) {
    const auto light = light_of(curve);
    if (!light || light->size() < 16) return false;
    const std::size_t last = light->size() - 1;
    std::vector<double> shown;
    double brightest = 0;
    for (std::size_t i = 0; i <= last; ++i) {
        const double x = static_cast<double>(i) / static_cast<double>(last), y = (*light)[i];
        if (!is_between(x, y) || y < brightest - tolerance) return false;
        brightest = std::max(brightest, y);
        shown.push_back(encoded_as_srgb(y));
    }
    // Decoders draw straight lines between the entries of a table.
    for (int level = 0; level < 256; ++level)
        if (!is_between(level / 255.0, value_at(*light, level / 255.0))) return false;
    // A step of one level of eight bits, and of eight, from every place of the table.
    for (std::size_t i = 0; i <= last; ++i)
        for (const int levels : {1, 8}) {
            const double x = static_cast<double>(i) / static_cast<double>(last);
            const double run = std::min(levels / 255.0, 1 - x);
            if (value_at(shown, x + run) - shown[i] > steepest * run + tolerance) return false;
        }
    return true;
}

bool are_ordinary_primaries(ByteView red, ByteView green, ByteView blue) {
    for (const ByteView primary : {red, green, blue})
        if (primary.size() < 20) return false;
    static constexpr std::array<double, 3> d50{0.9642, 1.0, 0.8249};
    for (std::size_t i = 0; i < d50.size(); ++i) {
        const double sum = fixed_at(red, 8 + 4 * i) + fixed_at(green, 8 + 4 * i) + fixed_at(blue, 8 + 4 * i);
        if (!within(sum, d50[i] - 0.03, d50[i] + 0.03)) return false;
    }
    // sRGB and Apple RGB at one end, ProPhoto and the wide gamut of old at the other. Boxes that lie this far apart
    // hold no three that are degenerate.
    return lies_in(red, {0.38, 0.82, 0.18, 0.36, -0.02, 0.08}) && lies_in(green, {0.08, 0.42, 0.56, 0.80, -0.02, 0.15}) &&
           lies_in(blue, {0.01, 0.20, -0.01, 0.13, 0.65, 0.85});
}

bool is_ordinary_white(ByteView white) { return white.size() >= 20 && lies_in(white, {0.9, 1.02, 0.97, 1.03, 0.75, 1.45}); }

bool is_ordinary_adaptation(ByteView adaptation) {
    if (adaptation.size() < 44) return false;
    for (std::size_t i = 0; i < 9; ++i) {
        const double number = fixed_at(adaptation, 8 + 4 * i);
        if (i % 4 == 0 ? !within(number, 0.5, 1.5) : !within(number, -0.25, 0.25)) return false;
    }
    return true;
}

bool are_ordinary_coding_points(ByteView coding_points) {
    return coding_points.size() >= 12 && (coding_points[8] == 1 || coding_points[8] == 12) && coding_points[9] == 13 &&
           coding_points[10] == 0 && coding_points[11] == 1;
}

}  // namespace consent
