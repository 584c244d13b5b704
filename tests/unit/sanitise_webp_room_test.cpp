// SPDX-License-Identifier: Apache-2.0
//
// Lossless WebP streams written bit by bit, with numbers in them that no pixel depends on.
#include <functional>
#include <string>

#include "image/vp8l_stream.hpp"
#include "image/webp_lossless.hpp"
#include "sanitise_fixture.hpp"
#include "support/webp_maker.hpp"

using namespace consent;
using namespace consent::test;

namespace {

class Bits {
public:
    Bits& put(std::uint32_t value, int bits) {
        for (int i = 0; i < bits; ++i, ++at_) {
            if (at_ % 8 == 0) bytes.push_back(0);
            bytes.back() = static_cast<std::uint8_t>(bytes.back() | (value >> i & 1) << at_ % 8);
        }
        return *this;
    }
    Bits& head(std::uint32_t width, std::uint32_t height) {
        return put(0x2F, 8).put(width - 1, 14).put(height - 1, 14).put(1, 1).put(0, 3);
    }
    // A prefix code of one symbol, which takes no bits, or of two, which takes one.
    Bits& one(std::uint32_t symbol) { return put(1, 1).put(0, 1).put(1, 1).put(symbol, 8); }
    Bits& two(std::uint32_t low, std::uint32_t high) { return put(1, 1).put(1, 1).put(1, 1).put(low, 8).put(high, 8); }
    // Green, red, blue, alpha of one value each, and distances.
    Bits& plain_codes(std::uint32_t green, std::uint32_t alpha) { return one(green).one(0).one(0).one(alpha).one(0); }

    Bytes bytes;

private:
    int at_ = 0;
};

// A transform of 8 by 8 pixels with a helping picture of 2 by 2: its green, and one bit of red a pixel.
Bits with_helper(std::uint32_t kind, std::uint32_t green, std::uint32_t red_bits) {
    Bits out;
    out.head(8, 8).put(1, 1).put(kind, 2).put(0, 3);  // blocks of four by four
    out.put(0, 1).one(green).two(0, 200).one(0).one(255).one(0).put(red_bits, 4);
    out.put(0, 1);
    out.put(0, 1).put(0, 1).plain_codes(9, 0);
    return out;
}

// 8 by 8 pixels by their place in a palette, all of the first entry; red is one bit a packed pixel.
Bits with_palette(std::uint32_t colours, std::uint32_t red_bits) {
    Bits out;
    out.head(8, 8).put(1, 1).put(3, 2).put(colours - 1, 8);
    out.put(0, 1).one(40).one(0).one(0).two(0, 255).one(0);
    for (std::uint32_t i = 0; i < colours; ++i) out.put(i == 0 ? 1 : 0, 1);  // each the one before and 40 more green
    out.put(0, 1);
    out.put(0, 1).put(0, 1);
    if (red_bits == 0) return out.one(0).one(0).one(0).one(255).one(0);
    out.one(0).two(0, 77).one(0).one(255).one(0);
    return out.put(red_bits, 8);
}

// Two groups of prefix codes of which the map of blocks names the second alone.
Bits with_unused_group() {
    Bits out;
    out.head(8, 8).put(0, 1);
    out.put(0, 1).put(1, 1).put(0, 3);
    out.put(0, 1).one(1).one(0).one(0).one(0).one(0);
    return out.plain_codes(123, 45).plain_codes(9, 255);
}

void check_roomy(const Bytes& stream) {
    REQUIRE(unpack_vp8l(stream, 8, 8));
    CHECK(read_vp8l_stream(stream).end == Vp8lEnd::roomy);
    const Bytes file = webp_file({{"VP8L", stream}});
    const auto proved = prove_clean(file, Limits{});
    REQUIRE(!proved);
    CHECK(proved.error().message.find("(WebP:VP8L)") != std::string::npos);
    const CleanCopy copy = clean_copy(file);
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK((webp_frames(copy.bytes) == webp_frames(file)));
}

void check_tiny(const Bytes& stream) {
    CHECK(read_vp8l_stream(stream).end == Vp8lEnd::whole);
    CHECK(clean_copy(webp_file({{"VP8L", stream}})).method == CopyMethod::lossless);
}

void check_whole(const Bytes& stream) {
    REQUIRE(unpack_vp8l(stream, 8, 8));
    CHECK(read_vp8l_stream(stream).end == Vp8lEnd::whole);
    const CleanCopy copy = clean_copy(webp_file({{"VP8L", stream}}));
    CHECK(copy.method == CopyMethod::lossless);
}

}  // namespace

TEST_CASE("a lossless stream without room in it stays as it is", "[sanitise][webp]") {
    Bits plain;
    plain.head(8, 8).put(0, 1).put(0, 1).put(0, 1).plain_codes(9, 255);
    check_whole(plain.bytes);
    check_whole(with_helper(0, 5, 0x0).bytes);
    check_whole(with_palette(1, 0).bytes);
}

TEST_CASE("numbers of a lossless stream that no pixel depends on do not leave", "[sanitise][webp][R-17]") {
    SECTION("beside the modes of predictors") { check_roomy(with_helper(0, 5, 0x6).bytes); }
    SECTION("above the modes of predictors") { check_roomy(with_helper(0, 0x45, 0x0).bytes); }
    SECTION("colours of a palette that no pixel has") { check_roomy(with_palette(2, 0).bytes); }
    SECTION("beside the indexes") { check_roomy(with_palette(1, 0x5A).bytes); }
    SECTION("codes that no block names") { check_roomy(with_unused_group().bytes); }
}

TEST_CASE("the red of a colour transform is needed, and stays", "[sanitise][webp]") {
    check_whole(with_helper(1, 5, 0x6).bytes);
}

TEST_CASE("bits behind the last symbol of a lossless stream are cleared, bytes are cut", "[sanitise][webp][R-17]") {
    Bits out = with_helper(0, 5, 0x0);
    const Vp8lStream read = read_vp8l_stream(out.bytes);
    REQUIRE(read.end == Vp8lEnd::whole);
    REQUIRE(read.last_bits != 0xFF);
    const Bytes expected = clean_copy(webp_file({{"VP8L", out.bytes}})).bytes;
    out.bytes.back() = static_cast<std::uint8_t>(out.bytes.back() | ~read.last_bits);
    CHECK(!prove_clean(webp_file({{"VP8L", out.bytes}}), Limits{}));
    CHECK((clean_copy(webp_file({{"VP8L", out.bytes}})).bytes == expected));
}

TEST_CASE("a transparency whose stream says more than green is compressed anew", "[sanitise][webp][R-17]") {
    WebpOptions options;
    options.transparent = true;
    auto parts = webp_parts(clean_copy(make_webp(draw(8, 8), options)).bytes);
    REQUIRE(parts[1].type == "ALPH");
    Bits out;
    out.head(8, 8).put(0, 1).put(0, 1).put(0, 1).one(128).two(0, 255).one(0).one(0).one(0);
    for (int i = 0; i < 64; ++i) out.put(static_cast<std::uint32_t>(i) % 3 == 0 ? 1 : 0, 1);
    parts[1].data = {0x01};
    parts[1].data.insert(parts[1].data.end(), out.bytes.begin() + 5, out.bytes.end());
    const Bytes file = webp_file(parts);
    const auto proved = prove_clean(file, Limits{});
    REQUIRE(!proved);
    CHECK(proved.error().message.find("(WebP:ALPH)") != std::string::npos);
    const CleanCopy copy = clean_copy(file);
    CHECK(copy.method == CopyMethod::re_encoded);
    REQUIRE(webp_frames(file).size() == 1);
    CHECK((webp_frames(copy.bytes) == webp_frames(file)));
}

TEST_CASE("libwebp's own lossless streams have no room", "[sanitise][webp]") {
    WebpOptions options;
    options.lossless = true;
    options.transparent = GENERATE(false, true);
    options.method = GENERATE(0, 3, 6);
    options.colours = GENERATE(0, 2, 4, 16, 40, 200);
    const CleanCopy copy = clean_copy(make_webp(draw(101, 67), options));
    INFO("method " << options.method << ", colours " << options.colours);
    CHECK(copy.method == CopyMethod::lossless);
}

TEST_CASE("a lossless stream of a few bytes is read and written as any other", "[sanitise][webp]") {
    Bits tiny;
    tiny.head(1, 1).put(0, 1).put(0, 1).put(0, 1).plain_codes(9, 255);
    check_tiny(tiny.bytes);
    Bits tinier;
    tinier.head(1, 1).put(0, 1).put(0, 1).put(0, 1);
    for (int i = 0; i < 5; ++i) tinier.put(1, 1).put(0, 1).put(0, 1).put(1, 1);  // codes of one bit for the symbol
    REQUIRE(tinier.bytes.size() < 12);
    check_tiny(tinier.bytes);
}

TEST_CASE("a lossy frame that begins beyond its range is refused", "[sanitise][webp][R-01]") {
    auto parts = webp_parts(clean_copy(make_webp(draw(40, 30))).bytes);
    const Bytes& vp8 = parts[0].data;
    const std::size_t first = (vp8[0] | std::size_t{vp8[1]} << 8 | std::size_t{vp8[2]} << 16) >> 5;
    parts[0].data.at(10 + first) = 0xFF;
    CHECK(!sanitise(webp_file(parts), Limits{}));
    CHECK(!prove_clean(webp_file(parts), Limits{}));
}
