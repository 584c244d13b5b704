// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

namespace {

constexpr std::array bright = {
    Colour{226, 92, 84},   Colour{246, 196, 84},  Colour{94, 160, 206},
    Colour{118, 182, 122}, Colour{186, 130, 190}, Colour{240, 150, 90},
};

Path rectangle(float left, float top, float right, float bottom) {
    return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

void gradient(Layer& layer, cv::Vec3f top, cv::Vec3f bottom) {
    const float rows = static_cast<float>(layer.pixels.rows);
    layer.pixels.forEach([&](cv::Vec4f& p, const int* at) {
        const cv::Vec3f c = blend_of(top, bottom, static_cast<float>(at[0]) / rows);
        p = {c[0], c[1], c[2], 1};
    });
}

void paint_plain(Layer& layer, float bottom) {
    gradient(layer, {150, 170, 194}, {116, 138, 166});
    layer.fill(ellipse({0, 0}, 0.6F, bottom * 0.7F), {.colour = {206, 218, 230}, .opacity = 0.7F, .softness = 0.3F});
}

void paint_classroom(Layer& layer, float bottom, RandomSource& random) {
    gradient(layer, {236, 228, 210}, {214, 202, 182});
    layer.fill(rectangle(-0.72F, -bottom * 0.72F, 0.5F, bottom * 0.15F),
               {.colour = {168, 126, 84}, .softness = 0.006F});
    layer.fill(rectangle(-0.70F, -bottom * 0.68F, 0.48F, bottom * 0.11F),
               {.colour = {58, 100, 84}, .softness = 0.006F});
    for (int line = 0; line < 4; ++line) {
        Path scribble;
        const float v = bottom * (-0.56F + 0.17F * static_cast<float>(line));
        for (float u = -0.6F; u < random.uniform(-0.1F, 0.35F); u += 0.016F)
            scribble.emplace_back(u, v + random.uniform(-0.012F, 0.012F));
        if (scribble.size() > 2)
            layer.stroke(scribble, 0.007F, {.colour = {226, 236, 228}, .opacity = 0.6F, .softness = 0.004F});
    }
    for (int shelf = 0; shelf < 2; ++shelf) {
        const float v = bottom * (-0.12F + 0.5F * static_cast<float>(shelf));
        for (float u = 0.58F; u < 0.97F;) {
            const float wide = random.uniform(0.018F, 0.04F);
            layer.fill(rectangle(u, v - random.uniform(0.12F, 0.2F), u + wide * 0.9F, v),
                       {.colour = shade_of(rgb(random.pick<Colour>(bright)), 0.85F), .softness = 0.004F});
            u += wide;
        }
        layer.fill(rectangle(0.55F, v, 1.0F, v + 0.018F), {.colour = {150, 112, 74}, .softness = 0.004F});
    }
    for (int flag = 0; flag < 15; ++flag) {
        const float u = -0.98F + 0.14F * static_cast<float>(flag);
        const float sag = -bottom * 0.97F + 0.05F * (1 - u * u);
        layer.fill({{u - 0.055F, sag}, {u + 0.055F, sag}, {u, sag + 0.12F}},
                   {.colour = rgb(bright[static_cast<std::size_t>(flag) % bright.size()]), .softness = 0.005F});
    }
}

void paint_playground(Layer& layer, float bottom, RandomSource& random) {
    gradient(layer, {150, 192, 232}, {226, 236, 240});
    for (int cloud = 0; cloud < 4; ++cloud) {
        const cv::Point2f at{random.uniform(-0.9F, 0.9F), bottom * random.uniform(-0.9F, -0.4F)};
        for (int puff = 0; puff < 4; ++puff)
            layer.fill(ellipse(at + cv::Point2f{random.uniform(-0.1F, 0.1F), random.uniform(-0.02F, 0.02F)},
                               random.uniform(0.06F, 0.12F), random.uniform(0.02F, 0.05F)),
                       {.colour = {252, 252, 252}, .opacity = 0.7F, .softness = 0.03F});
    }
    for (int bush = 0; bush < 16; ++bush)
        layer.fill(ellipse({-1.05F + 0.14F * static_cast<float>(bush), bottom * 0.06F}, random.uniform(0.1F, 0.16F),
                           random.uniform(0.1F, 0.2F)),
                   {.colour = cv::Vec3f{78, 118, 70} * random.uniform(0.8F, 1.15F), .softness = 0.02F});
    layer.fill(rectangle(-1.1F, bottom * 0.12F, 1.1F, bottom * 1.1F), {.colour = {122, 164, 88}, .softness = 0.01F});
    layer.fill(rectangle(-1.1F, bottom * 0.12F, 1.1F, bottom * 0.3F),
               {.colour = {96, 140, 76}, .opacity = 0.6F, .softness = 0.06F});
    for (const float u : {-0.86F, -0.52F})
        layer.stroke({{u, bottom * 0.3F}, {u + 0.06F, -bottom * 0.42F}}, 0.022F,
                     {.colour = {196, 66, 60}, .softness = 0.004F});
    layer.stroke({{-0.82F, -bottom * 0.42F}, {-0.44F, -bottom * 0.42F}}, 0.022F,
                 {.colour = {196, 66, 60}, .softness = 0.004F});
}

}  // namespace

cv::Mat3f draw_background(const Scene& scene) {
    // The background is out of focus: drawn small and enlarged.
    const float width = static_cast<float>(std::min(scene.width, 560));
    const float bottom = static_cast<float>(scene.height) / static_cast<float>(scene.width);
    Layer layer(width / 2, 1, -bottom, bottom);
    RandomSource random(scene.detail ^ 0x6261'636BU);
    switch (scene.background) {
        case Background::plain: paint_plain(layer, bottom); break;
        case Background::classroom: paint_classroom(layer, bottom, random); break;
        case Background::playground: paint_playground(layer, bottom, random); break;
    }
    cv::Mat3f colours(layer.pixels.size());
    colours.forEach([&](cv::Vec3f& c, const int* at) {
        const cv::Vec4f& p = layer.pixels(at[0], at[1]);
        c = {p[0], p[1], p[2]};
    });
    cv::GaussianBlur(colours, colours, {}, 2.2);
    cv::Mat3f full;
    cv::resize(colours, full, {scene.width, scene.height}, 0, 0, cv::INTER_LINEAR);
    return full;
}

}  // namespace consent::demo
