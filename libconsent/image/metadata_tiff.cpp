// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>

#include "image/jpeg_segments.hpp"
#include "image/metadata_list.hpp"
#include "image/refusal.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"
#include "image/tiff_directory.hpp"
#include "image/tiff_pages.hpp"

namespace consent {
namespace {

constexpr std::size_t most_directories = 4'000, most_strips = 100;

// Tags that say where the pixels lie and how they are read.
bool is_needed(std::uint16_t tag) {
    static constexpr std::uint16_t needed[] = {254, 255, 256, 257, 258, 259, 262, 263, 266, 273, 274, 277, 278, 279,
                                               280, 281, 282, 283, 284, 292, 293, 296, 301, 317, 318, 319, 320, 321,
                                               322, 323, 324, 325, 332, 338, 339, 340, 341, 347, 529, 530, 531, 532};
    return std::binary_search(std::begin(needed), std::end(needed), tag);
}

class TiffListing {
public:
    TiffListing(ByteView bytes, const TiffBlock& block, MetadataList& list) noexcept
        : bytes_(bytes), block_(block), list_(list) {}

    // False: the first directory cannot be read.
    bool run() {
        bool first = true;
        for (std::uint64_t offset = block_.first_directory(); offset != 0 || first;) {
            const auto directory = enter(offset);
            if (!directory && first) return false;
            if (!directory) {
                list_.add("TIFF:unreadable");
                return true;
            }
            const auto kind = block_.number(*directory, tiff_tag::subfile_type).value_or(0);
            const auto old_kind = block_.number(*directory, tiff_tag::old_subfile_type).value_or(0);
            if ((kind & 1) != 0 || old_kind == 2) list_.add("TIFF:Thumbnail");
            list_picture(*directory);
            first = false;
            offset = directory->next;
        }
        return true;
    }

private:
    std::optional<TiffDirectory> enter(std::uint64_t offset) {
        if (seen_.size() >= most_directories || !seen_.insert(offset).second) return std::nullopt;
        return block_.directory(offset);
    }

    void list_entry(const TiffDirectory& directory, const TiffEntry& entry, bool gps) {
        std::string text = exif_text(entry.tag, entry.type, entry.value, gps, block_.big_endian());
        if (gps && (entry.tag == 2 || entry.tag == 4)) {
            const TiffEntry* reference = directory.find(static_cast<std::uint16_t>(entry.tag - 1));
            text = exif_degrees(entry.value, reference == nullptr ? ByteView() : reference->value, block_.big_endian());
        }
        list_.add("EXIF:" + exif_tag_name(entry.tag, gps), text);
    }

    void list_below(const TiffEntry& entry, bool gps) {
        const auto directory = enter(block_.number(entry).value_or(0));
        if (!directory) return list_.add("TIFF:unreadable");
        for (const TiffEntry& inner : directory->entries) {
            if (inner.tag == tiff_tag::interoperability_directory && !gps) continue;
            list_entry(*directory, inner, gps);
        }
    }

    void list_pictures_below(const TiffEntry& entry) {
        list_.add("TIFF:SubIFD");
        for (std::size_t i = 0; i < 100; ++i) {
            const auto offset = block_.number(entry, i);
            if (!offset) return;
            if (const auto directory = enter(*offset)) list_picture(*directory);
        }
    }

    // What stands in front of the pixels of strips that are JPEG.
    void list_jpeg_strips(const TiffDirectory& directory) {
        const TiffEntry* offsets = directory.find(tiff_tag::strip_offsets);
        if (offsets == nullptr) offsets = directory.find(tiff_tag::tile_offsets);
        for (std::size_t i = 0; offsets != nullptr && i < most_strips; ++i) {
            const auto offset = block_.number(*offsets, i);
            if (!offset || *offset >= bytes_.size()) return;
            for (const JpegSegment& segment :
                 jpeg_header_segments(bytes_.subspan(static_cast<std::size_t>(*offset)), most_strips)) {
                if (segment.marker == jpeg_marker::com) list_.add("TIFF:JPEG:COM", every_text(segment.payload));
                const bool application = segment.marker >= jpeg_marker::app0 && segment.marker <= jpeg_marker::app15;
                const bool plain = segment.marker == jpeg_marker::app0 || segment.marker == jpeg_marker::app14;
                if (application && (!plain || segment.payload.size() > 14))
                    list_.add("TIFF:JPEG:APP" + std::to_string(segment.marker - jpeg_marker::app0),
                              text_runs(segment.payload));
            }
        }
    }

    void list_picture(const TiffDirectory& directory) {
        if (block_.number(directory, tiff_tag::compression) == tiff_compression::jpeg) list_jpeg_strips(directory);
        for (const TiffEntry& entry : directory.entries) {
            if (is_needed(entry.tag)) continue;
            switch (entry.tag) {
                case tiff_tag::xmp: list_xmp(entry.value, "TIFF:XMP", list_); break;
                case tiff_tag::iptc: list_iptc(entry.value, "TIFF:IPTC", list_); break;
                case tiff_tag::photoshop: list_photoshop(entry.value, "TIFF:Photoshop", list_); break;
                case tiff_tag::icc_profile: list_icc(entry.value, "TIFF:ICC_Profile", list_); break;
                case tiff_tag::exif_directory: list_below(entry, false); break;
                case tiff_tag::gps_directory: list_below(entry, true); break;
                case tiff_tag::sub_directories: list_pictures_below(entry); break;
                default: list_entry(directory, entry, false);
            }
        }
    }

    ByteView bytes_;
    const TiffBlock& block_;
    MetadataList& list_;
    std::set<std::uint64_t> seen_;
};

}  // namespace

Result<void> list_tiff(ByteView bytes, MetadataList& list) {
    const auto block = TiffBlock::parse(bytes);
    if (!block || !TiffListing(bytes, *block, list).run()) return damaged("TIFF");
    return {};
}

}  // namespace consent
