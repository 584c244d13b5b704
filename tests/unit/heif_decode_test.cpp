// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <string>

#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "support/catch.hpp"
#include "support/heif_maker.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

Picture picture_of(const Bytes& bytes) {
    auto picture = decode(bytes, Limits{});
    INFO((picture ? "" : picture.error().message));
    REQUIRE(picture);
    return *std::move(picture);
}

std::array<int, 3> pixel(const Raster& raster, int x, int y) {
    const std::size_t at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(raster.width) + static_cast<std::size_t>(x)) * 3;
    return {raster.rgb[at], raster.rgb[at + 1], raster.rgb[at + 2]};
}

// Red grows to the bottom of frame a, green too, blue to the right: near enough to the drawing for a coded picture.
void check_near(std::array<int, 3> seen, std::array<int, 3> drawn) {
    INFO(seen[0] << " " << seen[1] << " " << seen[2]);
    for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(seen[c] - drawn[c]) < 24);
}

// Of the drawing at that place: red the mean of both ways, green down, blue across.
std::array<int, 3> drawn(int x, int y) { return {(x + y) * 255 / 128, y * 255 / 64, x * 255 / 64}; }

}  // namespace

TEST_CASE("HEIC and AVIF decode to what was drawn, at eight and ten bits", "[image][heif]") {
    for (const bool av1 : {false, true})
        for (const HeifKind kind : {HeifKind::plain, HeifKind::ten_bits}) {
            INFO(av1 << " " << static_cast<int>(kind));
            const Picture picture = picture_of(make_heif(av1, kind).bytes());
            REQUIRE((picture.shown.width == 64 && picture.shown.height == 64));
            CHECK((picture.also.empty() && picture.alpha.empty()));
            for (const int x : {8, 40, 56})
                for (const int y : {8, 40, 56}) check_near(pixel(picture.shown, x, y), drawn(x, y));
        }
}

TEST_CASE("irot and imir turn a HEIC, and its EXIF does not", "[image][heif]") {
    for (const bool av1 : {false, true}) {
        MadeHeif file = make_heif(av1, HeifKind::turned);
        plant_heif(file, "exif");  // says 6
        const Bytes bytes = file.bytes();
        CHECK(orientation_of(bytes, av1 ? Format::avif : Format::heif) == 1);
        const Raster turned = picture_of(bytes).shown;
        const Raster plain = picture_of(make_heif(av1).bytes()).shown;
        // A quarter to the left, then mirrored from left to right: the diagonal stays.
        for (const int x : {8, 30, 50})
            for (const int y : {8, 30, 50}) check_near(pixel(turned, x, y), pixel(plain, 63 - y, 63 - x));
    }
}

TEST_CASE("the alpha of a HEIC comes with every way to see it", "[image][heif]") {
    for (const bool av1 : {false, true}) {
        const Picture picture = picture_of(make_heif(av1, HeifKind::alpha).bytes());
        REQUIRE(picture.also.size() == 2);
        REQUIRE(picture.alpha.size() == 64 * 64);
        CHECK(picture.alpha[32 * 64 + 4] > 240);
        CHECK(picture.alpha[32 * 64 + 60] < 15);
        check_near(pixel(picture.shown, 60, 8), {255, 255, 255});
        check_near(pixel(picture.also[0], 60, 8), drawn(60, 8));
    }
}

TEST_CASE("what of a grid's tiles lies outside the picture is seen too", "[image][heif][R-01]") {
    for (const bool av1 : {false, true}) {
        const Picture picture = picture_of(make_heif(av1, HeifKind::grid).bytes());
        CHECK((picture.shown.width == 100 && picture.shown.height == 90));
        REQUIRE(picture.also.size() == 2);
        CHECK((picture.also[0].width == 128 && picture.also[0].height == 128));
        CHECK((picture.also[1].width == 128 && picture.also[1].height == 128));
        check_near(pixel(picture.also[0], 64 + 50, 64 + 20), drawn(50, 20));
        check_near(pixel(picture.also[1], 64 + 20, 64 + 50), drawn(20, 50));
    }
    MadeHeif whole = make_heif(false, HeifKind::grid);
    whole.items[0].data = hex_bytes(text_bytes("0000010100800080"sv));
    whole.items[0].properties[0].data = hex_bytes(text_bytes("000000000000008000000080"sv));
    CHECK(picture_of(whole.bytes()).also.empty());
}

TEST_CASE("a picture of high dynamic range is seen as an ordinary screen shows it too", "[image][heif][R-01]") {
    for (const std::string_view curve : {"10"sv, "12"sv}) {
        MadeHeif file = make_heif(true, HeifKind::ten_bits);
        file.items[0].properties[3].data = hex_bytes(text_bytes("6e636c780009" "00" + std::string(curve) + "000980"));
        const Picture picture = picture_of(file.bytes());
        REQUIRE(picture.also.size() == 1);
        CHECK(pixel(picture.also[0], 60, 60)[0] > pixel(picture.shown, 60, 60)[0]);
        CHECK(pixel(picture.also[0], 60, 60)[0] == 255);
    }
}

TEST_CASE("a HEIC that says it is huge is refused before it is decoded", "[image][heif][R-01]") {
    const auto refused = [](const MadeHeif& file) {
        const auto picture = decode(file.bytes(), Limits{});
        REQUIRE(!picture);
        CHECK(picture.error().code == ErrorCode::unreadable);
        return picture.error().message.find("over the limit") != std::string::npos;
    };
    MadeHeif file = make_heif(false);
    file.items[0].properties[0].data = hex_bytes(text_bytes("000000000000ffff0000ffff"sv));
    CHECK(refused(file));
    MadeHeif grid = make_heif(false, HeifKind::grid);
    grid.items[2].properties[0].data = hex_bytes(text_bytes("000000000000ffff0000ffff"sv));
    CHECK(refused(grid));
    // The coded picture says so, and the boxes do not.
    MadeHeif coded = make_heif(true);
    Bytes& data = coded.items[0].data;
    std::size_t at = 0;
    while (data[at] >> 3 != 1) at += 2 + data[at + 1];
    Limits narrow;
    narrow.edge = 63;
    CHECK(!decode(coded.bytes(), narrow));
}

TEST_CASE("a file that holds a film and no still picture is refused", "[image][heif][R-01]") {
    Bytes film = made_box("ftyp", text_bytes("msf1\0\0\0\0msf1hevc"sv));
    append(film, made_box("moov", made_box("mvhd", Bytes(100, 0))));
    const auto picture = decode(film, Limits{});
    REQUIRE(!picture);
    CHECK(picture.error().message == "This HEIC file holds no still picture that can be read: save it as JPEG.");
}

TEST_CASE("brands that leave the coding open are settled by the items", "[image][heif]") {
    MadeHeif file = make_heif(true);
    Bytes bytes = file.bytes();
    const auto at = std::search(bytes.begin(), bytes.end(), std::begin("avif"), std::end("avif") - 1);
    REQUIRE(at - bytes.begin() == 8);
    for (const int place : {8, 16}) std::copy_n("mif1", 4, bytes.begin() + place);
    CHECK(sniff(bytes) == Format::avif);
    CHECK(decode(bytes, Limits{}));
}
