// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

Layer draw_body(const FaceParameters& face, const Take& take, Colour clothes, float px_per_unit, float bottom) {
    const float wide = face.head_width * (face.age == Age::adult ? 2.35F : face.age == Age::teenager ? 2.05F : 1.8F);
    const float neck = neck_width(face);
    Layer layer(px_per_unit, wide * 1.25F, 1.0F, bottom);
    const cv::Vec3f cloth = shade_of(rgb(clothes), take.exposure);

    const Path torso = spline(symmetric({{neck * 0.9F, 1.22F},
                                         {wide * 0.62F, 1.52F},
                                         {wide * 0.95F, 1.80F},
                                         {wide * 1.06F, 2.5F},
                                         {wide * 1.1F, 3.6F},
                                         {wide * 1.1F, bottom + 1}}),
                              true);
    const Path neckline = spline(
        symmetric({{neck * 0.97F, 0.6F}, {neck * 0.97F, 1.0F}, {neck * 1.0F, 1.25F}, {0.19F, 1.52F}, {0, 1.68F}}),
        true);

    layer.fill(torso, {.colour = cloth, .softness = 0.006F});
    const cv::Mat1b area = layer.mask({torso});
    for (const float side : {-1.0F, 1.0F}) {
        layer.fill(ellipse({side * wide * 1.05F, 3.2F}, wide * 0.28F, 1.6F),
                   {.colour = {120, 116, 124}, .opacity = 0.55F, .softness = 0.14F, .multiply = true, .clip = &area});
        layer.stroke(
            spline({{side * wide * 0.72F, 2.25F}, {side * wide * 0.76F, 3.0F}, {side * wide * 0.72F, 4.0F}}, false),
            0.05F, {.colour = {110, 106, 116}, .opacity = 0.5F, .softness = 0.035F, .multiply = true, .clip = &area});
    }
    const float lit = take.light_from < 0 ? -1.0F : 1.0F;
    layer.fill(
        ellipse({lit * wide * 0.5F, 1.9F}, wide * 0.35F, 0.22F, lit * 0.5F),
        {.colour = shade_of(cloth + cv::Vec3f{20, 20, 22}, 1.3F), .opacity = 0.4F, .softness = 0.12F, .clip = &area});

    if (face.age == Age::adult) {
        layer.stroke(spline({{-neck, 1.35F}, {-0.32F, 2.2F}, {-0.04F, 2.9F}}, false), 0.035F,
                     {.colour = {190, 60, 70}, .softness = 0.004F, .clip = &area});
        layer.stroke(spline({{neck, 1.35F}, {0.3F, 2.2F}, {0.04F, 2.9F}}, false), 0.035F,
                     {.colour = {190, 60, 70}, .softness = 0.004F, .clip = &area});
        layer.fill({{-0.16F, 2.88F}, {0.16F, 2.88F}, {0.16F, 3.3F}, {-0.16F, 3.3F}},
                   {.colour = {244, 244, 246}, .softness = 0.006F});
    } else {
        layer.fill(ellipse({wide * 0.42F, 2.35F}, 0.13F, 0.15F), {.colour = {222, 186, 76}, .softness = 0.008F});
        layer.fill(ellipse({wide * 0.42F, 2.35F}, 0.08F, 0.10F), {.colour = shade_of(cloth, 0.8F), .softness = 0.008F});
    }

    // The throat, and the points of a shirt's collar around it.
    layer.fill(neckline, {.colour = shade_of(rgb(face.skin), 0.86F * take.exposure), .softness = 0.008F});
    layer.fill(ellipse({0.04F, 1.02F}, face.head_width * 0.72F, 0.22F),
               {.colour = {150, 108, 96}, .opacity = 0.75F, .softness = 0.07F, .multiply = true});
    const cv::Vec3f shirt = shade_of({236, 238, 242}, take.exposure);
    for (const float side : {-1.0F, 1.0F}) {
        const Path point = spline({{side * neck * 0.98F, 1.14F},
                                   {side * neck * 1.26F, 1.3F},
                                   {side * 0.38F, 1.84F},
                                   {side * 0.03F, 1.66F},
                                   {side * 0.2F, 1.48F}},
                                  true, 4);
        layer.fill(point, {.colour = shirt, .softness = 0.006F});
        Path edge = point;
        edge.push_back(point.front());
        layer.stroke(edge, 0.012F, {.colour = {150, 152, 166}, .opacity = 0.5F, .softness = 0.008F, .multiply = true});
    }

    return layer;
}

}  // namespace consent::demo
