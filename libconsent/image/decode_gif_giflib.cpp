// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include <gif_lib.h>

#include "image/canvas.hpp"
#include "image/codecs.hpp"
#include "image/gif_blocks.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

// giflib sees a file of one frame, without extensions, comments and colours.
class FrameReader {
public:
    explicit FrameReader(const GifFrame& frame) noexcept
        : frame_(frame), parts_{ByteView(head), frame.whole, ByteView(tail)} {
        gif_ = DGifOpen(this, feed, nullptr);
    }
    ~FrameReader() {
        if (gif_ != nullptr) DGifCloseFile(gif_, nullptr);
    }
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    // A byte a pixel, rows from the top.
    std::optional<Bytes> read() {
        GifRecordType kind = UNDEFINED_RECORD_TYPE;
        if (gif_ == nullptr || DGifGetRecordType(gif_, &kind) == GIF_ERROR || kind != IMAGE_DESC_RECORD_TYPE ||
            DGifGetImageDesc(gif_) == GIF_ERROR || gif_->Image.Width != frame_.width ||
            gif_->Image.Height != frame_.height)
            return std::nullopt;
        const auto width = static_cast<std::size_t>(frame_.width);
        Bytes indexes(width * static_cast<std::size_t>(frame_.height));
        for (const int row : gif_row_order(frame_.height, frame_.interlaced))
            if (DGifGetLine(gif_, indexes.data() + static_cast<std::size_t>(row) * width, frame_.width) == GIF_ERROR)
                return std::nullopt;
        return indexes;
    }

private:
    static constexpr std::array<std::uint8_t, 13> head{'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0, 0, 0};
    static constexpr std::array<std::uint8_t, 1> tail{';'};

    static int feed(GifFileType* gif, GifByteType* out, int wanted) {
        auto* self = static_cast<FrameReader*>(gif->UserData);
        int given = 0;
        while (given < wanted && self->part_ < self->parts_.size()) {
            ByteView& part = self->parts_[self->part_];
            const std::size_t size = std::min(part.size(), static_cast<std::size_t>(wanted - given));
            if (size > 0) std::memcpy(out + given, part.data(), size);
            part = part.subspan(size);
            given += static_cast<int>(size);
            if (part.empty()) ++self->part_;
        }
        return given;
    }

    const GifFrame& frame_;
    std::array<ByteView, 3> parts_;
    std::size_t part_ = 0;
    GifFileType* gif_ = nullptr;
};

// The part of the frame that lies on the canvas, in colours. Nothing when an index is in no palette: every decoder shows
// something else for it.
std::optional<std::vector<std::uint8_t>> coloured(const GifFrame& frame, const GifClip& clip, ByteView colours,
                                                  const Bytes& indexes) {
    std::vector<std::uint8_t> rgba;
    rgba.reserve(static_cast<std::size_t>(clip.width) * static_cast<std::size_t>(clip.height) * 4);
    for (int y = 0; y < clip.height; ++y)
        for (int x = 0; x < clip.width; ++x) {
            const std::size_t index = indexes[static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) +
                                              static_cast<std::size_t>(x)];
            const bool clear = frame.transparent == index;
            if (index * 3 >= colours.size() && !clear) return std::nullopt;
            for (std::size_t c = 0; c < 3; ++c)
                rgba.push_back(index * 3 < colours.size() ? colours[index * 3 + c] : std::uint8_t{0});
            rgba.push_back(clear ? 0 : 255);
        }
    return rgba;
}

}  // namespace

Result<void> frames_gif(ByteView bytes, const Limits& limits, const SeeFrame& see) {
    const auto walk = walk_gif(bytes, limits);
    if (!walk) return walk.error();
    std::optional<Canvas> canvas;
    for (const GifFrame& frame : walk->frames) {
        const auto indexes = FrameReader(frame).read();
        if (!indexes) return damaged("GIF");
        const GifClip clip = clip_of(frame, *walk);
        const auto rgba = coloured(frame, clip, frame.own_colours.empty() ? walk->colours : frame.own_colours, *indexes);
        if (!rgba) return damaged("GIF");
        const CanvasArea area{frame.left, frame.top, clip.width, clip.height};
        if (walk->frames.size() == 1 && area.width == walk->width && area.height == walk->height)
            return see(lay_out(area.width, area.height, *rgba));
        if (!canvas) canvas.emplace(walk->width, walk->height);
        std::vector<std::uint8_t> before;
        if (frame.disposal == GifDisposal::restore) before = canvas->copy(area);
        canvas->put(area, *rgba, CanvasPut::over);
        if (auto seen = see(canvas->shown_with(area, *rgba)); !seen) return seen;
        if (frame.disposal == GifDisposal::clear) canvas->clear(area);
        if (frame.disposal == GifDisposal::restore) canvas->put(area, before, CanvasPut::instead);
    }
    return {};
}

}  // namespace consent
