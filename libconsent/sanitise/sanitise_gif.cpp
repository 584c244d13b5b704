// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "image/gif_blocks.hpp"
#include "image/gif_lzw.hpp"
#include "image/refusal.hpp"
#include "sanitise/containers.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

using Used = std::array<bool, 256>;

void put_le16(Bytes& out, int value) {
    out.push_back(static_cast<std::uint8_t>(value));
    out.push_back(static_cast<std::uint8_t>(value >> 8));
}

void put_blocks(Bytes& out, ByteView data) {
    while (!data.empty()) {
        const std::size_t size = std::min<std::size_t>(data.size(), 255);
        out.push_back(static_cast<std::uint8_t>(size));
        out.insert(out.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size));
        data = data.subspan(size);
    }
    out.push_back(0);
}

// The table as large as it was, with black for every colour that no pixel has.
void put_colours(Bytes& out, ByteView colours, const Used& used) {
    for (std::size_t i = 0; i < colours.size(); ++i) out.push_back(used[i / 3] ? colours[i] : std::uint8_t{0});
}

std::uint8_t table_size(ByteView colours) noexcept {
    std::uint8_t size = 0;
    while ((std::size_t{6} << size) < colours.size()) ++size;
    return size;
}

// A frame with nothing but its pixels on the canvas.
struct CleanFrame {
    Bytes data;  // compressed, not in sub-blocks
    int code_size = 0;
    GifClip clip;
    bool interlaced = false;
    std::optional<std::uint8_t> transparent;  // where a pixel has it
    Used used{};
    bool re_encoded = false;
};

Bytes cropped(const GifFrame& frame, const GifClip& clip, const Bytes& indexes) {
    Bytes out(static_cast<std::size_t>(clip.width) * static_cast<std::size_t>(clip.height));
    const std::vector<int> order = gif_row_order(frame.height, frame.interlaced);
    for (std::size_t n = 0; n < order.size(); ++n) {
        if (order[n] >= clip.height) continue;
        const auto from = indexes.begin() + static_cast<std::ptrdiff_t>(n * static_cast<std::size_t>(frame.width));
        std::copy_n(from, clip.width, out.begin() + static_cast<std::ptrdiff_t>(order[n]) * clip.width);
    }
    return out;
}

Result<CleanFrame> clean_frame(const GifFrame& frame, const GifWalk& walk) {
    CleanFrame out;
    out.data = join_gif_blocks(frame.blocks);
    const std::size_t count = static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
    GifPixels pixels = read_gif_pixels(out.data, frame.code_size, count);
    if (pixels.end == GifLzwEnd::damaged) return damaged("GIF");
    out.clip = clip_of(frame, walk);
    out.interlaced = frame.interlaced;
    out.code_size = frame.code_size;
    const bool whole = out.clip.width == frame.width && out.clip.height == frame.height;
    if (!whole) {
        pixels.indexes = cropped(frame, out.clip, pixels.indexes);
        out.interlaced = false;
    }
    for (const std::uint8_t index : pixels.indexes) out.used[index] = true;
    if (frame.transparent && out.used[*frame.transparent]) out.transparent = frame.transparent;
    const std::size_t colours = (frame.own_colours.empty() ? walk.colours : frame.own_colours).size() / 3;
    for (std::size_t i = colours; i < out.used.size(); ++i)
        if (out.used[i] && out.transparent != i) return damaged("GIF");  // every decoder shows something else for it
    if (!whole || pixels.end != GifLzwEnd::exact || frame.code_size < 2) {
        out.code_size = std::max(out.code_size, 2);
        out.data = pack_gif_pixels(pixels.indexes, out.code_size);
        out.re_encoded = true;
    }
    return out;
}

void put_frame(Bytes& out, const GifFrame& frame, const CleanFrame& clean) {
    const auto disposal = static_cast<std::uint8_t>(frame.disposal);
    if (frame.delay != 0 || disposal != 0 || clean.transparent) {
        out.insert(out.end(), {'!', 0xF9, 4, static_cast<std::uint8_t>(disposal << 2 | (clean.transparent ? 1 : 0))});
        put_le16(out, frame.delay);
        out.insert(out.end(), {clean.transparent.value_or(0), 0});
    }
    out.push_back(',');
    for (const int number : {frame.left, frame.top, clean.clip.width, clean.clip.height}) put_le16(out, number);
    const ByteView colours = frame.own_colours;
    out.push_back(static_cast<std::uint8_t>((colours.empty() ? 0 : 0x80 | table_size(colours)) |
                                            (clean.interlaced ? 0x40 : 0)));
    put_colours(out, colours, clean.used);
    out.push_back(static_cast<std::uint8_t>(clean.code_size));
    put_blocks(out, clean.data);
}

}  // namespace

Result<CleanCopy> sanitise_gif(ByteView bytes, const Limits& limits) {
    const auto walk = walk_gif(bytes, limits);
    if (!walk) return walk.error();
    CleanCopy copy{{}, Format::gif, CopyMethod::lossless};
    Bytes frames;
    Used shared{};
    shared[walk->background] = true;
    for (const GifFrame& frame : walk->frames) {
        const auto clean = clean_frame(frame, *walk);
        if (!clean) return clean.error();
        if (clean->re_encoded) copy.method = CopyMethod::re_encoded;
        if (frame.own_colours.empty())
            for (std::size_t i = 0; i < shared.size(); ++i) shared[i] = shared[i] || clean->used[i];
        put_frame(frames, frame, *clean);
    }

    Bytes& out = copy.bytes;
    static constexpr auto signature = "GIF89a"sv;
    out.assign(signature.begin(), signature.end());
    put_le16(out, walk->width);
    put_le16(out, walk->height);
    out.push_back(static_cast<std::uint8_t>(0x70 | (walk->colours.empty() ? 0 : 0x80 | table_size(walk->colours))));
    out.push_back(std::size_t{walk->background} * 3 < walk->colours.size() ? walk->background : std::uint8_t{0});
    out.push_back(0);  // browsers show square pixels, whatever stands here
    put_colours(out, walk->colours, shared);
    if (walk->loops) {
        static constexpr auto head = "!\xFF\x0BNETSCAPE2.0\x03\x01"sv;
        out.insert(out.end(), head.begin(), head.end());
        put_le16(out, *walk->loops);
        out.push_back(0);
    }
    out.insert(out.end(), frames.begin(), frames.end());
    out.push_back(';');
    return copy;
}

}  // namespace consent
