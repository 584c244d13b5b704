// SPDX-License-Identifier: Apache-2.0
#include "sanitise/prove_heif_parts.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "image/av1_headers.hpp"
#include "image/hevc_headers.hpp"
#include "image/span_reader.hpp"
#include "sanitise/prove_icc.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

bool is(ByteView bytes, std::string_view whole) { return bytes.size() == whole.size() && starts_with(bytes, whole); }

bool is_one_of(std::uint32_t value, std::initializer_list<std::uint32_t> known) {
    return std::find(known.begin(), known.end(), value) != known.end();
}

// A unit ends in the byte with its stop bit.
bool ends_in_stop_bit(ByteView unit) {
    const std::size_t size = unit.size();
    if (size < 3 || unit[size - 1] == 0) return false;
    return size < 6 || unit[size - 1] != 3 || unit[size - 2] != 0 || unit[size - 3] != 0;
}

// Nothing when the array does not begin with that kind and hold one or more units of the base layer.
std::optional<std::vector<ByteView>> read_array(SpanReader& reader, std::uint8_t type) {
    const auto kind = reader.u8();
    const auto count = reader.be16();
    if (!kind || *kind != (0x80 | type) || !count || *count == 0 || *count > 64) return std::nullopt;
    std::vector<ByteView> units;
    for (unsigned i = 0; i < *count; ++i) {
        const auto length = reader.be16();
        const auto unit = length ? reader.take(*length) : std::nullopt;
        if (!unit || !ends_in_stop_bit(*unit) || (*unit)[0] != type << 1 || (*unit)[1] != 1) return std::nullopt;
        units.push_back(*unit);
    }
    return units;
}

// Samples may be cut off at an edge, and no more: whole numbers, the offsets in halves or wholes.
bool crop_is_clean(ByteView data) {
    if (data.size() != 32) return false;
    const auto number = [&](std::size_t i) { return be32_at(data, 4 * i); };
    const auto small = [](std::uint32_t offset, std::uint32_t below) {
        const auto value = static_cast<std::int64_t>(static_cast<std::int32_t>(offset));
        return (below == 1 || below == 2) && value >= -15 && value <= 15;
    };
    return number(0) > 0 && number(1) == 1 && number(2) > 0 && number(3) == 1 && small(number(4), number(5)) &&
           small(number(6), number(7));
}

bool colours_are_clean(ByteView data) {
    if (starts_with(data, "prof"sv)) return icc_is_clean(data.subspan(4));
    if (data.size() != 11 || !starts_with(data, "nclx"sv) || (data[10] & 0x7F) != 0) return false;
    const auto word = [&](std::size_t at) { return static_cast<std::uint32_t>(data[at] << 8 | data[at + 1]); };
    return is_one_of(word(4), {1, 2, 4, 5, 6, 7, 9, 11, 12}) && is_one_of(word(6), {1, 2, 4, 6, 13, 14, 15, 16, 18}) &&
           is_one_of(word(8), {0, 1, 2, 5, 6, 9});
}

bool channels_are_clean(ByteView data) {
    return (data.size() == 6 || data.size() == 8) && be32_at(data, 0) == 0 && data[4] == data.size() - 5 &&
           std::all_of(data.begin() + 5, data.end(), [](std::uint8_t bits) { return bits >= 8 && bits <= 12; });
}

constexpr std::uint32_t letters(std::string_view s) {
    std::uint32_t value = 0;
    for (const char c : s) value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
}

}  // namespace

bool hevc_config_is_clean(ByteView data) {
    if (data.size() < 23 || data[0] != 1) return false;
    const ByteView fixed = data.subspan(13, 10);
    if (!starts_with(fixed, "\xF0\0\xFC"sv) || fixed[3] < 0xFC || fixed[4] < 0xF8 || fixed[5] < 0xF8 ||
        !is(fixed.subspan(6), "\0\0\x0F\x03"sv))
        return false;
    SpanReader reader(data);
    if (!reader.seek(23)) return false;
    const auto video = read_array(reader, 32), sequence = read_array(reader, 33), pictures = read_array(reader, 34);
    if (!video || video->size() != 1 || !sequence || sequence->size() != 1 || !pictures || !reader.at_end()) return false;
    const auto said = read_hevc_sequence(sequence->front());
    if (!said || read_hevc_video(video->front()) != said->video) return false;
    if (!std::equal(said->profile.begin(), said->profile.end(), data.begin() + 1) || said->chroma != (fixed[3] & 3U) ||
        said->luma_bits != 8 + (fixed[4] & 7U) || said->chroma_bits != 8 + (fixed[5] & 7U))
        return false;
    return std::all_of(pictures->begin(), pictures->end(), [&](ByteView unit) {
        const auto set = read_hevc_picture_set(unit);
        return set && set->sequence == said->id && !set->slice_extension;
    });
}

bool av1_config_is_clean(ByteView data) { return data.size() == 4 && data[0] == 0x81 && data[3] == 0; }

bool hevc_picture_is_clean(ByteView data) {
    SpanReader reader(data);
    bool first = true;
    std::uint8_t kind = 0;
    while (!reader.at_end()) {
        const auto length = reader.be32();
        const auto unit = length ? reader.take(*length) : std::nullopt;
        if (!unit || !ends_in_stop_bit(*unit) || (*unit)[1] != 1) return false;
        const std::uint8_t header = (*unit)[0];
        if (header < 16 << 1 || header > 21 << 1 || (header & 1) != 0 || (!first && header != kind)) return false;
        if (((*unit)[2] >> 7 == 1) != first) return false;  // the first slice of a picture says so
        kind = header;
        first = false;
    }
    return !first;
}

bool av1_picture_is_clean(ByteView data) {
    SpanReader reader(data);
    const auto unit_of = [&reader](std::uint8_t header) -> std::optional<ByteView> {
        const auto found = reader.u8();
        if (!found || *found != header) return std::nullopt;
        std::size_t size = 0;
        for (unsigned i = 0; i < 5; ++i) {
            const auto b = reader.u8();
            if (!b || (i > 0 && *b == 0)) return std::nullopt;
            size |= static_cast<std::size_t>(*b & 0x7F) << (7 * i);
            if ((*b & 0x80) == 0) return reader.take(size);
        }
        return std::nullopt;
    };
    const auto sequence = unit_of(0x0A), frame = unit_of(0x32);
    if (!sequence || !frame || frame->empty() || !reader.at_end()) return false;
    const auto said = read_av1_sequence(*sequence);
    const auto header = said ? read_av1_frame(*frame, *said) : std::nullopt;
    return header && header->shown_key && !header->shown_larger;
}

bool heif_property_is_clean(std::uint32_t type, ByteView data) {
    switch (type) {
        case letters("ispe"): return data.size() == 12 && be32_at(data, 0) == 0;
        case letters("pixi"): return channels_are_clean(data);
        case letters("colr"): return colours_are_clean(data);
        case letters("irot"): return data.size() == 1 && data[0] >= 1 && data[0] <= 3;
        case letters("imir"): return data.size() == 1 && data[0] <= 1;
        case letters("clap"): return crop_is_clean(data);
        case letters("clli"): return data.size() == 4;
        case letters("auxC"):
            return is(data, "\0\0\0\0urn:mpeg:hevc:2015:auxid:1\0"sv) ||
                   is(data, "\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"sv);
        case letters("hvcC"): return hevc_config_is_clean(data);
        case letters("av1C"): return av1_config_is_clean(data);
        default: return false;
    }
}

}  // namespace consent
