// SPDX-License-Identifier: Apache-2.0
#include "demo_school/layer_opencv.hpp"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace consent::demo {

namespace {

constexpr int fraction_bits = 4;

using PixelPaths = std::vector<std::vector<cv::Point>>;

PixelPaths to_fixed_point(const std::vector<Path>& paths, float scale, cv::Point2f shift) {
    PixelPaths out;
    out.reserve(paths.size());
    for (const Path& path : paths) {
        auto& points = out.emplace_back();
        points.reserve(path.size());
        for (const cv::Point2f& p : path) {
            const cv::Point2f px = (p * scale + shift) * static_cast<float>(1 << fraction_bits);
            points.emplace_back(cvRound(px.x), cvRound(px.y));
        }
    }
    return out;
}

cv::Point2f catmull_rom(cv::Point2f a, cv::Point2f b, cv::Point2f c, cv::Point2f d, float t) {
    return 0.5F * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * (t * t) + (3 * b - a - 3 * c + d) * (t * t * t));
}

}  // namespace

Path spline(const Path& through, bool closed, int steps) {
    const int count = static_cast<int>(through.size());
    const auto at = [&](int i) {
        return through[static_cast<std::size_t>(closed ? (i + count) % count : std::clamp(i, 0, count - 1))];
    };
    Path path;
    for (int i = 0; i < (closed ? count : count - 1); ++i)
        for (int s = 0; s < steps; ++s)
            path.push_back(
                catmull_rom(at(i - 1), at(i), at(i + 1), at(i + 2), static_cast<float>(s) / static_cast<float>(steps)));
    if (!closed) path.push_back(through.back());
    return path;
}

Path mirrored(const Path& path) {
    Path out;
    out.reserve(path.size());
    for (const cv::Point2f& p : path) out.emplace_back(-p.x, p.y);
    return out;
}

Path ellipse(cv::Point2f centre, float half_width, float half_height, float tilt) {
    constexpr int steps = 36;
    Path path;
    for (int i = 0; i < steps; ++i) {
        const float angle = static_cast<float>(i) * 2 * static_cast<float>(CV_PI) / steps;
        const cv::Point2f p{half_width * std::cos(angle), half_height * std::sin(angle)};
        path.push_back(centre + cv::Point2f{p.x * std::cos(tilt) - p.y * std::sin(tilt),
                                            p.x * std::sin(tilt) + p.y * std::cos(tilt)});
    }
    return path;
}

Path symmetric(const Path& right) {
    Path path = right;
    for (auto p = right.rbegin(); p != right.rend(); ++p)
        if (p->x != 0) path.emplace_back(-p->x, p->y);
    return path;
}

cv::Vec3f rgb(Colour colour) {
    return {static_cast<float>(colour.red), static_cast<float>(colour.green), static_cast<float>(colour.blue)};
}

cv::Vec3f shade_of(cv::Vec3f colour, float factor) {
    for (int i = 0; i < 3; ++i) colour[i] = std::clamp(colour[i] * factor, 0.0F, 255.0F);
    return colour;
}

cv::Vec3f blend_of(cv::Vec3f a, cv::Vec3f b, float share_of_b) { return a * (1 - share_of_b) + b * share_of_b; }

Layer::Layer(float px_per_unit, float half_width, float top, float bottom)
    : pixels(cvCeil((bottom - top) * px_per_unit), cvCeil(2 * half_width * px_per_unit), cv::Vec4f::all(0)),
      px_per_unit_(px_per_unit),
      origin_(half_width * px_per_unit, -top * px_per_unit) {}

// `reach`: how far, in pixels, paint goes beyond the path's points.
template <typename Rasterise>
void Layer::lay(const std::vector<Path>& paths, float reach, const Paint& paint, const Rasterise& rasterise) {
    const float sigma = paint.softness * px_per_unit_;
    const float margin = reach + 3 * sigma + 2;
    cv::Point2f low{1e9F, 1e9F};
    cv::Point2f high{-1e9F, -1e9F};
    for (const Path& path : paths)
        for (const cv::Point2f& unit : path) {
            const cv::Point2f px = to_px(unit);
            low = {std::min(low.x, px.x), std::min(low.y, px.y)};
            high = {std::max(high.x, px.x), std::max(high.y, px.y)};
        }
    const cv::Rect wanted(cvFloor(low.x - margin), cvFloor(low.y - margin), cvCeil(high.x - low.x + 2 * margin),
                          cvCeil(high.y - low.y + 2 * margin));
    const cv::Rect area = wanted & cv::Rect({0, 0}, pixels.size());
    if (area.empty()) return;

    // A wide blur is made small and enlarged: it looks the same and costs little.
    const float shrink = std::max(1.0F, sigma / 2.5F);
    cv::Mat1b coverage(cvCeil(static_cast<float>(area.height) / shrink),
                       cvCeil(static_cast<float>(area.width) / shrink), std::uint8_t{0});
    const cv::Point2f shift = (origin_ - cv::Point2f(area.tl())) / shrink;
    rasterise(coverage, to_fixed_point(paths, px_per_unit_ / shrink, shift), shrink);
    if (sigma > 0.3F) {
        const double small_sigma = static_cast<double>(sigma / shrink);
        cv::GaussianBlur(coverage, coverage, {}, small_sigma, small_sigma, cv::BORDER_REPLICATE);
    }
    if (coverage.size() != area.size()) {
        cv::Mat1b large;
        cv::resize(coverage, large, area.size(), 0, 0, cv::INTER_LINEAR);
        coverage = large;
    }

    const float strength = paint.opacity / 255.0F;
    const cv::Vec3f factor = paint.colour / 255.0F;
    for (int y = 0; y < area.height; ++y) {
        const std::uint8_t* cover = coverage[y];
        const std::uint8_t* clip = paint.clip == nullptr ? nullptr : (*paint.clip)[area.y + y] + area.x;
        cv::Vec4f* out = pixels[area.y + y] + area.x;
        for (int x = 0; x < area.width; ++x) {
            if (cover[x] == 0) continue;
            const float share = strength * static_cast<float>(cover[x]) *
                                (clip == nullptr ? 1.0F : static_cast<float>(clip[x]) / 255.0F);
            cv::Vec4f& p = out[x];
            if (paint.multiply) {
                for (int c = 0; c < 3; ++c) p[c] *= 1 - share * (1 - factor[c]);
            } else {
                for (int c = 0; c < 3; ++c) p[c] += share * (paint.colour[c] - p[c]);
                p[3] += share * (1 - p[3]);
            }
        }
    }
}

void Layer::fill(const std::vector<Path>& outlines, const Paint& paint) {
    lay(outlines, 0, paint, [](cv::Mat1b& coverage, const PixelPaths& paths, float) {
        cv::fillPoly(coverage, paths, cv::Scalar(255), cv::LINE_AA, fraction_bits);
    });
}

void Layer::stroke(const std::vector<Path>& lines, float width, const Paint& paint) {
    const float px = width * px_per_unit_;
    Paint thinned = paint;
    thinned.opacity *=
        std::min(1.0F, std::max(px, 0.15F));  // a line cannot be thinner than a pixel, but it can be fainter
    lay(lines, px, thinned, [px](cv::Mat1b& coverage, const PixelPaths& paths, float shrink) {
        cv::polylines(coverage, paths, false, cv::Scalar(255), std::max(1, cvRound(px / shrink)), cv::LINE_AA,
                      fraction_bits);
    });
}

cv::Mat1b Layer::mask(const std::vector<Path>& outlines) const {
    cv::Mat1b coverage(pixels.size(), std::uint8_t{0});
    cv::fillPoly(coverage, to_fixed_point(outlines, px_per_unit_, origin_), cv::Scalar(255), cv::LINE_AA,
                 fraction_bits);
    return coverage;
}

}  // namespace consent::demo
