// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "image/codecs.hpp"
#include "image/smaller.hpp"
#include "support/catch.hpp"

using namespace consent;

namespace {

Picture drawn(int width, int height, int (*value)(int x, int y)) {
    Picture picture;
    picture.shown = {width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) picture.shown.rgb.insert(picture.shown.rgb.end(), 3, static_cast<std::uint8_t>(value(x, y)));
    return picture;
}

}  // namespace

TEST_CASE("a picture is made smaller along its longest side and never larger", "[image][smaller]") {
    CHECK(smaller_size(4000, 3000, 1600).width == 1600);
    CHECK(smaller_size(4000, 3000, 1600).height == 1200);
    CHECK(smaller_size(3000, 4000, 1600).height == 1600);
    CHECK(smaller_size(10'000, 2, 100).height == 1);
    CHECK(smaller_size(800, 600, 1600).width == 800);
    const Picture same = smaller(drawn(30, 20, [](int x, int y) { return x * 3 + y; }), 30);
    CHECK((same.shown.rgb == drawn(30, 20, [](int x, int y) { return x * 3 + y; }).shown.rgb));
}

TEST_CASE("light is averaged, not numbers", "[image][smaller]") {
    // Half the light of white is 188 on the curve of sRGB; the mean of the numbers would be 128.
    const Picture small = smaller(drawn(64, 64, [](int x, int y) { return (x + y) % 2 == 0 ? 255 : 0; }), 32);
    REQUIRE(small.shown.width == 32);
    for (const std::uint8_t v : small.shown.rgb) CHECK(static_cast<int>(v) == 188);
}

TEST_CASE("flat colour stays, an edge stays sharp and rings nowhere", "[image][smaller]") {
    for (const int value : {0, 1, 37, 128, 254, 255}) {
        Picture flat = drawn(50, 40, [](int, int) { return 0; });
        std::fill(flat.shown.rgb.begin(), flat.shown.rgb.end(), static_cast<std::uint8_t>(value));
        for (const std::uint8_t v : smaller(std::move(flat), 23).shown.rgb) CHECK(static_cast<int>(v) == value);
    }
    const Picture edge = smaller(drawn(300, 30, [](int x, int) { return x < 151 ? 20 : 230; }), 100);
    int between = 0;
    for (std::size_t x = 0; x < 100; ++x) {
        const int v = edge.shown.rgb[x * 3];
        CHECK((v >= 20 && v <= 230));
        if (v != 20 && v != 230) ++between;
    }
    CHECK(between <= 1);
}

TEST_CASE("a clear pixel has no say in its neighbours' colour", "[image][smaller]") {
    std::vector<std::uint8_t> rgba;
    for (int i = 0; i < 64 * 64; ++i) {
        const bool clear = i % 2 == 0;
        rgba.insert(rgba.end(), {static_cast<std::uint8_t>(clear ? 255 : 10), 20, static_cast<std::uint8_t>(clear ? 255 : 30),
                                 static_cast<std::uint8_t>(clear ? 0 : 255)});
    }
    const Picture small = smaller(lay_out(64, 64, rgba), 32);
    REQUIRE(small.also.size() == 2);
    REQUIRE(small.alpha.size() == 32 * 32);
    CHECK(static_cast<int>(small.alpha[5]) == 128);
    const std::uint8_t* colour = small.also[0].rgb.data() + 15;
    CHECK(static_cast<int>(colour[0]) == 10);
    CHECK(static_cast<int>(colour[1]) == 20);
    CHECK(static_cast<int>(colour[2]) == 30);
}
