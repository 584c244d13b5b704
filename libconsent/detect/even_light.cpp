// SPDX-License-Identifier: Apache-2.0
#include "detect/even_light.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace consent {
namespace {

// Outside these, recall was measured to fall (models/README.md, "Detection").
constexpr int least_range = 140;      // between the darkest and the brightest hundredth
constexpr int darkest_median = 45;
constexpr int brightest_median = 215;
constexpr double middle = 0.45;       // where the median goes, of 1

int percentile(const std::array<std::size_t, 256>& histogram, std::size_t count, double share) {
    std::size_t below = 0;
    for (int value = 0; value < 256; ++value) {
        below += histogram[static_cast<std::size_t>(value)];
        if (static_cast<double>(below) >= share * static_cast<double>(count)) return value;
    }
    return 255;
}

}  // namespace

std::optional<Raster> even_light(const Raster& picture) {
    std::array<std::size_t, 256> histogram{};
    const std::size_t step = picture.rgb.size() > 1'000'000 ? 13 : 1;  // no multiple of 3: every channel counts
    std::size_t count = 0;
    for (std::size_t i = 0; i < picture.rgb.size(); i += step, ++count) ++histogram[picture.rgb[i]];
    const int low = percentile(histogram, count, 0.01);
    const int high = percentile(histogram, count, 0.99);
    const int median = percentile(histogram, count, 0.5);
    const bool good = high - low >= least_range && median >= darkest_median && median <= brightest_median;
    if (good || high <= low) return std::nullopt;

    const double range = std::max(4, high - low);
    const double share = std::clamp((median - low) / range, 0.02, 0.98);
    const double gamma = std::clamp(std::log(middle) / std::log(share), 0.4, 2.5);
    std::array<std::uint8_t, 256> evened{};
    for (int value = 0; value < 256; ++value)
        evened[static_cast<std::size_t>(value)] = static_cast<std::uint8_t>(
            std::lround(255 * std::pow(std::clamp((value - low) / range, 0.0, 1.0), gamma)));
    Raster result = picture;
    for (std::uint8_t& value : result.rgb) value = evened[value];
    return result;
}

}  // namespace consent
