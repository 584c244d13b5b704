// SPDX-License-Identifier: Apache-2.0
#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

void paint_headscarf(Layer& layer, const FaceParameters& face, const Take& take) {
    const cv::Vec3f cloth = shade_of(rgb(face.cloth), take.exposure);
    const float a = face.head_width;
    const Path outer = spline(symmetric({{0, -1.17F},
                                         {0.5F * a, -1.12F},
                                         {1.05F * a, -0.7F},
                                         {1.2F * a, -0.1F},
                                         {1.16F * a, 0.55F},
                                         {1.18F * a, 1.05F},
                                         {1.5F * a, 1.6F},
                                         {1.3F * a, 1.95F},
                                         {0, 2.05F}}),
                              true);
    const Path opening = spline(symmetric({{0, face.hairline - 0.05F},
                                           {0.55F * a, face.hairline + 0.04F},
                                           {0.9F * a, -0.2F},
                                           {0.93F * a, 0.2F},
                                           {0.76F * a, 0.66F},
                                           {face.chin_width + 0.06F, 0.92F},
                                           {0, 0.985F}}),
                                true);
    layer.fill({outer, opening}, {.colour = cloth, .softness = 0.005F});
    const cv::Mat1b area = layer.mask({outer, opening});
    layer.stroke(opening, 0.07F,
                 {.colour = {120, 116, 124}, .opacity = 0.55F, .softness = 0.03F, .multiply = true, .clip = &area});
    RandomSource random(face.detail ^ 5);
    for (int i = 0; i < 10; ++i) {
        const bool over = i >= 4;  // one end is thrown over the other
        const float side = over ? 1.0F : -1.0F;
        const float t = over ? static_cast<float>(i - 4) / 5 : static_cast<float>(i) / 3;
        const Path fold = spline({{side * a * 1.05F, 0.1F + 0.75F * t},
                                  {side * a * 0.92F, 0.82F + 0.45F * t},
                                  {side * 0.16F * a, 1.12F + 0.55F * t},
                                  over ? cv::Point2f{-0.75F * a, 1.22F + 0.6F * t + random.uniform(0, 0.05F)}
                                       : cv::Point2f{side * 0.1F * a, 1.14F + 0.58F * t}},
                                 false);
        layer.stroke(fold, 0.035F,
                     {.colour = {150, 146, 156}, .opacity = 0.4F, .softness = 0.03F, .multiply = true, .clip = &area});
        Path lit = fold;
        for (cv::Point2f& p : lit) p += cv::Point2f{0.0F, -0.06F};
        layer.stroke(lit, 0.03F,
                     {.colour = shade_of(cloth + cv::Vec3f{20, 20, 20}, 1.2F),
                      .opacity = 0.35F,
                      .softness = 0.025F,
                      .clip = &area});
    }
    layer.fill(
        ellipse({0, -1.0F}, 0.5F, 0.1F),
        {.colour = shade_of(cloth + cv::Vec3f{20, 20, 20}, 1.3F), .opacity = 0.4F, .softness = 0.08F, .clip = &area});
}

void paint_turban(Layer& layer, const FaceParameters& face, const Take& take) {
    const cv::Vec3f cloth = shade_of(rgb(face.cloth), take.exposure);
    const float a = face.head_width;
    const Path outline = spline({{-1.05F * a, -0.16F},
                                 {-1.28F * a, -0.62F},
                                 {-0.95F * a, -1.18F},
                                 {-0.2F, -1.45F},
                                 {0.3F, -1.43F},
                                 {1.0F * a, -1.13F},
                                 {1.28F * a, -0.6F},
                                 {1.05F * a, -0.16F},
                                 {0.85F * a, -0.30F},
                                 {0.4F * a, -0.48F},
                                 {0, -0.58F},
                                 {-0.4F * a, -0.48F},
                                 {-0.85F * a, -0.30F}},
                                true);
    layer.fill(outline, {.colour = cloth, .softness = 0.005F});
    const cv::Mat1b area = layer.mask({outline});
    // Wound from one side over the other.
    for (int i = 0; i < 12; ++i) {
        const bool over = i >= 6;
        const float side = over ? 1.0F : -1.0F;
        const float t = static_cast<float>(i % 6) / 5;
        const Path fold = over ? spline({{side * 1.24F * a, -0.22F - 0.5F * t},
                                         {side * 0.62F * a, -0.52F - 0.52F * t},
                                         {0, -0.64F - 0.62F * t},
                                         {-side * 0.3F * a, -0.76F - 0.62F * t}},
                                        false)
                               : spline({{side * 1.24F * a, -0.22F - 0.5F * t},
                                         {side * 0.7F * a, -0.44F - 0.52F * t},
                                         {side * 0.22F * a, -0.6F - 0.58F * t}},
                                        false);
        layer.stroke(fold, 0.03F,
                     {.colour = {110, 106, 116}, .opacity = 0.6F, .softness = 0.016F, .multiply = true, .clip = &area});
        Path lit = fold;
        for (cv::Point2f& p : lit) p.y -= 0.045F;
        layer.stroke(lit, 0.03F,
                     {.colour = shade_of(cloth + cv::Vec3f{24, 24, 24}, 1.25F),
                      .opacity = 0.45F,
                      .softness = 0.02F,
                      .clip = &area});
    }
    layer.fill(ellipse({0, -0.52F}, 0.9F * a, 0.05F),
               {.colour = {130, 124, 124}, .opacity = 0.4F, .softness = 0.04F, .multiply = true, .clip = &area});
}

}  // namespace consent::demo
