// SPDX-License-Identifier: Apache-2.0
#include "image/webp_chunks.hpp"

#include <algorithm>

#include "image/png_chunks.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

int le24(ByteView data, std::size_t at) noexcept { return data[at] | data[at + 1] << 8 | data[at + 2] << 16; }

struct Size {
    int width = 0;
    int height = 0;
};

Size lossy_size(ByteView data) noexcept {
    if (data.size() < 10 || data[3] != 0x9D || data[4] != 0x01 || data[5] != 0x2A) return {};
    return {(data[6] | data[7] << 8) & 0x3FFF, (data[8] | data[9] << 8) & 0x3FFF};
}

Size lossless_size(ByteView data) noexcept {
    if (data.size() < 5 || data[0] != 0x2F) return {};
    const std::uint32_t bits = data[1] | static_cast<std::uint32_t>(data[2]) << 8 |
                               static_cast<std::uint32_t>(data[3]) << 16 | static_cast<std::uint32_t>(data[4]) << 24;
    return {static_cast<int>((bits & 0x3FFF) + 1), static_cast<int>((bits >> 14 & 0x3FFF) + 1)};
}

}  // namespace

Result<WebpWalk> walk_webp(ByteView bytes, const Limits& limits) {
    using namespace std::string_view_literals;
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    SpanReader riff(bytes);
    if (bytes.size() < 12 || !starts_with(bytes, "RIFF"sv) || !starts_with(bytes.subspan(8), "WEBP"sv))
        return unreadable("This is no WebP file.");
    if (!riff.seek(4)) return cut_short("WebP");
    const std::uint32_t size = riff.le32().value_or(0);
    if (size < 4 || size > bytes.size() - 8) return cut_short("WebP");

    WebpWalk walk;
    walk.trailer = bytes.subspan(8 + std::size_t{size});
    SpanReader reader(bytes.first(8 + std::size_t{size}));
    if (!reader.seek(12)) return cut_short("WebP");
    Size canvas, picture;
    std::size_t pictures = 0;
    while (reader.remaining() >= 8) {
        const auto type = reader.be32();
        const auto length = reader.le32();
        if (!type || !length) return cut_short("WebP");
        const auto data = reader.take(*length);
        if (!data) return cut_short("WebP");
        if ((*length & 1) != 0 && !reader.at_end() && !reader.take(1)) return cut_short("WebP");
        if (walk.chunks.size() >= limits.parts) return too_many_parts("WebP", limits);
        walk.chunks.push_back({*type, *data});
        if (*type == png_type("VP8X")) {
            if (data->size() < 10) return damaged("WebP");
            canvas = {le24(*data, 4) + 1, le24(*data, 7) + 1};
            walk.animated = walk.animated || ((*data)[0] & 0x02) != 0;
        } else if (*type == png_type("ANIM") || *type == png_type("ANMF")) {
            walk.animated = true;
        } else if (*type == png_type("VP8 ")) {
            picture = lossy_size(*data);
            ++pictures;
        } else if (*type == png_type("VP8L")) {
            picture = lossless_size(*data);
            walk.lossless = true;
            ++pictures;
        }
    }
    if (!walk.animated && (pictures != 1 || picture.width == 0 || picture.height == 0)) return damaged("WebP");
    if (canvas.width != 0 && !walk.animated && (canvas.width != picture.width || canvas.height != picture.height))
        return damaged("WebP");
    const Size shown = canvas.width != 0 ? canvas : picture;
    if (auto fits = check_size(shown.width, shown.height, limits); !fits) return fits.error();
    walk.width = shown.width;
    walk.height = shown.height;
    return walk;
}

}  // namespace consent
