// SPDX-License-Identifier: Apache-2.0
//
// The pages of a TIFF file: how each stores its pixels, and where.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// The numbers of TIFF 6.0 and its supplements.
namespace tiff_compression {
inline constexpr std::uint64_t none = 1, lzw = 5, old_jpeg = 6, jpeg = 7, deflate = 8, old_deflate = 32946,
                               pack_bits = 32773;
}
namespace tiff_photometric {
inline constexpr std::uint64_t white_is_zero = 0, black_is_zero = 1, rgb = 2, palette = 3, mask = 4, separated = 5,
                               ycbcr = 6, lab = 8, icc_lab = 9, itu_lab = 10, colour_filter = 32803, log_l = 32844,
                               log_luv = 32845, linear_raw = 34892;
}
namespace tiff_extra {
inline constexpr int none = -1, unspecified = 0, associated = 1, unassociated = 2;
}

struct TiffPage {
    std::uint64_t directory = 0;      // its offset
    std::int64_t width = 0, height = 0;
    std::uint64_t bits = 1, samples = 1;
    std::uint64_t sample_format = 1;  // 1 unsigned, 2 signed, 3 floating point
    std::uint64_t compression = 1, photometric = 1, fill_order = 1, planar = 1, predictor = 1;
    int orientation = 1;              // 1..8
    int extra = tiff_extra::none;     // of the first sample that is no colour
    bool tiled = false;
    std::int64_t chunk_width = 0;     // of a tile; of a strip: the width of the page
    std::int64_t chunk_height = 0;    // of a tile; of a strip: at most the height of the page
    std::vector<ByteView> chunks;     // strips or tiles, plane by plane: as many as the geometry needs
    std::vector<std::uint16_t> colour_map;  // 3 << bits numbers, red first; empty for what is no palette
    std::array<std::uint64_t, 4> resolution{};  // x and y, numerator and denominator each; zeros: it is not said
    std::uint64_t resolution_unit = 2;
    ByteView jpeg_tables;
    ByteView icc;

    // Samples of a pixel that lie together in a chunk.
    [[nodiscard]] std::uint64_t samples_together() const noexcept { return planar == 2 ? 1 : samples; }
    // Bytes of a row of a chunk, and rows of chunk `index`.
    [[nodiscard]] std::uint64_t row_bytes() const noexcept {
        return (static_cast<std::uint64_t>(chunk_width) * samples_together() * bits + 7) / 8;
    }
    [[nodiscard]] std::int64_t rows_of(std::size_t index) const noexcept;
    [[nodiscard]] std::int64_t across() const noexcept { return (width + chunk_width - 1) / chunk_width; }
    [[nodiscard]] std::int64_t down() const noexcept { return (height + chunk_height - 1) / chunk_height; }
};

// The pages in their order, reduced copies of others (thumbnails) and masks left out; a file of nothing else shows its
// first. What hangs below a page (SubIFDs) is no page.
// Ensures: at least one page; sizes within the limits; all views inside `bytes`; no two samples of a page differ in
// depth or format; width * height * samples * bits of a page fit std::int64_t.
// Fails: ErrorCode::unreadable: directories that are not whole, go round in a circle or are more than Limits::frames;
// strips outside the file, or that name more bytes than it has; camera raw; over a limit.
Result<std::vector<TiffPage>> read_tiff_pages(ByteView bytes, const Limits& limits);

}  // namespace consent
