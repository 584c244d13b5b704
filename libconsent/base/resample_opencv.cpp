// SPDX-License-Identifier: Apache-2.0
#include "base/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <opencv2/imgproc.hpp>

#include "base/quiet_opencv.hpp"

namespace consent {
namespace {

// A view: the picture outlives it, and nothing writes through it.
constexpr double averaged_from = 1.5;  // times smaller; below that bilinear sampling misses no pixel, and is several times as quick

cv::Mat view_of(const Raster& picture) {
    return {picture.height, picture.width, CV_8UC3, const_cast<std::uint8_t*>(picture.rgb.data())};
}

Raster blank(int width, int height) {
    Raster raster;
    raster.width = width;
    raster.height = height;
    raster.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    return raster;
}

cv::Rect bounds_within(const Raster& picture, const Similarity& to_picture, int width, int height) {
    const float right = static_cast<float>(width);
    const float bottom = static_cast<float>(height);
    double left_x = picture.width, top_y = picture.height, right_x = 0, bottom_y = 0;
    for (const Point corner : {Point{0, 0}, Point{right, 0}, Point{0, bottom}, Point{right, bottom}}) {
        const Point p = to_picture(corner);
        left_x = std::min<double>(left_x, p.x);
        top_y = std::min<double>(top_y, p.y);
        right_x = std::max<double>(right_x, p.x);
        bottom_y = std::max<double>(bottom_y, p.y);
    }
    const double margin = 2 + 2 * std::hypot(to_picture.a, to_picture.b);
    const auto within = [](double value, int limit) {
        return static_cast<int>(std::clamp<double>(value, 0, limit));
    };
    const int x0 = within(std::floor(left_x - margin), picture.width);
    const int y0 = within(std::floor(top_y - margin), picture.height);
    const int x1 = within(std::ceil(right_x + margin), picture.width);
    const int y1 = within(std::ceil(bottom_y + margin), picture.height);
    return {x0, y0, std::max(0, x1 - x0), std::max(0, y1 - y0)};
}

}  // namespace

Raster resampled(const Raster& picture, const Region& part, int width, int height) {
    const QuietOpencv quiet;
    Raster out = blank(width, height);
    cv::Mat to = view_of(out);
    const cv::Mat from = view_of(picture)(cv::Rect(part.x, part.y, part.width, part.height));
    if (width == part.width && height == part.height)
        from.copyTo(to);
    else
        cv::resize(from, to, to.size(), 0, 0,
                   width * averaged_from < part.width || height * averaged_from < part.height ? cv::INTER_AREA : cv::INTER_LINEAR);
    return out;
}

Raster warped(const Raster& picture, const Similarity& to_picture, int width, int height) {
    const QuietOpencv quiet;
    Raster out = blank(width, height);
    const cv::Rect part = bounds_within(picture, to_picture, width, height);
    if (part.empty()) return out;

    cv::Mat from = view_of(picture)(part);
    double shrink_x = 1;
    double shrink_y = 1;
    const double picture_pixels_per_pixel = std::hypot(to_picture.a, to_picture.b);
    if (picture_pixels_per_pixel > averaged_from) {
        const cv::Size smaller(std::max(1, static_cast<int>(std::lround(part.width / picture_pixels_per_pixel))),
                               std::max(1, static_cast<int>(std::lround(part.height / picture_pixels_per_pixel))));
        shrink_x = static_cast<double>(smaller.width) / part.width;
        shrink_y = static_cast<double>(smaller.height) / part.height;
        cv::Mat averaged;
        cv::resize(from, averaged, smaller, 0, 0, cv::INTER_AREA);
        from = averaged;
    }

    // warpAffine speaks of pixel centres at whole numbers, this library of pixel corners: half a pixel either way.
    const double tx = (to_picture.a - to_picture.b) * 0.5 + to_picture.tx - part.x;
    const double ty = (to_picture.a + to_picture.b) * 0.5 + to_picture.ty - part.y;
    const cv::Matx23d map(to_picture.a * shrink_x, -to_picture.b * shrink_x, tx * shrink_x - 0.5,
                          to_picture.b * shrink_y, to_picture.a * shrink_y, ty * shrink_y - 0.5);
    cv::Mat to = view_of(out);
    cv::warpAffine(from, to, map, to.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT);
    return out;
}

}  // namespace consent
