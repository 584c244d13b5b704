// SPDX-License-Identifier: Apache-2.0
#include "image/png_animation.hpp"

#include <optional>
#include <utility>

#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

class Reader {
public:
    explicit Reader(const PngHeader& canvas) noexcept : canvas_(canvas) {}

    // False: a rule is broken.
    bool take(const PngChunk& chunk) {
        switch (chunk.type) {
            case png_type("acTL"): return take_head(chunk.data);
            case png_type("fcTL"): return take_control(chunk.data);
            case png_type("IDAT"): return take_still(chunk.data);
            case png_type("fdAT"): return take_data(chunk.data);
            default: return true;
        }
    }
    [[nodiscard]] bool complete() const noexcept {
        const std::size_t apart = animation.still_apart ? 1 : 0;
        return stated_ != 0 && animation.frames.size() == stated_ + apart && !animation.frames.back().data.empty();
    }
    [[nodiscard]] bool any() const noexcept { return any_; }

    PngAnimation animation;

private:
    bool take_head(ByteView data) {
        any_ = true;
        if (stated_ != 0 || still_seen_ || data.size() != 8) return false;
        stated_ = be32_at(data, 0);
        animation.plays = be32_at(data, 4);
        return stated_ != 0;
    }

    bool take_control(ByteView data) {
        any_ = true;
        if (stated_ == 0 || data.size() != 26 || be32_at(data, 0) != sequence_++) return false;
        // The frame before has to have its data by now.
        if (!animation.frames.empty() && animation.frames.back().data.empty()) return false;
        const std::uint32_t width = be32_at(data, 4), height = be32_at(data, 8), x = be32_at(data, 12), y = be32_at(data, 16);
        const auto most_width = static_cast<std::uint32_t>(canvas_.width), most_height = static_cast<std::uint32_t>(canvas_.height);
        if (width == 0 || height == 0 || width > most_width || height > most_height || x > most_width - width ||
            y > most_height - height || data[24] > 2 || data[25] > 1)
            return false;
        if (!still_seen_ && (width != most_width || height != most_height)) return false;
        PngFrame frame;
        frame.x = static_cast<int>(x);
        frame.y = static_cast<int>(y);
        frame.width = static_cast<int>(width);
        frame.height = static_cast<int>(height);
        frame.delay = static_cast<std::uint16_t>(data[20] << 8 | data[21]);
        frame.delay_parts = static_cast<std::uint16_t>(data[22] << 8 | data[23]);
        if (frame.delay_parts == 0) frame.delay_parts = 100;
        frame.disposal = static_cast<PngDisposal>(data[24]);
        frame.over = data[25] == 1;
        const bool first = animation.frames.size() == (animation.still_apart ? 1U : 0U);
        if (first && frame.disposal == PngDisposal::restore) frame.disposal = PngDisposal::clear;
        animation.frames.push_back(std::move(frame));
        return true;
    }

    bool take_still(ByteView data) {
        still_seen_ = true;
        if (animation.frames.empty()) {
            animation.still_apart = true;
            PngFrame still;
            still.width = canvas_.width;
            still.height = canvas_.height;
            animation.frames.push_back(std::move(still));
        }
        if (!data.empty()) animation.frames.front().data.push_back(data);
        return true;
    }

    bool take_data(ByteView data) {
        any_ = true;
        const bool begun = animation.frames.size() >= 2;
        if (!begun || data.size() < 4 || be32_at(data, 0) != sequence_++) return false;
        if (data.size() > 4) animation.frames.back().data.push_back(data.subspan(4));
        return true;
    }

    PngHeader canvas_;
    std::uint32_t stated_ = 0;
    std::uint32_t sequence_ = 0;
    bool still_seen_ = false;
    bool any_ = false;
};

}  // namespace

Result<PngAnimation> read_png_animation(const PngWalk& walk, const Limits& limits) {
    Reader reader(walk.header);
    bool sound = true;
    for (const PngChunk& chunk : walk.chunks) {
        sound = reader.take(chunk) && sound;
        if (reader.animation.frames.size() > limits.frames) return too_many_frames(limits);
    }
    const auto frames = static_cast<std::int64_t>(reader.animation.frames.size());  // each is seen with the whole canvas
    if (frames > 1 && frames > limits.frame_pixels / (std::int64_t{walk.header.width} * walk.header.height))
        return too_many_frames(limits);
    PngAnimation animation;
    if (!reader.any()) return animation;
    animation.kind = PngAnimation::Kind::broken;
    if (!sound || !reader.complete()) return animation;
    reader.animation.kind = PngAnimation::Kind::sound;
    return std::move(reader.animation);
}

}  // namespace consent
