// SPDX-License-Identifier: Apache-2.0
#include "image/webp_chunks.hpp"

#include <string_view>
#include <utility>

#include "image/png_chunks.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

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

bool is_picture(std::uint32_t type) noexcept { return type == png_type("VP8 ") || type == png_type("VP8L"); }

// Nothing where a chunk passes the end.
std::optional<WebpChunk> next_chunk(SpanReader& reader) noexcept {
    const auto type = reader.be32();
    const auto length = reader.le32();
    if (!type || !length) return std::nullopt;
    const auto data = reader.take(*length);
    if (!data) return std::nullopt;
    if ((*length & 1) != 0 && !reader.at_end() && !reader.take(1)) return std::nullopt;
    return WebpChunk{*type, *data};
}

// The first picture of the chunks with the transparency that stands before it.
Result<WebpFrame> find_picture(const std::vector<WebpChunk>& chunks) {
    WebpFrame frame;
    for (const WebpChunk& chunk : chunks) {
        if (chunk.type == png_type("ALPH")) {
            if (frame.alpha) return damaged("WebP");  // some decoders take the first, some the last
            frame.alpha = chunk.data;
        }
        if (!is_picture(chunk.type)) continue;
        frame.image = chunk.data;
        frame.lossless = chunk.type == png_type("VP8L");
        if (frame.lossless) frame.alpha.reset();
        const Size size = frame.lossless ? lossless_size(chunk.data) : lossy_size(chunk.data);
        if (size.width == 0 || size.height == 0) return damaged("WebP");
        frame.width = size.width;
        frame.height = size.height;
        return frame;
    }
    return damaged("WebP");
}

Result<WebpFrame> read_frame(ByteView data, const WebpWalk& walk, const Limits& limits) {
    if (data.size() < 16) return damaged("WebP");
    SpanReader reader(data);
    if (!reader.seek(16)) return cut_short("WebP");
    std::vector<WebpChunk> chunks;
    while (reader.remaining() >= 8) {
        const auto chunk = next_chunk(reader);
        if (!chunk) return cut_short("WebP");
        if (chunks.size() >= limits.parts) return too_many_parts("WebP", limits);
        chunks.push_back(*chunk);
    }
    auto frame = find_picture(chunks);
    if (!frame) return frame;
    frame->x = 2 * le24(data, 0);
    frame->y = 2 * le24(data, 3);
    frame->duration = static_cast<std::uint32_t>(le24(data, 12));
    frame->blend = (data[15] & 0x02) == 0;
    frame->clear = (data[15] & 0x01) != 0;
    if (frame->width != le24(data, 6) + 1 || frame->height != le24(data, 9) + 1 ||
        frame->x > walk.width - frame->width || frame->y > walk.height - frame->height)
        return damaged("WebP");
    for (const WebpChunk& chunk : chunks)
        if (chunk.data.data() != frame->image.data() && !(frame->alpha && chunk.data.data() == frame->alpha->data()))
            frame->others.push_back(chunk);
    return frame;
}

Result<void> read_animation(WebpWalk& walk, const Limits& limits) {
    bool begun = false;
    std::size_t parts = walk.chunks.size();
    for (const WebpChunk& chunk : walk.chunks) {
        if (is_picture(chunk.type)) return damaged("WebP");
        if (chunk.type == png_type("ANIM")) {
            if (begun || chunk.data.size() < 6) return damaged("WebP");
            begun = true;
            walk.loops = static_cast<std::uint16_t>(chunk.data[4] | chunk.data[5] << 8);
        }
        if (chunk.type != png_type("ANMF")) continue;
        if (!begun) return damaged("WebP");
        if (walk.frames.size() >= limits.frames) return too_many_frames(limits);
        auto frame = read_frame(chunk.data, walk, limits);
        if (!frame) return std::move(frame).error();
        parts += frame->others.size();
        if (parts > limits.parts) return too_many_parts("WebP", limits);
        walk.frames.push_back(*std::move(frame));
    }
    if (walk.frames.empty()) return damaged("WebP");
    // Each frame is seen with the whole canvas.
    const auto frames = static_cast<std::int64_t>(walk.frames.size());
    if (frames > 1 && frames > limits.frame_pixels / (std::int64_t{walk.width} * walk.height)) return too_many_frames(limits);
    return {};
}

Result<void> read_chunks(ByteView riff, WebpWalk& walk, const Limits& limits) {
    SpanReader reader(riff);
    if (!reader.seek(12)) return cut_short("WebP");
    while (reader.remaining() >= 8) {
        const auto chunk = next_chunk(reader);
        if (!chunk) return cut_short("WebP");
        if (walk.chunks.size() >= limits.parts) return too_many_parts("WebP", limits);
        walk.chunks.push_back(*chunk);
    }
    if (!reader.at_end()) walk.trailer = riff.subspan(reader.position());
    return {};
}

}  // namespace

Result<WebpWalk> walk_webp(ByteView bytes, const Limits& limits) {
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    SpanReader riff(bytes);
    if (bytes.size() < 12 || !starts_with(bytes, "RIFF"sv) || !starts_with(bytes.subspan(8), "WEBP"sv))
        return unreadable("This is no WebP file.");
    if (!riff.seek(4)) return cut_short("WebP");
    const std::uint32_t size = riff.le32().value_or(0);
    if (size < 4 || size > bytes.size() - 8) return cut_short("WebP");

    WebpWalk walk;
    walk.trailer = bytes.subspan(8 + std::size_t{size});
    if (auto read = read_chunks(bytes.first(8 + std::size_t{size}), walk, limits); !read) return std::move(read).error();
    if (walk.chunks.empty()) return cut_short("WebP");

    const WebpChunk& first = walk.chunks.front();
    if (first.type == png_type("VP8X")) {
        if (first.data.size() < 10) return damaged("WebP");
        walk.flags = first.data[0];
        walk.animated = (walk.flags & webp_flag::animation) != 0;
        walk.width = le24(first.data, 4) + 1;
        walk.height = le24(first.data, 7) + 1;
        if (auto fits = check_size(walk.width, walk.height, limits); !fits) return fits.error();
    } else if (!is_picture(first.type)) {
        return damaged("WebP");
    }
    if (walk.animated) {
        if (auto read = read_animation(walk, limits); !read) return std::move(read).error();
        return walk;
    }
    auto frame = find_picture(walk.chunks);
    if (!frame) return std::move(frame).error();
    if (first.type != png_type("VP8X")) {
        walk.width = frame->width;
        walk.height = frame->height;
        if (auto fits = check_size(walk.width, walk.height, limits); !fits) return fits.error();
    }
    if (walk.width != frame->width || walk.height != frame->height) return damaged("WebP");
    walk.frames.push_back(*std::move(frame));
    return walk;
}

}  // namespace consent
