// SPDX-License-Identifier: Apache-2.0
#include "image/gif_blocks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// Sub-blocks with the zero that ends them; nothing where the file ends first.
std::optional<ByteView> take_blocks(SpanReader& reader, ByteView bytes) noexcept {
    const std::size_t start = reader.position();
    for (;;) {
        const auto size = reader.u8();
        if (!size || !reader.take(*size)) return std::nullopt;
        if (*size == 0) return bytes.subspan(start, reader.position() - start);
    }
}

std::size_t table_bytes(std::uint8_t packed) noexcept {
    return (packed & 0x80) != 0 ? std::size_t{3} << ((packed & 7) + 1) : 0;
}

GifDisposal disposal_of(int number) noexcept {
    if (number == 2) return GifDisposal::clear;
    return number == 3 || number == 4 ? GifDisposal::restore : GifDisposal::keep;
}

class Walker {
public:
    Walker(ByteView bytes, const Limits& limits) : bytes_(bytes), limits_(limits), reader_(bytes) {}

    Result<GifWalk> run() {
        if (bytes_.size() > limits_.file_bytes) return too_many_bytes(limits_);
        if (!starts_with(bytes_, "GIF87a"sv) && !starts_with(bytes_, "GIF89a"sv)) return unreadable("This is no GIF file.");
        if (auto read = read_screen(); !read) return std::move(read).error();
        std::size_t parts = 0;
        for (;;) {
            const std::size_t start = reader_.position();
            const auto kind = reader_.u8();
            if (!kind) break;
            if (++parts > limits_.parts) return too_many_parts("GIF", limits_);
            if (*kind == ',') {
                if (auto read = read_frame(start); !read) return std::move(read).error();
            } else if (*kind != '!' || !read_extension()) {
                // Browsers take any other byte for the end. So is an extension that is no whole one: it holds no picture.
                walk_.trailer = bytes_.subspan(*kind == ';' ? start + 1 : start);
                break;
            }
        }
        if (walk_.frames.empty()) return cut_short("GIF");
        return finish();
    }

private:
    Result<void> read_screen() {
        if (!reader_.seek(6)) return cut_short("GIF");
        const auto width = reader_.le16(), height = reader_.le16();
        const auto packed = reader_.u8(), background = reader_.u8(), aspect = reader_.u8();
        if (!width || !height || !packed || !background || !aspect) return cut_short("GIF");
        const auto colours = reader_.take(table_bytes(*packed));
        if (!colours) return cut_short("GIF");
        walk_.width = *width;
        walk_.height = *height;
        walk_.colours = *colours;
        walk_.background = *background;
        return {};
    }

    Result<void> read_frame(std::size_t start) {
        const auto left = reader_.le16(), top = reader_.le16(), width = reader_.le16(), height = reader_.le16();
        const auto packed = reader_.u8();
        if (!left || !top || !width || !height || !packed) return cut_short("GIF");
        const auto colours = reader_.take(table_bytes(*packed));
        const auto code_size = colours ? reader_.u8() : std::nullopt;
        const auto blocks = code_size ? take_blocks(reader_, bytes_) : std::nullopt;
        if (!blocks) return cut_short("GIF");
        if (*width == 0 || *height == 0 || *code_size < 1 || *code_size > 8 || (colours->empty() && walk_.colours.empty()))
            return damaged("GIF");
        if (walk_.frames.size() >= limits_.frames) return too_many_frames(limits_);
        GifFrame frame = control_;
        control_ = {};
        frame.left = *left;
        frame.top = *top;
        frame.width = *width;
        frame.height = *height;
        frame.interlaced = (*packed & 0x40) != 0;
        frame.own_colours = *colours;
        frame.code_size = *code_size;
        frame.blocks = *blocks;
        frame.whole = bytes_.subspan(start, reader_.position() - start);
        walk_.frames.push_back(frame);
        return {};
    }

    bool read_extension() {
        const auto label = reader_.u8();
        const auto blocks = label ? take_blocks(reader_, bytes_) : std::nullopt;
        if (!blocks) return false;
        const ByteView b = *blocks;
        if (*label == 0xF9) {
            if (b.size() < 6 || b[0] < 4) return false;
            control_.delay = static_cast<std::uint16_t>(b[2] | b[3] << 8);
            control_.disposal = disposal_of(b[1] >> 2 & 7);
            control_.transparent.reset();
            if ((b[1] & 1) != 0) control_.transparent = b[4];
            return true;
        }
        walk_.extensions.push_back({*label, b});
        const std::string name = gif_application(walk_.extensions.back());
        if ((name == "NETSCAPE2.0" || name == "ANIMEXTS1.0") && b.size() >= 16 && b[12] >= 3 && (b[13] & 7) == 1)
            walk_.loops = static_cast<std::uint16_t>(b[14] | b[15] << 8);
        return true;
    }

    Result<GifWalk> finish() {
        const GifFrame& first = walk_.frames.front();
        walk_.width = std::max(walk_.width, first.left + first.width);
        walk_.height = std::max(walk_.height, first.top + first.height);
        if (auto fits = check_size(walk_.width, walk_.height, limits_); !fits) return fits.error();
        // Each frame is seen with the whole canvas.
        const auto frames = static_cast<std::int64_t>(walk_.frames.size());
        if (frames > 1 && frames > limits_.frame_pixels / (std::int64_t{walk_.width} * walk_.height)) return too_many_frames(limits_);
        for (const GifFrame& frame : walk_.frames) {
            if (auto fits = check_size(frame.width, frame.height, limits_); !fits) return fits.error();
            const GifClip clip = clip_of(frame, walk_);
            if (clip.width <= 0 || clip.height <= 0) return damaged("GIF");
        }
        return std::move(walk_);
    }

    ByteView bytes_;
    const Limits& limits_;
    SpanReader reader_;
    GifWalk walk_;
    GifFrame control_;  // what the next frame is told beforehand
};

}  // namespace

Result<GifWalk> walk_gif(ByteView bytes, const Limits& limits) { return Walker(bytes, limits).run(); }

Bytes join_gif_blocks(ByteView blocks) {
    Bytes joined;
    joined.reserve(blocks.size());
    SpanReader reader(blocks);
    for (;;) {
        const auto size = reader.u8();
        const auto data = size ? reader.take(*size) : std::nullopt;
        if (!data || data->empty()) return joined;
        joined.insert(joined.end(), data->begin(), data->end());
    }
}

std::string gif_application(const GifExtension& extension) {
    if (extension.label != 0xFF || extension.blocks.size() < 12 || extension.blocks[0] != 11) return {};
    return std::string(extension.blocks.begin() + 1, extension.blocks.begin() + 12);
}

GifClip clip_of(const GifFrame& frame, const GifWalk& walk) noexcept {
    return {std::min(frame.width, walk.width - frame.left), std::min(frame.height, walk.height - frame.top)};
}

std::vector<int> gif_row_order(int height, bool interlaced) {
    std::vector<int> order;
    order.reserve(static_cast<std::size_t>(height));
    struct Pass {
        int first, step;
    };
    static constexpr std::array<Pass, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    if (interlaced) {
        for (const Pass& pass : passes)
            for (int row = pass.first; row < height; row += pass.step) order.push_back(row);
    } else {
        for (int row = 0; row < height; ++row) order.push_back(row);
    }
    return order;
}

}  // namespace consent
