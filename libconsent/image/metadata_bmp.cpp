// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "image/bmp_header.hpp"
#include "image/metadata_list.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"

namespace consent {
namespace {

bool holds_anything(ByteView bytes) noexcept {
    return std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b != 0; });
}

// What stands in `room` beside the profile, if that stands there.
void list_room(ByteView room, ByteView profile, const char* name, MetadataList& list) {
    const std::uint8_t* const end = room.data() + room.size();
    if (!profile.empty() && profile.data() >= room.data() && profile.data() + profile.size() <= end) {
        const auto before = static_cast<std::size_t>(profile.data() - room.data());
        list_room(room.first(before), {}, name, list);
        room = room.subspan(before + profile.size());
    }
    if (holds_anything(room)) list.add(name, text_runs(room));
}

}  // namespace

Result<void> list_bmp(ByteView bytes, const Limits& limits, MetadataList& list) {
    const auto header = read_bmp_header(bytes, limits);
    if (!header) return header.error();
    if (holds_anything(bytes.subspan(6, 4))) list.add("BMP:Reserved");
    const ByteView profile = header->icc.empty() ? header->linked : header->icc;
    list_room(header->gap, profile, "BMP:gap", list);
    list_room(bytes.subspan(header->end), profile, "BMP:trailer", list);
    if (!header->icc.empty()) list_icc(header->icc, "BMP:ICC_Profile", list);
    if (!header->linked.empty()) list.add("BMP:LinkedProfile", readable_text(header->linked));
    return {};
}

}  // namespace consent
