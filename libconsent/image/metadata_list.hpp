// SPDX-License-Identifier: Apache-2.0
//
// What the metadata readers write into, and the readers themselves: one a kind of block, each used by every container
// that can hold it. None fails on a damaged block: it lists what it can read, or the block's container.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

class MetadataList {
public:
    explicit MetadataList(const Limits& limits) noexcept : limits_(limits) {}

    // An item, or more text for the item of that name. Past the budget nothing is kept and finish() fails.
    void add(const std::string& name, const std::string& text = {});

    // Counts a block that is about to be taken apart against the budget; false: it passes it, leave it alone.
    [[nodiscard]] bool charge(std::size_t bytes) noexcept;

    // Bytes that may still be inflated.
    [[nodiscard]] std::size_t left() const noexcept { return over_ ? 0 : limits_.metadata_bytes - used_; }

    // Says that a text would have passed the budget.
    void overflow() noexcept { over_ = true; }

    [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }

    // Fails: ErrorCode::unreadable when more than Limits::metadata_bytes were met.
    Result<std::vector<MetadataItem>> finish() &&;

private:
    Limits limits_;
    std::size_t used_ = 0;
    bool over_ = false;
    std::vector<MetadataItem> items_;
    std::unordered_map<std::string, std::size_t> index_;
};

// `container` names where the block stands ("JPEG:APP1"), for when nothing in it can be read.
void list_exif(ByteView tiff, const std::string& container, MetadataList& list);
void list_xmp(ByteView packet, const std::string& container, MetadataList& list);
void list_iptc(ByteView datasets, const std::string& container, MetadataList& list);
void list_photoshop(ByteView resources, const std::string& container, MetadataList& list);
void list_icc(ByteView profile, const std::string& container, MetadataList& list);

// Name of a TIFF or EXIF tag; `gps`: of the GPS directory, whose numbers mean other things. "0x9999" where it has none.
std::string exif_tag_name(std::uint16_t tag, bool gps);

// The text of a TIFF or EXIF value of that type, in whatever way its tag keeps text; empty where it is none.
std::string exif_text(std::uint16_t tag, std::uint16_t type, ByteView value, bool gps, bool big_endian);

// Degrees, minutes and seconds as decimal degrees ("-33.865143"), negative where `reference` is S or W. Empty when the
// value is not three sound rationals.
std::string exif_degrees(ByteView value, ByteView reference, bool big_endian);

// The containers. Fail: ErrorCode::unreadable when they cannot be walked.
Result<void> list_jpeg(ByteView bytes, const Limits& limits, MetadataList& list);
Result<void> list_png(ByteView bytes, const Limits& limits, MetadataList& list);
Result<void> list_gif(ByteView bytes, const Limits& limits, MetadataList& list);
Result<void> list_webp(ByteView bytes, const Limits& limits, MetadataList& list);
Result<void> list_heif(ByteView bytes, Format format, const Limits& limits, MetadataList& list);
Result<void> list_tiff(ByteView bytes, MetadataList& list);
Result<void> list_bmp(ByteView bytes, const Limits& limits, MetadataList& list);

}  // namespace consent
