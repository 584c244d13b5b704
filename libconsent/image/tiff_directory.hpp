// SPDX-License-Identifier: Apache-2.0
//
// The directories of a TIFF structure: a TIFF file, or the block that EXIF is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

namespace tiff_tag {
inline constexpr std::uint16_t subfile_type = 254, old_subfile_type = 255, width = 256, height = 257,
                               bits_per_sample = 258, compression = 259, photometric = 262, fill_order = 266,
                               strip_offsets = 273, orientation = 274, samples_per_pixel = 277, rows_per_strip = 278,
                               strip_byte_counts = 279, x_resolution = 282, y_resolution = 283, planar = 284,
                               resolution_unit = 296, predictor = 317, colour_map = 320, tile_width = 322,
                               tile_height = 323, tile_offsets = 324, tile_byte_counts = 325, sub_directories = 330,
                               ink_set = 332, extra_samples = 338, sample_format = 339, jpeg_tables = 347,
                               subsampling = 530, xmp = 700, iptc = 33723, photoshop = 34377, exif_directory = 34665,
                               icc_profile = 34675, gps_directory = 34853, interoperability_directory = 40965,
                               dng_version = 50706;
}

struct TiffEntry {
    std::uint16_t tag = 0;
    std::uint16_t type = 0;   // 1 byte, 2 ASCII, 3 short, 4 long, 5 rational, 7 undefined ...
    std::uint64_t count = 0;
    ByteView value;           // empty where it lies outside the block
    std::size_t offset = 0;   // of the value in the block
};

struct TiffDirectory {
    std::vector<TiffEntry> entries;
    std::uint64_t next = 0;   // offset of the next directory; 0: none

    // The first entry of that tag; null: none. Valid while the directory is.
    [[nodiscard]] const TiffEntry* find(std::uint16_t tag) const noexcept;
};

// Borrowed bytes with the header of a TIFF or a BigTIFF.
class TiffBlock {
public:
    // Nothing when the header is not that of a TIFF.
    static std::optional<TiffBlock> parse(ByteView bytes) noexcept;

    [[nodiscard]] std::uint64_t first_directory() const noexcept { return first_; }
    [[nodiscard]] bool big_endian() const noexcept { return big_endian_; }
    [[nodiscard]] bool is_big() const noexcept { return is_big_; }  // BigTIFF: counts and offsets of 64 bits

    // Nothing when the directory does not lie whole inside the block or has more than `most` entries.
    [[nodiscard]] std::optional<TiffDirectory> directory(std::uint64_t offset, std::size_t most = 4096) const;

    // The index-th number of an entry of type byte, short or long of 32 or 64 bits (or a directory offset).
    [[nodiscard]] std::optional<std::uint64_t> number(const TiffEntry& entry, std::size_t index = 0) const noexcept;
    [[nodiscard]] std::optional<std::uint64_t> number(const TiffDirectory& directory, std::uint16_t tag) const noexcept;

private:
    TiffBlock(ByteView bytes, bool big_endian, bool is_big) noexcept
        : bytes_(bytes), big_endian_(big_endian), is_big_(is_big) {}

    ByteView bytes_;
    bool big_endian_;
    bool is_big_;
    std::uint64_t first_ = 0;
};

}  // namespace consent
