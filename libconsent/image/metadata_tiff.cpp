// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "image/metadata_list.hpp"
#include "image/refusal.hpp"
#include "image/text_encoding.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

// Tags that say where the pixels lie and how they are read.
bool is_needed(std::uint16_t tag) {
    static constexpr std::uint16_t needed[] = {254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 274, 277, 278, 279,
                                               280, 281, 282, 283, 284, 292, 293, 296, 301, 317, 318, 319, 320, 321,
                                               322, 323, 324, 325, 332, 338, 339, 340, 341, 347, 529, 530, 531, 532};
    return std::binary_search(std::begin(needed), std::end(needed), tag);
}

void list_directory(const TiffBlock& block, std::uint64_t offset, bool gps, MetadataList& list) {
    const auto directory = block.directory(offset);
    if (!directory) return list.add("TIFF:unreadable");
    for (const TiffEntry& entry : directory->entries)
        list.add("EXIF:" + exif_tag_name(entry.tag, gps), entry.type == 2 ? readable_text(entry.value) : "");
}

}  // namespace

Result<void> list_tiff(ByteView bytes, MetadataList& list) {
    const auto block = TiffBlock::parse(bytes);
    if (!block) return unreadable("This TIFF is of a kind that is not read (BigTIFF): save it as JPEG or PNG.");
    const auto directory = block->directory(block->first_directory());
    if (!directory) return damaged("TIFF");
    for (const TiffEntry& entry : directory->entries) {
        if (is_needed(entry.tag)) continue;
        switch (entry.tag) {
            case tiff_tag::xmp: list_xmp(entry.value, "TIFF:XMP", list); break;
            case tiff_tag::iptc: list_iptc(entry.value, "TIFF:IPTC", list); break;
            case tiff_tag::photoshop: list_photoshop(entry.value, "TIFF:Photoshop", list); break;
            case tiff_tag::icc_profile: list_icc(entry.value, "TIFF:ICC_Profile", list); break;
            case tiff_tag::exif_directory:
            case tiff_tag::gps_directory:
                list_directory(*block, block->number(entry).value_or(0), entry.tag == tiff_tag::gps_directory, list);
                break;
            default:
                list.add("EXIF:" + exif_tag_name(entry.tag, false), entry.type == 2 ? readable_text(entry.value) : "");
        }
    }
    if (directory->next != 0) list.add("TIFF:further pictures");
    return {};
}

}  // namespace consent
