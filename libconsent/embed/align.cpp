// SPDX-License-Identifier: Apache-2.0
#include "embed/align.hpp"

namespace consent {
namespace {

constexpr Alignment arcface_112{
    112, {{{38.2946F, 51.6963F}, {73.5318F, 51.5014F}, {56.0252F, 71.7366F}, {41.5493F, 92.3655F}, {70.7299F, 92.2041F}}}};
constexpr Alignment dlib_150_025{
    150, {{{47.5492F, 46.5990F}, {100.4761F, 46.5990F}, {74.0127F, 76.5625F}, {50.4149F, 103.0233F}, {97.6104F, 103.0233F}}}};

struct Vector {
    double x = 0;
    double y = 0;
};

Vector between(Point from, Point to) noexcept {
    return {static_cast<double>(to.x) - static_cast<double>(from.x), static_cast<double>(to.y) - static_cast<double>(from.y)};
}

Vector mean(const Landmarks& points) noexcept {
    Vector sum;
    for (const Point p : points) {
        sum.x += static_cast<double>(p.x);
        sum.y += static_cast<double>(p.y);
    }
    const auto count = static_cast<double>(points.size());
    return {sum.x / count, sum.y / count};
}

}  // namespace

std::optional<Alignment> find_alignment(std::string_view name) noexcept {
    if (name == "arcface_112") return arcface_112;
    if (name == "dlib_150_025") return dlib_150_025;
    return std::nullopt;
}

Similarity fit_similarity(const Landmarks& from, const Landmarks& to) noexcept {
    const Vector from_mean = mean(from);
    const Vector to_mean = mean(to);
    double spread = 0;
    double along = 0;
    double across = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
        const Vector f{static_cast<double>(from[i].x) - from_mean.x, static_cast<double>(from[i].y) - from_mean.y};
        const Vector t{static_cast<double>(to[i].x) - to_mean.x, static_cast<double>(to[i].y) - to_mean.y};
        spread += f.x * f.x + f.y * f.y;
        along += f.x * t.x + f.y * t.y;
        across += f.x * t.y - f.y * t.x;
    }
    Similarity fit{0, 0, 0, 0};
    if (spread > 0) {
        fit.a = along / spread;
        fit.b = across / spread;
    }
    fit.tx = to_mean.x - fit.a * from_mean.x + fit.b * from_mean.y;
    fit.ty = to_mean.y - fit.b * from_mean.x - fit.a * from_mean.y;
    return fit;
}

bool in_order(const Landmarks& points) noexcept {
    const auto& [left_eye, right_eye, nose, left_mouth, right_mouth] = points;
    const Vector eyes = between(left_eye, right_eye);
    const Vector mouth = between(left_mouth, right_mouth);
    const Vector down{between(left_eye, left_mouth).x + between(right_eye, right_mouth).x,
                      between(left_eye, left_mouth).y + between(right_eye, right_mouth).y};
    const Vector to_nose{between(left_eye, nose).x + between(right_eye, nose).x,
                         between(left_eye, nose).y + between(right_eye, nose).y};
    const auto cross = [](Vector a, Vector b) { return a.x * b.y - a.y * b.x; };
    const auto dot = [](Vector a, Vector b) { return a.x * b.x + a.y * b.y; };
    return cross(eyes, down) > 0 && dot(eyes, mouth) > 0 && dot(to_nose, down) > 0;
}

}  // namespace consent
