// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "image/jpeg_segments.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise/prove_icc.hpp"
#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

std::uint32_t be32(ByteView bytes, std::size_t at) {
    return static_cast<std::uint32_t>(bytes[at]) << 24 | static_cast<std::uint32_t>(bytes[at + 1]) << 16 |
           static_cast<std::uint32_t>(bytes[at + 2]) << 8 | bytes[at + 3];
}

Bytes element(const Bytes& profile, std::string_view tag) {
    for (std::size_t i = 0; i < be32(profile, 128); ++i) {
        const std::size_t at = 132 + 12 * i;
        if (!std::equal(tag.begin(), tag.end(), profile.begin() + static_cast<std::ptrdiff_t>(at))) continue;
        const auto start = profile.begin() + be32(profile, at + 4);
        return Bytes(start, start + be32(profile, at + 8));
    }
    return {};
}

bool holds_name(const Bytes& bytes) {
    for (const Bytes& sought : {text_bytes(needle_name), wide_text(needle_name, true), text_bytes("NKAD"sv)})
        if (std::search(bytes.begin(), bytes.end(), sought.begin(), sought.end()) != bytes.end()) return true;
    return false;
}

void put32(Bytes& out, std::size_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void pad(Bytes& out) { out.resize((out.size() + 3) / 4 * 4, 0); }

Bytes xyz_element() {
    Bytes e = text_bytes("XYZ \0\0\0\0"sv);
    for (const std::size_t value : {0xF6D6U, 0x10000U, 0xD32DU}) put32(e, value);
    return e;
}

// Version 4 by default. Elements lie one after the other.
Bytes profile_of(std::string_view space, std::vector<std::pair<std::string_view, Bytes>> elements,
                 std::uint8_t version = 4) {
    elements.emplace_back("wtpt"sv, xyz_element());
    Bytes out(8, 0);
    out.push_back(version);
    out.resize(12, 0);
    append(out, "prtr"sv);
    append(out, space);
    append(out, "Lab "sv);
    append(out, text_bytes("\x07\xEA\0\x05\0\x04\0\x09\0\x1E\0\0"sv));
    append(out, "acsp"sv);
    append(out, needle_name);
    out.resize(128, 0);
    put32(out, elements.size());
    std::size_t at = 132 + 12 * elements.size();
    Bytes data;
    for (const auto& [tag, e] : elements) {
        append(out, tag);
        put32(out, at + data.size());
        put32(out, e.size());
        append(data, e);
        pad(data);
    }
    append(out, data);
    Bytes size;
    put32(size, out.size());
    std::copy(size.begin(), size.end(), out.begin());
    return out;
}

Bytes localised(std::string_view text) {
    Bytes e = text_bytes("mluc\0\0\0\0\0\0\0\x01\0\0\0\x0C" "enUS"sv);
    put32(e, text.size() * 2);
    put32(e, 28);
    append(e, wide_text(text, true));
    return e;
}

// mft2 of four inks: two grid points an ink, two entries a curve.
Bytes table_element() {
    Bytes e = text_bytes("mft2\0\0\0\0\x04\x03\x02\0"sv);
    for (const std::size_t value : {0x10000U, 0U, 0U, 0U, 0x10000U, 0U, 0U, 0U, 0x10000U}) put32(e, value);
    append(e, text_bytes("\0\x02\0\x02"sv));
    for (std::size_t i = 0; i < 4 * 2 + 16 * 3 + 3 * 2; ++i)
        for (const std::size_t byte : {i * 37 % 256, i * 11 % 256}) e.push_back(static_cast<std::uint8_t>(byte));
    return e;
}

// mAB with curves, matrix and table, and the name hidden in the gap between two of them.
Bytes pipeline_element(bool with_name) {
    const Bytes curve = text_bytes("para\0\0\0\0\0\0\0\0\0\x02\x33\x33"sv);
    Bytes e = text_bytes("mAB \0\0\0\0\x03\x03\0\0"sv);
    e.resize(32, 0);
    const auto point = [&e](std::size_t field) {
        Bytes offset;
        put32(offset, e.size());
        std::copy(offset.begin(), offset.end(), e.begin() + static_cast<std::ptrdiff_t>(12 + 4 * field));
    };
    point(0);
    for (int i = 0; i < 3; ++i) append(e, curve);
    if (with_name) append(e, text_bytes("Nkechi Adeyemi  "));
    point(1);
    for (std::size_t i = 0; i < 12; ++i) put32(e, i < 9 && i % 4 == 0 ? 0x10000 : 0);
    point(2);
    for (int i = 0; i < 3; ++i) append(e, curve);
    point(3);
    append(e, text_bytes("\x02\x02\x02"sv));
    e.resize(e.size() + 13, with_name ? std::uint8_t{'N'} : std::uint8_t{0});
    append(e, text_bytes("\x01\0\0\0"sv));
    for (int i = 0; i < 24; ++i) e.push_back(static_cast<std::uint8_t>(i * 10));
    point(4);
    for (int i = 0; i < 3; ++i) append(e, curve);
    return e;
}

}  // namespace

TEST_CASE("a profile keeps its colours and loses its texts, maker, date and id", "[sanitise][R-17]") {
    const int components = GENERATE(1, 3);
    const Bytes profile = make_icc_profile(components);
    REQUIRE(holds_name(profile));
    REQUIRE(!icc_is_clean(profile));
    const auto cleaned = clean_icc_profile(profile, components == 1 ? ColourModel::grey : ColourModel::rgb);
    REQUIRE(cleaned);
    CHECK(!holds_name(*cleaned));
    CHECK(icc_is_clean(*cleaned));
    for (const std::string_view tag : {"rXYZ"sv, "gXYZ"sv, "bXYZ"sv, "wtpt"sv, "rTRC"sv, "gTRC"sv, "bTRC"sv, "kTRC"sv})
        CHECK((element(*cleaned, tag) == element(profile, tag)));
    CHECK(element(*cleaned, "dmnd"sv).empty());
    CHECK(std::all_of(cleaned->begin() + 24, cleaned->begin() + 36, [](std::uint8_t b) { return b == 0; }));
    CHECK(std::all_of(cleaned->begin() + 40, cleaned->begin() + 64, [](std::uint8_t b) { return b == 0; }));
    CHECK(std::all_of(cleaned->begin() + 80, cleaned->begin() + 128, [](std::uint8_t b) { return b == 0; }));
    const auto again = clean_icc_profile(*cleaned, components == 1 ? ColourModel::grey : ColourModel::rgb);
    REQUIRE(again);
    CHECK((*again == *cleaned));
}

TEST_CASE("lookup tables of inks and pipelines are kept number by number", "[sanitise]") {
    const Bytes inks = profile_of("CMYK"sv, {{"desc"sv, localised(needle_name)}, {"A2B0"sv, table_element()}});
    REQUIRE(holds_name(inks));
    const auto cleaned = clean_icc_profile(inks, ColourModel::cmyk);
    REQUIRE(cleaned);
    CHECK(!holds_name(*cleaned));
    CHECK(icc_is_clean(*cleaned));
    CHECK((element(*cleaned, "A2B0"sv) == table_element()));

    const Bytes pipeline = profile_of("RGB "sv, {{"desc"sv, localised(needle_name)}, {"A2B0"sv, pipeline_element(true)}});
    const auto rebuilt = clean_icc_profile(pipeline, ColourModel::rgb);
    REQUIRE(rebuilt);
    CHECK(!holds_name(*rebuilt));
    CHECK(icc_is_clean(*rebuilt));
    CHECK((element(*rebuilt, "A2B0"sv) == pipeline_element(false)));
    CHECK((*clean_icc_profile(*rebuilt, ColourModel::rgb) == *rebuilt));
}

TEST_CASE("a profile that cannot be used is dropped whole", "[sanitise]") {
    const Bytes good = make_icc_profile(3);
    REQUIRE(clean_icc_profile(good, ColourModel::rgb));
    CHECK(!clean_icc_profile(good, ColourModel::grey));
    CHECK(!clean_icc_profile({}, ColourModel::rgb));
    const auto spoilt = [&](std::size_t at, std::uint8_t value) {
        Bytes bad = good;
        bad[at] = value;
        return !clean_icc_profile(bad, ColourModel::rgb);
    };
    CHECK(spoilt(0, 0x7F));    // size
    CHECK(spoilt(8, 5));       // version
    CHECK(spoilt(12, 'l'));    // class
    CHECK(spoilt(20, 'Q'));    // connection space
    CHECK(spoilt(36, 'x'));    // magic
    CHECK(spoilt(128, 0x7F));  // number of tags
    for (std::size_t tag = 0; tag < be32(good, 128); ++tag) {
        Bytes bad = good;
        bad[132 + 12 * tag + 4] = 0x7F;  // offset past the end
        const auto cleaned = clean_icc_profile(bad, ColourModel::rgb);
        if (cleaned) CHECK(icc_is_clean(*cleaned));
    }
    for (std::size_t size = 0; size < good.size(); size += 7)
        CHECK(!clean_icc_profile(ByteView(good).first(size), ColourModel::rgb));
    CHECK(!clean_icc_profile(profile_of("RGB "sv, {}), ColourModel::rgb));
    Bytes short_table = table_element();
    short_table.resize(short_table.size() - 4);
    CHECK(!clean_icc_profile(profile_of("CMYK"sv, {{"A2B0"sv, short_table}}), ColourModel::cmyk));
}

TEST_CASE("damaged profiles never come out unclean", "[sanitise][fuzz]") {
    for (const Bytes& good : {make_icc_profile(3), profile_of("RGB "sv, {{"A2B0"sv, pipeline_element(true)}}),
                              profile_of("CMYK"sv, {{"A2B0"sv, table_element()}})})
        for (std::size_t seed = 0; seed < 3000; ++seed) {
            Bytes bad = good;
            for (std::size_t k = 0; k <= seed % 3; ++k)
                bad[(seed * 2654435761U + k * 97) % std::min<std::size_t>(bad.size(), seed % 2 == 0 ? 400 : bad.size())] =
                    static_cast<std::uint8_t>(seed * 31 + k);
            for (const ColourModel model : {ColourModel::rgb, ColourModel::cmyk}) {
                const auto cleaned = clean_icc_profile(bad, model);
                if (!cleaned) continue;
                INFO("seed " << seed);
                REQUIRE(icc_is_clean(*cleaned));
                REQUIRE((*clean_icc_profile(*cleaned, model) == *cleaned));
            }
        }
}

TEST_CASE("a long profile is put together from its segments, and dropped when one is missing", "[sanitise]") {
    Bytes table = text_bytes("curv\0\0\0\0"sv);
    put32(table, 40'000);
    for (std::size_t i = 0; i < 40'000; ++i)
        for (const std::size_t byte : {i * 65'535 / 40'000 >> 8, i * 65'535 / 40'000 & 255})
            table.push_back(static_cast<std::uint8_t>(byte));
    const Bytes small = make_icc_profile(3);
    std::vector<std::pair<std::string_view, Bytes>> elements;
    for (const std::string_view tag : {"rXYZ"sv, "gXYZ"sv, "bXYZ"sv}) elements.emplace_back(tag, element(small, tag));
    for (const std::string_view tag : {"rTRC"sv, "gTRC"sv, "bTRC"sv}) elements.emplace_back(tag, table);
    const Bytes profile = profile_of("RGB "sv, elements, 2);
    const auto picture = [&](bool all, bool swapped) {
        Bytes file = make_jpeg(draw(20, 20)), parts;
        const std::size_t size = 60'000, count = (profile.size() + size - 1) / size;
        for (std::size_t n = 0; n < count; ++n) {
            const std::size_t i = swapped ? count - 1 - n : n;
            if (!all && i == 1) continue;
            Bytes payload = text_bytes("ICC_PROFILE\0"sv);
            payload.push_back(static_cast<std::uint8_t>(i + 1));
            payload.push_back(static_cast<std::uint8_t>(count));
            append(payload, ByteView(profile).subspan(i * size, std::min(size, profile.size() - i * size)));
            put_jpeg_segment(parts, 0xE2, payload);
        }
        file.insert(file.begin() + 20, parts.begin(), parts.end());
        return clean_copy(file).bytes;
    };
    const Bytes whole = picture(true, false);
    CHECK(whole.size() > 80'000);
    CHECK((picture(true, true) == whole));
    CHECK(picture(false, false).size() < 5'000);
}
