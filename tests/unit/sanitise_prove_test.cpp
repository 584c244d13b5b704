// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "sanitise_fixture.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

std::string verdict(const Bytes& bytes) {
    const auto proved = prove_clean(bytes, Limits{});
    if (proved) return "clean";
    CHECK(proved.error().message.find('\n') == std::string::npos);
    CHECK(proved.error().message.find(std::string(needle_name)) == std::string::npos);
    return (proved.error().code == ErrorCode::refused ? "refused: " : "unreadable: ") + proved.error().message;
}

bool refused_for(const Bytes& bytes, std::string_view part) {
    const std::string said = verdict(bytes);
    INFO(said);
    CHECK(said.substr(0, 8) == "refused:");
    return said.find("(" + std::string(part) + ")") != std::string::npos;
}

Bytes clean_jpeg(bool progressive = false) {
    JpegOptions options;
    options.progressive = progressive;
    return sanitise(make_jpeg(draw(64, 48), options), Limits{})->bytes;
}
Bytes clean_png() { return sanitise(make_png(draw(64, 48)), Limits{})->bytes; }

}  // namespace

TEST_CASE("the proof refuses every planted part that a broken sanitiser could leave in", "[sanitise][R-17]") {
    for (const Bytes& clean : {clean_jpeg(), clean_jpeg(true), clean_png()}) {
        REQUIRE(verdict(clean) == "clean");
        for (const std::string& place : needles_for(clean)) {
            INFO(place);
            CHECK(verdict(plant(clean, place)).substr(0, 8) == "refused:");
        }
    }
}

TEST_CASE("the proof names the part", "[sanitise][R-17]") {
    CHECK(refused_for(plant(clean_jpeg(), "comment"), "JPEG:COM"));
    CHECK(refused_for(plant(clean_jpeg(), "xmp"), "JPEG:APP1"));
    CHECK(refused_for(plant(clean_jpeg(), "iptc"), "JPEG:APP13"));
    CHECK(refused_for(plant(clean_jpeg(), "trailer"), "JPEG:trailer"));
    CHECK(refused_for(plant(clean_jpeg(), "after scan"), "JPEG:filler"));
    CHECK(refused_for(plant(clean_jpeg(), "between segments"), "JPEG:filler"));
    CHECK(refused_for(plant(clean_jpeg(), "icc"), "JPEG:ICC_Profile"));
    CHECK(refused_for(plant(clean_png(), "text"), "PNG:tEXt"));
    CHECK(refused_for(plant(clean_png(), "icc"), "PNG:iCCP"));
    CHECK(refused_for(plant(clean_png(), "exif"), "PNG:eXIf"));
    CHECK(refused_for(plant(clean_png(), "after stream"), "PNG:IDAT"));
    CHECK(refused_for(plant(clean_png(), "after pixels"), "PNG:IDAT"));
    CHECK(refused_for(plant(clean_png(), "trailer"), "PNG:trailer"));
}

TEST_CASE("the proof refuses an orientation block with anything else in it", "[sanitise][R-17]") {
    JpegOptions turned;
    turned.orientation = 6;
    const Bytes clean = sanitise(make_jpeg(draw(64, 48), turned), Limits{})->bytes;
    REQUIRE(verdict(clean) == "clean");
    std::size_t exif = 0;
    while (!(clean[exif] == 'E' && clean[exif + 1] == 'x')) ++exif;
    for (std::size_t i = 6; i < 32; ++i) {
        Bytes changed = clean;
        changed[exif + i] ^= 0x10;
        INFO("byte " << i);
        CHECK(refused_for(changed, "JPEG:APP1"));
    }
}

TEST_CASE("a copy that does not decode is not clean", "[sanitise][R-17]") {
    Bytes jpeg = clean_jpeg();
    jpeg.erase(jpeg.end() - 200, jpeg.end() - 2);
    CHECK(verdict(jpeg) != "clean");
    Bytes png = clean_png();
    png[png.size() - 20] ^= 1;
    CHECK(verdict(png) != "clean");
    CHECK(verdict({}) != "clean");
    CHECK(verdict(text_bytes("hello")) != "clean");
    CHECK(verdict(text_bytes("\xFF\xD8")) != "clean");
    for (const Bytes& file : {clean_jpeg(), clean_png()})
        for (std::size_t size = 0; size < file.size(); size += 1 + file.size() / 50)
            CHECK(verdict(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))) != "clean");
}

TEST_CASE("a dirty picture as it comes is not clean", "[sanitise][R-17]") {
    CHECK(verdict(plant_all(make_jpeg(draw(64, 48)))).substr(0, 8) == "refused:");
    CHECK(verdict(plant_all(make_png(draw(64, 48)))).substr(0, 8) == "refused:");
}
