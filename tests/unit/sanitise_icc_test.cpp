// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <functional>
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
    if (std::none_of(elements.begin(), elements.end(), [](const auto& e) { return e.first == "wtpt"sv; }))
        elements.emplace_back("wtpt"sv, xyz_element());
    Bytes out(8, 0);
    out.push_back(version);
    out.resize(12, 0);
    append(out, "prtr"sv);
    append(out, space);
    append(out, "XYZ "sv);
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

Bytes xyz_element(double x, double y, double z) {
    Bytes e = text_bytes("XYZ \0\0\0\0"sv);
    for (const double value : {x, y, z}) put32(e, static_cast<std::uint32_t>(std::lround(value * 65536)));
    return e;
}

Bytes power_element(double power) {
    Bytes e = text_bytes("curv\0\0\0\0\0\0\0\1"sv);
    const auto number = static_cast<unsigned>(std::lround(power * 256));
    for (const unsigned byte : {number >> 8, number & 255}) e.push_back(static_cast<std::uint8_t>(byte));
    return e;
}

Bytes formula_element(std::uint8_t kind, const std::vector<double>& numbers) {
    Bytes e = text_bytes("para\0\0\0\0\0"sv);
    e.push_back(kind);
    e.resize(12, 0);
    for (const double value : numbers) put32(e, static_cast<std::uint32_t>(std::lround(value * 65536)));
    return e;
}

Bytes sampled_element(std::size_t entries, const std::function<double(double)>& light) {
    Bytes e = text_bytes("curv\0\0\0\0"sv);
    put32(e, entries);
    for (std::size_t i = 0; i < entries; ++i) {
        const double x = static_cast<double>(i) / static_cast<double>(entries - 1);
        const auto number = static_cast<unsigned>(std::lround(light(x) * 65535));
        for (const unsigned byte : {number >> 8, number & 255}) e.push_back(static_cast<std::uint8_t>(byte));
    }
    return e;
}

double srgb_light(double x) { return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4); }

// The primaries of sRGB with one curve for all; `more` goes before them and takes the place of what it names.
Bytes screen(std::vector<std::pair<std::string_view, Bytes>> more, const Bytes& curve = power_element(2.2)) {
    std::vector<std::pair<std::string_view, Bytes>> elements = std::move(more);
    const auto put = [&](std::string_view tag, const Bytes& e) {
        if (std::none_of(elements.begin(), elements.end(), [&](const auto& had) { return had.first == tag; }))
            elements.emplace_back(tag, e);
    };
    put("rXYZ"sv, xyz_element(0.4361, 0.2225, 0.0139));
    put("gXYZ"sv, xyz_element(0.3851, 0.7169, 0.0971));
    put("bXYZ"sv, xyz_element(0.1431, 0.0606, 0.7139));
    for (const std::string_view tag : {"rTRC"sv, "gTRC"sv, "bTRC"sv}) put(tag, curve);
    return profile_of("RGB "sv, std::move(elements));
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
    const Bytes profile = components == 1 ? make_icc_profile(1)
                                          : screen({{"desc"sv, localised(needle_name)}, {"dmnd"sv, localised("NKAD"sv)}});
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

TEST_CASE("a profile of well-known colours becomes the one that everybody's copy has", "[sanitise][R-17]") {
    struct Known {
        std::string_view name;
        std::vector<double> xyz;
        Bytes curve, other_curve;
    };
    const Bytes srgb = sampled_element(1024, srgb_light), srgb_formula = formula_element(3, {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045});
    const Known known = GENERATE_COPY(
        Known{"sRGB"sv, {0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7139}, srgb, srgb_formula},
        Known{"Display P3"sv, {0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841}, srgb, srgb_formula},
        Known{"Adobe RGB"sv, {0.6097, 0.3111, 0.0195, 0.2053, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446}, power_element(2.19921875),
              sampled_element(4096, [](double x) { return std::pow(x, 2.2); })});
    const auto profile = [&](const Bytes& curve, double shift) {
        return screen({{"desc"sv, localised(needle_name)},
                       {"rXYZ"sv, xyz_element(known.xyz[0] + shift, known.xyz[1], known.xyz[2])},
                       {"gXYZ"sv, xyz_element(known.xyz[3], known.xyz[4], known.xyz[5])},
                       {"bXYZ"sv, xyz_element(known.xyz[6] - shift, known.xyz[7], known.xyz[8])}},
                      curve);
    };
    const auto cleaned = clean_icc_profile(profile(known.curve, 0), ColourModel::rgb);
    REQUIRE(cleaned);
    CHECK(icc_is_clean(*cleaned));
    CHECK(cleaned->size() < 600);
    const Bytes name = wide_text(known.name, true);
    CHECK(std::search(cleaned->begin(), cleaned->end(), name.begin(), name.end()) != cleaned->end());
    CHECK((clean_icc_profile(profile(known.other_curve, 0.0003), ColourModel::rgb) == cleaned));
    CHECK((clean_icc_profile(*cleaned, ColourModel::rgb) == cleaned));
    CHECK((clean_icc_profile(profile(known.curve, 0.002), ColourModel::rgb) != cleaned));
    CHECK((clean_icc_profile(profile(power_element(2.3), 0), ColourModel::rgb) != cleaned));
}

TEST_CASE("what becomes of a profile: kept, turned into sRGB, or of no use", "[sanitise]") {
    const auto kind = [](const Bytes& profile, ColourModel model) { return plan_profile(profile, model).kind; };
    using Kind = ProfilePlan::Kind;
    const ProfilePlan kept = plan_profile(make_icc_profile(3), ColourModel::rgb);
    CHECK(kept.kind == Kind::keep);
    CHECK(icc_is_clean(kept.profile));
    CHECK(kind(make_icc_profile(1), ColourModel::grey) == Kind::keep);
    CHECK(kind(screen({}, power_element(1)), ColourModel::rgb) == Kind::convert);
    CHECK(kind(screen({{"A2B0"sv, pipeline_element(false)}}), ColourModel::rgb) == Kind::convert);
    CHECK(kind(profile_of("GRAY"sv, {{"kTRC"sv, power_element(1)}}), ColourModel::grey) == Kind::convert);
    CHECK(kind(profile_of("CMYK"sv, {{"A2B0"sv, table_element()}}), ColourModel::inks) == Kind::convert);
    CHECK(kind(make_icc_profile(3), ColourModel::grey) == Kind::none_needed);
    CHECK(kind(make_icc_profile(3), ColourModel::inks) == Kind::none_needed);
    CHECK(kind(Bytes(200, 7), ColourModel::rgb) == Kind::none_needed);
    CHECK(kind({}, ColourModel::rgb) == Kind::none_needed);
}

TEST_CASE("a profile of lookup tables is no clean one, alone or beside curves", "[sanitise][R-03]") {
    CHECK(!clean_icc_profile(profile_of("RGB "sv, {{"A2B0"sv, pipeline_element(false)}}), ColourModel::rgb));
    CHECK(!clean_icc_profile(profile_of("GRAY"sv, {{"A2B0"sv, table_element()}}), ColourModel::grey));
    REQUIRE(clean_icc_profile(screen({}), ColourModel::rgb));
    for (const std::string_view tag : {"A2B0"sv, "A2B1"sv, "B2A0"sv, "D2B0"sv, "B2D3"sv})
        CHECK(!clean_icc_profile(screen({{tag, pipeline_element(false)}}), ColourModel::rgb));
}

TEST_CASE("curves of ordinary encodings stay", "[sanitise]") {
    const auto stays = [](const Bytes& curve) {
        const auto cleaned = clean_icc_profile(screen({}, curve), ColourModel::rgb);
        const auto grey = clean_icc_profile(profile_of("GRAY"sv, {{"kTRC"sv, curve}}), ColourModel::grey);
        return cleaned && icc_is_clean(*cleaned) && grey && icc_is_clean(*grey);
    };
    for (const double power : {1.7, 1.8, 2.0, 2.19921875, 2.2, 2.4, 2.5}) {
        INFO(power);
        CHECK(stays(power_element(power)));
        CHECK(stays(formula_element(0, {power})));
        for (const std::size_t entries : {16U, 64U, 256U, 1024U, 4096U})
            CHECK(stays(sampled_element(entries, [&](double x) { return std::pow(x, power); })));
    }
    const std::vector<double> srgb{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    CHECK(stays(formula_element(3, srgb)));
    CHECK(stays(formula_element(3, {1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081})));  // BT.709, BT.2020
    CHECK(stays(formula_element(4, {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0, 0})));
    for (const std::size_t entries : {256U, 1024U, 4096U}) {
        INFO(entries);
        CHECK(stays(sampled_element(entries, srgb_light)));
        CHECK(stays(sampled_element(entries, [](double x) {
            return x < 0.081 ? x / 4.5 : std::pow((x + 0.099) / 1.099, 1 / 0.45);
        })));
        CHECK(stays(sampled_element(entries, [](double x) {  // eciRGB: L*
            return x < 0.08 ? x / 9.033 : std::pow((x + 0.16) / 1.16, 3);
        })));
        CHECK(stays(sampled_element(entries, [](double x) { return x - 0.8 * x * (1 - x); })));  // dot gain of 20 %
    }
}

TEST_CASE("a curve that stretches few levels over many makes no clean profile", "[sanitise][R-03]") {
    const auto dropped = [](const Bytes& curve) {
        return !clean_icc_profile(screen({}, curve), ColourModel::rgb) &&
               !clean_icc_profile(profile_of("GRAY"sv, {{"kTRC"sv, curve}}), ColourModel::grey);
    };
    // A face of eight levels about the middle, drawn out over the range.
    CHECK(dropped(sampled_element(256, [](double x) { return std::clamp((x - 0.48) / 0.03, 0.0, 1.0); })));
    // The same within the band of ordinary powers.
    CHECK(dropped(sampled_element(256, [](double x) { return std::pow(x, x < 0.49 ? 2.59 : x > 0.51 ? 1.61 : 2.1); })));
    CHECK(dropped(sampled_element(4096, [](double x) { return std::pow(x, 2.1 + 0.4 * std::sin(400 * x)); })));
    CHECK(dropped(sampled_element(65'536, [](double x) { return std::pow(x, x < 0.5 ? 2.55 : 1.65); })));
    CHECK(dropped(sampled_element(256, [](double x) { return 1 - srgb_light(x); })));
    CHECK(dropped(sampled_element(256, [](double x) { return srgb_light(x) * 0.9; })));
    CHECK(dropped(sampled_element(256, [](double x) { return x; })));
    CHECK(dropped(sampled_element(2, [](double x) { return x; })));
    CHECK(dropped(text_bytes("curv\0\0\0\0\0\0\0\0"sv)));
    for (const double power : {0.5, 1.0, 1.4, 2.8, 20.0, 0.0}) {
        INFO(power);
        CHECK(dropped(power_element(power)));
        CHECK(dropped(formula_element(0, {power})));
    }
    CHECK(dropped(formula_element(0, {-2.2})));
    CHECK(dropped(formula_element(1, {2.2, 30, -14})));
    CHECK(dropped(formula_element(1, {2.2, -1, 1})));
    CHECK(dropped(formula_element(3, {2.2, 1, 0, -1, 0.1})));
    CHECK(dropped(formula_element(3, {2.2, 1, 0, 0, 0.5})));
    CHECK(dropped(formula_element(4, {2.2, 1, 0, 0.1, 0.01, 0.2, 0})));
    // One channel is enough.
    for (const std::string_view tag : {"rTRC"sv, "gTRC"sv, "bTRC"sv})
        CHECK(!clean_icc_profile(screen({{tag, power_element(9)}}), ColourModel::rgb));
}

TEST_CASE("primaries, whites and code points that nobody has make no clean profile", "[sanitise][R-03]") {
    const auto colours = [](std::vector<double> xyz) {
        return clean_icc_profile(profile_of("RGB "sv, {{"rXYZ"sv, xyz_element(xyz[0], xyz[1], xyz[2])},
                                                       {"gXYZ"sv, xyz_element(xyz[3], xyz[4], xyz[5])},
                                                       {"bXYZ"sv, xyz_element(xyz[6], xyz[7], xyz[8])},
                                                       {"rTRC"sv, power_element(2.2)},
                                                       {"gTRC"sv, power_element(2.2)},
                                                       {"bTRC"sv, power_element(2.2)}}),
                                 ColourModel::rgb)
            .has_value();
    };
    CHECK(colours({0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7139}));  // sRGB
    CHECK(colours({0.6097, 0.3111, 0.0195, 0.2053, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446}));  // Adobe RGB
    CHECK(colours({0.5151, 0.2412, -0.0011, 0.2920, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841}));  // Display P3
    CHECK(colours({0.7977, 0.2880, 0.0000, 0.1352, 0.7119, 0.0000, 0.0313, 0.0001, 0.8249}));  // ProPhoto
    CHECK(colours({0.6735, 0.2790, -0.0019, 0.1657, 0.6753, 0.0299, 0.1250, 0.0456, 0.7969}));  // BT.2020
    CHECK(!colours({0.3214, 0.3333, 0.2750, 0.3214, 0.3333, 0.2750, 0.3214, 0.3333, 0.2750}));
    CHECK(!colours({0.3851, 0.7169, 0.0971, 0.4361, 0.2225, 0.0139, 0.1431, 0.0606, 0.7139}));
    CHECK(!colours({0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.2139}));
    CHECK(!colours({20, 0.2225, 0.0139, -19, 0.7169, 0.0971, 0.1431, 0.0606, 0.7139}));
    CHECK(!clean_icc_profile(screen({{"cicp"sv, text_bytes("cicp\0\0\0\0\x09\x10\0\1"sv)}}), ColourModel::rgb));
    CHECK(clean_icc_profile(screen({{"cicp"sv, text_bytes("cicp\0\0\0\0\x0C\x0D\0\1"sv)}}), ColourModel::rgb));
    CHECK(!clean_icc_profile(screen({{"wtpt"sv, xyz_element(0.2, 1, 0.2)}}), ColourModel::rgb));
    CHECK(!clean_icc_profile(screen({{"chad"sv, Bytes(44, 9)}}), ColourModel::rgb));
}

TEST_CASE("the proof refuses a profile that stretches, whoever wrote it", "[sanitise][R-03][R-17]") {
    const auto cleaned = clean_icc_profile(screen({}), ColourModel::rgb);
    REQUIRE(cleaned);
    REQUIRE(icc_is_clean(*cleaned));
    for (const std::string_view tag : {"rXYZ"sv, "gXYZ"sv, "bXYZ"sv, "wtpt"sv}) {
        Bytes other = *cleaned;
        const auto at = std::search(other.begin(), other.end(), tag.begin(), tag.end());
        REQUIRE(at != other.end());
        const std::size_t offset = be32(other, static_cast<std::size_t>(at - other.begin()) + 4);
        other[offset + 13] ^= 2;  // the whole part of Y
        CHECK(!icc_is_clean(other));
    }
    const Bytes curve = power_element(2.2);
    for (const std::uint8_t power : std::vector<std::uint8_t>{0, 1, 4, 40}) {
        Bytes other = *cleaned;
        const auto at = std::search(other.begin(), other.end(), curve.begin(), curve.end());
        REQUIRE(at != other.end());
        at[12] = power;
        CHECK(!icc_is_clean(other));
    }
    Bytes inks = *cleaned;
    std::copy_n("CMYK", 4, inks.begin() + 16);
    CHECK(!icc_is_clean(inks));
    Bytes twice = *cleaned;
    const std::string_view from = "gTRC"sv, to = "rTRC"sv;
    std::copy(to.begin(), to.end(), std::search(twice.begin(), twice.end(), from.begin(), from.end()));
    CHECK(!icc_is_clean(twice));
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
}

TEST_CASE("damaged profiles never come out unclean", "[sanitise][fuzz]") {
    for (const Bytes& good : {make_icc_profile(3), make_icc_profile(1), screen({{"desc"sv, localised(needle_name)}}),
                              screen({}, sampled_element(256, srgb_light))})
        for (std::size_t seed = 0; seed < 3000; ++seed) {
            Bytes bad = good;
            for (std::size_t k = 0; k <= seed % 3; ++k)
                bad[(seed * 2654435761U + k * 97) % std::min<std::size_t>(bad.size(), seed % 2 == 0 ? 400 : bad.size())] =
                    static_cast<std::uint8_t>(seed * 31 + k);
            for (const ColourModel model : {ColourModel::rgb, ColourModel::grey}) {
                const auto cleaned = clean_icc_profile(bad, model);
                if (!cleaned) continue;
                INFO("seed " << seed);
                REQUIRE(icc_is_clean(*cleaned));
                REQUIRE((*clean_icc_profile(*cleaned, model) == *cleaned));
            }
        }
}

TEST_CASE("a long profile is put together from its segments, and dropped when one is missing", "[sanitise]") {
    const Bytes table = sampled_element(40'000, [](double x) { return x * x; });
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
