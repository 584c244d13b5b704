// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "image/jpeg_segments.hpp"
#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;

namespace {

bool holds(const Bytes& bytes, ByteView part) {
    return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

// The compressed data of every scan.
Bytes entropy_of(const Bytes& bytes) {
    const auto walk = walk_jpeg(bytes, Limits{});
    REQUIRE(walk);
    Bytes all;
    for (const JpegSegment& segment : walk->segments) append(all, segment.entropy);
    return all;
}

std::string markers_of(const Bytes& bytes) {
    const auto walk = walk_jpeg(bytes, Limits{});
    REQUIRE(walk);
    std::string names;
    for (const JpegSegment& segment : walk->segments) {
        switch (segment.marker) {
            case 0xDB: names += "DQT "; break;
            case 0xC4: names += "DHT "; break;
            case 0xDA: names += "SOS "; break;
            case 0xD9: names += "EOI "; break;
            case 0xDD: names += "DRI "; break;
            default:
                names += is_start_of_frame(segment.marker) ? "SOF " : "APP" + std::to_string(segment.marker - 0xE0) + " ";
        }
    }
    return names;
}

}  // namespace

TEST_CASE("what is planted in a JPEG is gone from the copy, place by place, and its pixels are not touched",
          "[sanitise][R-17]") {
    JpegOptions options;
    options.progressive = GENERATE(false, true);
    const Bytes original = make_jpeg(draw(64, 48), options);
    REQUIRE(!holds_needle(original));
    for (const std::string& place : needles_for(original)) {
        INFO(place);
        const Bytes dirty = plant(original, place, 1);
        REQUIRE(holds_needle(dirty));
        const CleanCopy copy = clean_copy(dirty);
        CHECK(copy.format == Format::jpeg);
        CHECK(same_pixels(copy.bytes, original));
        const bool in_the_data = place == "between scans" || place == "after scan";
        CHECK(copy.method == (in_the_data ? CopyMethod::re_encoded : CopyMethod::lossless));
        if (!in_the_data) CHECK((entropy_of(copy.bytes) == entropy_of(original)));
    }
}

TEST_CASE("a JPEG with everything planted at once comes out clean", "[sanitise][R-17]") {
    JpegOptions options;
    SECTION("baseline") {}
    SECTION("progressive") { options.progressive = true; }
    SECTION("grey") { options.components = 1; }
    SECTION("restart markers") { options.restart_rows = 1; }
    SECTION("arithmetic") { options.arithmetic = true; }
    const Bytes original = make_jpeg(draw(64, 48), options);
    const Bytes dirty = plant_all(original, 6);
    REQUIRE(holds_needle(dirty));
    const CleanCopy copy = clean_copy(dirty);
    const Raster shown = pixels_of(copy.bytes);
    CHECK((shown.rgb == upright(pixels_of(original), 6).rgb));
    CHECK(shown.width == 48);
}

TEST_CASE("a JPEG of four inks keeps its inks and its polarity", "[sanitise]") {
    JpegOptions options;
    options.components = 4;
    options.adobe_marker = GENERATE(true, false);
    const Bytes original = make_jpeg(draw(40, 30), options);
    for (const std::string place : {"exif", "comment", "after scan", "trailer"}) {
        INFO(place);
        const CleanCopy copy = clean_copy(plant(original, place));
        CHECK(same_pixels(copy.bytes, original));
        CHECK(decode(copy.bytes, Limits{})->also.size() == (options.adobe_marker ? 0U : 1U));
    }
}

TEST_CASE("every orientation is kept, and nothing else of EXIF", "[sanitise]") {
    const int orientation = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    const Bytes original = make_jpeg(draw(40, 24));
    const CleanCopy copy = clean_copy(plant(original, "exif", orientation));
    CHECK(copy.method == CopyMethod::lossless);
    CHECK(orientation_of(copy.bytes, Format::jpeg) == orientation);
    CHECK((pixels_of(copy.bytes).rgb == upright(pixels_of(original), orientation).rgb));
    CHECK((markers_of(copy.bytes).find("APP1 ") != std::string::npos) == (orientation != 1));
}

TEST_CASE("the copy holds the allowed segments alone", "[sanitise][R-17]") {
    const Bytes original = make_jpeg(draw(40, 24));
    CHECK(markers_of(clean_copy(original).bytes) == "APP0 DQT DQT SOF DHT DHT DHT DHT SOS EOI ");
    CHECK(markers_of(clean_copy(plant_all(original, 8)).bytes).substr(0, 20) == "APP0 APP1 APP2 APP14");
}

TEST_CASE("pixel density and colour marker are kept, a thumbnail behind them is not", "[sanitise]") {
    Bytes original = make_jpeg(draw(40, 24));
    REQUIRE(original[3] == 0xE0);
    original[13] = 1;     // dots per inch
    original[15] = original[17] = 0x48;  // 72 across and down
    const CleanCopy copy = clean_copy(original);
    CHECK(copy.bytes[13] == 1);
    CHECK(copy.bytes[15] == 0x48);
    const CleanCopy marked = clean_copy(plant(original, "colour marker"));
    CHECK(holds(marked.bytes, text_bytes(std::string_view("\xFF\xEE\0\x0E" "Adobe\0\x64\0\0\0\0\x01", 16))));
}

TEST_CASE("tables that no pixel refers to do not leave", "[sanitise]") {
    const Bytes original = make_jpeg(draw(40, 24));
    const Bytes dirty = plant(original, "table");
    REQUIRE(holds_needle(dirty));
    CHECK((clean_copy(dirty).bytes == clean_copy(original).bytes));
}

TEST_CASE("fill bytes in front of a marker are dropped without touching the data", "[sanitise]") {
    const Bytes original = make_jpeg(draw(40, 24));
    Bytes filled = original;
    filled.insert(filled.end() - 2, 5, 0xFF);
    const CleanCopy copy = clean_copy(filled);
    CHECK(copy.method == CopyMethod::lossless);
    CHECK((copy.bytes == clean_copy(original).bytes));
}

TEST_CASE("restart markers behind the data are written away", "[sanitise]") {
    const Bytes original = make_jpeg(draw(40, 24));
    Bytes more = original;
    const Bytes restarts{0xFF, 0xD1, 0xFF, 0xD5};
    more.insert(more.end() - 2, restarts.begin(), restarts.end());
    const CleanCopy copy = clean_copy(more);
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(same_pixels(copy.bytes, original));
}

TEST_CASE("a JPEG is clean on the second pass whatever was in the first", "[sanitise]") {
    for (const unsigned seed : {1U, 2U, 3U}) {
        JpegOptions options;
        options.quality = 30 + static_cast<int>(seed) * 20;
        options.halved_colour = seed != 2;
        const CleanCopy copy = clean_copy(plant_all(make_jpeg(draw(33, 21, seed), options), 5));
        CHECK((clean_copy(copy.bytes).bytes == copy.bytes));
    }
}
