// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

namespace {

constexpr float layer_half_width = 1.75F;
constexpr float layer_top = -1.9F;
constexpr float layer_bottom = 2.4F;

constexpr int width_steps = 256;
constexpr float widths_top = -1.05F;
constexpr float widths_bottom = 1.15F;

// A rise of the face over the plain ellipsoid of the head, shaped like a bell.
struct Bump {
    float height;
    float u, v;
    float spread_u, spread_v;
};

std::vector<Bump> bumps_of(const FaceParameters& face, const Take& take) {
    const float base = face.eye_line + face.nose_length;
    const float brow = face.eye_line - face.brow_height;
    const float ridge = 0.075F * face.nose_bridge;
    std::vector<Bump> bumps = {
        {ridge, 0, face.eye_line + 0.35F * face.nose_length, 0.055F, 0.30F * face.nose_length},
        {0.13F * face.nose_tip, 0, base - 0.07F, 0.48F * face.nose_width, 0.075F},
        {0.025F, 0, face.mouth_line - 0.05F, 0.5F * face.mouth_width, 0.04F},
        {0.035F, 0, face.mouth_line + 0.06F, 0.5F * face.mouth_width, 0.04F},
        {-0.045F, 0, face.mouth_line + 0.06F + face.lower_lip, 0.6F * face.mouth_width, 0.05F},
        {0.06F, 0, 0.89F, face.chin_width * 0.6F, 0.09F},
    };
    for (const float side : {-1.0F, 1.0F}) {
        bumps.push_back({0.05F, side * face.nose_width * 0.72F, base - 0.03F, 0.045F, 0.05F});
        bumps.push_back({-0.085F, side * face.eye_spacing * 0.96F, face.eye_line - 0.02F, face.eye_width, 0.1F});
        bumps.push_back({0.02F + 0.02F * face.wrinkles, side * face.eye_spacing, brow + 0.02F, 0.2F, 0.06F});
        bumps.push_back({(0.02F + 0.04F * face.cheeks) * (1 + 0.8F * std::max(0.0F, take.smile)),
                         side * face.head_width * 0.55F, face.eye_line + 0.30F, 0.15F, 0.13F});
    }
    return bumps;
}

// Height of the face towards the viewer, on a coarse grid over the layer (shading is smooth).
class Relief {
public:
    Relief(const FaceParameters& face, const HeadShape& shape, const Take& take)
        : height(cvCeil((layer_bottom - layer_top) * grid), cvCeil(2 * layer_half_width * grid), 0.0F) {
        const std::vector<Bump> bumps = bumps_of(face, take);
        for (int y = 0; y < height.rows; ++y) {
            const float v = (static_cast<float>(y) + 0.5F) / grid + layer_top;
            const float width = shape.half_width(v);
            if (width <= 0.02F) continue;
            for (int x = 0; x < height.cols; ++x) {
                const float u = (static_cast<float>(x) + 0.5F) / grid - layer_half_width;
                const float across = u / (width * 1.02F);
                const float along = (v - 0.05F) / 1.06F;
                const float inside = 1 - 0.86F * across * across - 0.5F * along * along * along * along;
                if (std::abs(across) > 1 || inside <= 0) continue;
                float z = 0.72F * std::sqrt(inside);
                for (const Bump& bump : bumps) {
                    const float du = (u - bump.u) / bump.spread_u;
                    const float dv = (v - bump.v) / bump.spread_v;
                    const float far = du * du + dv * dv;
                    if (far < 12) z += bump.height * std::exp(-0.5F * far);
                }
                height(y, x) = z;
            }
        }
    }

    static constexpr float grid = 72;  // cells per face unit
    cv::Mat1f height;
};

cv::Vec3f light_colour(const Take& take) {
    return cv::Vec3f{1 + 0.06F * take.warmth, 1.0F, 1 - 0.08F * take.warmth} * take.exposure;
}

// How the take's light falls on each grid cell: the share that skin colours, and the gloss in the light's own colour.
cv::Mat2f brightness_of(const Relief& relief, const Take& take) {
    cv::Vec3f light{take.light_from, -take.light_height, 0.85F};
    light *= 1 / static_cast<float>(cv::norm(light));
    const cv::Vec3f half =
        (light + cv::Vec3f{0, 0, 1}) * (1 / static_cast<float>(cv::norm(light + cv::Vec3f{0, 0, 1})));
    const float turn = std::sin(take.yaw);
    cv::Mat2f out(relief.height.size(), cv::Vec2f{0.62F, 0});
    const cv::Mat1f& z = relief.height;
    for (int y = 1; y + 1 < z.rows; ++y)
        for (int x = 1; x + 1 < z.cols; ++x) {
            if (z(y, x) == 0) continue;
            cv::Vec3f normal{(z(y, x - 1) - z(y, x + 1)) * Relief::grid / 2 + turn,
                             (z(y - 1, x) - z(y + 1, x)) * Relief::grid / 2, 1};
            normal[0] = std::clamp(normal[0], -2.2F, 2.2F);
            normal[1] = std::clamp(normal[1], -2.2F, 2.2F);
            normal *= 1 / static_cast<float>(cv::norm(normal));
            const float lit = std::max(0.0F, normal.dot(light));
            const float gloss = std::pow(std::max(0.0F, normal.dot(half)), 18.0F);
            out(y, x) = {take.ambient * (0.66F + 0.34F * normal[2]) + (1.12F - take.ambient) * lit, gloss};
        }
    cv::GaussianBlur(out, out, {}, 1.2);
    return out;
}

// Shadows on skin turn red before they turn dark.
void light_skin(Layer& layer, const cv::Mat2f& brightness, const Take& take) {
    cv::Mat2f full;
    cv::resize(brightness, full, layer.pixels.size(), 0, 0, cv::INTER_LINEAR);
    const cv::Vec3f tint = light_colour(take);
    layer.pixels.forEach([&](cv::Vec4f& p, const int* at) {
        const float b = full(at[0], at[1])[0];
        const float gloss = 30 * full(at[0], at[1])[1] * p[3];
        const float shadow = std::max(0.0F, 1 - b);
        p[0] = p[0] * tint[0] * (b + 0.10F * shadow) + gloss;
        p[1] = p[1] * tint[1] * b + gloss;
        p[2] = p[2] * tint[2] * (b - 0.04F * shadow) + gloss;
        for (int c = 0; c < 3; ++c) p[c] = std::min(p[c], 252.0F * p[3]);
    });
}

void paint_ears(Layer& layer, const FaceParameters& face, const HeadShape& shape) {
    const cv::Vec3f skin = rgb(face.skin);
    const float v = face.eye_line + 0.16F;
    for (const float side : {-1.0F, 1.0F}) {
        const cv::Point2f centre{side * (shape.half_width(v) + face.ear_out * 0.5F), v};
        const float tilt = side * 0.18F;
        layer.fill(ellipse(centre, 0.10F + 0.3F * face.ear_out, face.ear_size, tilt),
                   {.colour = shade_of(skin, 0.93F), .softness = 0.006F});
        layer.fill(ellipse(centre + cv::Point2f{side * 0.012F, 0.01F}, 0.05F, face.ear_size * 0.62F, tilt),
                   {.colour = {190, 120, 110}, .opacity = 0.5F, .softness = 0.025F, .multiply = true});
        layer.stroke(spline({centre + cv::Point2f{side * 0.02F, -face.ear_size * 0.7F},
                             centre + cv::Point2f{side * 0.07F, -face.ear_size * 0.2F},
                             centre + cv::Point2f{side * 0.02F, face.ear_size * 0.5F}},
                            false),
                     0.014F, {.colour = {170, 105, 95}, .opacity = 0.5F, .softness = 0.008F, .multiply = true});
    }
}

void paint_skin(Layer& layer, const FaceParameters& face, const HeadShape& shape) {
    const cv::Vec3f skin = rgb(face.skin);
    layer.fill(shape.outline(), {.colour = skin});
    const cv::Mat1b inside = layer.mask({shape.outline()});
    RandomSource random(face.detail);

    const float cheek = face.eye_line + 0.32F;
    for (const float side : {-1.0F, 1.0F})
        layer.fill(ellipse({side * face.head_width * 0.56F, cheek}, 0.13F, 0.1F), {.colour = {255, 150, 140},
                                                                                   .opacity = 0.7F * face.blush,
                                                                                   .softness = 0.08F,
                                                                                   .multiply = true,
                                                                                   .clip = &inside});
    layer.fill(ellipse({0, face.eye_line + face.nose_length - 0.06F}, face.nose_width * 0.7F, 0.06F),
               {.colour = {255, 160, 150}, .opacity = 0.4F * face.blush, .softness = 0.04F, .multiply = true});

    // Skin is never one flat colour.
    for (int i = 0; i < 26; ++i) {
        const cv::Point2f at{random.uniform(-0.8F, 0.8F), random.uniform(-0.8F, 1)};
        const bool redder = random.chance(0.5F);
        layer.fill(ellipse(at, random.uniform(0.05F, 0.15F), random.uniform(0.05F, 0.15F)),
                   {.colour = redder ? cv::Vec3f{255, 222, 215} : cv::Vec3f{240, 236, 226},
                    .opacity = 0.5F,
                    .softness = 0.05F,
                    .multiply = true,
                    .clip = &inside});
    }

    const int freckles = static_cast<int>(face.freckles * 110);
    for (int i = 0; i < freckles; ++i) {
        const cv::Point2f at{random.around(0, face.head_width * 0.62F), random.around(face.eye_line + 0.26F, 0.13F)};
        layer.fill(ellipse(at, random.uniform(0.006F, 0.015F), random.uniform(0.006F, 0.014F)),
                   {.colour = {176, 112, 76},
                    .opacity = random.uniform(0.35F, 0.75F),
                    .softness = 0.004F,
                    .multiply = true,
                    .clip = &inside});
    }
    const int moles = static_cast<int>(face.moles * 3);
    for (int i = 0; i < moles; ++i) {
        const cv::Point2f at{random.uniform(-0.5F, 0.5F), random.uniform(face.eye_line + 0.15F, 0.85F)};
        layer.fill(ellipse(at, 0.016F, 0.016F),
                   {.colour = {70, 42, 34}, .opacity = 0.85F, .softness = 0.004F, .clip = &inside});
    }
}

void paint_lines_of_age(Layer& layer, const FaceParameters& face, const Take& take) {
    const float base = face.eye_line + face.nose_length;
    const float fold = 0.25F * std::max(0.0F, take.smile) + 0.55F * face.wrinkles;
    for (const float side : {-1.0F, 1.0F}) {
        layer.stroke(spline({{side * face.nose_width * 1.12F, base - 0.05F},
                             {side * (face.mouth_width * 0.75F + 0.09F), (base + face.mouth_line) / 2},
                             {side * (face.mouth_width + 0.085F), face.mouth_line + 0.03F}},
                            false),
                     0.016F, {.colour = {140, 84, 70}, .opacity = 0.75F * fold, .softness = 0.014F, .multiply = true});
        layer.stroke(
            spline({{side * (face.eye_spacing - face.eye_width * 0.8F), face.eye_line + face.eye_height + 0.03F},
                    {side * face.eye_spacing, face.eye_line + face.eye_height + 0.065F},
                    {side * (face.eye_spacing + face.eye_width * 0.8F), face.eye_line + face.eye_height + 0.02F}},
                   false),
            0.02F, {.colour = {150, 96, 86}, .opacity = 0.6F * face.eye_bags, .softness = 0.016F, .multiply = true});
        if (face.wrinkles > 0.35F)
            for (int i = -1; i <= 1; ++i) {
                const float v = face.eye_line + 0.035F * static_cast<float>(i);
                const float u = face.eye_spacing + face.eye_width * 1.15F;
                layer.stroke(
                    {{side * u, v}, {side * (u + 0.09F), v + 0.03F * static_cast<float>(i)}}, 0.008F,
                    {.colour = {140, 90, 78}, .opacity = 0.6F * face.wrinkles, .softness = 0.006F, .multiply = true});
            }
    }
    if (face.wrinkles > 0.25F)
        for (int i = 0; i < 3; ++i) {
            const float v = face.eye_line - face.brow_height - 0.11F - 0.075F * static_cast<float>(i);
            layer.stroke(
                spline({{-0.32F, v + 0.012F}, {-0.1F, v}, {0.12F, v + 0.008F}, {0.33F, v - 0.006F}}, false), 0.01F,
                {.colour = {150, 100, 84}, .opacity = 0.55F * face.wrinkles, .softness = 0.008F, .multiply = true});
        }
}

void paint_neck(Layer& layer, const FaceParameters& face, const Take& take) {
    const float width = neck_width(face);
    const cv::Vec3f skin = shade_of(rgb(face.skin), 0.86F * take.exposure);
    layer.fill(spline(symmetric({{width, 0.3F},
                                 {width * 0.97F, 1.1F},
                                 {width * 1.06F, 1.35F},
                                 {width * 1.5F, 1.6F},
                                 {width * 1.5F, 2.0F}}),
                      true),
               {.colour = skin, .softness = 0.006F});
    layer.fill(ellipse({0.04F, 1.02F}, face.head_width * 0.72F, 0.22F),
               {.colour = {150, 108, 96}, .opacity = 0.75F, .softness = 0.07F, .multiply = true});
}

// Slides what is nearer further: a small turn of the head, without a third dimension.
void turn_head(Layer& layer, const Relief& relief, const Take& take) {
    const float slide_u = std::sin(take.yaw) * 0.9F * layer.px_per_unit();
    const float slide_v = std::sin(take.pitch) * 0.7F * layer.px_per_unit();
    cv::Mat1f near;
    cv::resize(relief.height, near, layer.pixels.size(), 0, 0, cv::INTER_LINEAR);
    cv::GaussianBlur(near, near, {}, 0.02 * static_cast<double>(layer.px_per_unit()));
    cv::Mat2f from(layer.pixels.size());
    from.forEach([&](cv::Vec2f& p, const int* at) {
        const float z = near(at[0], at[1]);
        p = {static_cast<float>(at[1]) - slide_u * z, static_cast<float>(at[0]) - slide_v * z};
    });
    cv::Mat4f turned;
    cv::remap(layer.pixels, turned, from, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    layer.pixels = turned;
}

}  // namespace

float neck_width(const FaceParameters& face) { return face.head_width * (face.age == Age::adult ? 0.62F : 0.52F); }

HeadShape::HeadShape(const FaceParameters& face) {
    const float a = face.head_width;
    const float jaw = a * face.jaw;
    outline_ = spline(symmetric({
                          {0, -1},
                          {0.55F * a, -0.90F},
                          {0.89F * a * face.forehead, -0.60F},
                          {a * face.forehead, -0.28F},
                          {a, 0.08F},
                          {a * (0.42F + 0.55F * face.jaw) * (0.97F + 0.04F * face.cheeks), 0.40F},
                          {jaw * 0.97F, 0.62F},
                          {(jaw + face.chin_width) / 2, 0.84F},
                          {face.chin_width * 0.8F, 0.965F},
                          {0, 1},
                      }),
                      true);

    widths_.assign(width_steps, 0.0F);
    for (std::size_t i = 0; i < outline_.size(); ++i) {
        cv::Point2f a1 = outline_[i];
        cv::Point2f b1 = outline_[(i + 1) % outline_.size()];
        if (a1.x < 0 || b1.x < 0) continue;
        if (a1.y > b1.y) std::swap(a1, b1);
        for (int step = 0; step < width_steps; ++step) {
            const float v = widths_top + (widths_bottom - widths_top) * (static_cast<float>(step) + 0.5F) / width_steps;
            if (v < a1.y || v > b1.y || b1.y - a1.y < 1e-6F) continue;
            const float u = a1.x + (b1.x - a1.x) * (v - a1.y) / (b1.y - a1.y);
            widths_[static_cast<std::size_t>(step)] = std::max(widths_[static_cast<std::size_t>(step)], u);
        }
    }
}

float HeadShape::half_width(float v) const {
    const float step = (v - widths_top) / (widths_bottom - widths_top) * width_steps;
    if (step < 0 || step >= width_steps) return 0;
    return widths_[static_cast<std::size_t>(step)];
}

Head draw_head(const FaceParameters& face, const Take& take, float px_per_unit) {
    Head head{Layer(px_per_unit, layer_half_width, layer_top, layer_bottom),
              Layer(px_per_unit, layer_half_width, layer_top, layer_bottom)};
    const HeadShape shape(face);
    const Relief relief(face, shape, take);

    paint_hair_behind(head.behind, face);
    paint_neck(head.behind, face, take);

    Layer& front = head.front;
    if (!covers_ears(face.hair)) paint_ears(front, face, shape);
    paint_skin(front, face, shape);
    paint_lines_of_age(front, face, take);
    paint_mouth(front, face, take);
    paint_beard(front, face, shape, take);
    light_skin(front, brightness_of(relief, take), take);
    paint_nose(front, face);
    paint_eyes(front, face, take);
    paint_brows(front, face);
    paint_hair(front, face, shape, take);
    paint_glasses(front, face);
    turn_head(front, relief, take);
    return head;
}

}  // namespace consent::demo
