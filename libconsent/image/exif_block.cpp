// SPDX-License-Identifier: Apache-2.0
#include "image/exif_block.hpp"

#include "image/heif_boxes.hpp"
#include "image/jpeg_segments.hpp"
#include "image/png_chunks.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_parts = 20'000;

ByteView in_jpeg(ByteView bytes) {
    for (const JpegSegment& segment : jpeg_header_segments(bytes, most_parts))
        if (segment.marker == jpeg_marker::app1 && starts_with(segment.payload, "Exif\0"sv) &&
            segment.payload.size() > 6)
            return segment.payload.subspan(6);
    return {};
}

ByteView in_png(ByteView bytes) noexcept {
    SpanReader reader(bytes);
    if (!reader.seek(8)) return {};
    for (std::size_t i = 0; i < most_parts; ++i) {
        const auto length = reader.be32();
        const auto type = reader.be32();
        if (!length || !type) return {};
        const auto data = reader.take(*length);
        if (!data || !reader.be32()) return {};
        if (*type == png_type("eXIf")) return without_exif_prefix(*data);
    }
    return {};
}

ByteView in_webp(ByteView bytes) noexcept {
    SpanReader reader(bytes);
    if (!reader.seek(12)) return {};
    for (std::size_t i = 0; i < most_parts; ++i) {
        const auto type = reader.be32();
        const auto length = reader.le32();
        if (!type || !length) return {};
        const auto data = reader.take(*length);
        if (!data) return {};
        if (*type == png_type("EXIF")) return without_exif_prefix(*data);
        if ((*length & 1) != 0 && !reader.take(1)) return {};
    }
    return {};
}

// Of an item that is stored in one piece.
ByteView in_heif(ByteView bytes) {
    Limits limits;
    limits.file_bytes = bytes.size();
    limits.parts = most_parts;
    const auto walk = walk_heif(bytes, limits);
    if (!walk) return {};
    for (const HeifItem& item : walk->items)
        if (item.type == four_letters("Exif") && item.extents.size() == 1) return exif_in_item(item.extents.front());
    return {};
}

}  // namespace

ByteView without_exif_prefix(ByteView payload) noexcept {
    return starts_with(payload, "Exif\0\0"sv) ? payload.subspan(6) : payload;
}

ByteView exif_block(ByteView bytes, Format format) {
    switch (format) {
        case Format::jpeg: return in_jpeg(bytes);
        case Format::png: return in_png(bytes);
        case Format::webp: return in_webp(bytes);
        case Format::heif:
        case Format::avif: return in_heif(bytes);
        case Format::tiff: return bytes;
        default: return {};
    }
}

}  // namespace consent
