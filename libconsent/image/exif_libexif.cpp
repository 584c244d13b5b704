// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>

#include <libexif/exif-data.h>

#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t orientation_alone = 26;  // the size of a block of that one tag

// Eight bytes name the characters of a comment, then it follows.
std::string comment_text(ByteView value, bool big_endian) {
    if (value.size() < 8) return readable_text(value);
    const ByteView text = value.subspan(8);
    if (starts_with(value, "UNICODE\0"sv)) {
        // Not every program keeps to the byte order of the block: of most texts the upper halves are zero.
        std::size_t upper[2] = {0, 0};
        for (std::size_t i = 0; i + 1 < text.size(); i += 2)
            for (std::size_t half = 0; half < 2; ++half) upper[half] += text[i + half] == 0 ? 1 : 0;
        return tidy_text(utf8_from_utf16(text, upper[0] == upper[1] ? big_endian : upper[0] > upper[1]));
    }
    if (starts_with(value, "ASCII\0"sv) || starts_with(value, "\0\0\0\0\0\0\0\0"sv)) return every_text(text);
    return every_text(value);
}

std::string number_name(unsigned tag) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%04X", tag);
    return text;
}

std::string name_in(unsigned tag, ExifIfd directory) {
    const char* name = exif_tag_get_name_in_ifd(static_cast<ExifTag>(tag), directory);
    return name == nullptr || *name == '\0' ? number_name(tag) : name;
}

ByteView value_of(const ExifEntry* entry) noexcept {
    return entry == nullptr || entry->data == nullptr ? ByteView() : ByteView(entry->data, entry->size);
}

struct Unref {
    void operator()(ExifData* data) const noexcept { exif_data_unref(data); }
};

}  // namespace

void list_exif(ByteView tiff, const std::string& container, MetadataList& list) {
    if (!list.charge(tiff.size())) return;
    static constexpr auto prefix = "Exif\0\0"sv;
    Bytes block(prefix.begin(), prefix.end());
    block.insert(block.end(), tiff.begin(), tiff.end());

    const std::unique_ptr<ExifData, Unref> data(exif_data_new());
    if (data == nullptr) throw std::bad_alloc();
    exif_data_unset_option(data.get(), EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
    exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
    exif_data_load_data(data.get(), block.data(), static_cast<unsigned>(block.size()));

    const bool big_endian = exif_data_get_byte_order(data.get()) == EXIF_BYTE_ORDER_MOTOROLA;
    bool listed = false, oriented = false;
    for (int directory = 0; directory < EXIF_IFD_COUNT; ++directory) {
        const ExifContent* content = data->ifd[directory];
        if (content == nullptr) continue;
        for (unsigned i = 0; i < content->count; ++i) {
            const ExifEntry& entry = *content->entries[i];
            const auto tag = static_cast<unsigned>(entry.tag);
            // A viewer needs this one, and the clean copy keeps it.
            if (tag == tiff_tag::orientation && directory != EXIF_IFD_GPS) {
                oriented = true;
                continue;
            }
            const bool gps = directory == EXIF_IFD_GPS;
            std::string text = exif_text(static_cast<std::uint16_t>(tag), static_cast<std::uint16_t>(entry.format),
                                         value_of(&entry), gps, big_endian);
            if (gps && (tag == 2 || tag == 4)) {
                auto* const inside = const_cast<ExifContent*>(content);
                const auto reference = static_cast<ExifTag>(tag - 1);
                text = exif_degrees(value_of(&entry), value_of(exif_content_get_entry(inside, reference)), big_endian);
            }
            list.add("EXIF:" + name_in(tag, static_cast<ExifIfd>(directory)), text);
            listed = true;
        }
    }
    if (data->data != nullptr && data->size > 0) {
        list.add("EXIF:Thumbnail");
        listed = true;
    }
    if (!listed && (!oriented || tiff.size() > orientation_alone)) list.add(container);
}

std::string exif_text(std::uint16_t tag, std::uint16_t type, ByteView value, bool gps, bool big_endian) {
    constexpr std::uint16_t byte = 1, ascii = 2, undefined = 7;
    if (!gps && tag >= 0x9C9B && tag <= 0x9C9F) return tidy_text(utf8_from_utf16(value, false));
    if (gps ? tag == 0x1B || tag == 0x1C : tag == 0x9286) return comment_text(value, big_endian);
    if (type == ascii) return every_text(value);
    // Maker notes, layers of an image editor and the like: nobody says what stands where.
    return type == byte || type == undefined ? text_runs(value) : "";
}

std::string exif_degrees(ByteView value, ByteView reference, bool big_endian) {
    if (value.size() != 24) return {};
    SpanReader reader(value);
    double degrees = 0;
    for (const double part : {1.0, 60.0, 3600.0}) {
        const auto over = reader.unsigned_number(4, big_endian), under = reader.unsigned_number(4, big_endian);
        if (!over || !under || (*under == 0 && *over != 0)) return {};
        if (*under != 0) degrees += static_cast<double>(*over) / static_cast<double>(*under) / part;
    }
    if (!(degrees <= 360)) return {};
    const bool negative = !reference.empty() && (reference[0] == 'S' || reference[0] == 'W');
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", negative ? -degrees : degrees);
    return text;
}

std::string exif_tag_name(std::uint16_t tag, bool gps) {
    if (gps) return name_in(tag, EXIF_IFD_GPS);
    const char* name = exif_tag_get_name_in_ifd(static_cast<ExifTag>(tag), EXIF_IFD_0);
    return name == nullptr || *name == '\0' ? name_in(tag, EXIF_IFD_EXIF) : name;
}

}  // namespace consent
