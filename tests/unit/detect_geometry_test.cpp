// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "detect/even_light.hpp"
#include "detect/merge_boxes.hpp"
#include "detect/scale_plan.hpp"
#include "detect/turned_view.hpp"
#include "support/catch.hpp"
#include "unit/detect_fixture.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr ScalePlan plan{.largest_scale = 1.4, .finest_pixels = 10e6, .smallest_scale = 0.7, .step = 2,
                         .whole = 640, .levels = 2, .tile = 1280, .overlap = 96};

DetectedFace face_at(float x, float y, float width, float height, float score) {
    return {{x, y, width, height}, score, std::nullopt};
}

// Its five points where those of a face in that box are.
DetectedFace seen_face(float x, float y, float size, float score) {
    DetectedFace face = face_at(x, y, size, size, score);
    face.landmarks = Landmarks{{{x + size * 0.3F, y + size * 0.4F}, {x + size * 0.7F, y + size * 0.4F}, {x + size * 0.5F, y + size * 0.6F},
                                {x + size * 0.35F, y + size * 0.8F}, {x + size * 0.65F, y + size * 0.8F}}};
    return face;
}

bool near(Point a, Point b, float tolerance) { return std::hypot(a.x - b.x, a.y - b.y) <= tolerance; }

}  // namespace

TEST_CASE("every level of a scale plan covers the whole picture with looks of bounded size", "[detect]") {
    const auto [width, height] = GENERATE(table<int, int>(
        {{1, 1}, {1, 40000}, {40000, 1}, {320, 240}, {1600, 1200}, {1601, 1200}, {4000, 3000}, {6000, 4000}, {15000, 10000}}));
    INFO(width << " x " << height);
    const std::vector<Level> levels = plan_levels(width, height, plan);
    REQUIRE_FALSE(levels.empty());
    for (const Level& level : levels) {
        std::int64_t covered = 0;
        int right = 0;
        int bottom = 0;
        for (const Look& look : level.looks) {
            CHECK(look.seen.width >= 1);
            CHECK(look.seen.height >= 1);
            CHECK(look.seen.width <= plan.tile);
            CHECK(look.seen.height <= plan.tile);
            CHECK(look.part.x >= 0);
            CHECK(look.part.y >= 0);
            CHECK(look.part.width >= 1);
            CHECK(look.part.height >= 1);
            CHECK(look.part.x + look.part.width <= width);
            CHECK(look.part.y + look.part.height <= height);
            CHECK(look.seen.x + look.seen.width <= level.width);
            CHECK(look.seen.y + look.seen.height <= level.height);
            right = std::max(right, look.part.x + look.part.width);
            bottom = std::max(bottom, look.part.y + look.part.height);
            covered += static_cast<std::int64_t>(look.part.width) * look.part.height;
        }
        CHECK(right == width);
        CHECK(bottom == height);
        CHECK(covered >= static_cast<std::int64_t>(width) * height);
    }
    const Level& coarsest = levels.back();
    REQUIRE(coarsest.in_one);
    CHECK(std::max(coarsest.width, coarsest.height) <= plan.whole);
}

TEST_CASE("a scale plan is fine for small pictures and never coarser than was promised for large ones", "[detect]") {
    CHECK(plan_levels(1000, 800, plan).front().scale == Approx(1.4));
    CHECK(plan_levels(4000, 3000, plan).front().scale == Approx(std::sqrt(10.0 / 12)));
    CHECK(plan_levels(15000, 10000, plan).front().scale == Approx(0.7));
    CHECK(plan_levels(250, 250, plan).size() == 2);
    CHECK(plan_levels(60, 60, plan).size() == 1);
}

TEST_CASE("neighbouring tiles of a scale plan overlap", "[detect]") {
    const Level finest = plan_levels(6000, 300, plan).front();
    REQUIRE(finest.looks.size() > 1);
    CHECK(finest.looks.front().part.x == 0);
    for (std::size_t i = 1; i < finest.looks.size(); ++i) {
        const Region& left = finest.looks[i - 1].part;
        CHECK(finest.looks[i].part.x + static_cast<int>(plan.overlap / finest.scale) - 2 <= left.x + left.width);
    }
}

TEST_CASE("of boxes that overlap the best stays, and boxes apart all stay", "[detect]") {
    const std::vector<DetectedFace> merged = merge_boxes(
        {face_at(0, 0, 10, 10, 0.5F), face_at(1, 1, 10, 10, 0.9F), face_at(30, 0, 10, 10, 0.7F), face_at(8, 0, 10, 10, 0.6F)},
        0.3F);
    REQUIRE(merged.size() == 3);
    CHECK(merged[0].score == 0.9F);
    CHECK(merged[1].score == 0.7F);
    CHECK(merged[2].score == 0.6F);
    CHECK(overlap({0, 0, 10, 10}, {0, 0, 10, 10}) == Approx(1));
    CHECK(overlap({0, 0, 10, 10}, {10, 0, 10, 10}) == 0);
    CHECK(overlap({0, 0, 0, 0}, {0, 0, 0, 0}) == 0);
    CHECK(merge_boxes({}, 0.3F).empty());
}

TEST_CASE("a narrow box never stands for a face wide enough to identify somebody", "[detect][R-04]") {
    const DetectedFace narrow = face_at(100, 100, 19, 19, 0.9F);
    const DetectedFace wide = face_at(96, 96, 27, 27, 0.7F);
    REQUIRE(overlap(narrow.box, wide.box) > 0.3F);
    const std::vector<DetectedFace> joined = join_views({narrow, wide}, 0.3F);
    REQUIRE(joined.size() == 1);
    CHECK(joined[0].box.width == Approx(19));
    CHECK(joined[0].widest == Approx(27));
}

TEST_CASE("a face that two levels see is one face, between their boxes and as wide as the widest", "[detect]") {
    const std::vector<DetectedFace> joined =
        join_levels({{{face_at(100, 100, 40, 40, 0.8F)}, 10, 200}, {{face_at(104, 104, 44, 44, 0.8F)}, 20, 400}});
    REQUIRE(joined.size() == 1);
    CHECK(joined[0].score == Approx(0.8));
    CHECK(joined[0].box.width == Approx(44));
    CHECK(joined[0].box.x + joined[0].box.width / 2 == Approx(123));
}

TEST_CASE("what one level alone takes for a face counts less, unless the others could not see it", "[detect]") {
    const std::vector<DetectedFace> seen{face_at(0, 0, 40, 40, 0.8F)};
    CHECK(join_levels({{seen, 10, 200}, {{}, 20, 400}})[0].score == Approx(0.6));
    CHECK(join_levels({{seen, 10, 200}, {{}, 80, 400}})[0].score == Approx(0.8));
    CHECK(join_levels({{{}, 10, 20}, {seen, 80, 400}})[0].score == Approx(0.8));
    CHECK(join_levels({}).empty());
}

TEST_CASE("a part of a sure face is no face of its own, but a face before it stays", "[detect]") {
    const DetectedFace whole = seen_face(100, 100, 200, 0.9F);
    const DetectedFace eye = face_at(120, 140, 80, 80, 0.5F);        // about the left eye
    const DetectedFace sure_eye = face_at(120, 140, 80, 80, 0.7F);   // as sure as that it is looked at
    const DetectedFace cheek = face_at(255, 200, 40, 40, 0.5F);      // covers no point, and is small
    const DetectedFace beside = face_at(280, 140, 120, 120, 0.5F);   // mostly outside
    CHECK(without_parts({whole, eye}).size() == 1);
    CHECK(without_parts({whole, sure_eye}).size() == 2);
    CHECK(without_parts({whole, cheek}).size() == 2);
    CHECK(without_parts({whole, beside}).size() == 2);
    CHECK(without_parts({seen_face(100, 100, 200, 0.7F), eye}).size() == 2);  // itself not sure
}

TEST_CASE("what lies where in a turned view lies there in the picture", "[detect]") {
    Raster picture = plain_picture(300, 200, 40);
    for (int y = 48; y < 56; ++y)
        for (int x = 228; x < 236; ++x)
            for (int c = 0; c < 3; ++c) picture.rgb[static_cast<std::size_t>((y * 300 + x) * 3 + c)] = 255;
    const int degrees = GENERATE(0, 30, 45, 90, 135, 180, 225, 270, 315);
    INFO(degrees << " degrees");
    const TurnedView view = turned(picture, degrees);
    double x = 0;
    double y = 0;
    double weight = 0;
    for (int row = 0; row < view.raster.height; ++row) {
        for (int column = 0; column < view.raster.width; ++column) {
            const int value = view.raster.rgb[static_cast<std::size_t>((row * view.raster.width + column) * 3)];
            if (value < 120) continue;
            x += (column + 0.5) * value;
            y += (row + 0.5) * value;
            weight += value;
        }
    }
    REQUIRE(weight > 0);
    const Point centre{static_cast<float>(x / weight), static_cast<float>(y / weight)};
    CHECK(near(view.to_picture(centre), {232, 52}, 0.6F));
    DetectedFace face = seen_face(centre.x - 10, centre.y - 10, 20, 0.9F);
    face = view.in_picture(face);
    CHECK(near({face.box.x + face.box.width / 2, face.box.y + face.box.height / 2}, {232, 52}, 0.6F));
    // The eyes keep their distance, and lie on the line that the turn gives them.
    const Point left = (*face.landmarks)[0];
    const Point right = (*face.landmarks)[1];
    CHECK(std::hypot(right.x - left.x, right.y - left.y) == Approx(8).margin(0.01));
    const double angle = std::atan2(static_cast<double>(right.y - left.y), static_cast<double>(right.x - left.x));
    CHECK(std::cos(angle) == Approx(std::cos(-degrees * 3.14159265 / 180)).margin(1e-3));
    CHECK(std::sin(angle) == Approx(std::sin(-degrees * 3.14159265 / 180)).margin(1e-3));
}

TEST_CASE("a turned view of a smaller copy leads back into the picture itself", "[detect]") {
    const TurnedView view = turned(plain_picture(100, 50, 9), 90, 4);
    CHECK(view.raster.width == 50);
    CHECK(view.raster.height == 100);
    CHECK(near(view.to_picture({50, 0}), {0, 0}, 0.01F));
    CHECK(near(view.to_picture({0, 100}), {400, 200}, 0.01F));
}

TEST_CASE("only what shows nothing of the picture is blank in a turned view", "[detect]") {
    const TurnedView view = turned(plain_picture(200, 200, 9), 45);
    CHECK(view.is_blank({0, 0, 60, 60}));
    CHECK_FALSE(view.is_blank({0, 0, 100, 100}));
    CHECK_FALSE(view.is_blank({0, 0, view.raster.width, view.raster.height}));
    CHECK_FALSE(turned(plain_picture(200, 200, 9), 90).is_blank({0, 0, 10, 10}));
}

TEST_CASE("only pictures in bad light are evened, and then over the whole range", "[detect]") {
    const auto ramp = [](int low, int high) {
        Raster picture = plain_picture(256, 8, 0);
        for (std::size_t i = 0; i < picture.rgb.size(); ++i)
            picture.rgb[i] = static_cast<std::uint8_t>(low + (high - low) * static_cast<int>(i / 3 % 256) / 255);
        return picture;
    };
    CHECK_FALSE(even_light(ramp(0, 255)));
    CHECK_FALSE(even_light(plain_picture(20, 20, 0)));
    CHECK_FALSE(even_light(plain_picture(20, 20, 255)));
    for (const auto& [low, high] : {std::pair{0, 30}, std::pair{220, 255}, std::pair{100, 140}}) {
        INFO(low << " to " << high);
        const auto evened = even_light(ramp(low, high));
        REQUIRE(evened);
        const auto [least, most] = std::minmax_element(evened->rgb.begin(), evened->rgb.end());
        CHECK(*least < 12);
        CHECK(*most > 243);
    }
}
