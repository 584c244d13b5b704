// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "demo_school/draw_scene.hpp"
#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

namespace {

constexpr std::array jumpers = {
    Colour{40, 62, 110}, Colour{128, 34, 48}, Colour{38, 92, 72},
    Colour{84, 60, 112}, Colour{52, 54, 60},  Colour{30, 100, 134},
};

// Small faces are drawn larger and averaged down, very large ones drawn smaller and enlarged.
float drawing_scale(float face_px) {
    if (face_px < 48) return 4;
    if (face_px < 200) return 2;
    return std::min(1.0F, 900 / face_px);
}

// Lays a sheet drawn at `scale` times its size over the picture, its (0, 0) at `centre`, turned by `roll`.
void lay_over(cv::Mat3f& picture, const Layer& layer, float scale, cv::Point2f centre, float roll, float blur_px) {
    cv::Mat4f sheet = layer.pixels;
    if (scale > 1)
        cv::resize(sheet, sheet, {}, static_cast<double>(1 / scale), static_cast<double>(1 / scale), cv::INTER_AREA);
    const float enlarge = scale > 1 ? 1.0F : 1 / scale;
    const cv::Point2f origin = layer.origin() / (scale > 1 ? scale : 1.0F);
    if (blur_px > 0) cv::GaussianBlur(sheet, sheet, {}, static_cast<double>(blur_px / enlarge));

    const float c = std::cos(roll) * enlarge;
    const float s = std::sin(roll) * enlarge;
    const auto placed = [&](float x, float y) {
        return cv::Point2f{c * (x - origin.x) - s * (y - origin.y), s * (x - origin.x) + c * (y - origin.y)} + centre;
    };
    const float right = static_cast<float>(sheet.cols);
    const float bottom = static_cast<float>(sheet.rows);
    const std::array corners = {placed(0, 0), placed(right, 0), placed(0, bottom), placed(right, bottom)};
    cv::Point2f low = corners[0];
    cv::Point2f high = corners[0];
    for (const cv::Point2f& p : corners) {
        low = {std::min(low.x, p.x), std::min(low.y, p.y)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
    const cv::Rect area =
        cv::Rect(cv::Point(cvFloor(low.x), cvFloor(low.y)), cv::Point(cvCeil(high.x), cvCeil(high.y))) &
        cv::Rect({0, 0}, picture.size());
    if (area.empty()) return;

    // Pixel centres lie at .5: placed() speaks of corners.
    const cv::Point2f zero = placed(0.5F, 0.5F) - cv::Point2f(area.tl()) - cv::Point2f{0.5F, 0.5F};
    const cv::Matx23f onto(c, -s, zero.x, s, c, zero.y);
    cv::Mat4f laid;
    cv::warpAffine(sheet, laid, onto, area.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    for (int y = 0; y < area.height; ++y) {
        const cv::Vec4f* from = laid[y];
        cv::Vec3f* to = picture[area.y + y] + area.x;
        for (int x = 0; x < area.width; ++x)
            for (int i = 0; i < 3; ++i) to[x][i] = to[x][i] * (1 - from[x][3]) + from[x][i];
    }
}

// Detectors draw their boxes a little narrower than the head is at the cheekbones.
float px_per_unit(const Sitter& sitter) { return sitter.face_px / (1.7F * sitter.face.head_width); }

Box face_box(const Sitter& sitter) {
    const float unit = px_per_unit(sitter);
    const float top = -0.62F * unit;
    return {sitter.centre.x - sitter.face_px / 2, sitter.centre.y + top, sitter.face_px, unit - top};
}

void draw_sitter(cv::Mat3f& picture, const Sitter& sitter) {
    const float unit = px_per_unit(sitter);
    const float scale = drawing_scale(sitter.face_px);
    const cv::Point2f centre{sitter.centre.x, sitter.centre.y};
    const float below = (static_cast<float>(picture.rows) - centre.y) / unit + 0.1F;
    const Head head = draw_head(sitter.face, sitter.take, unit * scale);
    lay_over(picture, head.behind, scale, centre, sitter.take.roll, sitter.blur_px);
    if (below > 1.1F)
        lay_over(picture, draw_body(sitter.face, sitter.take, sitter.clothes, unit * scale, std::min(below, 7.0F)),
                 scale, centre, 0, sitter.blur_px);
    lay_over(picture, head.front, scale, centre, sitter.take.roll, sitter.blur_px);
}

Raster developed(const cv::Mat3f& picture, float noise, std::uint64_t detail) {
    Raster raster{picture.cols, picture.rows, {}};
    raster.rgb.reserve(picture.total() * 3);
    RandomSource random(detail ^ 0x6E6F'6973U);
    for (int y = 0; y < picture.rows; ++y) {
        const cv::Vec3f* row = picture[y];
        for (int x = 0; x < picture.cols; ++x) {
            // Six ten-bit numbers from one draw; the sum of two has a standard deviation of 418.
            const std::uint64_t bits = random.next();
            for (int c = 0; c < 3; ++c) {
                const auto first = static_cast<float>(bits >> (20 * c) & 1023U);
                const auto second = static_cast<float>(bits >> (20 * c + 10) & 1023U);
                const float level = row[x][c] + noise * (first + second - 1023) / 418;
                raster.rgb.push_back(static_cast<std::uint8_t>(std::clamp(level + 0.5F, 0.0F, 255.0F)));
            }
        }
    }
    return raster;
}

}  // namespace

Drawing draw(const Scene& scene) {
    cv::Mat3f picture = draw_background(scene);
    Drawing drawing;
    for (const Sitter& sitter : scene.sitters) {
        draw_sitter(picture, sitter);
        drawing.faces.push_back(face_box(sitter));
    }
    cv::GaussianBlur(picture, picture, {}, 0.45);
    drawing.picture = developed(picture, scene.noise, scene.detail);
    return drawing;
}

Scene portrait(const FaceParameters& face, const Take& take, float face_px) {
    Scene scene;
    scene.width = static_cast<int>(face_px * 2.1F);
    scene.height = static_cast<int>(face_px * 2.7F);
    scene.detail = take.detail;
    scene.sitters.push_back({.face = face,
                             .take = take,
                             .face_px = face_px,
                             .centre = {face_px * 1.05F, face_px * 1.32F},
                             .clothes = jumpers[face.detail % jumpers.size()]});
    return scene;
}

Scene group(std::vector<Sitter> sitters, int rows, Background background, std::uint64_t detail) {
    const auto count = static_cast<int>(sitters.size());
    const int per_row = (count + rows - 1) / rows;
    float largest = 0;
    for (const Sitter& sitter : sitters) largest = std::max(largest, sitter.face_px);
    const float across = largest * 2.3F;
    const float down = largest * 1.85F;

    Scene scene;
    scene.background = background;
    scene.detail = detail;
    scene.width = static_cast<int>(across * (static_cast<float>(per_row) + (rows > 1 ? 0.7F : 0.3F)));
    scene.height = static_cast<int>(largest * 3.4F + down * static_cast<float>(rows - 1));
    RandomSource random(detail);
    for (int i = 0; i < count; ++i) {
        const int row = i / per_row;
        const int in_row = std::min(per_row, count - row * per_row);
        const float place = static_cast<float>(i % per_row) - static_cast<float>(in_row - 1) / 2;
        const float shift = rows > 1 ? (row % 2 == 0 ? 0.25F : -0.25F) : 0;
        Sitter& sitter = sitters[static_cast<std::size_t>(i)];
        sitter.centre = {static_cast<float>(scene.width) / 2 + across * (place + shift + random.uniform(-0.04F, 0.04F)),
                         largest * (1.45F + random.uniform(-0.08F, 0.08F)) + down * static_cast<float>(row)};
    }
    scene.sitters = std::move(sitters);
    return scene;
}

Scene crowd(int count, float face_px, std::uint64_t seed) {
    std::vector<Sitter> sitters;
    RandomSource random(seed);
    for (int i = 0; i < count; ++i) {
        const Age age = random.chance(0.15F) ? Age::adult : Age::child;
        sitters.push_back({.face = face_from_seed(random.next() >> 20, age),
                           .take = take_from_seed(random.next() >> 20, 0.7F),
                           .face_px = face_px,
                           .centre = {},
                           .clothes = jumpers[random.below(jumpers.size())]});
    }
    const int rows = std::max(1, static_cast<int>(std::lround(std::sqrt(static_cast<float>(count) * 0.6F))));
    return group(std::move(sitters), rows, Background::playground, seed);
}

}  // namespace consent::demo
