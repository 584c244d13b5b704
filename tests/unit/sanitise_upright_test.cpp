// SPDX-License-Identifier: Apache-2.0
//
// Copies that are turned block by block instead of saying which way up they are.
#include <algorithm>
#include <cstdlib>

#include "image/codecs.hpp"
#include "image/jpeg_segments.hpp"
#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;

namespace {

int furthest(const Raster& a, const Raster& b) {
    REQUIRE(a.width == b.width);
    REQUIRE(a.height == b.height);
    int most = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i) most = std::max(most, std::abs(a.rgb[i] - b.rgb[i]));
    return most;
}

CopyOptions by_pixels() {
    CopyOptions options;
    options.uprightness = Uprightness::by_pixels;
    return options;
}

int inverse(int orientation) { return orientation == 6 ? 8 : orientation == 8 ? 6 : orientation; }

}  // namespace

TEST_CASE("a JPEG of whole blocks is turned without loss for each of eight orientations", "[sanitise]") {
    JpegOptions options;
    SECTION("4:2:0") {}
    SECTION("4:4:4") { options.halved_colour = false; }
    SECTION("grey") { options.components = 1; }
    SECTION("four inks") { options.components = 4; }
    SECTION("progressive") { options.progressive = true; }
    SECTION("arithmetic") { options.arithmetic = true; }
    SECTION("restart markers") { options.restart_rows = 1; }
    const Bytes original = make_jpeg(draw(96, 64), options);
    for (int orientation = 1; orientation <= 8; ++orientation) {
        INFO("orientation " << orientation);
        const Bytes tagged = plant(original, "exif", orientation);
        const auto copy = sanitise(tagged, Limits{}, by_pixels());
        REQUIRE(copy);
        CHECK(prove_clean(copy->bytes, Limits{}));
        CHECK(!holds_needle(copy->bytes));
        CHECK(copy->method == CopyMethod::lossless);
        CHECK(orientation_of(copy->bytes, Format::jpeg) == 1);
        CHECK(furthest(pixels_of(copy->bytes), pixels_of(tagged)) <= 3);
        const auto again = sanitise(copy->bytes, Limits{}, by_pixels());
        REQUIRE(again);
        CHECK((again->bytes == copy->bytes));
        const auto proved = sanitise_and_prove(tagged, Limits{}, by_pixels());
        REQUIRE(proved);
        CHECK((proved->bytes == copy->bytes));
        // Turned back, each coefficient is where it was.
        const auto back = turn_jpeg(copy->bytes, inverse(orientation), Limits{});
        REQUIRE(back);
        REQUIRE(*back);
        CHECK((pixels_of(**back).rgb == pixels_of(original).rgb));
    }
}

TEST_CASE("a JPEG that ends in a part of a block keeps its tag where that part would come first", "[sanitise]") {
    for (const auto& [width, height] : {std::pair{90, 64}, {96, 60}, {90, 60}})
        for (int orientation = 2; orientation <= 8; ++orientation) {
            INFO(width << " x " << height << " orientation " << orientation);
            const Bytes tagged = plant(make_jpeg(draw(width, height)), "exif", orientation);
            const auto copy = sanitise(tagged, Limits{}, by_pixels());
            REQUIRE(copy);
            CHECK(prove_clean(copy->bytes, Limits{}));
            const bool columns = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
            const bool rows = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
            const bool turns = (!columns || width % 16 == 0) && (!rows || height % 16 == 0);
            CHECK(orientation_of(copy->bytes, Format::jpeg) == (turns ? 1 : orientation));
            CHECK(furthest(pixels_of(copy->bytes), pixels_of(tagged)) <= (turns ? 3 : 0));
        }
}

TEST_CASE("a picture that cannot be read whole is not turned either", "[sanitise][R-01]") {
    const Bytes tagged = plant(make_jpeg(draw(96, 64)), "exif", 6);
    for (std::size_t less = 3; less < 600; less += 37)
        CHECK(!sanitise(Bytes(tagged.begin(), tagged.end() - static_cast<std::ptrdiff_t>(less)), Limits{}, by_pixels()));
}
