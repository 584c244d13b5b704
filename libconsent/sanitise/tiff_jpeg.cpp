// SPDX-License-Identifier: Apache-2.0
#include "sanitise/tiff_jpeg.hpp"

#include <tuple>
#include <utility>

#include "image/codecs.hpp"
#include "image/jpeg_segments.hpp"
#include "image/span_reader.hpp"
#include "sanitise/containers.hpp"

namespace consent {
namespace {

namespace m = jpeg_marker;

void put_segment(Bytes& out, std::uint8_t marker, ByteView payload) {
    const std::size_t length = payload.size() + 2;
    out.insert(out.end(), {0xFF, marker, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)});
    out.insert(out.end(), payload.begin(), payload.end());
}

// The strip with the tables of the page in front, and without the markers of applications: the page says how its
// colours are read.
std::optional<Bytes> whole_stream(const TiffPage& page, ByteView strip, const Limits& limits) {
    if (strip.size() < 4 || strip[0] != 0xFF || strip[1] != m::soi) return std::nullopt;
    Bytes joined{0xFF, m::soi};
    for (const JpegSegment& segment : jpeg_header_segments(page.jpeg_tables, limits.parts))
        if (segment.marker == m::dqt || segment.marker == m::dht)
            put_segment(joined, segment.marker, segment.payload);
    joined.insert(joined.end(), strip.begin() + 2, strip.end());
    const auto walk = walk_jpeg(joined, limits);
    if (!walk) return std::nullopt;
    Bytes out{0xFF, m::soi};
    for (const JpegSegment& segment : walk->segments) {
        if ((segment.marker >= m::app0 && segment.marker <= m::app15) || segment.marker == m::com ||
            segment.marker == m::eoi)
            continue;
        put_segment(out, segment.marker, segment.payload);
        out.insert(out.end(), segment.entropy.begin(), segment.entropy.end());
    }
    out.insert(out.end(), {0xFF, m::eoi});
    return out;
}

// How many pixels of the page share one of each colour, across and down; nothing where the frame does not fit the page.
std::optional<std::pair<std::uint64_t, std::uint64_t>> halving(ByteView stream, const TiffPage& page, std::int64_t rows,
                                                               const Limits& limits) {
    const auto walk = walk_jpeg(stream, limits);
    if (!walk || walk->frame.width != page.chunk_width || walk->frame.height != rows ||
        static_cast<std::uint64_t>(walk->frame.components) != page.samples)
        return std::nullopt;
    if (walk->frame.ids[0] == 'R' || walk->frame.ids[0] == 'r') return std::nullopt;
    for (const JpegSegment& segment : walk->segments) {
        if (!is_start_of_frame(segment.marker)) continue;
        const std::uint8_t first = segment.payload[7];
        for (std::size_t c = 1; c < page.samples; ++c)
            if (segment.payload[7 + 3 * c] != 0x11) return std::nullopt;
        const std::uint64_t x = first >> 4, y = first & 15;
        if (x < 1 || x > 4 || x == 3 || y < 1 || y > x) return std::nullopt;
        return std::pair{x, y};
    }
    return std::nullopt;
}

}  // namespace

std::optional<CleanTiffPage> keep_jpeg_strips(const TiffPage& page, CleanTiffPage out, const Limits& limits) {
    const bool colour = page.photometric == tiff_photometric::ycbcr && page.samples == 3;
    const bool grey = page.photometric == tiff_photometric::black_is_zero && page.samples == 1;
    const bool whole_tiles =
        !page.tiled || (page.width % page.chunk_width == 0 && page.height % page.chunk_height == 0);
    if ((!colour && !grey) || page.bits != 8 || page.sample_format != 1 || page.planar != 1 || page.predictor != 1 ||
        page.fill_order != 1 || !whole_tiles)
        return std::nullopt;
    for (std::size_t i = 0; i < page.chunks.size(); ++i) {
        const auto stream = whole_stream(page, page.chunks[i], limits);
        if (!stream) return std::nullopt;
        const auto halved = halving(*stream, page, page.rows_of(i), limits);
        if (!halved || (i > 0 && colour && *halved != std::pair{out.halved_x, out.halved_y})) return std::nullopt;
        if (colour) std::tie(out.halved_x, out.halved_y) = *halved;
        auto clean = sanitise_jpeg(*stream, limits);
        if (!clean) return std::nullopt;
        out.re_encoded = out.re_encoded || clean->method != CopyMethod::lossless;
        out.owned.push_back(std::move(clean->bytes));
    }
    for (const Bytes& stream : out.owned) out.chunks.push_back(stream);
    out.compression = tiff_compression::jpeg;
    out.tiled = page.tiled;
    out.chunk_width = page.chunk_width;
    out.chunk_height = page.chunk_height;
    return out;
}

}  // namespace consent
