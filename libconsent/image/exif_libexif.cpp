// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>

#include <libexif/exif-data.h>

#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t orientation_alone = 26;  // the size of a block of that one tag

// Eight bytes name the characters of a comment, then it follows.
std::string comment_text(ByteView value, bool big_endian) {
    if (value.size() < 8) return readable_text(value);
    const ByteView text = value.subspan(8);
    if (starts_with(value, "UNICODE\0"sv)) return tidy_text(utf8_from_utf16(text, big_endian));
    if (starts_with(value, "ASCII\0"sv) || starts_with(value, "\0\0\0\0\0\0\0\0"sv)) return readable_text(text);
    if (starts_with(value, "JIS\0"sv)) return {};
    return readable_text(value);
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
            list.add("EXIF:" + name_in(tag, static_cast<ExifIfd>(directory)),
                     exif_text(static_cast<std::uint16_t>(tag), static_cast<std::uint16_t>(entry.format),
                               ByteView(entry.data, entry.data == nullptr ? 0 : entry.size),
                               directory == EXIF_IFD_GPS, big_endian));
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
    constexpr std::uint16_t ascii = 2;
    if (!gps && tag >= 0x9C9B && tag <= 0x9C9F) return tidy_text(utf8_from_utf16(value, false));
    if (gps ? tag == 0x1B || tag == 0x1C : tag == 0x9286) return comment_text(value, big_endian);
    return type == ascii ? readable_text(value) : "";
}

std::string exif_tag_name(std::uint16_t tag, bool gps) {
    if (gps) return name_in(tag, EXIF_IFD_GPS);
    const char* name = exif_tag_get_name_in_ifd(static_cast<ExifTag>(tag), EXIF_IFD_0);
    return name == nullptr || *name == '\0' ? name_in(tag, EXIF_IFD_EXIF) : name;
}

}  // namespace consent
