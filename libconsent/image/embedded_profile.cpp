// SPDX-License-Identifier: Apache-2.0
#include "image/embedded_profile.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "image/bmp_header.hpp"
#include "image/inflate.hpp"
#include "image/jpeg_segments.hpp"
#include "image/png_chunks.hpp"
#include "image/span_reader.hpp"
#include "image/tiff_directory.hpp"
#include "image/webp_chunks.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

std::optional<Bytes> profile_of_jpeg(ByteView bytes, const Limits& limits) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return std::nullopt;
    std::map<std::uint8_t, ByteView> parts;
    std::uint8_t total = 0;
    for (const JpegSegment& segment : walk->segments) {
        if (segment.marker == jpeg_marker::sos) break;
        if (segment.marker != jpeg_marker::app2 || segment.payload.size() < 14 ||
            !starts_with(segment.payload, "ICC_PROFILE\0"sv))
            continue;
        if (total != 0 && total != segment.payload[13]) return std::nullopt;
        total = segment.payload[13];
        if (!parts.emplace(segment.payload[12], segment.payload.subspan(14)).second) return std::nullopt;
    }
    if (total == 0 || parts.size() != total || parts.begin()->first != 1 || parts.rbegin()->first != total)
        return std::nullopt;
    Bytes joined;
    for (const auto& [number, part] : parts) joined.insert(joined.end(), part.begin(), part.end());
    return joined;
}

std::optional<Bytes> profile_of_png(ByteView bytes, const Limits& limits) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return std::nullopt;
    for (const PngChunk& chunk : walk->chunks) {
        if (chunk.type == png_type("PLTE") || chunk.type == png_type("IDAT")) break;
        if (chunk.type != png_type("iCCP")) continue;
        const auto name_end = std::find(chunk.data.begin(), chunk.data.end(), std::uint8_t{0});
        const auto stream_at = static_cast<std::size_t>(name_end - chunk.data.begin()) + 2;
        if (stream_at > chunk.data.size() || chunk.data[stream_at - 1] != 0) return std::nullopt;
        Inflated profile = inflate_bounded(chunk.data.subspan(stream_at), limits.metadata_bytes);
        if (profile.end != InflateEnd::whole) return std::nullopt;
        return std::move(profile.data);
    }
    return std::nullopt;
}

std::optional<Bytes> profile_of_webp(ByteView bytes, const Limits& limits) {
    const auto walk = walk_webp(bytes, limits);
    if (!walk || (walk->flags & webp_flag::profile) == 0) return std::nullopt;  // browsers ask the flag first
    for (const WebpChunk& chunk : walk->chunks)
        if (chunk.type == png_type("ICCP")) return Bytes(chunk.data.begin(), chunk.data.end());
    return std::nullopt;
}

std::optional<Bytes> profile_of_tiff(ByteView bytes) {
    const auto block = TiffBlock::parse(bytes);
    const auto directory = block ? block->directory(block->first_directory()) : std::nullopt;
    const TiffEntry* entry = directory ? directory->find(tiff_tag::icc_profile) : nullptr;
    if (entry == nullptr) return std::nullopt;
    return Bytes(entry->value.begin(), entry->value.end());
}

}  // namespace

std::optional<Bytes> embedded_profile(ByteView bytes, Format format, const Limits& limits) {
    switch (format) {
        case Format::jpeg: return profile_of_jpeg(bytes, limits);
        case Format::png: return profile_of_png(bytes, limits);
        case Format::webp: return profile_of_webp(bytes, limits);
        case Format::tiff: return profile_of_tiff(bytes);
        case Format::bmp: {
            const auto header = read_bmp_header(bytes, limits);
            if (!header || header->icc.empty()) return std::nullopt;
            return Bytes(header->icc.begin(), header->icc.end());
        }
        default: return std::nullopt;
    }
}

}  // namespace consent
