// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "image/png_chunks.hpp"
#include "sanitise_fixture.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

constexpr auto srgb_points = "\0\0\x7A\x26\0\0\x80\x84\0\0\xFA\0\0\0\x80\xE8"
                             "\0\0\x75\x30\0\0\xEA\x60\0\0\x3A\x98\0\0\x17\x70"sv;

std::string chunks_of(const Bytes& bytes) {
    const auto walk = walk_png(bytes, Limits{});
    REQUIRE(walk);
    std::string names;
    for (const PngChunk& chunk : walk->chunks) names += png_type_name(chunk.type) + " ";
    return names;
}

Bytes with_chunk(const Bytes& png, std::string_view type, std::string_view data) {
    Bytes out(png.begin(), png.begin() + 33);
    put_png_chunk(out, type, text_bytes(data));
    append(out, ByteView(png).subspan(33));
    return out;
}

}  // namespace

TEST_CASE("what is planted in a PNG is gone from the copy, place by place, and its pixels are not touched",
          "[sanitise][R-17]") {
    const Bytes original = make_png(draw(64, 48));
    REQUIRE(!holds_needle(original));
    for (const std::string& place : needles_for(original)) {
        INFO(place);
        const Bytes dirty = plant(original, place, 1);
        REQUIRE(holds_needle(dirty));
        const CleanCopy copy = clean_copy(dirty);
        CHECK(copy.format == Format::png);
        CHECK(same_pixels(copy.bytes, original));
        const bool in_the_data = place == "after pixels" || place == "after stream";
        CHECK(copy.method == (in_the_data ? CopyMethod::re_encoded : CopyMethod::lossless));
    }
}

TEST_CASE("a PNG of every kind comes out clean with everything planted", "[sanitise][R-17]") {
    PngOptions options;
    options.interlaced = GENERATE(false, true);
    options.transparent = GENERATE(false, true);
    options.colour_type = GENERATE(0, 2, 3, 4, 6);
    options.bit_depth = GENERATE(1, 4, 8, 16);
    const bool exists = options.bit_depth == 8 || (options.bit_depth == 16 && options.colour_type != 3) ||
                        (options.bit_depth < 8 && (options.colour_type == 0 || options.colour_type == 3));
    if (exists && !(options.transparent && options.bit_depth == 1)) {
        INFO("type " << options.colour_type << ", " << options.bit_depth << " bits");
        const Bytes original = make_png(draw(29, 23), options);
        const CleanCopy copy = clean_copy(plant_all(original, 7));
        const auto before = decode(original, Limits{}), after = decode(copy.bytes, Limits{});
        REQUIRE(before);
        REQUIRE(after);
        CHECK((after->shown.rgb == upright(before->shown, 7).rgb));
        REQUIRE(after->also.size() == before->also.size());
        for (std::size_t i = 0; i < after->also.size(); ++i)
            CHECK((after->also[i].rgb == upright(before->also[i], 7).rgb));
        // Depth and colour type are as they were, in a stream written anew as well.
        CHECK(std::equal(copy.bytes.begin(), copy.bytes.begin() + 33, original.begin()));
    }
}

TEST_CASE("every orientation of a PNG is kept, and nothing else of EXIF", "[sanitise]") {
    const int orientation = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    const Bytes original = make_png(draw(40, 24));
    const CleanCopy copy = clean_copy(plant(original, "exif", orientation));
    CHECK(orientation_of(copy.bytes, Format::png) == orientation);
    CHECK((pixels_of(copy.bytes).rgb == upright(draw(40, 24), orientation).rgb));
    CHECK((chunks_of(copy.bytes).find("eXIf") != std::string::npos) == (orientation != 1));
}

TEST_CASE("chunks that say how pixels are read stay", "[sanitise]") {
    Bytes file = make_png(draw(20, 20));
    file = with_chunk(file, "pHYs", "\0\0\x0B\x13\0\0\x0B\x13\x01"sv);
    file = with_chunk(file, "sBIT", "\x08\x08\x08"sv);
    file = with_chunk(file, "sRGB", "\0"sv);
    file = with_chunk(file, "cHRM", srgb_points);
    file = with_chunk(file, "gAMA", "\0\0\xB1\x8F"sv);
    const CleanCopy copy = clean_copy(file);
    const std::string chunks = chunks_of(copy.bytes);
    CHECK(chunks.substr(0, 35) == "IHDR gAMA cHRM sRGB sBIT pHYs IDAT ");
}

TEST_CASE("a chunk of the wrong size, place or number does not stay", "[sanitise][R-17]") {
    const Bytes file = make_png(draw(20, 20));
    for (const auto& [type, data] : {std::pair{"gAMA"sv, "\0\0\xB1\x8F and more"sv}, std::pair{"pHYs"sv, "name"sv},
                                     std::pair{"sBIT"sv, "\x08\x09\x08"sv}, std::pair{"sRGB"sv, "\x09"sv},
                                     std::pair{"tRNS"sv, "\0\1"sv}, std::pair{"bKGD"sv, "\0"sv},
                                     std::pair{"iCCP"sv, "name\0\0nothing"sv}, std::pair{"hIST"sv, "\0\1"sv}}) {
        INFO(std::string(type));
        CHECK(chunks_of(clean_copy(with_chunk(file, type, data)).bytes).find(std::string(type)) == std::string::npos);
    }
    const Bytes twice = with_chunk(with_chunk(file, "gAMA", "\0\0\xB1\x8F"sv), "gAMA", "\0\0\xB1\x8E"sv);
    const std::string chunks = chunks_of(clean_copy(twice).bytes);
    CHECK(chunks.find("gAMA") == chunks.rfind("gAMA"));
}

TEST_CASE("what makes another picture of the pixels does not stay", "[sanitise][R-03]") {
    const Bytes file = make_png(draw(20, 20));
    const auto stays = [&](std::string_view type, std::string_view data) {
        return chunks_of(clean_copy(with_chunk(file, type, data)).bytes).find(std::string(type)) != std::string::npos;
    };
    CHECK(stays("gAMA"sv, "\0\0\xB1\x8F"sv));
    CHECK(stays("gAMA"sv, "\0\0\xD9\x03"sv));   // 1/1.8
    CHECK(!stays("gAMA"sv, "\0\0\0\x10"sv));
    CHECK(!stays("gAMA"sv, "\0\0\x9C\x3F"sv));  // 0.39999
    CHECK(!stays("gAMA"sv, "\0\0\xEA\x61"sv));  // 0.60001
    CHECK(!stays("gAMA"sv, "\0\1\x86\xA0"sv));  // 1
    CHECK(stays("cICP"sv, "\x01\x0D\0\1"sv));
    CHECK(stays("cICP"sv, "\x0C\x0D\0\1"sv));
    for (const std::string_view points : {"\x09\x10\0\1"sv, "\x01\x08\0\1"sv, "\x01\x0D\0\0"sv, "\x01\x0D\1\1"sv})
        CHECK(!stays("cICP"sv, points));
    CHECK(stays("cHRM"sv, srgb_points));
    CHECK(!stays("cHRM"sv, std::string(32, '\1')));
    for (std::size_t at = 1; at < 32; at += 4) {
        std::string other(srgb_points);
        other[at] = '\x05';
        CHECK(!stays("cHRM"sv, other));
    }
}

TEST_CASE("the proof refuses a PNG whose colours are read another way", "[sanitise][R-03][R-17]") {
    const Bytes clean = clean_copy(make_png(draw(20, 20))).bytes;
    const auto proved = [&](std::string_view type, std::string_view data) {
        return prove_clean(with_chunk(clean, type, data), Limits{}).has_value();
    };
    CHECK(proved("gAMA"sv, "\0\0\xB1\x8F"sv));
    CHECK(!proved("gAMA"sv, "\0\1\x86\xA0"sv));
    CHECK(proved("cICP"sv, "\x01\x0D\0\1"sv));
    CHECK(!proved("cICP"sv, "\x09\x10\0\1"sv));
    CHECK(proved("cHRM"sv, srgb_points));
    CHECK(!proved("cHRM"sv, std::string(32, '\1')));
    CHECK(!proved("sRGB"sv, "\x09"sv));
}

TEST_CASE("of a PNG with a broken animation the still picture alone leaves", "[sanitise]") {
    const Bytes original = make_png(draw(20, 20));
    const Bytes animated = plant(original, "animation");
    REQUIRE(!decode(animated, Limits{}));
    CHECK((clean_copy(animated).bytes == clean_copy(original).bytes));
}

TEST_CASE("a zip bomb of a PNG leaves as the few pixels it has", "[sanitise]") {
    const CleanCopy copy = clean_copy(png_bomb(8, 8, std::size_t{200} << 20));
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(copy.bytes.size() < 500);
}

TEST_CASE("a text bomb is dropped unread", "[sanitise]") {
    const Bytes original = make_png(draw(20, 20));
    CHECK((clean_copy(png_text_bomb(original, std::size_t{100} << 20)).bytes == clean_copy(original).bytes));
}

TEST_CASE("a profile bomb is dropped", "[sanitise]") {
    Bytes data = text_bytes("bomb\0\0"sv);
    append(data, zlib_stream(Bytes(std::size_t{100} << 20, 0)));
    const Bytes original = make_png(draw(20, 20));
    Bytes file(original.begin(), original.begin() + 33);
    put_png_chunk(file, "iCCP", data);
    append(file, ByteView(original).subspan(33));
    CHECK((clean_copy(file).bytes == clean_copy(original).bytes));
}

TEST_CASE("an empty IDAT chunk does not leave", "[sanitise]") {
    const Bytes original = make_png(draw(20, 20));
    Bytes file(original.begin(), original.end() - 12);
    put_png_chunk(file, "IDAT", {});
    append(file, ByteView(original).subspan(original.size() - 12));
    CHECK((clean_copy(file).bytes == clean_copy(original).bytes));
}
