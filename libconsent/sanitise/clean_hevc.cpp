// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "image/heif_coding.hpp"
#include "image/hevc_headers.hpp"
#include "sanitise/coded_picture.hpp"
#include "sanitise/heif_colour.hpp"
#include "sanitise/icc_curves.hpp"

namespace consent {
namespace {

bool same(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

bool is_set(std::uint8_t type) { return type >= hevc_type::vps && type <= hevc_type::pps; }

// Layer 0, and the lowest temporal layer.
bool is_base(const HevcUnit& unit) { return unit.layer == 0 && unit.bytes[1] == 1; }

// Zero words and bytes behind the end of a unit.
ByteView without_stuffing(ByteView unit) {
    for (;;) {
        const std::size_t size = unit.size();
        if (size > 5 && unit[size - 1] == 3 && unit[size - 2] == 0 && unit[size - 3] == 0)
            unit = unit.first(size - 3);
        else if (size > 3 && unit[size - 1] == 0)
            unit = unit.first(size - 1);
        else
            return unit;
    }
}

// Of one kind, by number. False: one number twice.
struct Sets {
    std::map<std::uint32_t, ByteView> videos, sequences, pictures;
    std::map<std::uint32_t, HevcSequence> sequence_of;
    std::map<std::uint32_t, HevcPictureSet> picture_of;

    bool add(const HevcUnit& unit) {
        if (unit.type == hevc_type::vps) {
            const auto id = read_hevc_video(unit.bytes);
            return id && videos.emplace(*id, unit.bytes).second;
        }
        if (unit.type == hevc_type::sps) {
            const auto set = read_hevc_sequence(unit.bytes);
            return set && sequences.emplace(set->id, unit.bytes).second && sequence_of.emplace(set->id, *set).second;
        }
        const auto set = read_hevc_picture_set(unit.bytes);
        return set && pictures.emplace(set->id, unit.bytes).second && picture_of.emplace(set->id, *set).second;
    }

    bool holds(ByteView unit) const {
        for (const auto* kind : {&videos, &sequences, &pictures})
            for (const auto& [id, bytes] : *kind)
                if (same(bytes, unit)) return true;
        return false;
    }
};

void put_array(Bytes& out, std::uint8_t type, const std::vector<ByteView>& units) {
    out.push_back(static_cast<std::uint8_t>(0x80 | type));
    put_be16(out, static_cast<std::uint32_t>(units.size()));
    for (const ByteView unit : units) {
        put_be16(out, static_cast<std::uint32_t>(unit.size()));
        out.insert(out.end(), unit.begin(), unit.end());
    }
}

Bytes config_of(const HevcSequence& sequence, ByteView video, ByteView sequence_unit,
                const std::vector<ByteView>& pictures) {
    Bytes out;
    out.push_back(1);
    for (const std::uint8_t b : sequence.profile) out.push_back(b);
    put_be16(out, 0xF000);  // smallest slice: not said
    out.push_back(0xFC);    // parallel decoding: not said
    out.push_back(static_cast<std::uint8_t>(0xFC | sequence.chroma));
    out.push_back(static_cast<std::uint8_t>(0xF8 | (sequence.luma_bits - 8)));
    out.push_back(static_cast<std::uint8_t>(0xF8 | (sequence.chroma_bits - 8)));
    put_be16(out, 0);       // frame rate: not said
    out.push_back(0x0F);    // one temporal layer, lengths of four bytes
    out.push_back(3);
    put_array(out, hevc_type::vps, {video});
    put_array(out, hevc_type::sps, {sequence_unit});
    put_array(out, hevc_type::pps, pictures);
    return out;
}

// The slices of the one picture, and the numbers of the sets they name. False: something else is coded there too.
bool take_slices(const std::vector<HevcUnit>& units, const Sets& sets, CodedPicture& picture,
                 std::map<std::uint32_t, ByteView>& used) {
    std::uint8_t kind = 0;
    for (const HevcUnit& unit : units) {
        if (unit.layer != 0 || unit.type > 31) continue;
        if (unit.type < hevc_type::first_intra || unit.type > hevc_type::last_intra || !is_base(unit)) return false;
        const auto slice = read_hevc_slice(unit.bytes);
        if (!slice || slice->first != picture.pieces.empty() || (kind != 0 && kind != unit.type)) return false;
        kind = unit.type;
        const auto set = sets.pictures.find(slice->picture_set);
        if (set == sets.pictures.end()) return false;
        used.emplace(set->first, set->second);
        const ByteView body = without_stuffing(unit.bytes);
        Bytes head;
        put_be32(head, static_cast<std::uint32_t>(body.size()));
        picture.pieces.push_back({std::move(head), body});
    }
    return !picture.pieces.empty();
}

}  // namespace

std::optional<CodedPicture> clean_hevc(const HeifWalk& walk, const HeifItem& item, const Limits& limits) {
    const HeifBox* property = walk.property_of(item, four_letters("hvcC"));
    // Units in pieces would have to be put together first; nothing writes them so.
    if (property == nullptr || item.extents.size() != 1) return std::nullopt;
    const auto config = read_hevc_config(property->data);
    if (!config) return std::nullopt;
    const auto units = split_hevc(item.extents.front(), config->length_size, limits.parts);
    if (!units) return std::nullopt;

    Sets sets;
    const auto put_in = [&sets](HevcUnit unit) {
        if (!is_set(unit.type) || unit.layer != 0) return true;
        unit.bytes = without_stuffing(unit.bytes);
        return sets.holds(unit.bytes) || (is_base(unit) && sets.add(unit));
    };
    // In the picture itself too: where they stand there alone, or once more.
    if (!std::all_of(config->units.begin(), config->units.end(), put_in) ||
        !std::all_of(units->begin(), units->end(), put_in))
        return std::nullopt;

    CodedPicture picture;
    std::map<std::uint32_t, ByteView> used;
    if (!take_slices(*units, sets, picture, used)) return std::nullopt;
    const std::uint32_t sequence_id = sets.picture_of.at(used.begin()->first).sequence;
    std::vector<ByteView> pictures;
    for (const auto& [id, unit] : used) {
        const HevcPictureSet& set = sets.picture_of.at(id);
        if (set.sequence != sequence_id || set.slice_extension) return std::nullopt;
        pictures.push_back(unit);
    }
    const auto found = sets.sequence_of.find(sequence_id);
    if (found == sets.sequence_of.end()) return std::nullopt;
    const HevcSequence& sequence = found->second;
    const auto video = sets.videos.find(sequence.video);
    const std::uint32_t block = std::max(sequence.smallest_block, 16U);
    if (video == sets.videos.end() || sequence.luma_bits > 12 || sequence.chroma_bits > 12 ||
        sequence.width - sequence.shown_width >= block || sequence.height - sequence.shown_height >= block ||
        item.width != sequence.shown_width || item.height != sequence.shown_height ||
        !are_tame({static_cast<std::uint16_t>(sequence.primaries), static_cast<std::uint16_t>(sequence.transfer),
                   static_cast<std::uint16_t>(sequence.matrix)}))
        return std::nullopt;

    picture.config = config_of(sequence, video->second, sets.sequences.at(sequence_id), pictures);
    picture.width = item.width;
    picture.height = item.height;
    const auto luma = static_cast<std::uint8_t>(sequence.luma_bits), chroma = static_cast<std::uint8_t>(sequence.chroma_bits);
    picture.depths = sequence.chroma == 0 ? std::vector{luma} : std::vector{luma, chroma, chroma};
    const unsigned profile = sequence.profile[0] & 31U;
    picture.plain = profile == 1 || profile == 3;
    return picture;
}

}  // namespace consent
