// SPDX-License-Identifier: Apache-2.0
#include "demo_school/hair_cap_opencv.hpp"

#include <algorithm>
#include <cmath>

namespace consent::demo {

namespace {

struct CapPlan {
    float volume = 0.1F;  // above the skull
    float side = 0.06F;   // beside it
    float bottom = 0.0F;  // v where it ends at the ears
    float hairline = -0.6F;
    float sweep = 0;          // the hairline falls towards this side, -1..1
    float temple_in = 0.88F;  // u of the hairline at the temples, as a share of the forehead
    float jag = 0;            // raggedness of the hairline
    float bumps = 0;          // roundness of curls on the contour
};

CapPlan plan_of(const FaceParameters& face) {
    const float brow = face.eye_line - face.brow_height;
    CapPlan plan{.volume = face.hair_volume,
                 .side = face.hair_volume * 0.5F,
                 .bottom = face.eye_line - 0.02F,
                 .hairline = face.hairline,
                 .sweep = 0.25F * face.parting};
    switch (face.hair) {
        case HairStyle::buzz:
            plan.volume = 0.025F;
            plan.side = 0.01F;
            break;
        case HairStyle::short_crop:
            plan.jag = 0.05F;
            plan.side = 0.03F;
            break;
        case HairStyle::side_part:
            plan.sweep = face.parting > 0 ? 0.75F : -0.75F;
            plan.side = 0.04F;
            break;
        case HairStyle::quiff:
            plan.volume = face.hair_volume + 0.16F;
            plan.hairline -= 0.08F;
            plan.side = 0.02F;
            plan.jag = 0.03F;
            break;
        case HairStyle::fringe:
            plan.hairline = brow - 0.06F;
            plan.jag = 0.035F;
            plan.temple_in = 0.97F;
            break;
        case HairStyle::bowl:
            plan.hairline = brow - 0.02F;
            plan.bottom = face.eye_line + 0.12F;
            plan.side = 0.11F;
            plan.temple_in = 0.99F;
            break;
        case HairStyle::bob:
            plan.bottom = 0.72F;
            plan.side = 0.13F;
            plan.temple_in = 0.9F;
            plan.sweep = 0.5F * face.parting;
            break;
        case HairStyle::long_straight:
            plan.bottom = 1.5F;
            plan.side = 0.10F;
            plan.sweep = 0.4F * face.parting;
            break;
        case HairStyle::long_wavy:
            plan.bottom = 1.45F;
            plan.side = 0.2F;
            plan.bumps = 0.03F;
            plan.sweep = 0.4F * face.parting;
            break;
        case HairStyle::curly:
            plan.volume += 0.1F;
            plan.side = 0.16F;
            plan.bottom = 0.3F;
            plan.bumps = 0.05F;
            plan.jag = 0.06F;
            break;
        case HairStyle::afro:
            plan.volume = 0.34F + face.hair_volume;
            plan.side = 0.36F;
            plan.bottom = 0.35F;
            plan.bumps = 0.035F;
            plan.jag = 0.02F;
            break;
        case HairStyle::bun:
        case HairStyle::ponytail:
        case HairStyle::pigtails:
        case HairStyle::braids:
            plan.volume = 0.05F;
            plan.side = 0.02F;
            plan.bottom = face.eye_line - 0.08F;
            break;
        case HairStyle::bald:
        case HairStyle::balding:
        case HairStyle::headscarf:
        case HairStyle::turban: break;
    }
    return plan;
}

}  // namespace

HairCap hair_cap(const FaceParameters& face, const HeadShape& shape, RandomSource& random) {
    const CapPlan plan = plan_of(face);
    const float a = face.head_width;
    const float temple = a * face.forehead;
    const bool hangs = plan.bottom > 0.5F;
    Path side;  // right, from the bottom up
    if (hangs) {
        side.push_back({a * 0.98F + plan.side * 0.7F, plan.bottom});
        side.push_back({a + plan.side * 1.2F, 0.5F * plan.bottom + 0.1F});
    }
    if (plan.bumps > 0 && !hangs) {  // round below
        side.push_back({a * 1.0F, plan.bottom + 0.06F});
        side.push_back({a + plan.side * 0.8F, plan.bottom - 0.08F});
        side.push_back({a + plan.side, plan.bottom - 0.3F});
    } else {
        side.push_back({a + plan.side, hangs ? 0.1F : plan.bottom});
    }
    side.push_back({temple + plan.side * 1.05F, -0.34F});
    side.push_back({0.88F * temple + plan.side * 0.85F, -0.68F - plan.volume * 0.45F});
    side.push_back({0.5F * a, -0.94F - plan.volume * 0.9F});

    Path left;
    for (const cv::Point2f& p : side) left.emplace_back(-p.x, p.y);
    Path over = left;
    over.push_back({0.05F * face.parting, -1.0F - plan.volume});
    over.insert(over.end(), side.rbegin(), side.rend());
    HairCap cap;
    cap.side = plan.side;
    cap.volume = plan.volume;
    cap.outer = spline(over, false, 10);
    if (plan.bumps > 0) {
        const float phase = random.uniform(0, 6);
        float travelled = 0;
        for (std::size_t i = 1; i + 1 < cap.outer.size(); ++i) {
            const cv::Point2f along = cap.outer[i + 1] - cap.outer[i - 1];
            const float length = std::max(1e-4F, std::hypot(along.x, along.y));
            travelled += length / 2;
            const float wave = plan.bumps * (std::abs(std::sin(phase + travelled * 9)) + random.uniform(-0.2F, 0.2F));
            cap.outer[i] += cv::Point2f{along.y, -along.x} * (wave / length);
        }
    }

    const float lowest = hangs ? plan.bottom - 0.04F : plan.bottom;
    const auto hairline = [&](float t) {  // t = -1 left temple .. 1 right temple
        const float drop = plan.sweep * t;
        return plan.hairline + 0.14F * t * t + 0.20F * drop + 0.08F * std::abs(plan.sweep) * t * t;
    };
    Path inner;
    if (hangs) {
        inner.push_back({a * 0.86F, lowest});
        inner.push_back({a * 0.90F, 0.55F});
        inner.push_back({a * 0.95F, 0.2F});
    } else {
        inner.push_back({shape.half_width(lowest) * 0.985F, lowest});
    }
    inner.push_back({shape.half_width(-0.16F) * 0.965F, face.eye_line - 0.2F});
    for (int i = 6; i >= -6; --i) {
        const float t = static_cast<float>(i) / 6;
        inner.push_back({temple * plan.temple_in * t, hairline(t) + random.uniform(-plan.jag, plan.jag)});
    }
    inner.push_back({-shape.half_width(-0.16F) * 0.965F, face.eye_line - 0.2F});
    if (hangs) {
        inner.push_back({-a * 0.95F, 0.2F});
        inner.push_back({-a * 0.90F, 0.55F});
        inner.push_back({-a * 0.86F, lowest});
    } else {
        inner.push_back({-shape.half_width(lowest) * 0.985F, lowest});
    }
    cap.inner = spline(inner, false, 6);
    return cap;
}

}  // namespace consent::demo
