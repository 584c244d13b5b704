// SPDX-License-Identifier: Apache-2.0
#include "image/av1_headers.hpp"

#include "image/bit_reader.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

// A number in groups of seven bits, lowest first.
std::optional<std::size_t> read_size(SpanReader& reader) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) {
        const auto b = reader.u8();
        if (!b) return std::nullopt;
        value |= std::uint64_t{*b & 0x7FU} << (7 * i);
        if ((*b & 0x80) == 0) return value > 0xFFFFFFFF ? std::nullopt : std::optional(static_cast<std::size_t>(value));
    }
    return std::nullopt;
}

// Up to the largest frame. False: something in it is not for a still picture. `strict`: whether that matters.
bool read_start(BitReader& bits, Av1Sequence& sequence, bool strict) {
    sequence.profile = bits.bits(3);
    bits.skip(1);
    sequence.reduced = bits.flag();
    if (sequence.reduced) {
        sequence.level = bits.bits(5);
    } else {
        bool model = false;
        std::uint32_t delay_bits = 0;
        if (bits.flag()) {
            bits.skip(64);
            if (bits.flag()) bits.golomb();
            model = bits.flag();
            if (model) {
                delay_bits = bits.bits(5) + 1;
                bits.skip(42);
            }
        }
        const bool delays = bits.flag();
        const std::uint32_t points = bits.bits(5) + 1;
        if (strict && (model || points != 1)) return false;
        for (std::uint32_t i = 0; i < points; ++i) {
            bits.skip(12);
            const std::uint32_t level = bits.bits(5);
            const bool tier = level > 7 && bits.flag();
            if (i == 0) {
                sequence.level = level;
                sequence.upper_tier = tier;
            }
            if (model && bits.flag()) bits.skip(2 * std::size_t{delay_bits} + 1);
            if (delays && bits.flag()) bits.skip(4);
        }
    }
    sequence.width_bits = bits.bits(4) + 1;
    sequence.height_bits = bits.bits(4) + 1;
    sequence.width = bits.bits(sequence.width_bits) + 1;
    sequence.height = bits.bits(sequence.height_bits) + 1;
    return bits.ok();
}

void read_tools(BitReader& bits, Av1Sequence& sequence) {
    if (!sequence.reduced && bits.flag()) {
        const std::uint32_t delta = bits.bits(4) + 2;
        sequence.id_bits = delta + bits.bits(3) + 1;
    }
    bits.skip(3);
    if (!sequence.reduced) {
        bits.skip(4);
        const bool order = bits.flag();
        if (order) bits.skip(2);
        sequence.screen_content = bits.flag() ? 2 : bits.bits(1);
        if (sequence.screen_content > 0) sequence.whole_motion = bits.flag() ? 2 : bits.bits(1);
        if (order) sequence.order_bits = bits.bits(3) + 1;
    }
    sequence.wide_steps = bits.flag();
    bits.skip(2);
}

void read_colours(BitReader& bits, Av1Sequence& sequence) {
    const bool high = bits.flag();
    const bool twelve = sequence.profile == 2 && high && bits.flag();
    sequence.bits = twelve ? 12 : high ? 10 : 8;
    sequence.grey = sequence.profile != 1 && bits.flag();
    if (bits.flag()) {
        sequence.primaries = bits.bits(8);
        sequence.transfer = bits.bits(8);
        sequence.matrix = bits.bits(8);
    }
    if (sequence.grey) {
        bits.skip(1);
        return;
    }
    if (sequence.primaries == 1 && sequence.transfer == 13 && sequence.matrix == 0) {
        sequence.narrow = sequence.low = false;
    } else {
        bits.skip(1);
        if (sequence.profile == 0) {
            sequence.narrow = sequence.low = true;
        } else if (sequence.profile == 1) {
            sequence.narrow = sequence.low = false;
        } else if (sequence.bits == 12) {
            sequence.narrow = bits.flag();
            sequence.low = sequence.narrow && bits.flag();
        } else {
            sequence.narrow = true;
            sequence.low = false;
        }
        if (sequence.narrow && sequence.low) sequence.chroma_place = bits.bits(2);
    }
    bits.skip(1);
}

}  // namespace

std::optional<std::vector<Av1Unit>> split_av1(ByteView data, std::size_t most) {
    std::vector<Av1Unit> units;
    SpanReader reader(data);
    while (!reader.at_end()) {
        const auto header = reader.u8();
        if (!header || (*header & 0x80) != 0 || units.size() >= most) return std::nullopt;
        Av1Unit unit;
        unit.type = *header >> 3 & 15;
        if ((*header & 4) != 0) {
            const auto layers = reader.u8();
            if (!layers) return std::nullopt;
            unit.layered = (*layers & 0xF8) != 0;
        }
        const auto size = (*header & 2) != 0 ? read_size(reader) : std::optional(reader.remaining());
        const auto payload = size ? reader.take(*size) : std::nullopt;
        if (!payload) return std::nullopt;
        unit.payload = *payload;
        units.push_back(unit);
    }
    return units;
}

std::optional<Av1Sequence> read_av1_sequence(ByteView payload) {
    BitReader bits(payload);
    Av1Sequence sequence;
    if (!read_start(bits, sequence, true)) return std::nullopt;
    read_tools(bits, sequence);
    read_colours(bits, sequence);
    bits.skip(1);
    if (sequence.profile > 2 || !bits.ends_here()) return std::nullopt;
    return sequence;
}

std::optional<Av1Frame> read_av1_frame(ByteView payload, const Av1Sequence& sequence) {
    BitReader bits(payload);
    Av1Frame frame;
    if (!sequence.reduced) {
        if (bits.flag()) return frame;  // shows one that was decoded before
        const std::uint32_t kind = bits.bits(2);
        frame.shown_key = bits.flag() && kind == 0;
        if (!frame.shown_key) return bits.ok() ? std::optional(frame) : std::nullopt;
    } else {
        frame.shown_key = true;
    }
    bits.skip(1);
    const std::uint32_t screen_content = sequence.screen_content == 2 ? bits.bits(1) : sequence.screen_content;
    if (screen_content != 0 && sequence.whole_motion == 2) bits.skip(1);
    bits.skip(sequence.id_bits);
    const bool own_size = !sequence.reduced && bits.flag();
    bits.skip(sequence.order_bits);
    frame.width = own_size ? bits.bits(sequence.width_bits) + 1 : sequence.width;
    frame.height = own_size ? bits.bits(sequence.height_bits) + 1 : sequence.height;
    if (sequence.wide_steps && bits.flag()) bits.skip(3);
    if (bits.flag()) {
        const std::uint32_t width = bits.bits(16) + 1, height = bits.bits(16) + 1;
        frame.shown_larger = width != frame.width || height != frame.height;
    }
    return bits.ok() ? std::optional(frame) : std::nullopt;
}

std::optional<std::array<std::uint32_t, 2>> av1_coded_size(ByteView sequence_payload) {
    BitReader bits(sequence_payload);
    Av1Sequence sequence;
    if (!read_start(bits, sequence, false)) return std::nullopt;
    return std::array{sequence.width, sequence.height};
}

}  // namespace consent
