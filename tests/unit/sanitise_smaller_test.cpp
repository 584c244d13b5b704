// SPDX-License-Identifier: Apache-2.0
//
// Copies with fewer pixels.
#include <cstdlib>

#include "image/embedded_profile.hpp"
#include "sanitise_fixture.hpp"

using namespace consent;
using namespace consent::test;

namespace {

CleanCopy smaller_copy(const Bytes& bytes, int max_edge, int quality = 0) {
    CopyOptions options;
    options.max_edge = max_edge;
    options.quality = quality;
    auto copy = sanitise(bytes, Limits{}, options);
    INFO((copy ? "" : copy.error().message));
    REQUIRE(copy);
    const auto proved = prove_clean(copy->bytes, Limits{});
    INFO((proved ? "" : proved.error().message));
    CHECK(proved);
    CHECK(!holds_needle(copy->bytes));
    return *std::move(copy);
}

}  // namespace

TEST_CASE("a smaller copy is upright, clean and of the size asked for", "[sanitise][smaller]") {
    JpegOptions options;
    const Bytes file = plant_all(make_jpeg(draw(200, 120), options), 6);
    REQUIRE(holds_needle(file));
    const CleanCopy copy = smaller_copy(file, 50);
    CHECK(copy.format == Format::jpeg);
    CHECK(copy.method == CopyMethod::re_encoded);
    const Raster small = pixels_of(copy.bytes);
    CHECK(small.width == 30);
    CHECK(small.height == 50);
    CHECK(orientation_of(copy.bytes, Format::jpeg) == 1);

    const CleanCopy png = smaller_copy(plant_all(make_png(draw(200, 120))), 50);
    CHECK(png.format == Format::png);
    CHECK(pixels_of(png.bytes).width == 50);
}

TEST_CASE("a picture that is small enough is left as it is", "[sanitise][smaller]") {
    const Bytes file = plant(make_jpeg(draw(100, 60)), "exif");
    const CleanCopy copy = smaller_copy(file, 100, 50);
    CHECK(copy.method == CopyMethod::lossless);
    CHECK((copy.bytes == sanitise(file, Limits{})->bytes));
}

TEST_CASE("quality is that of the JPEG that is written", "[sanitise][smaller]") {
    const Bytes file = make_jpeg(draw(400, 300));
    const std::size_t low = smaller_copy(file, 200, 20).bytes.size(), high = smaller_copy(file, 200, 98).bytes.size();
    CHECK(low * 2 < high);
}

TEST_CASE("transparency and the colour profile go with a smaller copy", "[sanitise][smaller]") {
    PngOptions options;
    options.colour_type = 6;
    options.transparent = true;
    const CleanCopy copy = smaller_copy(make_png(draw(90, 60), options), 30);
    const auto picture = decode(copy.bytes, Limits{});
    REQUIRE(picture);
    REQUIRE(picture->alpha.size() == 30 * 20);
    CHECK(picture->alpha[0] < 255);
    CHECK(picture->alpha[29] == 255);

    const Bytes file = plant(make_jpeg(draw(90, 60)), "icc");
    REQUIRE(embedded_profile(file, Format::jpeg, Limits{}));
    const CleanCopy coloured = smaller_copy(file, 30);
    CHECK(embedded_profile(coloured.bytes, Format::jpeg, Limits{}) == embedded_profile(sanitise(file, Limits{})->bytes, Format::jpeg, Limits{}));
    CHECK(embedded_profile(coloured.bytes, Format::jpeg, Limits{}).has_value());
}

TEST_CASE("sizes and qualities that do not exist are refused", "[sanitise][smaller]") {
    for (const auto& [edge, quality] : {std::pair{-1, 0}, {15, 0}, {0, -1}, {0, 101}, {1600, 1000}}) {
        CopyOptions options;
        options.max_edge = edge;
        options.quality = quality;
        const auto copy = sanitise(make_jpeg(draw(40, 30)), Limits{}, options);
        REQUIRE(!copy);
        CHECK(copy.error().code == ErrorCode::invalid_argument);
    }
}
