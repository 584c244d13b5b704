// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "image/codecs.hpp"
#include "image/jpeg_huffman.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/prove_icc.hpp"
#include "sanitise/prove_parts.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// What stands at a table's place, and whether a scan has read it.
struct Place {
    ByteView table;
    bool unread = false;
};

struct JpegProof {
    bool first = true, scan = false, restarts = false, jfif = false, exif = false, adobe = false;
    Bytes icc;
    int icc_parts = 0, icc_total = 0;
    ByteView frame;
    bool progressive = false, arithmetic = false;
    std::array<Place, 32> quantisation{}, codes{}, conditioning{};  // by the byte that numbers a table
    Place interval;
    std::array<std::array<int, 64>, 4> missing{};  // bits of each coefficient still to come, 99 before the first pass
};

std::string marker_name(std::uint8_t marker) {
    if (marker >= 0xE0 && marker <= 0xEF) return "JPEG:APP" + std::to_string(marker - 0xE0);
    if (marker == 0xFE) return "JPEG:COM";
    char text[16];
    std::snprintf(text, sizeof text, "JPEG:FF%02X", static_cast<unsigned>(marker));
    return text;
}

bool application_part_is_clean(std::uint8_t marker, ByteView p, JpegProof& proof) {
    if (!proof.frame.empty() || proof.scan) return false;
    switch (marker) {
        case 0xE0:
            if (!proof.first || std::exchange(proof.jfif, true)) return false;
            return p.size() == 14 && starts_with(p, "JFIF\0\x01"sv) && p[6] <= 2 && p[7] <= 2 && p[12] == 0 && p[13] == 0 &&
                   pixels_are_square(p[8] << 8 | p[9], p[10] << 8 | p[11]);
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

// A table over one that nothing has read hides it.
bool put_in_place(Place& place, ByteView table) {
    if (std::exchange(place.unread, true)) return false;
    place.table = table;
    return true;
}

// The tables fill their segment to the last byte, and none takes the place of one that is unread.
bool tables_are_clean(std::uint8_t marker, ByteView p, JpegProof& proof) {
    std::size_t at = 0;
    while (at < p.size()) {
        if ((p[at] & 0x0F) > 3 || p[at] >> 4 > 1) return false;
        std::size_t size = 2;
        if (marker == 0xDB) size = p[at] >> 4 == 1 ? 129 : 65;
        if (marker == 0xC4) {
            if (p.size() - at < 17) return false;
            size = 17;
            for (std::size_t i = 1; i <= 16; ++i) size += p[at + i];
        }
        if (size > p.size() - at) return false;
        const ByteView table = p.subspan(at, size);
        if (marker == 0xCC && (table[0] < 0x10 ? (table[1] & 15) > table[1] >> 4 : table[1] < 1 || table[1] > 63))
            return false;
        // Eight and sixteen bits of quantisation stand at one place.
        auto& places = marker == 0xDB ? proof.quantisation : marker == 0xC4 ? proof.codes : proof.conditioning;
        Place& place = places[marker == 0xDB ? table[0] & 3U : table[0]];
        if (marker == 0xDB && !place.table.empty()) return false;  // decoders differ in which they take
        if (!put_in_place(place, table)) return false;
        at += size;
    }
    return !p.empty();
}

bool frame_is_clean(std::uint8_t marker, ByteView p, JpegProof& proof) {
    if (!proof.frame.empty() || p.size() < 9 || p[0] != 8 || p[5] > 4 || p.size() != 6 + std::size_t{3} * p[5])
        return false;
    proof.frame = p;
    proof.progressive = marker == 0xC2 || marker == 0xCA;
    proof.arithmetic = marker == 0xC9 || marker == 0xCA;
    for (auto& component : proof.missing) component.fill(99);
    return true;
}

// Each bit comes once: a first pass brings all above its lowest, each later one the next below.
bool bits_are_due(ByteView range, std::array<int, 64>& missing, bool progressive) {
    const int above = range[2] >> 4, lowest = range[2] & 15;
    if (!progressive && (range[0] != 0 || range[1] != 63 || range[2] != 0)) return false;
    if (range[0] > range[1] || range[1] > 63 || (progressive && range[0] == 0 && range[1] != 0)) return false;
    if (range[0] > 0 && missing[0] == 99) return false;
    for (std::size_t k = range[0]; k <= range[1]; ++k) {
        if (missing[k] != (above == 0 ? 99 : above) || (above > 0 && lowest + 1 != above)) return false;
        missing[k] = lowest;
    }
    return true;
}

bool scan_is_clean(ByteView p, JpegProof& proof) {
    if (proof.frame.empty() || p.size() < 6 || p[0] < 1 || p[0] > 4 || p.size() != 4 + std::size_t{2} * p[0])
        return false;
    proof.scan = true;
    const ByteView range = p.last(3);
    if (proof.progressive && range[0] > 0 && p[0] != 1) return false;
    for (std::size_t i = 0; i < p[0]; ++i) {
        std::size_t component = 0;
        while (component < proof.frame[5] && proof.frame[6 + 3 * component] != p[1 + 2 * i]) ++component;
        const std::uint8_t tables = p[2 + 2 * i];
        if (component == proof.frame[5] || (tables & 0xCC) != 0) return false;
        if (!bits_are_due(range, proof.missing[component], proof.progressive)) return false;
        const std::uint8_t quantised_by = proof.frame[8 + 3 * component];
        if (quantised_by > 3 || proof.quantisation[quantised_by].table.empty()) return false;
        proof.quantisation[quantised_by].unread = false;
        auto& read = proof.arithmetic ? proof.conditioning : proof.codes;
        if (range[0] == 0 && (!proof.progressive || range[2] >> 4 == 0)) read[tables >> 4].unread = false;
        if (range[1] > 0) read[0x10 | (tables & 3)].unread = false;
    }
    proof.interval.unread = false;
    return true;
}

bool interval_is_clean(ByteView p, JpegProof& proof) {
    if (p.size() != 2) return false;
    const ByteView before = proof.interval.table;
    const bool same = before.empty() ? p[0] == 0 && p[1] == 0 : std::equal(p.begin(), p.end(), before.begin());
    proof.restarts = true;
    return !same && put_in_place(proof.interval, p);
}

bool picture_part_is_clean(std::uint8_t marker, ByteView p, JpegProof& proof) {
    switch (marker) {
        case 0xDB: case 0xC4: case 0xCC: return tables_are_clean(marker, p, proof);
        case 0xDD: return interval_is_clean(p, proof);
        case 0xC0: case 0xC1: case 0xC2: case 0xC9: case 0xCA: return frame_is_clean(marker, p, proof);
        case 0xDA: return scan_is_clean(p, proof);
        default: return false;
    }
}

// The marker of a table that no scan has read, 0 for none.
std::uint8_t unread_table(const JpegProof& proof) {
    const auto any = [](const auto& places) {
        return std::any_of(places.begin(), places.end(), [](const Place& place) { return place.unread; });
    };
    if (any(proof.quantisation)) return 0xDB;
    if (any(proof.codes)) return 0xC4;
    if (any(proof.conditioning)) return 0xCC;
    return proof.interval.unread ? 0xDD : 0;
}

// Every component down to its last bit.
bool all_is_coded(const JpegProof& proof) {
    for (std::size_t component = 0; component < proof.frame[5]; ++component)
        for (const int missing : proof.missing[component])
            if (missing != 0) return false;
    return true;
}

// Moves over compressed data to the next marker. False: it holds a byte sequence that compressed data does not.
bool skip_entropy(ByteView bytes, std::size_t& at, bool restarts) {
    std::size_t after_restart = 0;
    while (at + 1 < bytes.size()) {
        const void* found = std::memchr(bytes.data() + at, 0xFF, bytes.size() - 1 - at);
        if (found == nullptr) return false;
        at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes.data());
        const std::uint8_t code = bytes[at + 1];
        const bool two_in_a_row = at == after_restart;
        if (code >= 0xD0 && code <= 0xD7) {
            if (!restarts || two_in_a_row) return false;
            after_restart = at + 2;
        } else if (code != 0x00) {
            return code != 0xFF && !two_in_a_row;
        }
        at += 2;
    }
    return false;
}

}  // namespace

Result<void> prove_jpeg(ByteView bytes, const Limits& limits) {
    JpegProof proof;
    JpegHuffmanWalk huffman;
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
        const std::size_t entropy_at = at;
        if (marker == 0xDA && !skip_entropy(bytes, at, proof.restarts)) return not_clean("JPEG:filler");
        if (!application) huffman.take(marker, payload, bytes.subspan(entropy_at, at - entropy_at));
    }
    if (at + 2 != bytes.size()) return not_clean("JPEG:trailer");
    if (const std::uint8_t unread = unread_table(proof); unread != 0) return not_clean(marker_name(unread));
    if (!proof.scan || !all_is_coded(proof)) return unreadable("The copy lacks a part of its picture.");
    if (proof.icc_parts != proof.icc_total || (proof.icc_parts > 0 && !icc_is_clean(proof.icc)))
        return not_clean("JPEG:ICC_Profile");
    if (huffman.exact()) return {};
    // Arithmetic coding, or something that no pixel needs; what is damaged is told so.
    const auto entropy = decode_jpeg_entropy(bytes, limits);
    if (!entropy) return entropy.error();
    if (!proof.arithmetic || *entropy != JpegEntropy::exact) return not_clean("JPEG:filler");
    return {};
}

}  // namespace consent
