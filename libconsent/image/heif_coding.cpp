// SPDX-License-Identifier: Apache-2.0
#include "image/heif_coding.hpp"

#include <array>
#include <optional>

#include "image/av1_headers.hpp"
#include "image/hevc_headers.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

Result<void> check(const std::optional<std::array<std::uint32_t, 2>>& size, const Limits& limits) {
    if (!size) return {};
    return check_size((*size)[0], (*size)[1], limits);
}

Result<void> check_hevc(const HeifWalk& walk, const HeifItem& item, ByteView data, const Limits& limits) {
    const HeifBox* property = walk.property_of(item, four_letters("hvcC"));
    const auto config = property == nullptr ? std::nullopt : read_hevc_config(property->data);
    if (!config) return {};
    std::vector<HevcUnit> units = config->units;
    if (const auto inside = split_hevc(data, config->length_size, limits.parts))
        units.insert(units.end(), inside->begin(), inside->end());
    for (const HevcUnit& unit : units)
        if (unit.type == hevc_type::sps && unit.layer == 0)
            if (auto fits = check(hevc_coded_size(unit.bytes), limits); !fits) return fits;
    return {};
}

Result<void> check_av1(const HeifWalk& walk, const HeifItem& item, ByteView data, const Limits& limits) {
    std::vector<Av1Unit> units;
    const HeifBox* property = walk.property_of(item, four_letters("av1C"));
    if (property != nullptr && property->data.size() > 4)
        if (const auto ahead = split_av1(property->data.subspan(4), limits.parts)) units = *ahead;
    if (const auto inside = split_av1(data, limits.parts)) units.insert(units.end(), inside->begin(), inside->end());
    for (const Av1Unit& unit : units)
        if (unit.type == av1_type::sequence)
            if (auto fits = check(av1_coded_size(unit.payload), limits); !fits) return fits;
    return {};
}

CodingPoints coded_points(const HeifWalk& walk, const HeifItem& item) {
    CodingPoints points;
    const auto take = [&points](const auto& sequence) {
        points.primaries = static_cast<std::uint16_t>(sequence.primaries);
        points.transfer = static_cast<std::uint16_t>(sequence.transfer);
        points.matrix = static_cast<std::uint16_t>(sequence.matrix);
    };
    if (const HeifBox* property = walk.property_of(item, four_letters("hvcC"))) {
        if (const auto config = read_hevc_config(property->data))
            for (const HevcUnit& unit : config->units)
                if (unit.type == hevc_type::sps)
                    if (const auto sequence = read_hevc_sequence(unit.bytes)) take(*sequence);
    }
    if (item.type == four_letters("av01") && item.extents.size() == 1) {
        if (const auto units = split_av1(item.extents.front(), 1000))
            for (const Av1Unit& unit : *units)
                if (unit.type == av1_type::sequence)
                    if (const auto sequence = read_av1_sequence(unit.payload)) take(*sequence);
    }
    return points;
}

}  // namespace

ByteView colour_box(const HeifWalk& walk, const HeifItem& item, std::string_view type) {
    for (const HeifUse& use : item.uses) {
        const HeifBox& box = walk.properties[use.property];
        if (box.type == four_letters("colr") && starts_with(box.data, type)) return box.data.subspan(4);
    }
    return {};
}

const HeifItem* first_piece(const HeifWalk& walk, const HeifItem& item) {
    const HeifReference* parts = walk.reference(four_letters("dimg"), item.id);
    return parts == nullptr || parts->to.empty() ? nullptr : walk.find(parts->to.front());
}

std::optional<CodingPoints> coding_points_of(const HeifWalk& walk, const HeifItem& item) {
    const ByteView box = colour_box(walk, item, "nclx");
    if (box.size() < 7) return std::nullopt;
    const auto word = [&](std::size_t at) { return static_cast<std::uint16_t>(box[at] << 8 | box[at + 1]); };
    return CodingPoints{word(0), word(2), word(4), (box[6] & 0x80) != 0};
}

CodingPoints shown_coding_points(const HeifWalk& walk, const HeifItem& item) {
    if (const auto said = coding_points_of(walk, item)) return *said;
    const HeifItem* piece = first_piece(walk, item);
    if (piece == nullptr) return coded_points(walk, item);
    if (const auto said = coding_points_of(walk, *piece)) return *said;
    return coded_points(walk, *piece);
}

ByteView item_bytes(const HeifItem& item, Bytes& storage) {
    if (item.extents.size() == 1) return item.extents.front();
    storage.clear();
    for (const ByteView extent : item.extents) storage.insert(storage.end(), extent.begin(), extent.end());
    return storage;
}

Result<void> check_coded_size(const HeifWalk& walk, const HeifItem& item, const Limits& limits) {
    Bytes storage;
    switch (item.type) {
        case four_letters("hvc1"):
        case four_letters("hev1"): return check_hevc(walk, item, item_bytes(item, storage), limits);
        case four_letters("av01"): return check_av1(walk, item, item_bytes(item, storage), limits);
        default: return {};
    }
}

}  // namespace consent
