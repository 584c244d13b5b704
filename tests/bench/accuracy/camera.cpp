// SPDX-License-Identifier: Apache-2.0
#include "camera.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/resample.hpp"
#include "heads.hpp"
#include "image/decode.hpp"

namespace consent::accuracy {

namespace {

std::uint8_t level(float value) { return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F))); }

template <typename Change>
void change_levels(Raster& picture, Change change) {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = level(change(static_cast<float>(i)));
    for (std::uint8_t& value : picture.rgb) value = table[value];
}

template <typename Mix>
void make_one_channel(Raster& picture, Mix mix) {
    for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3) {
        const std::uint8_t value =
            level(mix(static_cast<float>(picture.rgb[i]), static_cast<float>(picture.rgb[i + 1]),
                      static_cast<float>(picture.rgb[i + 2])));
        picture.rgb[i] = picture.rgb[i + 1] = picture.rgb[i + 2] = value;
    }
}

}  // namespace

void add_noise(Raster& picture, float sigma, demo::RandomSource& random) {
    // RandomSource::around has a standard deviation of spread / sqrt(3).
    std::vector<float> noise(1U << 14);
    for (float& value : noise) value = random.around(0, sigma * 1.7320508F);
    for (std::uint8_t& value : picture.rgb)
        value = level(static_cast<float>(value) + noise[static_cast<std::size_t>(random.next() >> 50)]);
}

void blur_slightly(Raster& picture, float sigma) {
    // Three taps with the variance sigma^2 in each direction.
    const float side = std::min(sigma * sigma / 2, 0.33F);
    const Raster before = picture;
    const auto row = static_cast<std::size_t>(picture.width) * 3;
    std::vector<float> across(before.rgb.size());
    for (std::size_t i = 0; i < across.size(); ++i) {
        const std::size_t in_row = i % row;
        const auto here = static_cast<float>(before.rgb[i]);
        const float one = in_row >= 3 ? static_cast<float>(before.rgb[i - 3]) : here;
        const float other = in_row + 3 < row ? static_cast<float>(before.rgb[i + 3]) : here;
        across[i] = here * (1 - 2 * side) + (one + other) * side;
    }
    for (std::size_t i = 0; i < across.size(); ++i) {
        const float one = i >= row ? across[i - row] : across[i];
        const float other = i + row < across.size() ? across[i + row] : across[i];
        picture.rgb[i] = level(across[i] * (1 - 2 * side) + (one + other) * side);
    }
}

void darken(Raster& picture, float gain) {
    change_levels(picture, [gain](float v) { return v * gain; });
}

void overexpose(Raster& picture, float gain) {
    change_levels(picture, [gain](float v) { return v * gain + 20; });
}

void turn_grey(Raster& picture) {
    make_one_channel(picture, [](float r, float g, float b) { return 0.299F * r + 0.587F * g + 0.114F * b; });
}

void turn_infrared(Raster& picture) {
    make_one_channel(picture, [](float r, float g, float b) {
        return 255 * std::pow(std::clamp((1.2F * r - 0.1F * g - 0.1F * b) / 255, 0.0F, 1.0F), 0.6F);
    });
}

Raster turned(const Raster& picture, float degrees) {
    if (degrees == 0) return picture;
    if (degrees == 90) return upright(picture, 6);
    if (degrees == 180) return upright(picture, 3);
    if (degrees == 270) return upright(picture, 8);
    const float angle = degrees * std::numbers::pi_v<float> / 180;
    const double c = static_cast<double>(std::cos(angle));
    const double s = static_cast<double>(std::sin(angle));
    const int width = static_cast<int>(std::ceil(picture.width * std::abs(c) + picture.height * std::abs(s)));
    const int height = static_cast<int>(std::ceil(picture.width * std::abs(s) + picture.height * std::abs(c)));
    const Similarity back{c, -s, picture.width / 2.0 - (c * width + s * height) / 2,
                          picture.height / 2.0 - (-s * width + c * height) / 2};
    Raster out = warped(picture, back, width, height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const Point p = back({static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F});
            if (p.x >= 0 && p.y >= 0 && p.x < static_cast<float>(picture.width) &&
                p.y < static_cast<float>(picture.height))
                continue;
            const std::size_t at =
                (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
            std::fill_n(out.rgb.begin() + static_cast<std::ptrdiff_t>(at), 3, std::uint8_t{128});
        }
    }
    return out;
}

Box turned(const Box& box, const Raster& before, const Raster& after, float degrees) noexcept {
    const float angle = degrees * std::numbers::pi_v<float> / 180;
    const float x = box.x + box.width / 2 - static_cast<float>(before.width) / 2;
    const float y = box.y + box.height / 2 - static_cast<float>(before.height) / 2;
    const float centre_x = static_cast<float>(after.width) / 2 + x * std::cos(angle) - y * std::sin(angle);
    const float centre_y = static_cast<float>(after.height) / 2 + x * std::sin(angle) + y * std::cos(angle);
    return turned_box({centre_x - box.width / 2, centre_y - box.height / 2, box.width, box.height}, degrees);
}

}  // namespace consent::accuracy
