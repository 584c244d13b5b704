// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

#include "image/bmp_header.hpp"
#include "image/codecs.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

// One colour of a pixel, at 8 bits; `otherwise` where the file keeps none.
class Channel {
public:
    Channel(std::uint32_t mask, std::uint8_t otherwise) noexcept
        : mask_(mask), shift_(mask == 0 ? 0 : std::countr_zero(mask)), most_(mask >> shift_), otherwise_(otherwise) {}

    [[nodiscard]] std::uint8_t of(std::uint32_t pixel) const noexcept {
        if (mask_ == 0) return otherwise_;
        return static_cast<std::uint8_t>(std::uint64_t{(pixel & mask_) >> shift_} * 255 / most_);
    }

private:
    std::uint32_t mask_;
    int shift_;
    std::uint32_t most_;
    std::uint8_t otherwise_;
};

// The row of the file that is row y of the picture.
std::size_t stored_row(const BmpHeader& header, std::size_t y) noexcept {
    return header.top_down ? y : static_cast<std::size_t>(header.height) - 1 - y;
}

void put_colour(const BmpHeader& header, std::size_t index, std::uint8_t* to) noexcept {
    const std::size_t at = index * header.palette_entry;
    const bool known = at + 3 <= header.palette.size();  // what has no colour is black
    for (std::size_t i = 0; i < 3; ++i) to[i] = known ? header.palette[at + 2 - i] : std::uint8_t{0};
}

// MS-WMF 3.1.6: pairs of a count and what is repeated, zero for an escape. Pixels that are stepped over are of the
// first colour. Nothing where the data ends before the picture does.
std::optional<std::vector<std::uint8_t>> unpack_runs(ByteView data, const BmpHeader& header) {
    const auto width = static_cast<std::size_t>(header.width), height = static_cast<std::size_t>(header.height);
    const bool halves = header.bits == 4;
    std::vector<std::uint8_t> indexes(width * height);
    SpanReader reader(data);
    std::size_t x = 0, y = 0;
    const auto put = [&](std::uint8_t index) {  // what passes the end of a row is not seen
        if (x < width && y < height) indexes[y * width + x] = index;
        if (x < width) ++x;
    };
    const auto half = [&](std::uint8_t byte, std::size_t i) {
        return static_cast<std::uint8_t>(!halves ? byte : i % 2 == 0 ? byte >> 4 : byte & 15);
    };
    while (y < height) {
        const auto count = reader.u8(), value = reader.u8();
        if (!count || !value) return y + 1 == height && x == width ? std::optional(std::move(indexes)) : std::nullopt;
        if (*count > 0) {
            for (std::size_t i = 0; i < *count; ++i) put(half(*value, i));
            continue;
        }
        if (*value == 0) {
            x = 0;
            ++y;
        } else if (*value == 1) {
            return indexes;
        } else if (*value == 2) {
            const auto right = reader.u8(), up = reader.u8();
            if (!right || !up) return std::nullopt;
            x = std::min(width, x + *right);
            y += *up;
        } else {
            const std::size_t bytes = halves ? (*value + std::size_t{1}) / 2 : *value;
            const auto literal = reader.take(bytes + bytes % 2);
            if (!literal) return std::nullopt;
            for (std::size_t i = 0; i < *value; ++i) put(half((*literal)[halves ? i / 2 : i], i));
        }
    }
    return indexes;
}

Raster new_raster(const BmpHeader& header) {
    Raster raster;
    raster.width = header.width;
    raster.height = header.height;
    raster.rgb.resize(static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.height) * 3);
    return raster;
}

Result<Picture> from_indexes(ByteView bytes, const BmpHeader& header) {
    const auto width = static_cast<std::size_t>(header.width), height = static_cast<std::size_t>(header.height);
    std::optional<std::vector<std::uint8_t>> unpacked;
    if (header.compression != bmp_compression::none) {
        unpacked = unpack_runs(bytes.subspan(header.pixels_at, header.end - header.pixels_at), header);
        if (!unpacked) return cut_short("BMP");
    }
    Picture picture;
    picture.shown = new_raster(header);
    std::uint8_t* to = picture.shown.rgb.data();
    for (std::size_t y = 0; y < height; ++y) {
        const std::size_t row = stored_row(header, y);
        for (std::size_t x = 0; x < width; ++x, to += 3) {
            if (unpacked) {
                put_colour(header, (*unpacked)[row * width + x], to);
                continue;
            }
            const std::size_t bit = x * header.bits;
            const std::uint8_t byte = bytes[header.pixels_at + row * header.row_bytes + bit / 8];
            put_colour(header, byte >> (8 - header.bits - bit % 8) & ((1U << header.bits) - 1), to);
        }
    }
    return picture;
}

Picture from_colours(ByteView bytes, const BmpHeader& header) {
    const auto width = static_cast<std::size_t>(header.width), height = static_cast<std::size_t>(header.height);
    const std::size_t wide = header.bits / 8;
    std::array<std::uint32_t, 4> masks = header.masks;
    if (header.bits == 24) masks = {0xFF0000, 0xFF00, 0xFF, 0};
    const Channel red(masks[0], 0), green(masks[1], 0), blue(masks[2], 0), alpha(masks[3], 255);
    std::vector<std::uint8_t> rgba(masks[3] == 0 ? 0 : width * height * 4);
    bool any_alpha = false;
    Raster raster = new_raster(header);
    for (std::size_t y = 0; y < height; ++y) {
        const std::uint8_t* from = bytes.data() + header.pixels_at + stored_row(header, y) * header.row_bytes;
        for (std::size_t x = 0; x < width; ++x, from += wide) {
            std::uint32_t pixel = 0;
            for (std::size_t i = wide; i-- > 0;) pixel = pixel << 8 | from[i];
            const std::size_t at = y * width + x;
            std::uint8_t* to = raster.rgb.data() + at * 3;
            to[0] = red.of(pixel);
            to[1] = green.of(pixel);
            to[2] = blue.of(pixel);
            if (rgba.empty()) continue;
            std::copy(to, to + 3, rgba.data() + at * 4);
            rgba[at * 4 + 3] = alpha.of(pixel);
            any_alpha = any_alpha || rgba[at * 4 + 3] != 0;
        }
    }
    // Alpha that is nowhere anything is alpha that a program forgot to fill in.
    if (any_alpha) return lay_out(header.width, header.height, rgba);
    Picture picture;
    picture.shown = std::move(raster);
    return picture;
}

}  // namespace

Result<Picture> decode_bmp(ByteView bytes, const Limits& limits) {
    const auto header = read_bmp_header(bytes, limits);
    if (!header) return header.error();
    if (header->bits <= 8) return from_indexes(bytes, *header);
    return from_colours(bytes, *header);
}

}  // namespace consent
