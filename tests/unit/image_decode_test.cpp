// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdlib>
#include <utility>

#include "image/decode.hpp"
#include "image/encode.hpp"
#include "support/catch.hpp"
#include "support/picture_maker.hpp"

using namespace consent;

namespace {

const Limits limits;

Raster decoded(const Bytes& bytes) {
    auto picture = decode(bytes, limits);
    INFO((picture ? "" : picture.error().message));
    REQUIRE(picture);
    REQUIRE(picture->shown.rgb.size() ==
            static_cast<std::size_t>(picture->shown.width) * static_cast<std::size_t>(picture->shown.height) * 3);
    return std::move(picture->shown);
}

double mean_difference(const Raster& a, const Raster& b) {
    REQUIRE(a.width == b.width);
    REQUIRE(a.height == b.height);
    double sum = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
    return sum / static_cast<double>(a.rgb.size());
}

std::vector<int> pixel(const Raster& raster, int x, int y) {
    const std::uint8_t* p =
        raster.rgb.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(raster.width) +
                             static_cast<std::size_t>(x)) * 3;
    return {p[0], p[1], p[2]};
}

Raster grey_of(const Raster& raster) {
    Raster grey = raster;
    for (std::size_t i = 0; i < grey.rgb.size(); i += 3) grey.rgb[i] = grey.rgb[i + 2] = grey.rgb[i + 1];
    return grey;
}

// Corners as 0 top left, 1 top right, 2 bottom right, 3 bottom left.
std::vector<int> corner(const Raster& raster, int which) {
    return pixel(raster, which == 1 || which == 2 ? raster.width - 1 : 0, which >= 2 ? raster.height - 1 : 0);
}

}  // namespace

TEST_CASE("a JPEG of every ordinary coding decodes to the picture it was made from", "[image]") {
    const Raster raster = test::draw(97, 61);
    test::JpegOptions options;
    SECTION("baseline, halved colour") {}
    SECTION("full colour") { options.halved_colour = false; }
    SECTION("progressive") { options.progressive = true; }
    SECTION("arithmetic") { options.arithmetic = true; }
    SECTION("restart markers") { options.restart_rows = 1; }
    SECTION("four inks with Adobe's marker") { options.components = 4; }
    CHECK(mean_difference(decoded(test::make_jpeg(raster, options)), raster) < 7.0);
}

TEST_CASE("a grey JPEG decodes to grey", "[image]") {
    const Raster raster = test::draw(50, 40);
    test::JpegOptions options;
    options.components = 1;
    CHECK(mean_difference(decoded(test::make_jpeg(raster, options)), grey_of(raster)) < 7.0);
}

TEST_CASE("a JPEG of four inks without a marker is shown in both readings", "[image]") {
    test::JpegOptions options;
    options.components = 4;
    options.adobe_marker = false;
    const auto picture = decode(test::make_jpeg(test::draw(40, 30), options), limits);
    REQUIRE(picture);
    REQUIRE(picture->also.size() == 1);
    CHECK((picture->also[0].rgb != picture->shown.rgb));
    CHECK(mean_difference(picture->also[0], test::draw(40, 30)) < 7.0);
}

TEST_CASE("a PNG of every colour type and depth decodes exactly", "[image]") {
    const Raster raster = test::draw(45, 33);
    test::PngOptions options;
    options.interlaced = GENERATE(false, true);
    SECTION("RGB") { CHECK((decoded(test::make_png(raster, options)).rgb == raster.rgb)); }
    SECTION("grey") {
        options.colour_type = 0;
        CHECK((decoded(test::make_png(raster, options)).rgb == grey_of(raster).rgb));
    }
    SECTION("opaque alpha gives one view") {
        options.colour_type = GENERATE(4, 6);
        const auto picture = decode(test::make_png(raster, options), limits);
        REQUIRE(picture);
        CHECK(picture->also.empty());
        CHECK((picture->shown.rgb == (options.colour_type == 6 ? raster : grey_of(raster)).rgb));
    }
    SECTION("16 bits are scaled down") {
        options.bit_depth = 16;
        CHECK(mean_difference(decoded(test::make_png(raster, options)), raster) < 1.0);
    }
    SECTION("few bits of grey are scaled up") {
        options.colour_type = 0;
        options.bit_depth = GENERATE(1, 2, 4);
        const Raster shown = decoded(test::make_png(raster, options));
        const int most = (1 << options.bit_depth) - 1;
        for (std::size_t i = 0; i < shown.rgb.size(); ++i) {
            const int level = raster.rgb[i / 3 * 3 + 1] >> (8 - options.bit_depth);
            REQUIRE(shown.rgb[i] == level * 255 / most);
        }
    }
    SECTION("palette") {
        options.colour_type = 3;
        options.bit_depth = GENERATE(1, 2, 4, 8);
        const Raster shown = decoded(test::make_png(raster, options));
        for (int y = 0; y < raster.height; ++y)
            for (int x = 0; x < raster.width; ++x)
                REQUIRE(pixel(shown, x, y)[0] == (pixel(raster, x, y)[0] > 110 ? 220 : 30));
    }
}

TEST_CASE("transparency is shown over white, over black and left out", "[image]") {
    const Raster raster = test::draw(48, 20);
    test::PngOptions options;
    options.transparent = true;
    options.colour_type = 6;
    const auto picture = decode(test::make_png(raster, options), limits);
    REQUIRE(picture);
    REQUIRE(picture->also.size() == 2);
    CHECK((picture->also[0].rgb == raster.rgb));
    const auto bare = pixel(raster, 2, 3), white = pixel(picture->shown, 2, 3), black = pixel(picture->also[1], 2, 3);
    for (std::size_t c = 0; c < 3; ++c) {
        CHECK(std::abs(white[c] - (bare[c] * 64 + 255 * 191) / 255) <= 1);
        CHECK(std::abs(black[c] - bare[c] * 64 / 255) <= 1);
    }
    CHECK(pixel(picture->shown, 40, 10) == pixel(raster, 40, 10));
}

TEST_CASE("a colour named transparent is taken as transparency in every colour type", "[image]") {
    test::PngOptions options;
    options.transparent = true;
    options.colour_type = GENERATE(0, 2, 3);
    const auto picture = decode(test::make_png(test::draw(30, 30), options), limits);
    REQUIRE(picture);
    CHECK(picture->also.size() == 2);
}

TEST_CASE("each EXIF orientation is applied to JPEG and PNG", "[image]") {
    // For each orientation, the corner where the first and the last pixel of the first stored row are shown.
    static constexpr int first[] = {0, 1, 2, 3, 0, 1, 2, 3};
    static constexpr int last[] = {1, 0, 3, 2, 3, 2, 1, 0};
    const int orientation = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    const Raster raster = test::draw(40, 24);
    test::PngOptions png;
    png.orientation = orientation;
    const Bytes file = test::make_png(raster, png);
    CHECK(orientation_of(file, Format::png) == orientation);
    const Raster shown = decoded(file);
    CHECK(shown.width == (orientation >= 5 ? 24 : 40));
    CHECK(shown.height == (orientation >= 5 ? 40 : 24));
    CHECK(corner(shown, first[orientation - 1]) == corner(raster, 0));
    CHECK(corner(shown, last[orientation - 1]) == corner(raster, 1));
    CHECK((upright(raster, orientation).rgb == shown.rgb));

    test::JpegOptions jpeg;
    const Raster stored = decoded(test::make_jpeg(raster, jpeg));
    jpeg.orientation = orientation;
    CHECK(orientation_of(test::make_jpeg(raster, jpeg), Format::jpeg) == orientation);
    CHECK((decoded(test::make_jpeg(raster, jpeg)).rgb == upright(stored, orientation).rgb));
}

TEST_CASE("an orientation that does not exist is upright", "[image]") {
    test::JpegOptions options;
    options.orientation = GENERATE(0, 9, 200);
    const Bytes file = test::make_jpeg(test::draw(20, 10), options);
    CHECK(orientation_of(file, Format::jpeg) == 1);
    CHECK(decoded(file).width == 20);
    CHECK(orientation_of({}, Format::jpeg) == 1);
    CHECK(orientation_of(file, Format::png) == 1);
}

TEST_CASE("what is encoded decodes to what it was", "[image]") {
    const Raster raster = test::draw(61, 37);
    const auto png = encode_png(raster);
    REQUIRE(png);
    CHECK((decoded(*png).rgb == raster.rgb));
    const auto jpeg = encode_jpeg(raster);
    REQUIRE(jpeg);
    CHECK(mean_difference(decoded(*jpeg), raster) < 6.0);
}

TEST_CASE("a picture of one pixel is a picture", "[image]") {
    const Raster raster = test::draw(1, 1);
    CHECK((decoded(test::make_png(raster)).rgb == raster.rgb));
    CHECK(decoded(test::make_jpeg(raster)).width == 1);
}
