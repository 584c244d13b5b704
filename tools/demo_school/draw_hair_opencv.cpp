// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "demo_school/hair_cap_opencv.hpp"
#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

namespace {

Path joined(const HairCap& cap) {
    Path path = cap.outer;
    path.insert(path.end(), cap.inner.begin(), cap.inner.end());
    return path;
}

Path bent(cv::Point2f from, cv::Point2f control, cv::Point2f to, float wave, float phase) {
    Path path;
    for (int i = 0; i <= 10; ++i) {
        const float t = static_cast<float>(i) / 10;
        cv::Point2f p = from * ((1 - t) * (1 - t)) + control * (2 * t * (1 - t)) + to * (t * t);
        p.x += wave * std::sin(phase + t * 14);
        path.push_back(p);
    }
    return path;
}

// Strands from the parting to the ends, in a few tones; light falls on the crown.
void comb(Layer& layer, const FaceParameters& face, const HairCap& cap, const cv::Mat1b& area, const Take& take,
          bool pulled_back) {
    RandomSource random(face.detail ^ 3);
    const cv::Vec3f colour = shade_of(rgb(face.hair_colour), take.exposure);
    const cv::Point2f root{0.45F * face.parting * face.head_width, -1.02F - face.hair_volume};
    const std::array tones = {0.55F, 0.75F, 1.3F, 1.65F};
    std::array<std::vector<Path>, 4> strands;
    for (int i = 0; i < 420; ++i) {
        const auto& edge = random.chance(0.55F) ? cap.inner : cap.outer;
        const cv::Point2f end = edge[random.below(edge.size())];
        const cv::Point2f start = pulled_back
                                      ? cv::Point2f{0, -1.05F}
                                      : root + cv::Point2f{random.uniform(-0.12F, 0.12F), random.uniform(0, 0.35F)};
        const float side = end.x - start.x;
        const cv::Point2f control{start.x + side * 0.95F, start.y + (end.y - start.y) * 0.15F};
        strands[static_cast<std::size_t>(i) % 4].push_back(
            bent(start, control, end, 0.03F * face.curl, random.uniform(0, 6)));
    }
    for (std::size_t tone = 0; tone < tones.size(); ++tone)
        layer.stroke(strands[tone], 0.010F,
                     {.colour = shade_of(colour + cv::Vec3f{8, 6, 5}, tones[tone]),
                      .opacity = tones[tone] > 1 ? 0.32F : 0.5F,
                      .clip = &area});

    const float shine_side = take.light_from < 0 ? -1.0F : 1.0F;
    layer.fill(
        ellipse({shine_side * 0.3F * face.head_width, -0.86F}, 0.34F, 0.1F, shine_side * 0.35F),
        {.colour = shade_of(colour + cv::Vec3f{26, 24, 24}, 1.7F), .opacity = 0.33F, .softness = 0.07F, .clip = &area});
    layer.fill(ellipse({-shine_side * face.head_width, -0.1F}, 0.22F, 0.7F),
               {.colour = {110, 100, 100}, .opacity = 0.5F, .softness = 0.1F, .multiply = true, .clip = &area});
}

void curl_up(Layer& layer, const FaceParameters& face, const cv::Mat1b& area, const Take& take, float size) {
    RandomSource random(face.detail ^ 4);
    const cv::Vec3f colour = shade_of(rgb(face.hair_colour), take.exposure);
    std::array<std::vector<Path>, 3> curls;
    for (int i = 0; i < 900; ++i) {
        const cv::Point2f at{random.uniform(-1.5F, 1.5F), random.uniform(-1.6F, 1.5F)};
        const float radius = size * random.uniform(0.6F, 1.3F);
        const Path ring = ellipse(at, radius, radius * random.uniform(0.6F, 1), random.uniform(0, 3));
        const std::size_t begin = random.below(18);
        curls[static_cast<std::size_t>(i) % 3].emplace_back(ring.begin() + static_cast<std::ptrdiff_t>(begin),
                                                            ring.begin() + static_cast<std::ptrdiff_t>(begin + 17));
    }
    layer.stroke(curls[0], 0.022F,
                 {.colour = shade_of(colour, 0.5F), .opacity = 0.6F, .softness = 0.004F, .clip = &area});
    layer.stroke(
        curls[1], 0.018F,
        {.colour = shade_of(colour + cv::Vec3f{14, 11, 10}, 1.4F), .opacity = 0.5F, .softness = 0.004F, .clip = &area});
    layer.stroke(
        curls[2], 0.014F,
        {.colour = shade_of(colour + cv::Vec3f{20, 16, 14}, 1.9F), .opacity = 0.3F, .softness = 0.003F, .clip = &area});
}

// A wreath of hair around a bald head.
void paint_wreath(Layer& layer, const FaceParameters& face, const Take& take) {
    const cv::Vec3f colour = shade_of(rgb(face.hair_colour), take.exposure);
    const float a = face.head_width;
    RandomSource random(face.detail ^ 7);
    for (const float side : {-1.0F, 1.0F}) {
        const Path tuft = spline({{side * a * 1.0F, face.eye_line},
                                  {side * (a + 0.05F), -0.25F},
                                  {side * a * 0.93F, -0.58F},
                                  {side * a * 0.86F, -0.52F},
                                  {side * a * 0.92F, -0.25F}},
                                 true);
        layer.fill(tuft, {.colour = colour, .opacity = 0.95F, .softness = 0.014F});
        std::vector<Path> hairs;
        for (int i = 0; i < 60; ++i) {
            const float v = random.uniform(-0.55F, face.eye_line);
            const cv::Point2f root{side * a * random.uniform(0.9F, 1.02F), v};
            hairs.push_back({root, root + cv::Point2f{side * random.uniform(0, 0.05F), random.uniform(0.03F, 0.09F)}});
        }
        layer.stroke(hairs, 0.009F, {.colour = shade_of(colour, 0.65F), .opacity = 0.6F});
    }
}

void plait(Layer& layer, cv::Vec3f colour, cv::Point2f top, float lean, float length, bool braided) {
    if (!braided) {
        const Path bunch =
            spline({top + cv::Point2f{-0.09F, 0}, top + cv::Point2f{lean - 0.2F, length * 0.45F},
                    top + cv::Point2f{lean - 0.05F, length}, top + cv::Point2f{lean + 0.1F, length * 0.9F},
                    top + cv::Point2f{lean + 0.2F, length * 0.4F}, top + cv::Point2f{0.09F, 0}},
                   true);
        layer.fill(bunch, {.colour = colour, .softness = 0.008F});
        for (int i = -3; i <= 3; ++i)
            layer.stroke(spline({top, top + cv::Point2f{lean + 0.05F * static_cast<float>(i), length * 0.5F},
                                 top + cv::Point2f{lean + 0.02F * static_cast<float>(i), length}},
                                false),
                         0.014F,
                         {.colour = shade_of(colour + cv::Vec3f{10, 8, 8}, i % 2 == 0 ? 1.4F : 0.6F),
                          .opacity = 0.5F,
                          .softness = 0.005F});
        return;
    }
    const int knots = 8;
    for (int i = 0; i < knots; ++i) {
        const float t = static_cast<float>(i) / knots;
        const cv::Point2f at = top + cv::Point2f{lean * t, length * t};
        const float side = i % 2 == 0 ? 1.0F : -1.0F;
        layer.fill(ellipse(at + cv::Point2f{side * 0.03F, 0.04F}, 0.10F * (1 - 0.4F * t), 0.075F, side * 0.5F),
                   {.colour = shade_of(colour + cv::Vec3f{6, 5, 4}, i % 2 == 0 ? 1.15F : 0.85F), .softness = 0.008F});
        layer.stroke(ellipse(at + cv::Point2f{side * 0.03F, 0.04F}, 0.10F * (1 - 0.4F * t), 0.075F, side * 0.5F),
                     0.012F, {.colour = shade_of(colour, 0.5F), .opacity = 0.6F, .softness = 0.006F});
    }
}

}  // namespace

bool covers_ears(HairStyle hair) {
    return hair == HairStyle::bob || hair == HairStyle::long_straight || hair == HairStyle::long_wavy ||
           hair == HairStyle::afro || hair == HairStyle::headscarf || hair == HairStyle::curly ||
           hair == HairStyle::bowl;
}

void paint_hair_behind(Layer& layer, const FaceParameters& face) {
    const cv::Vec3f colour = shade_of(rgb(face.hair_colour), 0.62F);
    const float a = face.head_width;
    switch (face.hair) {
        case HairStyle::long_straight:
        case HairStyle::long_wavy: {
            const float wide = face.hair == HairStyle::long_wavy ? 0.24F : 0.1F;
            layer.fill(spline(symmetric({{0, -1.05F},
                                         {0.9F * a, -0.7F},
                                         {a + wide, 0},
                                         {a + wide * 1.2F, 0.9F},
                                         {a + wide, 1.7F},
                                         {a * 0.7F, 1.9F},
                                         {0, 1.85F}}),
                              true),
                       {.colour = colour, .softness = 0.01F});
            break;
        }
        case HairStyle::bob:
            layer.fill(
                spline(symmetric({{0, -1}, {a + 0.1F, -0.4F}, {a + 0.12F, 0.5F}, {a * 0.95F, 0.85F}, {0, 0.8F}}), true),
                {.colour = colour, .softness = 0.01F});
            break;
        case HairStyle::ponytail:
            layer.fill(spline({{0.2F, -0.95F},
                               {a + 0.1F, -0.75F},
                               {a + 0.3F, -0.2F},
                               {a + 0.28F, 0.5F},
                               {a + 0.12F, 0.95F},
                               {a + 0.06F, 0.4F},
                               {a * 0.8F, -0.4F}},
                              true),
                       {.colour = colour, .softness = 0.01F});
            break;
        case HairStyle::bun:
            layer.fill(ellipse({0.04F, -1.18F}, 0.3F, 0.25F), {.colour = shade_of(colour, 1.2F), .softness = 0.01F});
            break;
        case HairStyle::headscarf:
            layer.fill(ellipse({0, 0.1F}, a * 1.05F, 1.0F), {.colour = shade_of(rgb(face.cloth), 0.45F)});
            break;
        default: break;
    }
}

void paint_hair(Layer& layer, const FaceParameters& face, const HeadShape& shape, const Take& take) {
    if (face.hair == HairStyle::bald) return;
    if (face.hair == HairStyle::balding) return paint_wreath(layer, face, take);
    if (face.hair == HairStyle::headscarf) return paint_headscarf(layer, face, take);
    if (face.hair == HairStyle::turban) return paint_turban(layer, face, take);

    RandomSource random(face.detail ^ 6);
    const HairCap cap = hair_cap(face, shape, random);
    const Path outline = joined(cap);
    const cv::Vec3f colour = shade_of(rgb(face.hair_colour), take.exposure);
    const bool buzz = face.hair == HairStyle::buzz;

    // The hair's shadow on the forehead.
    const cv::Mat1b head = layer.mask({shape.outline()});
    Path shadow = cap.inner;
    for (cv::Point2f& p : shadow) p.y += 0.03F;
    layer.stroke(shadow, buzz ? 0.02F : 0.06F,
                 {.colour = {130, 90, 76}, .opacity = 0.5F, .softness = 0.03F, .multiply = true, .clip = &head});

    layer.fill(outline, {.colour = colour, .opacity = buzz ? 0.78F : 1.0F, .softness = buzz ? 0.014F : 0.008F});
    const cv::Mat1b area = layer.mask({outline});
    const bool pulled_back = face.hair == HairStyle::bun || face.hair == HairStyle::ponytail ||
                             face.hair == HairStyle::pigtails || face.hair == HairStyle::braids;
    if (face.hair == HairStyle::afro)
        curl_up(layer, face, area, take, 0.035F);
    else if (face.hair == HairStyle::curly)
        curl_up(layer, face, area, take, 0.075F);
    else if (!buzz)
        comb(layer, face, cap, area, take, pulled_back);

    if (face.hair == HairStyle::pigtails || face.hair == HairStyle::braids)
        for (const float side : {-1.0F, 1.0F}) {
            const cv::Point2f tie{side * (face.head_width + 0.07F), face.hair == HairStyle::braids ? 0.35F : -0.25F};
            plait(layer, colour, tie, side * 0.22F, face.hair == HairStyle::braids ? 1.05F : 0.75F,
                  face.hair == HairStyle::braids);
            layer.fill(ellipse(tie, 0.075F, 0.055F), {.colour = rgb(face.cloth), .softness = 0.008F});
        }
    if (face.hair == HairStyle::bun) {
        const cv::Point2f centre{0.04F, -1.2F};
        layer.fill(ellipse(centre, 0.27F, 0.22F), {.colour = colour, .softness = 0.008F});
        for (int i = 1; i <= 3; ++i)
            layer.stroke(ellipse(centre, 0.07F * static_cast<float>(i), 0.055F * static_cast<float>(i), 0.3F), 0.014F,
                         {.colour = shade_of(colour + cv::Vec3f{10, 8, 8}, i % 2 == 0 ? 0.6F : 1.5F),
                          .opacity = 0.55F,
                          .softness = 0.006F});
    }
    if (face.hair_band) {
        const float top = -0.92F - 0.3F * cap.volume;
        const float a = face.head_width;
        const Path front = spline({{-a - cap.side, -0.1F},
                                   {-0.9F * a, -0.55F},
                                   {-0.55F * a, top + 0.09F},
                                   {0, top},
                                   {0.55F * a, top + 0.09F},
                                   {0.9F * a, -0.55F},
                                   {a + cap.side, -0.1F}},
                                  false);
        layer.stroke(front, 0.075F, {.colour = rgb(face.cloth), .softness = 0.006F});
        layer.stroke(
            front, 0.02F,
            {.colour = shade_of(rgb(face.cloth) + cv::Vec3f{30, 30, 30}, 1.2F), .opacity = 0.5F, .softness = 0.01F});
    }
}

}  // namespace consent::demo
