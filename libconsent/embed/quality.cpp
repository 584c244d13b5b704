// SPDX-License-Identifier: Apache-2.0
#include "embed/quality.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "base/resample.hpp"
#include "embed/align.hpp"

namespace consent {
namespace {

float grey_at(const Raster& picture, std::size_t pixel) noexcept {
    const std::uint8_t* rgb = picture.rgb.data() + pixel * 3;
    return 0.299F * static_cast<float>(rgb[0]) + 0.587F * static_cast<float>(rgb[1]) + 0.114F * static_cast<float>(rgb[2]);
}

}  // namespace

float yaw_of(const Landmarks& points) noexcept {
    if (!in_order(points)) return yaw_out_of_order;
    const auto& [left_eye, right_eye, nose, left_mouth, right_mouth] = points;
    const double ex = static_cast<double>(right_eye.x) - static_cast<double>(left_eye.x);
    const double ey = static_cast<double>(right_eye.y) - static_cast<double>(left_eye.y);
    const double nx = static_cast<double>(nose.x) - (static_cast<double>(left_eye.x) + static_cast<double>(right_eye.x)) / 2;
    const double ny = static_cast<double>(nose.y) - (static_cast<double>(left_eye.y) + static_cast<double>(right_eye.y)) / 2;
    return static_cast<float>(2 * std::abs(nx * ex + ny * ey) / (ex * ex + ey * ey));
}

float roll_of(const Landmarks& points) noexcept {
    constexpr float degrees = 57.29577951F;
    return std::atan2(points[1].y - points[0].y, points[1].x - points[0].x) * degrees;
}

float sharpness_of(const Raster& crop) {
    if (crop.width < 3 || crop.height < 3) return 0;
    const auto width = static_cast<std::size_t>(crop.width);
    const auto height = static_cast<std::size_t>(crop.height);
    std::vector<float> grey(width * height);
    for (std::size_t i = 0; i < grey.size(); ++i) grey[i] = grey_at(crop, i);

    double sum = 0;
    double squares = 0;
    for (std::size_t y = 1; y + 1 < height; ++y) {
        for (std::size_t x = 1; x + 1 < width; ++x) {
            const std::size_t i = y * width + x;
            const auto value = static_cast<double>(grey[i - width] + grey[i + width] + grey[i - 1] + grey[i + 1] - 4 * grey[i]);
            sum += value;
            squares += value * value;
        }
    }
    const auto count = static_cast<double>((width - 2) * (height - 2));
    return static_cast<float>(std::max(0.0, squares / count - (sum / count) * (sum / count)));
}

float brightness_of(const Raster& crop) noexcept {
    const std::size_t pixels = crop.rgb.size() / 3;
    double sum = 0;
    for (std::size_t i = 0; i < pixels; ++i) sum += static_cast<double>(grey_at(crop, i));
    return pixels == 0 ? 0 : static_cast<float>(sum / static_cast<double>(pixels));
}

Quality measure_quality(const Raster& picture, const DetectedFace& face) {
    const Alignment alignment = *find_alignment("arcface_112");
    const Raster crop =
        warped(picture, fit_similarity(alignment.points, *face.landmarks), alignment.size, alignment.size);
    Quality quality;
    quality.width_px = std::min(face.box.width, face.box.height);
    quality.sharpness = sharpness_of(crop);
    quality.yaw = yaw_of(*face.landmarks);
    quality.roll = roll_of(*face.landmarks);
    quality.brightness = brightness_of(crop);
    return quality;
}

}  // namespace consent
