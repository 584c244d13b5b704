// SPDX-License-Identifier: Apache-2.0
#include "image/bmp_header.hpp"

#include <algorithm>

#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

namespace c = bmp_compression;

std::uint32_t number(ByteView bytes, std::size_t at, std::size_t width) noexcept {
    SpanReader reader(bytes);
    return reader.seek(at) ? static_cast<std::uint32_t>(reader.unsigned_number(width, false).value_or(0)) : 0;
}

ByteView part(ByteView bytes, std::size_t from, std::size_t to) noexcept {
    from = std::min(from, bytes.size());
    to = std::min(to, bytes.size());
    return from < to ? bytes.subspan(from, to - from) : ByteView();
}

bool go_together(std::uint32_t bits, std::uint32_t compression, bool top_down) noexcept {
    switch (compression) {
        case c::none: return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
        case c::runs_of_bytes: return bits == 8 && !top_down;
        case c::runs_of_halves: return bits == 4 && !top_down;
        case c::bit_fields:
        case c::alpha_bit_fields: return bits == 16 || bits == 32;
        default: return false;
    }
}

void find_profile(ByteView bytes, BmpHeader& header) {
    constexpr std::uint32_t embedded = 0x4D424544, linked = 0x4C494E4B;
    const std::uint32_t kind = number(bytes, 70, 4);
    const std::size_t from = 14 + std::size_t{number(bytes, 126, 4)}, size = number(bytes, 130, 4);
    const ByteView profile = part(bytes, from, from + size);
    if (profile.size() != size) return;
    if (kind == embedded) header.icc = profile;
    if (kind == linked) header.linked = profile;
}

}  // namespace

Result<BmpHeader> read_bmp_header(ByteView bytes, const Limits& limits) {
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    const std::size_t size = number(bytes, 14, 4);
    if (size != 12 && (size < 16 || size > 124)) return damaged("BMP");
    if (bytes.size() < 14 + size) return cut_short("BMP");
    const bool core = size == 12;
    const auto field = [&](std::size_t at, std::size_t width) {
        return at + width <= 14 + size ? number(bytes, at, width) : 0;
    };

    BmpHeader header;
    header.pixels_at = number(bytes, 10, 4);
    const std::int64_t width = core ? std::int64_t{field(18, 2)} : static_cast<std::int32_t>(field(18, 4));
    std::int64_t height = core ? std::int64_t{field(20, 2)} : static_cast<std::int32_t>(field(22, 4));
    header.bits = core ? field(24, 2) : field(28, 2);
    header.compression = core ? c::none : field(30, 4);
    const bool os2 = size == 16 || size == 64;
    header.top_down = height < 0;
    if (header.top_down) height = -height;
    if (auto fits = check_size(width, height, limits); !fits) return fits.error();
    header.width = static_cast<int>(width);
    header.height = static_cast<int>(height);
    if (!go_together(header.bits, header.compression, header.top_down) || (os2 && header.compression > c::runs_of_halves))
        return unreadable("This BMP is stored in a way that is not read: save it as JPEG or PNG.");

    std::size_t behind = 14 + size;
    if (header.compression >= c::bit_fields) {
        const std::size_t masks = header.compression == c::alpha_bit_fields || size >= 56 ? 4 : 3;
        for (std::size_t i = 0; i < masks; ++i) header.masks[i] = number(bytes, 54 + 4 * i, 4);
        behind = std::max(behind, 54 + 4 * (size >= 52 ? 0 : masks));
    } else if (header.bits == 16) {
        header.masks = {0x7C00, 0x03E0, 0x001F, 0};
    } else if (header.bits == 32) {
        header.masks = {0xFF0000, 0xFF00, 0xFF, 0};
    }
    if (header.pixels_at < behind) return damaged("BMP");
    if (header.pixels_at > bytes.size()) return cut_short("BMP");
    header.palette_entry = core ? 3 : 4;
    std::size_t entries = core ? 0 : field(46, 4);
    if (header.bits <= 8) {
        const std::size_t most = std::size_t{1} << header.bits;
        if (entries == 0 || entries > most) entries = most;
    }
    entries = std::min(entries, (header.pixels_at - behind) / header.palette_entry);
    header.palette = bytes.subspan(behind, entries * header.palette_entry);
    if (header.bits <= 8 && entries == 0) return damaged("BMP");
    header.gap = part(bytes, behind + header.palette.size(), header.pixels_at);

    const std::uint64_t row_bits = static_cast<std::uint64_t>(width) * header.bits;
    header.row_bytes = static_cast<std::size_t>((row_bits + 31) / 32 * 4);
    const std::size_t left = bytes.size() - header.pixels_at;
    if (header.compression == c::runs_of_bytes || header.compression == c::runs_of_halves) {
        const std::size_t said = field(34, 4);
        header.end = header.pixels_at + (said == 0 ? left : std::min(said, left));
    } else {
        const std::size_t rows = static_cast<std::size_t>(height);
        const std::size_t whole = header.row_bytes * (rows - 1) + static_cast<std::size_t>((row_bits + 7) / 8);
        if (left < whole) return cut_short("BMP");
        header.end = header.pixels_at + std::min(left, header.row_bytes * rows);
    }
    if (size == 124) find_profile(bytes, header);
    return header;
}

}  // namespace consent
