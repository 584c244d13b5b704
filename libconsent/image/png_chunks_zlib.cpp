// SPDX-License-Identifier: Apache-2.0
#include "image/png_chunks.hpp"

#include <zlib.h>

#include <algorithm>

#include "image/checksum.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

constexpr bool is_letter(std::uint8_t c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool has_letters_only(std::uint32_t type) noexcept {
    for (int shift = 24; shift >= 0; shift -= 8)
        if (!is_letter(static_cast<std::uint8_t>(type >> shift))) return false;
    return true;
}

bool is_critical(std::uint32_t type) noexcept { return (type & 0x20000000U) == 0; }

bool depth_fits(int colour_type, int depth) noexcept {
    switch (colour_type) {
        case 0: return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
        case 3: return depth == 1 || depth == 2 || depth == 4 || depth == 8;
        case 2: case 4: case 6: return depth == 8 || depth == 16;
        default: return false;
    }
}

Result<PngHeader> parse_header(ByteView data, const Limits& limits) {
    if (data.size() != 13) return damaged("PNG");
    constexpr std::uint32_t most = 0x7FFFFFFF;
    const std::uint32_t width = be32_at(data, 0);
    const std::uint32_t height = be32_at(data, 4);
    if (width > most || height > most) return damaged("PNG");
    if (auto fits = check_size(width, height, limits); !fits) return fits.error();
    PngHeader header{static_cast<int>(width), static_cast<int>(height), data[8], data[9], data[12] == 1};
    if (!depth_fits(header.colour_type, header.bit_depth) || data[10] != 0 || data[11] != 0 || data[12] > 1)
        return damaged("PNG");
    return header;
}

constexpr int channels(int colour_type) noexcept {
    switch (colour_type) {
        case 2: return 3;
        case 4: return 2;
        case 6: return 4;
        default: return 1;
    }
}

}  // namespace

std::uint32_t crc32_of(ByteView bytes) noexcept {
    return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size()));
}

Result<PngWalk> walk_png(ByteView bytes, const Limits& limits) {
    using namespace std::string_view_literals;
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    if (!starts_with(bytes, "\x89PNG\r\n\x1A\n"sv)) return unreadable("This is no PNG file.");

    PngWalk walk;
    bool palette = false, pixels = false, pixels_over = false;
    SpanReader reader(bytes);
    if (!reader.seek(8)) return cut_short("PNG");
    for (;;) {
        const std::size_t start = reader.position();
        const auto length = reader.be32();
        const auto type = reader.be32();
        if (!length || !type) return cut_short("PNG");
        if (*length > 0x7FFFFFFF || !has_letters_only(*type)) return damaged("PNG");
        const auto data = reader.take(*length);
        const auto checksum = reader.be32();
        if (!data || !checksum) return cut_short("PNG");
        if (walk.chunks.size() >= limits.parts) return too_many_parts("PNG", limits);
        const ByteView whole = bytes.subspan(start, reader.position() - start);
        if (crc32_of(whole.subspan(4, data->size() + 4)) != *checksum)
            return unreadable("This PNG file is damaged (the checksum of its " + png_type_name(*type) +
                              " part is wrong): bring another copy of it.");

        const bool first = walk.chunks.empty();
        if (first != (*type == png_type("IHDR"))) return damaged("PNG");
        if (first) {
            auto header = parse_header(*data, limits);
            if (!header) return std::move(header).error();
            walk.header = *header;
        } else if (*type == png_type("PLTE")) {
            if (palette || pixels || data->empty() || data->size() % 3 != 0 || data->size() > 768 ||
                walk.header.colour_type == 0 || walk.header.colour_type == 4)
                return damaged("PNG");
            palette = true;
        } else if (*type == png_type("IDAT")) {
            if (pixels_over || (walk.header.colour_type == 3 && !palette)) return damaged("PNG");
            pixels = true;
        } else if (is_critical(*type) && *type != png_type("IEND")) {
            return unreadable("This PNG file needs a part that is not known (" + png_type_name(*type) +
                              "): save it as an ordinary PNG.");
        }
        if (pixels && *type != png_type("IDAT")) pixels_over = true;
        walk.chunks.push_back({*type, *data, whole});
        if (*type == png_type("IEND")) {
            if (!data->empty() || !pixels) return damaged("PNG");
            break;
        }
    }
    walk.trailer = bytes.subspan(reader.position());
    return walk;
}

std::string png_type_name(std::uint32_t type) {
    std::string name;
    for (int shift = 24; shift >= 0; shift -= 8) name.push_back(static_cast<char>(type >> shift & 0xFF));
    return name;
}

std::uint64_t png_raw_size(const PngHeader& header) noexcept {
    const auto bits = static_cast<std::uint64_t>(header.bit_depth * channels(header.colour_type));
    const auto pass = [bits](std::uint64_t width, std::uint64_t height) -> std::uint64_t {
        return width == 0 || height == 0 ? 0 : height * (1 + (width * bits + 7) / 8);
    };
    const auto width = static_cast<std::uint64_t>(header.width);
    const auto height = static_cast<std::uint64_t>(header.height);
    if (!header.interlaced) return pass(width, height);
    struct Adam7 {
        std::uint64_t x, y, step_x, step_y;
    };
    static constexpr Adam7 passes[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                       {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    std::uint64_t total = 0;
    for (const Adam7& p : passes)
        total += pass(width > p.x ? (width - p.x + p.step_x - 1) / p.step_x : 0,
                      height > p.y ? (height - p.y + p.step_y - 1) / p.step_y : 0);
    return total;
}

}  // namespace consent
