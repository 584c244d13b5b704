// SPDX-License-Identifier: Apache-2.0
#include "sanitise/sanitise.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "base/guard.hpp"
#include "image/codecs.hpp"
#include "image/decode.hpp"
#include "image/inflate.hpp"
#include "image/png_chunks.hpp"
#include "image/png_pixels.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/prove_icc.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

Error not_clean(const std::string& part) {
    return Error{ErrorCode::refused, "The copy did not read back clean (" + part +
                                     "), so it is not let out: keep the picture and report it."};
}

// One tag, the orientation, in the one way it is written here.
bool is_orientation_alone(ByteView exif) {
    static constexpr auto before = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"sv;
    return exif.size() == 26 && starts_with(exif, before) && exif[19] >= 2 && exif[19] <= 8 &&
           std::all_of(exif.begin() + 20, exif.end(), [](std::uint8_t b) { return b == 0; });
}

// ---- JPEG ----

struct JpegProof {
    bool first = true, frame = false, scan = false, restarts = false, jfif = false, exif = false, adobe = false;
    Bytes icc;
    int icc_parts = 0, icc_total = 0;
};

std::string marker_name(std::uint8_t marker) {
    if (marker >= 0xE0 && marker <= 0xEF) return "JPEG:APP" + std::to_string(marker - 0xE0);
    if (marker == 0xFE) return "JPEG:COM";
    char text[16];
    std::snprintf(text, sizeof text, "JPEG:FF%02X", static_cast<unsigned>(marker));
    return text;
}

bool application_part_is_clean(std::uint8_t marker, ByteView p, JpegProof& proof) {
    if (proof.frame || proof.scan) return false;
    switch (marker) {
        case 0xE0:
            if (!proof.first || std::exchange(proof.jfif, true)) return false;
            return p.size() == 14 && starts_with(p, "JFIF\0\x01"sv) && p[6] <= 2 && p[7] <= 2 && p[12] == 0 && p[13] == 0;
        case 0xE1:
            if (std::exchange(proof.exif, true)) return false;
            return p.size() == 32 && starts_with(p, "Exif\0\0"sv) && is_orientation_alone(p.subspan(6));
        case 0xE2:
            if (p.size() < 15 || !starts_with(p, "ICC_PROFILE\0"sv) || p[12] != proof.icc_parts + 1 || p[12] > p[13])
                return false;
            if (proof.icc_parts > 0 && proof.icc_total != p[13]) return false;
            ++proof.icc_parts;
            proof.icc_total = p[13];
            proof.icc.insert(proof.icc.end(), p.begin() + 14, p.end());
            return true;
        case 0xEE:
            if (std::exchange(proof.adobe, true)) return false;
            return p.size() == 12 && starts_with(p, "Adobe\0\x64\0\0\0\0"sv) && p[11] <= 2;
        default: return false;
    }
}

// The tables must fill their segment to the last byte.
bool tables_fill(std::uint8_t marker, ByteView p) {
    std::size_t at = 0;
    while (at < p.size()) {
        if ((p[at] & 0x0F) > 3 || p[at] >> 4 > 1) return false;
        if (marker == 0xDB) {
            at += p[at] >> 4 == 1 ? 129 : 65;
        } else {
            if (p.size() - at < 17) return false;
            std::size_t codes = 0;
            for (std::size_t i = 1; i <= 16; ++i) codes += p[at + i];
            at += 17 + codes;
        }
    }
    return at == p.size() && !p.empty();
}

bool picture_part_is_clean(std::uint8_t marker, ByteView p, JpegProof& proof) {
    switch (marker) {
        case 0xDB: case 0xC4: return tables_fill(marker, p);
        case 0xCC: return p.size() % 2 == 0 && p.size() <= 64;
        case 0xDD: proof.restarts = true; return p.size() == 2;
        case 0xC0: case 0xC1: case 0xC2: case 0xC9: case 0xCA:
            if (std::exchange(proof.frame, true)) return false;
            return p.size() >= 9 && p[0] == 8 && p[5] <= 4 && p.size() == 6 + std::size_t{3} * p[5];
        case 0xDA:
            proof.scan = true;
            return proof.frame && p.size() >= 6 && p[0] <= 4 && p.size() == 4 + std::size_t{2} * p[0];
        default: return false;
    }
}

// Moves over compressed data to the next marker. False: it holds a byte sequence that compressed data does not.
bool skip_entropy(ByteView bytes, std::size_t& at, bool restarts) {
    bool after_restart = false;
    while (at + 1 < bytes.size()) {
        if (bytes[at] != 0xFF) {
            ++at;
            after_restart = false;
        } else if (bytes[at + 1] == 0x00) {
            at += 2;
            after_restart = false;
        } else if (bytes[at + 1] >= 0xD0 && bytes[at + 1] <= 0xD7) {
            if (!restarts || after_restart) return false;
            at += 2;
            after_restart = true;
        } else {
            return bytes[at + 1] != 0xFF && !after_restart;
        }
    }
    return false;
}

Result<void> prove_jpeg(ByteView bytes, const Limits& limits) {
    JpegProof proof;
    std::size_t at = 2, parts = 0;
    for (;;) {
        if (at + 2 > bytes.size()) return unreadable("The copy is cut short.");
        if (bytes[at] != 0xFF) return not_clean("JPEG:filler");
        const std::uint8_t marker = bytes[at + 1];
        if (marker == 0xD9) break;
        if (at + 4 > bytes.size()) return unreadable("The copy is cut short.");
        const std::size_t length = static_cast<std::size_t>(bytes[at + 2] << 8 | bytes[at + 3]);
        if (length < 2 || length > bytes.size() - at - 2) return not_clean(marker_name(marker));
        const ByteView payload = bytes.subspan(at + 4, length - 2);
        const bool application = marker >= 0xE0 && marker <= 0xEF;
        if (!(application ? application_part_is_clean(marker, payload, proof)
                          : picture_part_is_clean(marker, payload, proof)))
            return not_clean(marker_name(marker));
        if (++parts > limits.parts) return too_many_parts("JPEG", limits);
        proof.first = false;
        at += 2 + length;
        if (marker == 0xDA && !skip_entropy(bytes, at, proof.restarts)) return not_clean("JPEG:filler");
    }
    if (at + 2 != bytes.size()) return not_clean("JPEG:trailer");
    if (proof.icc_parts != proof.icc_total || (proof.icc_parts > 0 && !icc_is_clean(proof.icc)))
        return not_clean("JPEG:ICC_Profile");
    const auto entropy = check_jpeg_entropy(bytes, limits);
    if (!entropy) return entropy.error();
    if (*entropy != JpegEntropy::exact) return not_clean("JPEG:filler");
    return {};
}

// ---- PNG ----

struct PngRule {
    std::uint32_t type;
    std::size_t least, most;
};

constexpr std::array png_rules{
    PngRule{png_type("IHDR"), 13, 13}, PngRule{png_type("PLTE"), 3, 768},  PngRule{png_type("tRNS"), 1, 256},
    PngRule{png_type("gAMA"), 4, 4},   PngRule{png_type("cHRM"), 32, 32},  PngRule{png_type("sRGB"), 1, 1},
    PngRule{png_type("cICP"), 4, 4},   PngRule{png_type("sBIT"), 1, 4},    PngRule{png_type("bKGD"), 1, 6},
    PngRule{png_type("pHYs"), 9, 9},   PngRule{png_type("eXIf"), 26, 26},  PngRule{png_type("IEND"), 0, 0},
    PngRule{png_type("iCCP"), 14, 0x7FFFFFFF}, PngRule{png_type("IDAT"), 1, 0x7FFFFFFF}};

// tRNS is as long as its colour type needs; of other types nothing can hide in the length.
bool transparency_fits(ByteView data, int colour_type, std::size_t palette_entries) {
    if (colour_type == 0) return data.size() == 2;
    if (colour_type == 2) return data.size() == 6;
    return colour_type == 3 && data.size() <= palette_entries;
}

bool png_profile_is_clean(ByteView data, const Limits& limits) {
    static constexpr auto name = "ICC profile\0\0"sv;
    if (!starts_with(data, name)) return false;
    const ByteView stream = data.subspan(name.size());
    const Inflated profile = inflate_bounded(stream, limits.metadata_bytes);
    return profile.end == InflateEnd::whole && profile.consumed == stream.size() && icc_is_clean(profile.data);
}

Result<void> prove_png(ByteView bytes, const Limits& limits) {
    std::array<bool, png_rules.size()> seen{};
    SpanReader reader(bytes);
    if (!reader.seek(8)) return unreadable("The copy is cut short.");
    int colour_type = 0;
    std::size_t palette_entries = 0, parts = 0;
    std::uint32_t type = 0;
    while (type != png_type("IEND")) {
        const auto length = reader.be32();
        const auto found_type = reader.be32();
        const auto data = length ? reader.take(*length) : std::nullopt;
        if (!found_type || !data || !reader.be32()) return unreadable("The copy is cut short.");
        if (++parts > limits.parts) return too_many_parts("PNG", limits);
        type = *found_type;
        const std::string name = "PNG:" + png_type_name(type);
        const auto* rule =
            std::find_if(png_rules.begin(), png_rules.end(), [type](const PngRule& r) { return r.type == type; });
        if (rule == png_rules.end() || data->size() < rule->least || data->size() > rule->most) return not_clean(name);
        if (std::exchange(seen[static_cast<std::size_t>(rule - png_rules.begin())], true) && type != png_type("IDAT"))
            return not_clean(name);
        if (type == png_type("IHDR")) colour_type = (*data)[9];
        if (type == png_type("PLTE")) palette_entries = data->size() / 3;
        if ((type == png_type("PLTE") && colour_type != 3) ||
            (type == png_type("tRNS") && !transparency_fits(*data, colour_type, palette_entries)) ||
            (type == png_type("eXIf") && !is_orientation_alone(*data)) ||
            (type == png_type("iCCP") && !png_profile_is_clean(*data, limits)))
            return not_clean(name);
    }
    if (!reader.at_end()) return not_clean("PNG:trailer");

    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    switch (check_png_pixels(*walk)) {
        case PngPixels::exact: break;
        case PngPixels::loose: return not_clean("PNG:IDAT");
        case PngPixels::damaged: return damaged("PNG");
    }
    if (auto read = decode_png(bytes, limits); !read) return std::move(read).error();
    return {};
}

}  // namespace

Result<void> prove_clean(ByteView copy, const Limits& limits) {
    return guarded("reading the copy back", [&]() -> Result<void> {
        if (copy.size() > limits.file_bytes) return too_many_bytes(limits);
        if (starts_with(copy, "\xFF\xD8"sv)) return prove_jpeg(copy, limits);
        if (starts_with(copy, "\x89PNG\r\n\x1A\n"sv)) return prove_png(copy, limits);
        return not_clean("its format");
    });
}

}  // namespace consent
