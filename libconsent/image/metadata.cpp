// SPDX-License-Identifier: Apache-2.0
#include "image/metadata.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "base/guard.hpp"
#include "image/exif_block.hpp"
#include "image/metadata_list.hpp"
#include "image/refusal.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

Result<void> list_container(ByteView bytes, const Limits& limits, MetadataList& list) {
    if (bytes.empty()) return unreadable("This file is empty: bring another copy of it.");
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    const Format format = sniff(bytes);
    switch (format) {
        case Format::jpeg: return list_jpeg(bytes, limits, list);
        case Format::png: return list_png(bytes, limits, list);
        case Format::gif: return list_gif(bytes, limits, list);
        case Format::webp: return list_webp(bytes, limits, list);
        case Format::tiff: return list_tiff(bytes, list);
        case Format::heif:
        case Format::avif: return list_heif(bytes, format, limits, list);
        case Format::bmp: return list_bmp(bytes, limits, list);
        case Format::unknown: return unreadable("This is no picture in a format that is read here: save it as JPEG.");
        case Format::raw_or_psd: return unreadable("Camera raw and Photoshop files are not read: save it as JPEG.");
        default: return unreadable(std::string(to_string(format)) + " is not read yet: save it as JPEG.");
    }
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
    int value = -1;
    if (at + count > text.size()) return -1;
    const char* end = text.data() + at + count;
    const auto [stopped, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc() && stopped == end ? value : -1;
}

// "2026:06:01 10:30:00"
std::optional<Date> parse_exif_date(ByteView value) {
    const std::string_view text(reinterpret_cast<const char*>(value.data()), value.size());
    const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    if (year < 1 || month < 1 || day < 1) return std::nullopt;
    const Date date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                    std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    return date;
}

std::optional<Date> find_date(ByteView bytes) {
    constexpr std::uint16_t original = 0x9003, digitised = 0x9004;
    const auto block = TiffBlock::parse(exif_block(bytes, sniff(bytes)));
    if (!block) return std::nullopt;
    const auto main = block->directory(block->first_directory());
    if (!main) return std::nullopt;
    const auto at = block->number(*main, tiff_tag::exif_directory);
    const auto exif = at ? block->directory(*at) : std::nullopt;
    if (!exif) return std::nullopt;
    for (const std::uint16_t tag : {original, digitised})
        if (const TiffEntry* entry = exif->find(tag))
            if (const auto date = parse_exif_date(entry->value)) return date;
    return std::nullopt;
}

}  // namespace

void MetadataList::add(const std::string& name, const std::string& text) {
    if (!charge(name.size() + text.size())) return;
    const auto [at, fresh] = index_.emplace(name, items_.size());
    if (fresh) {
        items_.push_back({name, text});
        return;
    }
    std::string& joined = items_[at->second].text;
    if (!joined.empty() && !text.empty()) joined += '\n';
    joined += text;
}

bool MetadataList::charge(std::size_t bytes) noexcept {
    if (over_ || bytes > limits_.metadata_bytes - used_) {
        over_ = true;
        return false;
    }
    used_ += bytes;
    return true;
}

Result<std::vector<MetadataItem>> MetadataList::finish() && {
    if (over_) return too_much_metadata(limits_);
    return std::move(items_);
}

Result<std::vector<MetadataItem>> list_metadata(ByteView bytes, const Limits& limits) {
    return guarded("reading the metadata", [&]() -> Result<std::vector<MetadataItem>> {
        MetadataList list(limits);
        if (auto listed = list_container(bytes, limits, list); !listed) return std::move(listed).error();
        return std::move(list).finish();
    });
}

bool tells_position(const MetadataItem& item) noexcept {
    static constexpr std::array places{
        "EXIF:GPS"sv, "XMP:exif:GPS"sv, "XMP:photoshop:City"sv, "XMP:photoshop:State"sv, "XMP:photoshop:Country"sv,
        "XMP:Iptc4xmpCore:Location"sv, "XMP:Iptc4xmpCore:CountryCode"sv, "XMP:Iptc4xmpExt:Location"sv,
        "XMP:Iptc4xmpExt:City"sv, "XMP:Iptc4xmpExt:Sublocation"sv, "XMP:Iptc4xmpExt:ProvinceState"sv,
        "XMP:Iptc4xmpExt:Country"sv, "XMP:Iptc4xmpExt:WorldRegion"sv, "IPTC:City"sv, "IPTC:Sub-location"sv,
        "IPTC:Province-State"sv, "IPTC:Country-"sv, "IPTC:ContentLocation"sv};
    const std::string_view name = item.name;
    return std::any_of(places.begin(), places.end(),
                       [name](std::string_view place) { return name.substr(0, place.size()) == place; });
}

std::optional<Date> date_taken(ByteView bytes) {
    try {
        return find_date(bytes);
    } catch (...) {
        return std::nullopt;  // as if the file did not say
    }
}

}  // namespace consent
