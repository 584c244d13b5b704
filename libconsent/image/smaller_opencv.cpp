// SPDX-License-Identifier: Apache-2.0
#include "image/smaller.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "image/codecs.hpp"

namespace consent {
namespace {

constexpr double top = 65535;

// Light of each 8-bit number, by the curve of sRGB.
const std::array<std::uint16_t, 256>& light() {
    static const auto table = [] {
        std::array<std::uint16_t, 256> made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            const double v = static_cast<double>(i) / 255;
            made[i] = static_cast<std::uint16_t>(std::lround(top * (v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4))));
        }
        return made;
    }();
    return table;
}

// The 8-bit number nearest to each light.
const std::vector<std::uint8_t>& number() {
    static const auto table = [] {
        std::vector<std::uint8_t> made(65536);
        for (std::size_t i = 0; i < made.size(); ++i) {
            const double l = static_cast<double>(i) / top;
            const double v = l <= 0.0031308 ? 12.92 * l : 1.055 * std::pow(l, 1 / 2.4) - 0.055;
            made[i] = static_cast<std::uint8_t>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
        }
        return made;
    }();
    return table;
}

Raster from_light(const cv::Mat& mat) {
    Raster raster{mat.cols, mat.rows, {}};
    raster.rgb.reserve(static_cast<std::size_t>(mat.rows) * static_cast<std::size_t>(mat.cols) * 3);
    for (int y = 0; y < mat.rows; ++y) {
        const auto* row = mat.ptr<std::uint16_t>(y);
        for (int i = 0; i < mat.cols * 3; ++i) raster.rgb.push_back(number()[row[i]]);
    }
    return raster;
}

Picture smaller_opaque(const Raster& raster, PictureSize size) {
    cv::Mat linear(raster.height, raster.width, CV_16UC3), small;
    const std::size_t row_values = static_cast<std::size_t>(raster.width) * 3;
    for (int y = 0; y < raster.height; ++y) {
        const std::uint8_t* from = raster.rgb.data() + static_cast<std::size_t>(y) * row_values;
        std::transform(from, from + row_values, linear.ptr<std::uint16_t>(y), [](std::uint8_t v) { return light()[v]; });
    }
    cv::resize(linear, small, cv::Size(size.width, size.height), 0, 0, cv::INTER_AREA);
    Picture picture;
    picture.shown = from_light(small);
    return picture;
}

// A clear pixel has no say in the colour of its neighbours.
Picture smaller_with_alpha(const Raster& colours, const std::vector<std::uint8_t>& alpha, PictureSize size) {
    cv::Mat linear(colours.height, colours.width, CV_32FC4), small;
    for (int y = 0; y < colours.height; ++y) {
        auto* to = linear.ptr<float>(y);
        std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(colours.width);
        for (int x = 0; x < colours.width; ++x, ++at, to += 4) {
            to[3] = static_cast<float>(alpha[at]) / 255;
            for (std::size_t c = 0; c < 3; ++c) to[c] = to[3] * static_cast<float>(light()[colours.rgb[at * 3 + c]]);
        }
    }
    cv::resize(linear, small, cv::Size(size.width, size.height), 0, 0, cv::INTER_AREA);
    std::vector<std::uint8_t> rgba;
    rgba.reserve(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 4);
    for (int y = 0; y < small.rows; ++y) {
        const auto* from = small.ptr<float>(y);
        for (int x = 0; x < small.cols; ++x, from += 4) {
            for (std::size_t c = 0; c < 3; ++c) {
                const float value = from[3] > 0 ? from[c] / from[3] : 0.0F;
                rgba.push_back(number()[static_cast<std::size_t>(std::lround(std::clamp(value, 0.0F, 65535.0F)))]);
            }
            rgba.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(from[3], 0.0F, 1.0F) * 255)));
        }
    }
    return lay_out(size.width, size.height, rgba);
}

}  // namespace

PictureSize smaller_size(int width, int height, int max_edge) noexcept {
    const int longest = std::max(width, height);
    if (longest <= max_edge) return {width, height};
    const double scale = static_cast<double>(max_edge) / longest;
    return {std::max(1, static_cast<int>(std::lround(width * scale))), std::max(1, static_cast<int>(std::lround(height * scale)))};
}

Picture smaller(Picture picture, int max_edge) {
    const PictureSize size = smaller_size(picture.shown.width, picture.shown.height, max_edge);
    if (size.width == picture.shown.width && size.height == picture.shown.height) return picture;
    if (picture.alpha.empty()) return smaller_opaque(picture.shown, size);
    return smaller_with_alpha(picture.also.front(), picture.alpha, size);
}

}  // namespace consent
