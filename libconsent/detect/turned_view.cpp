// SPDX-License-Identifier: Apache-2.0
#include "detect/turned_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace consent {

bool TurnedView::is_blank(const Region& part) const noexcept {
    std::array<Point, 4> corners;
    for (std::size_t i = 0; i < corners.size(); ++i)
        corners[i] = to_picture({static_cast<float>(part.x + (i % 2 == 0 ? 0 : part.width)),
                                 static_cast<float>(part.y + (i < 2 ? 0 : part.height))});
    const auto all = [&](auto beyond) { return std::all_of(corners.begin(), corners.end(), beyond); };
    return all([](Point p) { return p.x <= 0; }) || all([](Point p) { return p.y <= 0; }) ||
           all([&](Point p) { return p.x >= static_cast<float>(picture_width); }) ||
           all([&](Point p) { return p.y >= static_cast<float>(picture_height); });
}

DetectedFace TurnedView::in_picture(DetectedFace face) const noexcept {
    const auto scale = static_cast<float>(std::hypot(to_picture.a, to_picture.b));
    const Point centre = to_picture({face.box.x + face.box.width / 2, face.box.y + face.box.height / 2});
    float width = face.box.width * scale;
    float height = face.box.height * scale;
    if (std::abs(to_picture.b) > std::abs(to_picture.a)) std::swap(width, height);
    face.box = {centre.x - width / 2, centre.y - height / 2, width, height};
    if (face.landmarks)
        for (Point& point : *face.landmarks) point = to_picture(point);
    return face;
}

TurnedView turned(const Raster& picture, double degrees, double scale_of_picture) {
    constexpr double radians = 3.14159265358979323846 / 180;
    // Exact for right angles, so that they resample nothing.
    const auto exact = [](double value) { return std::abs(value - std::round(value)) < 1e-12 ? std::round(value) : value; };
    const double c = exact(std::cos(degrees * radians));
    const double s = exact(std::sin(degrees * radians));
    const auto length = [](double value) { return std::max(1, static_cast<int>(std::ceil(value - 1e-6))); };
    const int width = length(std::abs(c) * picture.width + std::abs(s) * picture.height);
    const int height = length(std::abs(s) * picture.width + std::abs(c) * picture.height);

    // Back from the view: turned the other way round about the middle.
    const auto back = [&](double scale) {
        Similarity map{c * scale, -s * scale, 0, 0};
        map.tx = (picture.width - (c * width + s * height)) / 2 * scale;
        map.ty = (picture.height - (-s * width + c * height)) / 2 * scale;
        return map;
    };
    TurnedView view;
    view.raster = warped(picture, back(1), width, height);
    view.to_picture = back(scale_of_picture);
    view.picture_width = static_cast<int>(std::lround(picture.width * scale_of_picture));
    view.picture_height = static_cast<int>(std::lround(picture.height * scale_of_picture));
    return view;
}

}  // namespace consent
