// SPDX-License-Identifier: Apache-2.0
//
// A transparent sheet on which a head is painted in face units (face_parameters.hpp), before it is laid into a picture.
#pragma once

#include <vector>

#include <opencv2/core.hpp>

#include "demo_school/face_parameters.hpp"

namespace consent::demo {

using Path = std::vector<cv::Point2f>;  // face units

// A smooth curve through the points (Catmull-Rom), and its mirror image to the other side of u = 0.
Path spline(const Path& through, bool closed, int steps = 8);
Path mirrored(const Path& path);
Path ellipse(cv::Point2f centre, float half_width, float half_height, float tilt = 0);
// `right` from top to bottom and its mirror image: one closed outline.
Path symmetric(const Path& right);

cv::Vec3f rgb(Colour colour);
cv::Vec3f shade_of(cv::Vec3f colour, float factor);
cv::Vec3f blend_of(cv::Vec3f a, cv::Vec3f b, float share_of_b);

struct Paint {
    cv::Vec3f colour;  // R, G, B, 0..255
    float opacity = 1;
    float softness = 0;               // sigma of the edge, face units
    bool multiply = false;            // darkens what is there instead of covering it, and adds no opacity
    const cv::Mat1b* clip = nullptr;  // of the layer's size: paints only there
};

class Layer {
public:
    // Covers u = -half_width..half_width and v = top..bottom.
    Layer(float px_per_unit, float half_width, float top, float bottom);

    void fill(const Path& outline, const Paint& paint) { fill(std::vector<Path>{outline}, paint); }
    void fill(const std::vector<Path>& outlines, const Paint& paint);  // even-odd
    void stroke(const Path& line, float width, const Paint& paint) { stroke(std::vector<Path>{line}, width, paint); }
    void stroke(const std::vector<Path>& lines, float width, const Paint& paint);

    // Coverage 0..255 of an outline, as large as the layer: for Paint::clip.
    [[nodiscard]] cv::Mat1b mask(const std::vector<Path>& outlines) const;

    [[nodiscard]] float px_per_unit() const { return px_per_unit_; }
    [[nodiscard]] cv::Point2f origin() const { return origin_; }  // the pixel at which (0, 0) lies
    [[nodiscard]] cv::Point2f to_px(cv::Point2f unit) const { return unit * px_per_unit_ + origin_; }
    [[nodiscard]] cv::Point2f to_unit(cv::Point2f px) const { return (px - origin_) / px_per_unit_; }

    // R, G, B 0..255 multiplied by opacity, and opacity 0..1.
    cv::Mat4f pixels;

private:
    template <typename Rasterise>
    void lay(const std::vector<Path>& paths, float reach, const Paint& paint, const Rasterise& rasterise);

    float px_per_unit_;
    cv::Point2f origin_;
};

}  // namespace consent::demo
