// SPDX-License-Identifier: Apache-2.0
//
// The blocks of a GIF file (GIF89a), walked without decoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// What becomes of a frame's rectangle before the next frame comes.
enum class GifDisposal : std::uint8_t { keep = 0, clear = 2, restore = 3 };

struct GifFrame {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
    bool interlaced = false;
    std::uint16_t delay = 0;  // hundredths of a second
    GifDisposal disposal = GifDisposal::keep;
    std::optional<std::uint8_t> transparent;  // palette index
    ByteView own_colours;                     // R, G, B each; empty: those of the file
    std::uint8_t code_size = 0;               // bits of a pixel in the compressed data, 1..8
    ByteView blocks;                          // the compressed data, in sub-blocks
    ByteView whole;                           // from the image descriptor to the end of the data
};

struct GifExtension {
    std::uint8_t label = 0;  // 0xFE comment, 0x01 plain text, 0xFF application
    ByteView blocks;         // its sub-blocks and the zero that ends them
};

struct GifWalk {
    int width = 0;   // of the canvas: the logical screen, made larger where the first frame passes it, as browsers do
    int height = 0;
    ByteView colours;             // the file's; may be empty
    std::uint8_t background = 0;  // index
    std::vector<GifFrame> frames;
    std::vector<GifExtension> extensions;  // all but graphic control
    std::optional<std::uint16_t> loops;    // how often it is shown again; 0: for ever; nothing: it is shown once
    ByteView trailer;                      // what follows the end; or the first byte that begins no whole block, and the rest
};

// Ensures: the canvas and each frame are within the limits; at least one frame; each has colours, a size, and lies at
// least in part on the canvas. A disposal that does not exist is what browsers take it for.
// Fails: ErrorCode::unreadable: no GIF, cut short, damaged, over a limit.
Result<GifWalk> walk_gif(ByteView bytes, const Limits& limits);

// What sub-blocks hold together.
Bytes join_gif_blocks(ByteView blocks);

// "NETSCAPE2.0" and so on; empty where the first sub-block is not such a name.
std::string gif_application(const GifExtension& extension);

// How much of a frame, from its left upper corner, lies on the canvas.
struct GifClip {
    int width = 0;
    int height = 0;
};
GifClip clip_of(const GifFrame& frame, const GifWalk& walk) noexcept;

// Which row of the picture comes as the `n`th in the data.
std::vector<int> gif_row_order(int height, bool interlaced);

}  // namespace consent
