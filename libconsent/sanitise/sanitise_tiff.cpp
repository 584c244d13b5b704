// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "image/inflate.hpp"
#include "image/refusal.hpp"
#include "image/tiff_directory.hpp"
#include "image/tiff_samples.hpp"
#include "image/tiff_strips.hpp"
#include "sanitise/containers.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise/tiff_jpeg.hpp"
#include "sanitise/tiff_writer.hpp"

namespace consent {
namespace {

constexpr std::size_t strip_bytes = std::size_t{256} << 10;  // of a strip that is written anew, before it is packed

// The indexes that some pixel has. Requires: rows of whole bytes, one sample of 1 to 8 bits.
void note_indexes(ByteView rows, std::uint64_t bits, std::int64_t width, std::vector<bool>& used) {
    const std::size_t row_bytes = (static_cast<std::size_t>(width) * static_cast<std::size_t>(bits) + 7) / 8;
    const auto depth = static_cast<unsigned>(bits);
    for (std::size_t start = 0; start + row_bytes <= rows.size(); start += row_bytes)
        for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
            const std::size_t bit = x * depth;
            used[rows[start + bit / 8] >> (8 - depth - bit % 8) & ((1U << depth) - 1)] = true;
        }
}

// Colours of indexes that no pixel has are left out. Readers take a number of 16 bits for 8 in two ways that part in
// its lower half: that half becomes zero or the upper one, whichever all of them have, else what libtiff shows.
std::vector<std::uint16_t> clean_colour_map(std::vector<std::uint16_t> map, const std::vector<bool>& used) {
    const bool narrow = std::all_of(map.begin(), map.end(), [](std::uint16_t value) { return value < 256; });
    bool zero = true, twice = true;
    for (std::size_t i = 0; i < map.size(); ++i) {
        if (!used[i % used.size()]) map[i] = 0;
        else if (narrow) map[i] = static_cast<std::uint16_t>(map[i] * 257);
        zero = zero && map[i] % 256 == 0;
        twice = twice && map[i] % 257 == 0;
    }
    if (!zero && !twice)
        for (std::uint16_t& value : map) value = static_cast<std::uint16_t>(value * 255U / 65535U * 257U);
    return map;
}

// Pixels a unit to the hundredth; nothing of a shape that viewers would stretch more than a little.
void settle_resolution(const TiffPage& from, CleanTiffPage& to) {
    const auto per_unit = [&](std::size_t i) {
        const auto over = static_cast<double>(from.resolution[i + 1]);
        return over == 0 ? 0.0 : static_cast<double>(from.resolution[i]) / over;
    };
    const double x = per_unit(0), y = per_unit(2);
    if (x < 1 || y < 1 || x > 65535 || y > 65535 || x > 1.25 * y || y > 1.25 * x) return;
    if (from.resolution_unit < 1 || from.resolution_unit > 3) return;
    to.resolution = {static_cast<std::uint32_t>(std::lround(x * 100)), static_cast<std::uint32_t>(std::lround(y * 100))};
    to.resolution_unit = from.resolution_unit;
}

// What both ways of writing a page share.
CleanTiffPage beginning_of(const TiffPage& page) {
    CleanTiffPage out;
    out.width = page.width;
    out.height = page.height;
    out.bits = page.bits;
    out.samples = page.samples;
    out.photometric = page.photometric;
    out.orientation = page.orientation;
    out.extra = page.extra;
    settle_resolution(page, out);
    return out;
}

std::optional<ColourModel> colour_model(std::uint64_t photometric) noexcept {
    switch (photometric) {
        case tiff_photometric::white_is_zero:
        case tiff_photometric::black_is_zero: return ColourModel::grey;
        case tiff_photometric::rgb:
        case tiff_photometric::palette:
        case tiff_photometric::ycbcr: return ColourModel::rgb;
        default: return std::nullopt;
    }
}

ProfilePlan plan_for(const TiffPage& page) {
    const auto model = colour_model(page.photometric);
    if (page.icc.empty() || !model) return {};
    ProfilePlan plan = plan_profile(page.icc, *model);
    // Bits are black and white by any profile.
    if (plan.kind == ProfilePlan::Kind::convert && page.bits < 8 && *model == ColourModel::grey) return {};
    return plan;
}

bool ends_of_rows_are_zero(ByteView rows, std::uint64_t row_bits) {
    const std::uint64_t used = row_bits % 8;
    const std::size_t row_bytes = static_cast<std::size_t>((row_bits + 7) / 8);
    if (used == 0) return true;
    for (std::size_t end = row_bytes; end <= rows.size(); end += row_bytes)
        if ((rows[end - 1] & (0xFFU >> used)) != 0) return false;
    return true;
}

// The page with its strips or tiles as they are; nothing where one of them may hold more than its pixels.
std::optional<CleanTiffPage> keep_strips(const TiffPage& page) {
    const bool whole_tiles =
        !page.tiled || (page.width % page.chunk_width == 0 && page.height % page.chunk_height == 0);
    const bool predicted = page.predictor == 2 && page.bits >= 8 && page.photometric != tiff_photometric::palette &&
                           (page.compression == tiff_compression::lzw || page.compression == tiff_compression::deflate ||
                            page.compression == tiff_compression::old_deflate);
    if (!is_plain(page) || page.planar != 1 || page.fill_order != 1 || (page.predictor != 1 && !predicted) || !whole_tiles)
        return std::nullopt;
    std::vector<bool> used(std::size_t{1} << std::min<std::uint64_t>(page.bits, 8));
    for (std::size_t i = 0; i < page.chunks.size(); ++i) {
        const auto size = static_cast<std::size_t>(page.row_bytes() * static_cast<std::uint64_t>(page.rows_of(i)));
        const bool look_inside = page.bits < 8 || page.photometric == tiff_photometric::palette;
        if (page.compression == tiff_compression::none && !look_inside) {
            if (page.chunks[i].size() != size) return std::nullopt;
            continue;
        }
        const auto rows = unpack_exactly(page.chunks[i], page.compression, size);
        if (!rows || !ends_of_rows_are_zero(*rows, static_cast<std::uint64_t>(page.chunk_width) * page.samples * page.bits))
            return std::nullopt;
        if (page.photometric == tiff_photometric::palette) note_indexes(*rows, page.bits, page.chunk_width, used);
    }
    CleanTiffPage out = beginning_of(page);
    out.compression = page.compression == tiff_compression::old_deflate ? tiff_compression::deflate : page.compression;
    out.predictor = page.predictor;
    out.tiled = page.tiled;
    out.chunk_width = page.chunk_width;
    out.chunk_height = page.chunk_height;
    if (page.photometric == tiff_photometric::palette) out.colour_map = clean_colour_map(page.colour_map, used);
    out.chunks = page.chunks;
    return out;
}

// Each sample less the one before it in the row, in the byte order of the file.
void predict(Bytes& rows, const CleanTiffPage& page, std::size_t row_bytes) {
    const std::size_t step = static_cast<std::size_t>(page.samples), wide = static_cast<std::size_t>(page.bits / 8);
    for (std::size_t start = 0; start < rows.size(); start += row_bytes)
        for (std::size_t i = row_bytes / wide; i-- > step;) {
            std::uint8_t* const at = rows.data() + start + i * wide;
            if (wide == 1) {
                at[0] = static_cast<std::uint8_t>(at[0] - at[-static_cast<std::ptrdiff_t>(step)]);
                continue;
            }
            std::uint16_t value, before;
            std::memcpy(&value, at, 2);
            std::memcpy(&before, at - 2 * step, 2);
            value = static_cast<std::uint16_t>(value - before);
            std::memcpy(at, &value, 2);
        }
}

void swap_pairs(Bytes& rows) {
    for (std::size_t i = 0; i + 1 < rows.size(); i += 2) std::swap(rows[i], rows[i + 1]);
}

CleanTiffPage write_anew(const TiffPage& page, const TiffSamples& samples, bool big_endian) {
    CleanTiffPage out = beginning_of(page);
    out.bits = samples.bits;
    out.samples = samples.samples;
    out.photometric = samples.photometric;
    out.extra = samples.extra;
    out.compression = tiff_compression::deflate;
    if (samples.photometric == tiff_photometric::palette) {
        std::vector<bool> used(std::size_t{1} << samples.bits);
        note_indexes(samples.data, samples.bits, samples.width, used);
        out.colour_map = clean_colour_map(page.colour_map, used);
    }
    if (samples.bits >= 8 && samples.photometric != tiff_photometric::palette) out.predictor = 2;
    const std::size_t row_bytes = samples.row_bytes();
    const auto height = static_cast<std::size_t>(samples.height);
    const std::size_t rows = std::clamp<std::size_t>(strip_bytes / row_bytes, 1, height);
    out.chunk_width = samples.width;
    out.chunk_height = static_cast<std::int64_t>(rows);
    for (std::size_t y = 0; y < height; y += rows) {
        const auto start = samples.data.begin() + static_cast<std::ptrdiff_t>(y * row_bytes);
        Bytes strip(start, start + static_cast<std::ptrdiff_t>(std::min(rows, height - y) * row_bytes));
        if (out.predictor == 2) predict(strip, out, row_bytes);
        if (samples.bits == 16 && big_endian == (std::endian::native == std::endian::little)) swap_pairs(strip);
        out.owned.push_back(deflate_whole(strip, DeflateEffort::quick));
    }
    for (const Bytes& strip : out.owned) out.chunks.push_back(strip);
    return out;
}

bool is_opaque(const TiffSamples& samples) {
    const std::size_t wide = static_cast<std::size_t>(samples.bits / 8);
    const std::size_t pixel = static_cast<std::size_t>(samples.samples) * wide;
    for (std::size_t end = pixel; end <= samples.data.size(); end += pixel)
        for (std::size_t i = 1; i <= wide; ++i)
            if (samples.data[end - i] != 0xFF) return false;
    return true;
}

// Depth and alpha stay. Grey stays grey, a palette becomes RGB. Colours that may be multiplied by their alpha already
// cannot be converted, and stay.
Result<TiffSamples> converted(const TiffPage& page, TiffSamples samples) {
    const bool mixed = samples.extra == tiff_extra::associated || samples.extra == tiff_extra::unspecified;
    if (mixed && !is_opaque(samples)) return samples;
    if (samples.photometric == tiff_photometric::palette || samples.bits < 8) {
        Picture picture = to_picture(samples, page.colour_map);
        samples.photometric = tiff_photometric::rgb;
        samples.bits = 8;
        samples.samples = 3;
        samples.data = std::move(picture.shown.rgb);
    }
    const bool inverted = samples.photometric == tiff_photometric::white_is_zero;
    if (inverted)
        for (std::uint8_t& byte : samples.data) byte = static_cast<std::uint8_t>(~byte);
    if (inverted) samples.photometric = tiff_photometric::black_is_zero;
    const SampleLayout layout{samples.photometric == tiff_photometric::rgb ? ColourModel::rgb : ColourModel::grey,
                              samples.extra != tiff_extra::none, samples.bits == 16, false};
    auto data = to_srgb(page.icc, layout, samples.data);
    if (!data) return std::move(data).error();
    samples.data = std::move(*data);
    return samples;
}

Result<CleanTiffPage> clean_page(ByteView bytes, const TiffPage& page, bool big_endian, const Limits& limits,
                                 CopyMethod& method) {
    ProfilePlan plan = plan_for(page);
    if (plan.kind != ProfilePlan::Kind::convert) {
        auto kept = page.compression == tiff_compression::jpeg ? keep_jpeg_strips(page, beginning_of(page), limits)
                                                               : keep_strips(page);
        if (kept) {
            kept->icc = std::move(plan.profile);
            if (kept->re_encoded) method = CopyMethod::re_encoded;
            return *std::move(kept);
        }
    }
    method = CopyMethod::re_encoded;
    auto samples = read_tiff_samples(bytes, page, limits);
    if (!samples) return std::move(samples).error();
    if (plan.kind == ProfilePlan::Kind::convert) {
        samples = converted(page, *std::move(samples));
        if (!samples) return std::move(samples).error();
    }
    CleanTiffPage out = write_anew(page, *samples, big_endian);
    if (plan.kind == ProfilePlan::Kind::keep && colour_model(page.photometric) == colour_model(out.photometric))
        out.icc = std::move(plan.profile);
    return out;
}

}  // namespace

Result<CleanCopy> sanitise_tiff(ByteView bytes, const Limits& limits) {
    const auto pages = read_tiff_pages(bytes, limits);
    const auto block = TiffBlock::parse(bytes);
    if (!pages) return pages.error();
    if (!block) return damaged("TIFF");
    CleanCopy copy;
    copy.format = Format::tiff;
    copy.method = CopyMethod::lossless;
    std::vector<CleanTiffPage> clean;
    for (const TiffPage& page : *pages) {
        auto written = clean_page(bytes, page, block->big_endian(), limits, copy.method);
        if (!written) return std::move(written).error();
        clean.push_back(*std::move(written));
    }
    auto whole = write_tiff(clean, block->big_endian(), limits);
    if (!whole) return std::move(whole).error();
    copy.bytes = *std::move(whole);
    return copy;
}

}  // namespace consent
