// SPDX-License-Identifier: Apache-2.0
#include "image/heif_coding.hpp"

#include <array>
#include <optional>

#include "image/av1_headers.hpp"
#include "image/hevc_headers.hpp"
#include "image/refusal.hpp"

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

}  // namespace

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
