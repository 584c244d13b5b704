// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "image/av1_headers.hpp"
#include "image/heif_coding.hpp"
#include "sanitise/coded_picture.hpp"
#include "sanitise/heif_colour.hpp"

namespace consent {
namespace {

CodedPiece piece_of(std::uint8_t type, ByteView payload) {
    CodedPiece piece;
    piece.head.push_back(static_cast<std::uint8_t>(type << 3 | 2));
    std::size_t size = payload.size();
    do {
        piece.head.push_back(static_cast<std::uint8_t>((size & 0x7F) | (size > 0x7F ? 0x80 : 0)));
        size >>= 7;
    } while (size != 0);
    piece.body = payload;
    return piece;
}

Bytes config_of(const Av1Sequence& sequence) {
    const auto bit = [](bool set, unsigned place) { return set ? 1U << place : 0U; };
    return {0x81, static_cast<std::uint8_t>(sequence.profile << 5 | sequence.level),
            static_cast<std::uint8_t>(bit(sequence.upper_tier, 7) | bit(sequence.bits > 8, 6) |
                                      bit(sequence.bits > 10, 5) | bit(sequence.grey, 4) | bit(sequence.narrow, 3) |
                                      bit(sequence.low, 2) | sequence.chroma_place),
            0};
}

// The one unit of that type; another of the same content counts as none. False: they differ.
bool take_one(const Av1Unit& unit, ByteView& place) {
    if (!place.empty()) return std::equal(place.begin(), place.end(), unit.payload.begin(), unit.payload.end());
    place = unit.payload;
    return !place.empty();
}

}  // namespace

std::optional<CodedPicture> clean_av1(const HeifWalk& walk, const HeifItem& item, const Limits& limits) {
    const HeifBox* property = walk.property_of(item, four_letters("av1C"));
    if (property == nullptr || property->data.size() < 4 || item.extents.size() != 1) return std::nullopt;
    const auto ahead = split_av1(property->data.subspan(4), limits.parts);
    const auto units = split_av1(item.extents.front(), limits.parts);
    if (!ahead || !units) return std::nullopt;

    ByteView sequence_header, frame;
    for (const Av1Unit& unit : *ahead)
        if (unit.type == av1_type::sequence && !take_one(unit, sequence_header)) return std::nullopt;
    for (const Av1Unit& unit : *units) {
        switch (unit.type) {
            case av1_type::sequence:
                if (unit.layered || !take_one(unit, sequence_header)) return std::nullopt;
                break;
            case av1_type::frame:
                if (unit.layered || !frame.empty() || unit.payload.empty()) return std::nullopt;
                frame = unit.payload;
                break;
            case av1_type::frame_header:
            case av1_type::tiles:
            case av1_type::tile_list: return std::nullopt;
            default: break;
        }
    }
    if (sequence_header.empty() || frame.empty()) return std::nullopt;
    const auto sequence = read_av1_sequence(sequence_header);
    const auto header = sequence ? read_av1_frame(frame, *sequence) : std::nullopt;
    if (!header || !header->shown_key || header->shown_larger || header->width != item.width ||
        header->height != item.height ||
        !are_tame({static_cast<std::uint16_t>(sequence->primaries), static_cast<std::uint16_t>(sequence->transfer),
                   static_cast<std::uint16_t>(sequence->matrix)}))
        return std::nullopt;

    CodedPicture picture;
    picture.config = config_of(*sequence);
    picture.pieces.push_back(piece_of(av1_type::sequence, sequence_header));
    picture.pieces.push_back(piece_of(av1_type::frame, frame));
    picture.width = item.width;
    picture.height = item.height;
    picture.depths.assign(sequence->grey ? 1 : 3, static_cast<std::uint8_t>(sequence->bits));
    return picture;
}

}  // namespace consent
