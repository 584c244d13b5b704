// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "image/icc_text.hpp"
#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// What colours are computed from; it stays.
bool is_numeric(std::string_view tag) {
    static constexpr std::string_view numeric[] = {
        "wtpt"sv, "bkpt"sv, "chad"sv, "cicp"sv, "rXYZ"sv, "gXYZ"sv, "bXYZ"sv, "rTRC"sv, "gTRC"sv,
        "bTRC"sv, "kTRC"sv, "A2B0"sv, "A2B1"sv, "A2B2"sv, "B2A0"sv, "B2A1"sv, "B2A2"sv};
    return std::find(std::begin(numeric), std::end(numeric), tag) != std::end(numeric);
}

std::string item_name(std::string_view tag) {
    if (tag == "desc"sv) return "ICC:ProfileDescription";
    if (tag == "cprt"sv) return "ICC:ProfileCopyright";
    if (tag == "dmnd"sv) return "ICC:DeviceMfgDesc";
    if (tag == "dmdd"sv) return "ICC:DeviceModelDesc";
    const bool letters = std::all_of(tag.begin(), tag.end(), [](char c) { return c > ' ' && c < 0x7F; });
    return "ICC:" + (letters ? std::string(tag) : "unreadable");
}

std::string element_text(ByteView element) {
    if (starts_with(element, "text"sv) && element.size() > 8) return readable_text(element.subspan(8));
    if (starts_with(element, "desc"sv) && element.size() > 12) return readable_text(element.subspan(12));
    if (!starts_with(element, "mluc"sv)) return {};
    std::string joined;
    const std::uint32_t records = std::min<std::uint32_t>(be32_at(element, 8), 100);
    for (std::uint32_t i = 0; i < records; ++i) {
        const std::size_t at = 16 + std::size_t{12} * i;
        const std::uint32_t size = be32_at(element, at + 4), offset = be32_at(element, at + 8);
        if (offset > element.size() || size > element.size() - offset) break;
        const std::string text = tidy_text(utf8_from_utf16(element.subspan(offset, size), true));
        if (!joined.empty() && !text.empty()) joined += '\n';
        joined += text;
    }
    return joined;
}

bool is_neutral(std::string_view text) {
    return text == icc_text::srgb || text == icc_text::display_p3 || text == icc_text::adobe_rgb || text == icc_text::rgb ||
           text == icc_text::grey || text == icc_text::cmyk || text == icc_text::copyright;
}

}  // namespace

void list_icc(ByteView profile, const std::string& container, MetadataList& list) {
    if (!list.charge(profile.size())) return;
    const std::uint32_t count = be32_at(profile, 128);
    if (profile.size() < 132 || count > 200 || profile.size() - 132 < std::size_t{12} * count) {
        list.add(container);
        return;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
        const ByteView entry = profile.subspan(132 + std::size_t{12} * i, 12);
        const std::string_view tag(reinterpret_cast<const char*>(entry.data()), 4);
        if (is_numeric(tag)) continue;
        const std::uint32_t offset = be32_at(entry, 4), size = be32_at(entry, 8);
        std::string text;
        if (offset <= profile.size() && size <= profile.size() - offset)
            text = element_text(profile.subspan(offset, size));
        if (!is_neutral(text)) list.add(item_name(tag), text);
    }
}

}  // namespace consent
