// SPDX-License-Identifier: Apache-2.0
#include "image/hdr_curve.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace consent {
namespace {

constexpr std::uint16_t st2084 = 16, log_gamma = 18;

// Of diffuse white. SMPTE ST 2084, 5.1; ITU-R BT.2100, table 5.
double light_of(double signal, std::uint16_t transfer) {
    if (transfer == st2084) {
        constexpr double m1 = 2610.0 / 16384, m2 = 2523.0 / 32, c1 = 3424.0 / 4096, c2 = 2413.0 / 128, c3 = 2392.0 / 128;
        const double root = std::pow(signal, 1 / m2);
        return 10000.0 / 203 * std::pow(std::max(root - c1, 0.0) / (c2 - c3 * root), 1 / m1);
    }
    constexpr double a = 0.17883277, b = 0.28466892, c = 0.55991073, white = 0.26496256;
    return (signal <= 0.5 ? signal * signal / 3 : (std::exp((signal - c) / a) + b) / 12) / white;
}

double as_srgb(double light) {
    const double shown = std::clamp(light, 0.0, 1.0);
    return shown <= 0.0031308 ? 12.92 * shown : 1.055 * std::pow(shown, 1 / 2.4) - 0.055;
}

}  // namespace

bool is_hdr_curve(std::uint16_t transfer) noexcept { return transfer == st2084 || transfer == log_gamma; }

Raster on_ordinary_screen(const Raster& raster, std::uint16_t transfer) {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<std::uint8_t>(std::lround(255 * as_srgb(light_of(static_cast<double>(i) / 255, transfer))));
    Raster shown = raster;
    for (std::uint8_t& sample : shown.rgb) sample = table[sample];
    return shown;
}

}  // namespace consent
