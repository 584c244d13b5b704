// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

void put(Bytes& out, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

struct BmpOptions {
    std::uint32_t bits = 24;
    std::uint32_t header = 40;
    std::uint32_t compression = 0;
    std::array<std::uint32_t, 4> masks{};
    bool top_down = false;
    Bytes pixels;           // instead of those of the raster
    Bytes icc;
    std::string_view gap;
    std::string_view linked;
};

// A grey ramp as the palette; index and level of a pixel are its red.
std::uint32_t stored(const Raster& raster, int x, int y, const BmpOptions& o) {
    const std::uint8_t* at = raster.rgb.data() + (y * raster.width + x) * 3;
    if (o.bits <= 8) return at[0] >> (8 - o.bits);
    if (o.masks[0] == 0 && o.bits >= 24) return static_cast<std::uint32_t>(at[0] << 16 | at[1] << 8 | at[2]);
    std::array<std::uint32_t, 4> masks = o.masks;
    if (masks[0] == 0) masks = {0x7C00, 0x3E0, 0x1F, 0};
    std::uint32_t pixel = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        if (masks[i] == 0) continue;
        const std::uint32_t lowest = masks[i] & (~masks[i] + 1), most = masks[i] / lowest;
        const std::uint32_t level = i == 3 ? (x < raster.width / 2 ? 128U : 255U) : at[i];
        pixel |= static_cast<std::uint32_t>(std::uint64_t{level} * most / 255) * lowest;
    }
    return pixel;
}

Bytes make_bmp(const Raster& raster, const BmpOptions& o = {}) {
    const std::uint32_t entries = o.bits <= 8 ? 1U << o.bits : 0;
    const std::uint32_t masks = o.header == 40 && o.compression == 3 ? 12 : o.header == 40 && o.compression == 6 ? 16 : 0;
    const std::uint32_t at = 14 + o.header + masks + entries * (o.header == 12 ? 3 : 4) + static_cast<std::uint32_t>(o.gap.size());
    const std::size_t row = (static_cast<std::size_t>(raster.width) * o.bits + 31) / 32 * 4;
    Bytes pixels = o.pixels;
    for (int i = 0; o.pixels.empty() && i < raster.height; ++i) {
        const int y = o.top_down ? i : raster.height - 1 - i;
        Bytes line(row);
        for (int x = 0; x < raster.width; ++x) {
            const std::uint32_t value = stored(raster, x, y, o);
            const std::size_t bit = static_cast<std::size_t>(x) * o.bits;
            if (o.bits < 8)
                line[bit / 8] = static_cast<std::uint8_t>(line[bit / 8] | value << (8 - o.bits - bit % 8));
            else
                for (std::size_t b = 0; b < o.bits / 8; ++b) line[bit / 8 + b] = static_cast<std::uint8_t>(value >> (8 * b));
        }
        append(pixels, line);
    }
    Bytes out = text_bytes("BM"sv);
    const std::string_view linked = o.linked;
    put(out, static_cast<std::uint32_t>(at + pixels.size() + o.icc.size() + linked.size()), 4);
    put(out, 0, 4);
    put(out, at, 4);
    put(out, o.header, 4);
    const int size = o.header == 12 ? 2 : 4;
    put(out, static_cast<std::uint32_t>(raster.width), size);
    put(out, static_cast<std::uint32_t>(o.top_down ? -raster.height : raster.height), size);
    put(out, 1, 2);
    put(out, o.bits, 2);
    if (o.header > 12) {
        put(out, o.compression, 4);
        put(out, static_cast<std::uint32_t>(pixels.size()), 4);
        for (int i = 0; i < 4; ++i) put(out, 0, 4);
    }
    if (o.header > 40 || masks > 0)
        for (std::size_t i = 0; i < (masks == 12 ? 3U : 4U); ++i) put(out, o.masks[i], 4);
    if (o.header == 124) {
        put(out, o.icc.empty() ? o.linked.empty() ? 0x73524742 : 0x4C494E4B : 0x4D424544, 4);
        out.resize(126, 0);
        put(out, static_cast<std::uint32_t>(at - 14 + pixels.size()), 4);
        put(out, static_cast<std::uint32_t>(o.icc.size() + linked.size()), 4);
    }
    out.resize(14 + o.header + masks, 0);
    for (std::uint32_t i = 0; i < entries; ++i)
        put(out, entries == 1 ? 0 : i * 255 / (entries - 1) * 0x010101, o.header == 12 ? 3 : 4);
    append(out, o.gap);
    append(out, pixels);
    append(out, o.icc);
    append(out, linked);
    return out;
}

// Each colour as the masks keep it, or the level of the palette.
Raster as_stored(const Raster& raster, const BmpOptions& o) {
    Raster out = raster;
    std::array<std::uint32_t, 4> masks = o.masks;
    if (o.bits == 16 && masks[0] == 0) masks = {0x7C00, 0x3E0, 0x1F, 0};
    for (std::size_t i = 0; i < out.rgb.size(); ++i) {
        if (o.bits <= 8) {
            const int most = (1 << o.bits) - 1;
            out.rgb[i] = static_cast<std::uint8_t>((raster.rgb[i / 3 * 3] >> (8 - o.bits)) * 255 / most);
        } else if (masks[0] != 0) {
            const std::uint32_t most = masks[i % 3] / (masks[i % 3] & (~masks[i % 3] + 1));
            out.rgb[i] = static_cast<std::uint8_t>(std::uint64_t{raster.rgb[i]} * most / 255 * 255 / most);
        }
    }
    return out;
}

void check_decodes(const Bytes& file, const Raster& expected) {
    const auto picture = decode(file, Limits{});
    INFO((picture ? "" : picture.error().message));
    REQUIRE(picture);
    CHECK(picture->shown.width == expected.width);
    CHECK((picture->shown.rgb == expected.rgb));
}

std::string refusal(const Bytes& file) {
    const auto picture = decode(file, Limits{});
    if (picture) return "read";
    CHECK(picture.error().code == ErrorCode::unreadable);
    return picture.error().message;
}

}  // namespace

TEST_CASE("a BMP of any depth, header and direction decodes", "[image][bmp]") {
    const Raster raster = draw(31, 17);
    BmpOptions options;
    options.bits = GENERATE(1U, 2U, 4U, 8U, 16U, 24U, 32U);
    options.header = GENERATE(12U, 40U, 52U, 56U, 64U, 108U, 124U);
    options.top_down = GENERATE(false, true);
    if (options.header == 12 && options.top_down) return;
    INFO(options.bits << " bits behind a header of " << options.header);
    check_decodes(make_bmp(raster, options), as_stored(raster, options));
}

TEST_CASE("a BMP with masks decodes, and alpha of one stays", "[image][bmp]") {
    const Raster raster = draw(31, 17);
    BmpOptions options;
    SECTION("565") {
        options.bits = 16;
        options.compression = 3;
        options.masks = {0xF800, 0x07E0, 0x001F, 0};
        options.header = GENERATE(40U, 56U, 124U);
        check_decodes(make_bmp(raster, options), as_stored(raster, options));
    }
    SECTION("ten bits a colour") {
        options.bits = 32;
        options.compression = 3;
        options.masks = {0x3FF00000, 0x000FFC00, 0x000003FF, 0};
        check_decodes(make_bmp(raster, options), as_stored(raster, options));
    }
    SECTION("alpha") {
        options.bits = 32;
        options.masks = {0x00FF0000, 0x0000FF00, 0x000000FF, 0xFF000000};
        options.header = GENERATE(40U, 56U, 108U, 124U);
        options.compression = options.header == 40 ? 6 : 3;
        const auto picture = decode(make_bmp(raster, options), Limits{});
        REQUIRE(picture);
        REQUIRE(picture->alpha.size() == std::size_t{31 * 17});
        CHECK(picture->alpha[0] == 128);
        CHECK(picture->alpha[30] == 255);
        CHECK((picture->also.front().rgb == raster.rgb));
    }
}

TEST_CASE("run lengths of a BMP decode, with escapes, and what lacks rows is refused", "[image][bmp][R-01]") {
    Raster raster{6, 2, Bytes(36, 0)};
    BmpOptions options;
    options.bits = 8;
    options.compression = 1;
    //               3 x 200      two literals, padded   end of row   step right 1, 4 x 9              end
    options.pixels = {3, 200, 0, 3, 10, 20, 30, 0,       0, 0,        0, 2, 1, 0, 4, 9,              0, 1};
    auto picture = decode(make_bmp(raster, options), Limits{});
    REQUIRE(picture);
    const auto row = [&](std::size_t y) {
        std::vector<int> out;
        for (std::size_t x = 0; x < 6; ++x) out.push_back(picture->shown.rgb[(y * 6 + x) * 3]);
        return out;
    };
    CHECK(row(1) == std::vector<int>{200, 200, 200, 10, 20, 30});
    CHECK(row(0) == std::vector<int>{0, 9, 9, 9, 9, 0});

    options.pixels = {3, 200, 0, 3, 10, 20, 30, 0, 0, 0, 2, 9};
    CHECK(refusal(make_bmp(raster, options)).find("cut short") != std::string::npos);
    options.top_down = true;
    CHECK(refusal(make_bmp(raster, options)) != "read");

    BmpOptions halves;
    halves.bits = 4;
    halves.compression = 2;
    halves.pixels = {5, 0xF0, 1, 0x30, 0, 0, 0, 5, 0x12, 0x34, 0x50, 0, 1, 0xF0, 0, 1};
    picture = decode(make_bmp(raster, halves), Limits{});
    REQUIRE(picture);
    CHECK(row(1) == std::vector<int>{255, 0, 255, 0, 255, 51});
    CHECK(row(0) == std::vector<int>{17, 34, 51, 68, 85, 255});
}

TEST_CASE("a BMP leaves as PNG with the same pixels, its profile clean and nothing hidden", "[sanitise][bmp][R-17]") {
    const Raster raster = draw(31, 17);
    BmpOptions options;
    options.header = 124;
    SECTION("embedded profile, gap and trailer") {
        options.icc = make_icc_profile();
        options.gap = needle_name;
        Bytes dirty = make_bmp(raster, options);
        append(dirty, needle_name);
        REQUIRE(holds_needle(dirty));
        const auto listed = list_metadata(dirty, Limits{});
        REQUIRE(listed);
        for (const auto name : {"BMP:gap"sv, "BMP:trailer"sv, "ICC:ProfileDescription"sv}) {
            INFO(name);
            CHECK(std::any_of(listed->begin(), listed->end(), [&](const MetadataItem& item) {
                return item.name == name && item.text == needle_name;
            }));
        }
        const CleanCopy copy = clean_copy(dirty);
        CHECK(copy.format == Format::png);
        CHECK(copy.method == CopyMethod::re_encoded);
        CHECK((pixels_of(copy.bytes).rgb == raster.rgb));
    }
    SECTION("linked profile") {
        options.linked = "C:\\Users\\Nkechi Adeyemi\\screen.icc\0"sv;
        const Bytes dirty = make_bmp(raster, options);
        const auto listed = list_metadata(dirty, Limits{});
        REQUIRE(listed);
        REQUIRE(listed->size() == 1);
        CHECK(listed->front().name == "BMP:LinkedProfile");
        CHECK(listed->front().text == "C:\\Users\\Nkechi Adeyemi\\screen.icc");
        CHECK((pixels_of(clean_copy(dirty).bytes).rgb == raster.rgb));
    }
    SECTION("alpha") {
        options.bits = 32;
        options.compression = 3;
        options.masks = {0x00FF0000, 0x0000FF00, 0x000000FF, 0xFF000000};
        const Bytes dirty = make_bmp(raster, options);
        const auto before = decode(dirty, Limits{}), after = decode(clean_copy(dirty).bytes, Limits{});
        REQUIRE(before);
        REQUIRE(after);
        CHECK((before->alpha == after->alpha && before->shown.rgb == after->shown.rgb));
    }
}

TEST_CASE("a BMP cut short or damaged is refused, or read without passing its end", "[image][bmp][R-01][fuzz]") {
    BmpOptions options;
    options.bits = GENERATE(4U, 8U, 16U, 24U);
    const Bytes file = make_bmp(draw(20, 20), options);
    for (std::size_t size = 0; size + 4 < file.size(); size += 7)
        CHECK(refusal(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))) != "read");
    unsigned random = 1;
    for (int i = 0; i < 3000; ++i) {
        Bytes spoilt = file;
        for (int change = 0; change < 3; ++change) {
            random = random * 1664525 + 1013904223;
            spoilt[(random >> 8) % 80] = static_cast<std::uint8_t>(random >> 24);
        }
        Limits limits;
        limits.pixels = 100'000;
        const auto picture = decode(spoilt, limits);
        if (!picture) CHECK(picture.error().code == ErrorCode::unreadable);
    }
}
