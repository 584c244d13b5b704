// SPDX-License-Identifier: Apache-2.0
//
// The frames of an animated PNG (PNG third edition, section 11.3.6), walked without decoding.
#pragma once

#include <cstdint>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

#include "image/png_chunks.hpp"

namespace consent {

// What becomes of a frame's rectangle before the next frame comes.
enum class PngDisposal : std::uint8_t { keep = 0, clear = 1, restore = 2 };

struct PngFrame {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    std::uint16_t delay = 0;        // as a fraction of a second: delay / delay_parts
    std::uint16_t delay_parts = 0;
    PngDisposal disposal = PngDisposal::keep;
    bool over = false;              // laid over what stands there, not put in its place
    std::vector<ByteView> data;     // the parts of its zlib stream
};

struct PngAnimation {
    enum class Kind : std::uint8_t {
        none,    // a still picture
        broken,  // chunks of an animation that break its rules: some decoders show the still picture, some a part
        sound,
    };
    Kind kind = Kind::none;
    std::uint32_t plays = 0;        // 0: for ever
    bool still_apart = false;       // the still picture, which decoders without animation show, is no frame of it
    std::vector<PngFrame> frames;   // of a sound one; where still_apart, the first is the still picture
};

// Ensures: of a sound one, every frame lies on the canvas and has data, their number is the one that is stated, and they
// are within Limits::frames; the first never restores (it clears, which is the same), and no delay is of zero parts.
// Fails: ErrorCode::unreadable: over a limit.
Result<PngAnimation> read_png_animation(const PngWalk& walk, const Limits& limits);

}  // namespace consent
