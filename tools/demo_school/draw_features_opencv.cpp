// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

namespace {

const cv::Vec3f lash_colour{34, 24, 22};

// Places points given as shares of an eye's half width (outwards positive) and half height.
struct EyeFrame {
    cv::Point2f centre;
    float side, width, height, tilt;

    [[nodiscard]] cv::Point2f at(float out, float down) const {
        const float x = out * width;
        return {centre.x + side * x, centre.y + down * height - tilt * x};
    }
};

// The edge of the jaw from ear to ear at a share of the head's width.
Path jaw_line(const HeadShape& shape, float share, float from, float lift) {
    Path right;
    for (int i = 0; i <= 12; ++i) {
        const float v = from + (0.995F - from) * static_cast<float>(i) / 12;
        right.emplace_back(shape.half_width(v) * share, v - lift);
    }
    right.emplace_back(0.0F, 1 - lift);
    return right;
}

}  // namespace

void paint_eyes(Layer& layer, const FaceParameters& face, const Take& take) {
    const float open = take.eyes_open * (1 - 0.22F * std::max(0.0F, take.smile - 0.4F));
    for (const float side : {-1.0F, 1.0F}) {
        const EyeFrame eye{
            {side * face.eye_spacing, face.eye_line}, side, face.eye_width, face.eye_height * open, face.eye_tilt};
        const Path upper = spline(
            {eye.at(-1, 0.25F), eye.at(-0.62F, -0.62F), eye.at(-0.1F, -1), eye.at(0.5F, -0.82F), eye.at(1, 0)}, false);
        Path lower = spline(
            {eye.at(1, 0), eye.at(0.55F, 0.58F), eye.at(0, 0.76F), eye.at(-0.55F, 0.6F), eye.at(-1, 0.25F)}, false);
        Path outline = upper;
        outline.insert(outline.end(), lower.begin(), lower.end());
        const cv::Mat1b inside = layer.mask({outline});

        layer.fill(ellipse(eye.at(0, -0.5F), face.eye_width * 1.2F, face.eye_height * 1.5F),
                   {.colour = {170, 116, 100}, .opacity = 0.42F, .softness = 0.045F, .multiply = true});
        layer.fill(outline, {.colour = {243, 239, 236}});
        layer.fill(ellipse(eye.at(-0.92F, 0.2F), 0.018F, 0.016F),
                   {.colour = {214, 140, 132}, .opacity = 0.8F, .softness = 0.006F, .clip = &inside});

        const float radius = std::min(face.eye_width * 0.53F, face.eye_height * 1.02F);
        const cv::Point2f pupil = eye.at(0, -0.12F) + cv::Point2f{take.gaze * 0.03F, 0};
        const cv::Vec3f iris = rgb(face.iris);
        layer.fill(ellipse(pupil, radius, radius),
                   {.colour = shade_of(iris, 0.45F), .softness = 0.003F, .clip = &inside});
        layer.fill(ellipse(pupil, radius * 0.84F, radius * 0.84F),
                   {.colour = iris, .softness = 0.008F, .clip = &inside});
        layer.fill(ellipse(pupil + cv::Point2f{0, radius * 0.4F}, radius * 0.55F, radius * 0.3F),
                   {.colour = shade_of(iris, 1.5F), .opacity = 0.6F, .softness = 0.012F, .clip = &inside});
        layer.fill(ellipse(pupil, radius * 0.42F, radius * 0.42F),
                   {.colour = {14, 11, 12}, .softness = 0.003F, .clip = &inside});

        // The lid's shadow, then the lid itself.
        layer.stroke(
            upper, face.eye_height * 0.5F,
            {.colour = {110, 96, 96}, .opacity = 0.75F, .softness = 0.014F, .multiply = true, .clip = &inside});
        const float catchlight = take.light_from < 0 ? -0.4F : 0.4F;
        layer.fill(ellipse(pupil + cv::Point2f{catchlight * radius, -0.38F * radius}, radius * 0.2F, radius * 0.22F),
                   {.colour = {255, 255, 255}, .opacity = 0.95F, .softness = 0.002F, .clip = &inside});
        layer.stroke(lower, 0.008F, {.colour = {130, 80, 70}, .opacity = 0.6F, .softness = 0.004F, .multiply = true});
        layer.stroke(upper, 0.014F + 0.02F * face.lashes, {.colour = lash_colour, .opacity = 0.9F, .softness = 0.003F});
        if (face.lashes > 0.6F)
            layer.stroke({eye.at(0.9F, -0.1F), eye.at(1.2F, -0.55F)}, 0.014F,
                         {.colour = lash_colour, .opacity = 0.85F, .softness = 0.003F});

        const float above = 1.25F + 0.55F * (1 - face.lid);
        if (face.lid < 0.8F)
            layer.stroke(spline({eye.at(-0.85F, -above * 0.55F), eye.at(-0.1F, -above), eye.at(0.55F, -above * 0.85F),
                                 eye.at(1.08F, -above * 0.3F)},
                                false),
                         0.011F,
                         {.colour = {120, 72, 62},
                          .opacity = 0.7F * (1 - 0.8F * face.lid),
                          .softness = 0.006F,
                          .multiply = true});
    }
}

void paint_brows(Layer& layer, const FaceParameters& face) {
    const cv::Vec3f hair = blend_of(rgb(face.hair_colour), {46, 34, 30}, 0.35F);
    RandomSource random(face.detail ^ 1);
    for (const float side : {-1.0F, 1.0F}) {
        const auto ridge = [&](float t) -> cv::Point2f {
            const float out = face.brow_gap + t * face.brow_length * 1.7F;
            const float arch = face.brow_arch * std::sin(static_cast<float>(CV_PI) * std::min(1.0F, 0.15F + t));
            return {side * out,
                    face.eye_line - face.brow_height - arch * 1.4F - face.brow_tilt * (t - 0.5F) * face.brow_length};
        };
        const auto thickness = [&](float t) {
            return face.brow_thickness * (t < 0.25F ? 0.75F + t : 1.0F - 0.85F * (t - 0.25F));
        };
        Path above, below;
        for (int i = 0; i <= 10; ++i) {
            const float t = static_cast<float>(i) / 10;
            above.push_back(ridge(t) - cv::Point2f{0, thickness(t) / 2});
            below.push_back(ridge(t) + cv::Point2f{0, thickness(t) / 2});
        }
        Path outline = above;
        outline.insert(outline.end(), below.rbegin(), below.rend());
        layer.fill(outline, {.colour = hair, .opacity = 0.72F * face.brow_strength, .softness = 0.012F});

        std::vector<Path> hairs;
        for (int i = 0; i < 46; ++i) {
            const float t = random.uniform(0, 0.95F);
            const cv::Point2f root = ridge(t) + cv::Point2f{0, random.uniform(0, 0.5F) * thickness(t)};
            hairs.push_back({root, root + cv::Point2f{side * random.uniform(0.02F, 0.055F),
                                                      -thickness(t) * random.uniform(0.3F, 0.7F)}});
        }
        layer.stroke(hairs, 0.006F, {.colour = shade_of(hair, 0.8F), .opacity = 0.8F * face.brow_strength});
    }
}

void paint_nose(Layer& layer, const FaceParameters& face) {
    const float base = face.eye_line + face.nose_length;
    const float width = face.nose_width;
    layer.fill(ellipse({0, base + 0.005F}, width * 0.75F, 0.028F),
               {.colour = {140, 84, 72}, .opacity = 0.55F, .softness = 0.02F, .multiply = true});
    for (const float side : {-1.0F, 1.0F}) {
        layer.fill(ellipse({side * width * 0.48F, base - 0.006F}, width * 0.26F, 0.020F, side * -0.3F),
                   {.colour = {64, 30, 28}, .opacity = 0.8F, .softness = 0.008F, .multiply = true});
        layer.stroke(spline({{side * width * 0.84F, base - 0.095F},
                             {side * width * 1.06F, base - 0.045F},
                             {side * width * 1.0F, base - 0.005F},
                             {side * width * 0.74F, base + 0.004F}},
                            false),
                     0.012F, {.colour = {134, 80, 68}, .opacity = 0.65F, .softness = 0.01F, .multiply = true});
        layer.stroke(spline({{side * 0.085F, face.eye_line - 0.08F},
                             {side * 0.066F, face.eye_line + 0.07F},
                             {side * width * 0.55F, base - 0.12F}},
                            false),
                     0.03F,
                     {.colour = {168, 116, 98},
                      .opacity = 0.22F + 0.12F * face.nose_bridge,
                      .softness = 0.022F,
                      .multiply = true});
    }
    layer.fill(ellipse({0, base - 0.085F}, 0.028F, 0.03F),
               {.colour = {255, 244, 236}, .opacity = 0.28F, .softness = 0.02F});
}

void paint_mouth(Layer& layer, const FaceParameters& face, const Take& take) {
    const float smile = take.smile;
    const float half = face.mouth_width * (1 + 0.16F * std::max(0.0F, smile));
    const float v = face.mouth_line;
    const float lift = 0.075F * smile;
    const float open = 0.11F * take.mouth_open;
    const cv::Point2f left{-half, v - lift};
    const cv::Point2f right{half, v - lift};
    const float dip = 0.03F * std::max(0.0F, smile);

    const Path upper_inner = spline(
        {left, {-half * 0.5F, v + dip * 0.4F}, {0, v + dip * 0.8F + 0.006F}, {half * 0.5F, v + dip * 0.4F}, right},
        false);
    const Path lower_inner = spline({left,
                                     {-half * 0.5F, v + dip * 0.8F + open * 0.8F},
                                     {0, v + dip + open + 0.006F},
                                     {half * 0.5F, v + dip * 0.8F + open * 0.8F},
                                     right},
                                    false);
    const Path upper_outer = spline({left,
                                     {-half * 0.55F, v - face.upper_lip * 0.62F - lift * 0.2F},
                                     {-half * 0.17F, v - face.upper_lip},
                                     {0, v - face.upper_lip * 0.72F},
                                     {half * 0.17F, v - face.upper_lip},
                                     {half * 0.55F, v - face.upper_lip * 0.62F - lift * 0.2F},
                                     right},
                                    false);
    const Path lower_outer = spline({left,
                                     {-half * 0.5F, v + dip + open + face.lower_lip * 0.75F},
                                     {0, v + dip + open + face.lower_lip},
                                     {half * 0.5F, v + dip + open + face.lower_lip * 0.75F},
                                     right},
                                    false);
    const auto between = [](const Path& a, const Path& b) {
        Path path = a;
        path.insert(path.end(), b.rbegin(), b.rend());
        return path;
    };

    const cv::Vec3f lips = rgb(face.lips);
    layer.fill(ellipse({0, v + dip + open + face.lower_lip + 0.045F}, half * 0.6F, 0.03F),
               {.colour = {160, 108, 92}, .opacity = 0.42F, .softness = 0.03F, .multiply = true});
    layer.stroke({{-0.03F, v - face.upper_lip - 0.1F}, {-0.035F, v - face.upper_lip - 0.02F}}, 0.02F,
                 {.colour = {180, 130, 112}, .opacity = 0.3F, .softness = 0.014F, .multiply = true});

    layer.fill(between(upper_outer, upper_inner), {.colour = shade_of(lips, 0.86F), .softness = 0.006F});
    layer.fill(between(lower_inner, lower_outer), {.colour = lips, .softness = 0.006F});
    layer.fill(ellipse({0, v + dip + open + face.lower_lip * 0.55F}, half * 0.32F, face.lower_lip * 0.2F),
               {.colour = {255, 235, 232}, .opacity = 0.28F, .softness = 0.016F});
    if (open > 0.012F) {
        const Path hole = between(upper_inner, lower_inner);
        const cv::Mat1b inside = layer.mask({hole});
        layer.fill(hole, {.colour = {70, 22, 26}});
        layer.fill(ellipse({0, v + dip * 0.5F - 0.004F}, half * 0.82F, 0.022F + open * 0.48F),
                   {.colour = {244, 240, 232}, .softness = 0.005F, .clip = &inside});
        layer.fill(ellipse({0, v + dip + open * 1.2F}, half * 0.4F, open * 0.45F),
                   {.colour = {190, 90, 92}, .opacity = 0.8F, .softness = 0.012F, .clip = &inside});
    }
    layer.stroke(upper_inner, 0.014F, {.colour = {92, 34, 36}, .opacity = 0.85F, .softness = 0.005F});
    for (const cv::Point2f& corner : {left, right})
        layer.fill(ellipse(corner, 0.02F, 0.016F),
                   {.colour = {110, 56, 52}, .opacity = 0.6F, .softness = 0.012F, .multiply = true});
}

void paint_beard(Layer& layer, const FaceParameters& face, const HeadShape& shape, const Take& take) {
    if (face.beard == BeardStyle::none) return;
    const cv::Vec3f colour = rgb(face.beard_colour);
    const float base = face.eye_line + face.nose_length;
    const float v = face.mouth_line;
    const float half = face.mouth_width * (1 + 0.16F * std::max(0.0F, take.smile));
    const Path mouth = ellipse({0, v + 0.02F + 0.05F * take.mouth_open}, half * 0.98F,
                               0.055F + 0.5F * face.lower_lip + 0.06F * take.mouth_open);

    Path moustache = spline({{0, base + 0.055F},
                             {half * 0.55F, base + 0.075F},
                             {half * 1.15F, v + 0.03F},
                             {half * 0.95F, v + 0.02F},
                             {half * 0.4F, v - face.upper_lip * 0.6F},
                             {0, v - face.upper_lip * 0.7F}},
                            false);
    const Path other = mirrored(moustache);
    moustache.insert(moustache.end(), other.rbegin(), other.rend());

    std::vector<Path> area;
    switch (face.beard) {
        case BeardStyle::none: return;
        case BeardStyle::moustache: area = {moustache}; break;
        case BeardStyle::goatee: area = {ellipse({0, v + 0.2F}, half * 0.95F, 0.24F)}; break;
        case BeardStyle::stubble:
        case BeardStyle::full: {
            Path outer = symmetric(jaw_line(shape, 1.03F, face.eye_line + 0.22F, -0.03F));
            Path inner = symmetric(spline({{shape.half_width(face.eye_line + 0.22F) * 0.9F, face.eye_line + 0.22F},
                                           {face.head_width * 0.66F, v - 0.08F},
                                           {half * 1.05F, v - 0.1F},
                                           {half * 0.6F, base + 0.06F},
                                           {0, base + 0.05F}},
                                          false));
            outer.insert(outer.end(), inner.rbegin(), inner.rend());
            area = {outer};
            break;
        }
    }
    const bool full = face.beard != BeardStyle::stubble;
    cv::Mat1b allowed = layer.mask(area);
    allowed.setTo(0, layer.mask({mouth}) > 128);
    layer.fill(area, {.colour = full ? colour : blend_of(colour, {110, 110, 116}, 0.3F),
                      .opacity = full ? 0.8F : 0.38F,
                      .softness = full ? 0.018F : 0.03F,
                      .clip = &allowed});

    RandomSource random(face.detail ^ 2);
    std::array<std::vector<Path>, 2> hairs;
    for (int i = 0; i < (full ? 900 : 500); ++i) {
        const cv::Point2f root{random.uniform(-face.head_width, face.head_width),
                               random.uniform(face.eye_line + 0.15F, 1.02F)};
        const float length = full ? 0.07F : 0.018F;
        hairs[static_cast<std::size_t>(i) % 2].push_back(
            {root, root + cv::Point2f{root.x * 0.25F * length / 0.07F, length * random.uniform(0.5F, 1)}});
    }
    layer.stroke(hairs[0], 0.008F, {.colour = shade_of(colour, 0.6F), .opacity = 0.7F, .clip = &allowed});
    layer.stroke(hairs[1], 0.008F,
                 {.colour = shade_of(colour, 1.35F), .opacity = full ? 0.5F : 0.2F, .clip = &allowed});
}

void paint_glasses(Layer& layer, const FaceParameters& face) {
    if (face.glasses == GlassesStyle::none) return;
    const cv::Vec3f frame = rgb(face.glasses_colour);
    const float v = face.eye_line + 0.025F;
    const float wide = std::min(face.eye_spacing - 0.045F, face.eye_width * 1.45F * face.glasses_size);
    const float thick = face.glasses_thickness;
    for (const float side : {-1.0F, 1.0F}) {
        const cv::Point2f centre{side * face.eye_spacing, v};
        Path lens;
        switch (face.glasses) {
            case GlassesStyle::none: return;
            case GlassesStyle::round: lens = ellipse(centre, wide, wide * 0.98F); break;
            case GlassesStyle::half_rim:
            case GlassesStyle::square:
                lens =
                    spline({centre + cv::Point2f{-wide, -wide * 0.66F}, centre + cv::Point2f{0, -wide * 0.74F},
                            centre + cv::Point2f{wide, -wide * 0.66F}, centre + cv::Point2f{wide * 0.98F, 0},
                            centre + cv::Point2f{wide * 0.82F, wide * 0.68F}, centre + cv::Point2f{0, wide * 0.78F},
                            centre + cv::Point2f{-wide * 0.82F, wide * 0.68F}, centre + cv::Point2f{-wide * 0.98F, 0}},
                           true);
                break;
            case GlassesStyle::cat_eye:
                lens = spline(
                    {centre + cv::Point2f{-side * wide, -wide * 0.45F},
                     centre + cv::Point2f{side * wide * 1.15F, -wide * 0.95F},
                     centre + cv::Point2f{side * wide * 0.9F, wide * 0.35F}, centre + cv::Point2f{0, wide * 0.75F},
                     centre + cv::Point2f{-side * wide * 0.9F, wide * 0.35F}},
                    true);
                break;
        }
        lens.push_back(lens.front());
        layer.fill(lens, {.colour = {228, 236, 246}, .opacity = 0.10F});
        layer.stroke(
            {centre + cv::Point2f{-wide * 0.5F, wide * 0.25F}, centre + cv::Point2f{-wide * 0.1F, -wide * 0.45F}},
            0.03F, {.colour = {255, 255, 255}, .opacity = 0.22F, .softness = 0.012F});
        Path shadow = lens;
        for (cv::Point2f& p : shadow) p.y += 0.025F;
        layer.stroke(shadow, thick * 1.3F,
                     {.colour = {150, 110, 100}, .opacity = 0.4F, .softness = 0.012F, .multiply = true});
        if (face.glasses == GlassesStyle::half_rim) {
            Path rim;
            for (const cv::Point2f& p : lens)
                if (p.y < centre.y + 0.02F) rim.push_back(p);
            std::sort(rim.begin(), rim.end(), [](const cv::Point2f& a, const cv::Point2f& b) { return a.x < b.x; });
            layer.stroke(rim, thick * 1.3F, {.colour = frame});
            layer.stroke(lens, 0.006F, {.colour = shade_of(frame, 1.2F), .opacity = 0.5F});
        } else {
            layer.stroke(lens, thick, {.colour = frame});
        }
        layer.stroke({centre + cv::Point2f{side * wide * 0.98F, -wide * 0.3F},
                      {side * face.head_width * 1.0F, v - wide * 0.15F}},
                     thick, {.colour = shade_of(frame, 0.85F)});
    }
    const float inner = face.eye_spacing - wide;
    layer.stroke(spline({{-inner, v - wide * 0.2F}, {0, v - wide * 0.36F}, {inner, v - wide * 0.2F}}, false), thick,
                 {.colour = frame});
}

}  // namespace consent::demo
