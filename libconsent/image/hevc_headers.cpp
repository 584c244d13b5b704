// SPDX-License-Identifier: Apache-2.0
#include "image/hevc_headers.hpp"

#include <algorithm>
#include <utility>

#include "image/bit_reader.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

constexpr std::uint32_t most_layers = 6;  // sub-layers above the first

// The unit behind its header, without the bytes that keep start codes from appearing in it.
Bytes payload_of(ByteView unit) {
    Bytes out;
    if (unit.size() < 2) return out;
    out.reserve(unit.size());
    int zeros = 0;
    for (const std::uint8_t b : unit.subspan(2)) {
        if (zeros >= 2 && b == 3) {
            zeros = 0;
            continue;
        }
        zeros = b == 0 ? zeros + 1 : 0;
        out.push_back(b);
    }
    return out;
}

// Profile, tier and level of the whole, and of the sub-layers.
void read_profile(BitReader& bits, std::uint32_t layers, std::array<std::uint8_t, 12>& general) {
    for (std::uint8_t& b : general) b = static_cast<std::uint8_t>(bits.bits(8));
    std::array<std::uint32_t, most_layers> present{};
    for (std::uint32_t i = 0; i < layers; ++i) present[i] = bits.bits(2);
    if (layers > 0) bits.skip(2 * (8 - layers));
    for (std::uint32_t i = 0; i < layers; ++i) {
        if ((present[i] & 2) != 0) bits.skip(88);
        if ((present[i] & 1) != 0) bits.skip(8);
    }
}

void skip_order(BitReader& bits, std::uint32_t layers) {
    const bool each = bits.flag();
    for (std::uint32_t i = each ? 0 : layers; i <= layers; ++i)
        for (int k = 0; k < 3; ++k) bits.golomb();
}

void skip_scaling_lists(BitReader& bits) {
    for (unsigned size = 0; size < 4; ++size)
        for (unsigned matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
            if (!bits.flag()) {
                bits.golomb();
                continue;
            }
            if (size > 1) bits.signed_golomb();
            const unsigned count = std::min(64U, 1U << (4 + (size << 1)));
            for (unsigned i = 0; i < count; ++i) bits.signed_golomb();
        }
}

bool skip_reference_sets(BitReader& bits) {
    const std::uint32_t sets = bits.golomb();
    if (sets > 64) return false;
    std::uint32_t before = 0;
    for (std::uint32_t i = 0; i < sets && bits.ok(); ++i) {
        std::uint32_t pictures = 0;
        if (i != 0 && bits.flag()) {
            bits.skip(1);
            bits.golomb();
            for (std::uint32_t j = 0; j <= before; ++j)
                if (bits.flag() || bits.flag()) ++pictures;
        } else {
            const std::uint32_t earlier = bits.golomb(), later = bits.golomb();
            if (earlier > 16 || later > 16) return false;
            pictures = earlier + later;
            for (std::uint32_t j = 0; j < pictures; ++j) {
                bits.golomb();
                bits.skip(1);
            }
        }
        if (pictures > 32) return false;
        before = pictures;
    }
    return bits.ok();
}

void skip_buffer_rates(BitReader& bits, std::uint32_t count, bool below_picture) {
    for (std::uint32_t i = 0; i < count && bits.ok(); ++i) {
        for (int k = 0; k < (below_picture ? 4 : 2); ++k) bits.golomb();
        bits.skip(1);
    }
}

void skip_buffer_model(BitReader& bits, std::uint32_t layers) {
    const bool units = bits.flag(), slices = bits.flag();
    bool below_picture = false;
    if (units || slices) {
        below_picture = bits.flag();
        if (below_picture) bits.skip(19);
        bits.skip(8);
        if (below_picture) bits.skip(4);
        bits.skip(15);
    }
    for (std::uint32_t i = 0; i <= layers && bits.ok(); ++i) {
        const bool fixed = bits.flag();
        const bool fixed_within = fixed || bits.flag();
        bool low_delay = false;
        if (fixed_within) bits.golomb();
        else low_delay = bits.flag();
        const std::uint32_t count = low_delay ? 1 : bits.golomb() + 1;
        if (count > 32) bits.skip(~std::size_t{0} / 2);
        if (units) skip_buffer_rates(bits, count, below_picture);
        if (slices) skip_buffer_rates(bits, count, below_picture);
    }
}

// How the picture is to be shown. False: it has a display window, which some viewers crop to.
bool read_usability(BitReader& bits, std::uint32_t layers, HevcSequence& sequence) {
    if (bits.flag() && bits.bits(8) == 255) bits.skip(32);
    if (bits.flag()) bits.skip(1);
    if (bits.flag()) {
        bits.skip(4);
        if (bits.flag()) {
            sequence.primaries = bits.bits(8);
            sequence.transfer = bits.bits(8);
            sequence.matrix = bits.bits(8);
        }
    }
    if (bits.flag()) {
        bits.golomb();
        bits.golomb();
    }
    bits.skip(3);
    if (bits.flag()) return false;
    if (bits.flag()) {
        bits.skip(64);
        if (bits.flag()) bits.golomb();
        if (bits.flag()) skip_buffer_model(bits, layers);
    }
    if (bits.flag()) {
        bits.skip(3);
        for (int i = 0; i < 5; ++i) bits.golomb();
    }
    return bits.ok();
}

// Up to the size. False: it cannot be.
bool read_sequence_start(BitReader& bits, HevcSequence& sequence, std::uint32_t& layers) {
    sequence.video = bits.bits(4);
    layers = bits.bits(3);
    bits.skip(1);
    if (layers > most_layers) return false;
    read_profile(bits, layers, sequence.profile);
    sequence.id = bits.golomb();
    sequence.chroma = bits.golomb();
    if (sequence.id > 15 || sequence.chroma > 3) return false;
    if (sequence.chroma == 3 && bits.flag()) return false;  // three planes apart
    sequence.width = bits.golomb();
    sequence.height = bits.golomb();
    return bits.ok() && sequence.width > 0 && sequence.height > 0;
}

// False: the window leaves nothing.
bool read_window(BitReader& bits, HevcSequence& sequence) {
    sequence.shown_width = sequence.width;
    sequence.shown_height = sequence.height;
    if (!bits.flag()) return true;
    const std::uint64_t across = sequence.chroma == 1 || sequence.chroma == 2 ? 2 : 1, down = sequence.chroma == 1 ? 2 : 1;
    const std::uint64_t left = bits.golomb(), right = bits.golomb(), top = bits.golomb(), bottom = bits.golomb();
    const std::uint64_t wide = across * (left + right), high = down * (top + bottom);
    if (wide >= sequence.width || high >= sequence.height) return false;
    sequence.shown_width -= static_cast<std::uint32_t>(wide);
    sequence.shown_height -= static_cast<std::uint32_t>(high);
    return bits.ok();
}

// The extensions of a sequence or picture set: that for 4:4:4 and high depths, or none.
bool extension_is_known(BitReader& bits, bool& range) {
    range = false;
    if (!bits.flag()) return true;
    range = bits.flag();
    return bits.bits(7) == 0;
}

}  // namespace

std::optional<std::vector<HevcUnit>> split_hevc(ByteView data, std::size_t length_size, std::size_t most) {
    if (length_size < 1 || length_size > 4) return std::nullopt;
    std::vector<HevcUnit> units;
    SpanReader reader(data);
    while (!reader.at_end()) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < length_size; ++i) {
            const auto b = reader.u8();
            if (!b) return std::nullopt;
            length = length << 8 | *b;
        }
        const auto unit = reader.take(length);
        if (!unit || unit->size() < 2 || ((*unit)[0] & 0x80) != 0 || units.size() >= most) return std::nullopt;
        units.push_back({static_cast<std::uint8_t>((*unit)[0] >> 1 & 0x3F),
                         static_cast<std::uint8_t>(((*unit)[0] & 1) << 5 | (*unit)[1] >> 3), *unit});
    }
    return units;
}

std::optional<HevcConfig> read_hevc_config(ByteView data) {
    if (data.size() < 23 || data[0] != 1) return std::nullopt;
    HevcConfig config;
    config.length_size = (data[21] & 3U) + 1;
    SpanReader reader(data);
    (void)reader.seek(23);
    for (unsigned array = 0; array < data[22]; ++array) {
        const auto kind = reader.u8();
        const auto count = reader.be16();
        if (!kind || !count) return std::nullopt;
        for (unsigned i = 0; i < *count; ++i) {
            const auto length = reader.be16();
            const auto unit = length ? reader.take(*length) : std::nullopt;
            if (!unit || unit->size() < 2 || config.units.size() >= 256) return std::nullopt;
            config.units.push_back({static_cast<std::uint8_t>((*unit)[0] >> 1 & 0x3F),
                                    static_cast<std::uint8_t>(((*unit)[0] & 1) << 5 | (*unit)[1] >> 3), *unit});
        }
    }
    return config;
}

std::optional<HevcSequence> read_hevc_sequence(ByteView unit) {
    const Bytes payload = payload_of(unit);
    BitReader bits(payload);
    HevcSequence sequence;
    std::uint32_t layers = 0;
    if (!read_sequence_start(bits, sequence, layers) || !read_window(bits, sequence)) return std::nullopt;
    sequence.luma_bits = 8 + bits.golomb();
    sequence.chroma_bits = 8 + bits.golomb();
    const std::uint32_t order_bits = 4 + bits.golomb();
    if (sequence.luma_bits > 16 || sequence.chroma_bits > 16 || order_bits > 16) return std::nullopt;
    skip_order(bits, layers);
    const std::uint32_t block = bits.golomb();
    if (block > 3) return std::nullopt;
    sequence.smallest_block = 8U << block;
    for (int i = 0; i < 5; ++i) bits.golomb();
    if (bits.flag() && bits.flag()) skip_scaling_lists(bits);
    bits.skip(2);
    if (bits.flag()) {
        bits.skip(8);
        bits.golomb();
        bits.golomb();
        bits.skip(1);
    }
    if (!skip_reference_sets(bits)) return std::nullopt;
    if (bits.flag()) {
        const std::uint32_t pictures = bits.golomb();
        if (pictures > 32) return std::nullopt;
        bits.skip(std::size_t{pictures} * (order_bits + 1));
    }
    bits.skip(2);
    if (bits.flag() && !read_usability(bits, layers, sequence)) return std::nullopt;
    bool range = false;
    if (!extension_is_known(bits, range)) return std::nullopt;
    if (range) bits.skip(9);
    if (!bits.ends_here()) return std::nullopt;
    return sequence;
}

std::optional<HevcPictureSet> read_hevc_picture_set(ByteView unit) {
    const Bytes payload = payload_of(unit);
    BitReader bits(payload);
    HevcPictureSet set;
    set.id = bits.golomb();
    set.sequence = bits.golomb();
    if (set.id > 63 || set.sequence > 15) return std::nullopt;
    bits.skip(2 + 3 + 2);
    bits.golomb();
    bits.golomb();
    bits.signed_golomb();
    bits.skip(1);
    const bool transform_skip = bits.flag();
    if (bits.flag()) bits.golomb();
    bits.signed_golomb();
    bits.signed_golomb();
    bits.skip(4);
    const bool tiles = bits.flag();
    bits.skip(1);
    if (tiles) {
        const std::uint32_t columns = bits.golomb(), rows = bits.golomb();
        if (columns > 64 || rows > 64) return std::nullopt;
        if (!bits.flag())
            for (std::uint32_t i = 0; i < columns + rows; ++i) bits.golomb();
        bits.skip(1);
    }
    bits.skip(1);
    if (bits.flag()) {
        bits.skip(1);
        if (!bits.flag()) {
            bits.signed_golomb();
            bits.signed_golomb();
        }
    }
    if (bits.flag()) skip_scaling_lists(bits);
    bits.skip(1);
    bits.golomb();
    set.slice_extension = bits.flag();
    bool range = false;
    if (!extension_is_known(bits, range)) return std::nullopt;
    if (range) {
        if (transform_skip) bits.golomb();
        bits.skip(1);
        if (bits.flag()) {
            bits.golomb();
            const std::uint32_t offsets = bits.golomb();
            if (offsets > 5) return std::nullopt;
            for (std::uint32_t i = 0; i < 2 * (offsets + 1); ++i) bits.signed_golomb();
        }
        bits.golomb();
        bits.golomb();
    }
    if (!bits.ends_here()) return std::nullopt;
    return set;
}

std::optional<std::uint32_t> read_hevc_video(ByteView unit) {
    const Bytes payload = payload_of(unit);
    BitReader bits(payload);
    const std::uint32_t id = bits.bits(4);
    const bool one_base_layer = bits.bits(2) == 3 && bits.bits(6) == 0;
    const std::uint32_t layers = bits.bits(3);
    bits.skip(1);
    if (!one_base_layer || layers > most_layers || bits.bits(16) != 0xFFFF) return std::nullopt;
    std::array<std::uint8_t, 12> profile{};
    read_profile(bits, layers, profile);
    skip_order(bits, layers);
    const std::uint32_t top = bits.bits(6), sets = bits.golomb();
    if (top != 0 || sets != 0) return std::nullopt;
    if (bits.flag()) {
        bits.skip(64);
        if (bits.flag()) bits.golomb();
        if (bits.golomb() != 0) return std::nullopt;
    }
    if (bits.flag() || !bits.ends_here()) return std::nullopt;
    return id;
}

std::optional<HevcSlice> read_hevc_slice(ByteView unit) {
    const Bytes payload = payload_of(unit.first(std::min<std::size_t>(unit.size(), 32)));
    BitReader bits(payload);
    HevcSlice slice;
    slice.first = bits.flag();
    bits.skip(1);
    slice.picture_set = bits.golomb();
    if (!bits.ok() || slice.picture_set > 63) return std::nullopt;
    return slice;
}

std::optional<std::array<std::uint32_t, 2>> hevc_coded_size(ByteView sequence_unit) {
    const Bytes payload = payload_of(sequence_unit);
    BitReader bits(payload);
    HevcSequence sequence;
    std::uint32_t layers = 0;
    if (!read_sequence_start(bits, sequence, layers)) return std::nullopt;
    return std::array{sequence.width, sequence.height};
}

}  // namespace consent
