// SPDX-License-Identifier: Apache-2.0
#include "image/tiff_pages.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "image/refusal.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

constexpr std::uint64_t most_samples = 32;
constexpr std::uint64_t most_chunks = 4'000'000;  // their places take 16 bytes each

// What all pages together may still name: no byte of a file belongs to two strips.
struct Budget {
    std::uint64_t chunks, bytes;
};

Error camera_raw() { return unreadable("Camera raw and Photoshop files are not read: save it as JPEG."); }

Error strange_pixels() {
    return unreadable("This TIFF stores its pixels in a way that is not read: save it as JPEG or PNG.");
}

bool is_camera_raw(const TiffBlock& block, const TiffDirectory& directory) {
    const auto photometric = block.number(directory, tiff_tag::photometric).value_or(0);
    const auto compression = block.number(directory, tiff_tag::compression).value_or(0);
    return directory.find(tiff_tag::dng_version) != nullptr || photometric == tiff_photometric::colour_filter ||
           photometric == tiff_photometric::linear_raw || compression == 34713 || compression == 32767 ||
           compression == 32769 || compression == 32770 || compression == 65535;
}

// A camera keeps a small picture as its first page, and what it took below it.
bool hides_camera_raw(const TiffBlock& block, const TiffDirectory& directory) {
    if (is_camera_raw(block, directory)) return true;
    const TiffEntry* below = directory.find(tiff_tag::sub_directories);
    for (std::size_t i = 0; below != nullptr && i < 16; ++i) {
        const auto offset = block.number(*below, i);
        if (!offset) return false;
        const auto child = block.directory(*offset);
        if (child && is_camera_raw(block, *child)) return true;
    }
    return false;
}

bool is_no_page(const TiffBlock& block, const TiffDirectory& directory) {
    const auto type = block.number(directory, tiff_tag::subfile_type);
    const auto old_type = block.number(directory, tiff_tag::old_subfile_type);
    constexpr std::uint64_t reduced = 1, mask = 4;
    return (type && (*type & (reduced | mask)) != 0) || (!type && old_type && *old_type == 2) ||
           block.number(directory, tiff_tag::photometric) == tiff_photometric::mask;
}

// Same depth and format for every sample, and how they are to be read.
Result<void> read_samples(const TiffBlock& block, const TiffDirectory& directory, TiffPage& page) {
    const auto number = [&](std::uint16_t tag, std::uint64_t otherwise) {
        return block.number(directory, tag).value_or(otherwise);
    };
    page.samples = number(tiff_tag::samples_per_pixel, 1);
    page.bits = number(tiff_tag::bits_per_sample, 1);
    page.sample_format = number(tiff_tag::sample_format, 1);
    if (page.sample_format == 4) page.sample_format = 1;
    page.compression = number(tiff_tag::compression, 1);
    page.fill_order = number(tiff_tag::fill_order, 1);
    page.planar = page.samples == 1 ? 1 : number(tiff_tag::planar, 1);
    page.predictor = number(tiff_tag::predictor, 1);
    const bool fax = page.compression >= 2 && page.compression <= 4;
    page.photometric = number(tiff_tag::photometric, page.samples >= 3 ? tiff_photometric::rgb
                                                     : fax             ? tiff_photometric::white_is_zero
                                                                       : tiff_photometric::black_is_zero);
    const auto orientation = number(tiff_tag::orientation, 1);
    page.orientation = orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
    if (page.samples < 1 || page.samples > most_samples || page.bits < 1 || page.bits > 64 ||
        (page.planar != 1 && page.planar != 2))
        return strange_pixels();
    for (const std::uint16_t tag : {tiff_tag::bits_per_sample, tiff_tag::sample_format})
        if (const TiffEntry* entry = directory.find(tag))
            for (std::size_t i = 1; i < page.samples; ++i)
                if (block.number(*entry, i).value_or(block.number(*entry).value_or(0)) != block.number(*entry))
                    return strange_pixels();

    std::uint64_t colours = 1;
    if (page.photometric == tiff_photometric::separated) {
        colours = 4;
        if (number(tiff_tag::ink_set, 1) != 1) return strange_pixels();
    } else if (page.photometric != tiff_photometric::white_is_zero &&
               page.photometric != tiff_photometric::black_is_zero && page.photometric != tiff_photometric::palette &&
               page.photometric != tiff_photometric::mask && page.photometric != tiff_photometric::log_l) {
        colours = 3;
    }
    if (page.samples < colours) return strange_pixels();
    if (page.samples > colours) {
        const auto extra = number(tiff_tag::extra_samples, 0);
        page.extra = extra == 1   ? tiff_extra::associated
                     : extra == 2 ? tiff_extra::unassociated
                                  : tiff_extra::unspecified;
    }
    return {};
}

Result<void> read_colour_map(const TiffBlock& block, const TiffDirectory& directory, TiffPage& page) {
    if (page.photometric != tiff_photometric::palette) return {};
    const TiffEntry* entry = directory.find(tiff_tag::colour_map);
    if (page.bits > 8 || entry == nullptr) return strange_pixels();
    const std::size_t numbers = std::size_t{3} << page.bits;
    for (std::size_t i = 0; i < numbers; ++i) {
        const auto value = block.number(*entry, i);
        if (!value || *value > 0xFFFF) return damaged("TIFF");
        page.colour_map.push_back(static_cast<std::uint16_t>(*value));
    }
    return {};
}

void read_resolution(const TiffBlock& block, const TiffDirectory& directory, TiffPage& page) {
    std::array<std::uint64_t, 4> found{};
    std::size_t at = 0;
    for (const std::uint16_t tag : {tiff_tag::x_resolution, tiff_tag::y_resolution}) {
        const TiffEntry* entry = directory.find(tag);
        if (entry == nullptr || entry->type != 5 || entry->value.size() < 8) return;
        TiffEntry halves = *entry;
        halves.type = 4;
        found[at++] = block.number(halves, 0).value_or(0);
        found[at++] = block.number(halves, 1).value_or(0);
    }
    page.resolution = found;
    page.resolution_unit = block.number(directory, tiff_tag::resolution_unit).value_or(2);
}

Result<void> read_chunks(ByteView bytes, const TiffBlock& block, const TiffDirectory& directory, const Limits& limits,
                         Budget& budget, TiffPage& page) {
    page.tiled = directory.find(tiff_tag::tile_offsets) != nullptr || directory.find(tiff_tag::tile_width) != nullptr;
    if (page.tiled) {
        page.chunk_width = static_cast<std::int64_t>(block.number(directory, tiff_tag::tile_width).value_or(0));
        page.chunk_height = static_cast<std::int64_t>(block.number(directory, tiff_tag::tile_height).value_or(0));
    } else {
        const auto rows = block.number(directory, tiff_tag::rows_per_strip).value_or(0xFFFFFFFF);
        page.chunk_width = page.width;
        page.chunk_height = rows == 0 ? 0 : static_cast<std::int64_t>(std::min<std::uint64_t>(
                                                rows, static_cast<std::uint64_t>(page.height)));
    }
    if (auto fits = check_size(page.chunk_width, page.chunk_height, limits); !fits) return damaged("TIFF");

    const TiffEntry* offsets = directory.find(page.tiled ? tiff_tag::tile_offsets : tiff_tag::strip_offsets);
    const TiffEntry* counts = directory.find(page.tiled ? tiff_tag::tile_byte_counts : tiff_tag::strip_byte_counts);
    // Some programs keep tiles under the names of strips.
    if (page.tiled && offsets == nullptr) offsets = directory.find(tiff_tag::strip_offsets);
    if (page.tiled && counts == nullptr) counts = directory.find(tiff_tag::strip_byte_counts);
    const std::uint64_t planes = page.planar == 2 ? page.samples : 1;
    const std::uint64_t needed = static_cast<std::uint64_t>(page.across() * page.down()) * planes;
    if (offsets == nullptr || needed > offsets->value.size() || needed > budget.chunks) return damaged("TIFF");
    budget.chunks -= needed;
    page.chunks.reserve(static_cast<std::size_t>(needed));
    for (std::size_t i = 0; i < needed; ++i) {
        const auto offset = block.number(*offsets, i);
        if (!offset) return damaged("TIFF");
        if (*offset > bytes.size()) return cut_short("TIFF");
        const std::uint64_t left = bytes.size() - *offset;
        const std::uint64_t pixels = page.row_bytes() * static_cast<std::uint64_t>(page.rows_of(i));
        const bool bare = page.compression == tiff_compression::none && page.photometric != tiff_photometric::ycbcr;
        std::uint64_t size = bare ? pixels : left;
        if (counts != nullptr) {
            const auto count = block.number(*counts, i);
            if (!count) return damaged("TIFF");
            // Of bytes that are not compressed, no more are pixels than there are pixels.
            size = bare ? (*count < pixels ? pixels + left : pixels) : *count;
        } else if (!bare && needed > 1) {
            return damaged("TIFF");
        }
        if (size > left || size == 0) return cut_short("TIFF");
        if (size > budget.bytes) return damaged("TIFF");
        budget.bytes -= size;
        page.chunks.push_back(bytes.subspan(static_cast<std::size_t>(*offset), static_cast<std::size_t>(size)));
    }
    return {};
}

Result<TiffPage> read_page(ByteView bytes, const TiffBlock& block, const TiffDirectory& directory,
                           const Limits& limits, Budget& budget) {
    TiffPage page;
    const auto width = block.number(directory, tiff_tag::width).value_or(0);
    const auto height = block.number(directory, tiff_tag::height).value_or(0);
    page.width = static_cast<std::int64_t>(std::min<std::uint64_t>(width, 0xFFFFFFFF));
    page.height = static_cast<std::int64_t>(std::min<std::uint64_t>(height, 0xFFFFFFFF));
    if (auto fits = check_size(page.width, page.height, limits); !fits) return fits.error();
    if (auto read = read_samples(block, directory, page); !read) return read.error();
    if (auto read = read_colour_map(block, directory, page); !read) return read.error();
    if (auto read = read_chunks(bytes, block, directory, limits, budget, page); !read) return read.error();
    read_resolution(block, directory, page);
    if (const TiffEntry* entry = directory.find(tiff_tag::jpeg_tables)) page.jpeg_tables = entry->value;
    if (const TiffEntry* entry = directory.find(tiff_tag::icc_profile)) page.icc = entry->value;
    return page;
}

}  // namespace

std::int64_t TiffPage::rows_of(std::size_t index) const noexcept {
    if (tiled) return chunk_height;
    const std::int64_t row = static_cast<std::int64_t>(index) % down() * chunk_height;
    return std::min(chunk_height, height - row);
}

Result<std::vector<TiffPage>> read_tiff_pages(ByteView bytes, const Limits& limits) {
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    const auto block = TiffBlock::parse(bytes);
    if (!block) return damaged("TIFF");

    std::vector<std::uint64_t> pages;
    std::set<std::uint64_t> seen;
    for (std::uint64_t offset = block->first_directory(); offset != 0;) {
        const auto directory = block->directory(offset);
        if (!directory || !seen.insert(offset).second) return damaged("TIFF");
        if (hides_camera_raw(*block, *directory)) return camera_raw();
        if (!is_no_page(*block, *directory)) pages.push_back(offset);
        if (pages.size() > limits.frames || seen.size() > 2 * limits.frames) return too_many_frames(limits);
        offset = directory->next;
    }
    if (pages.empty()) pages.push_back(block->first_directory());

    std::vector<TiffPage> read;
    Budget budget{most_chunks, bytes.size()};
    std::int64_t pixels = 0;
    for (const std::uint64_t offset : pages) {
        const auto directory = block->directory(offset);
        if (!directory) return damaged("TIFF");
        auto page = read_page(bytes, *block, *directory, limits, budget);
        if (!page) return std::move(page).error();
        page->directory = offset;
        pixels += page->width * page->height;
        if (pages.size() > 1 && pixels > limits.frame_pixels) return too_many_frames(limits);
        read.push_back(std::move(*page));
    }
    return read;
}

}  // namespace consent
