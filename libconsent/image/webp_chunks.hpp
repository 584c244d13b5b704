// SPDX-License-Identifier: Apache-2.0
//
// The chunks of a WebP file (RFC 9649, section 2), walked without decoding.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

struct WebpChunk {
    std::uint32_t type = 0;  // png_type("VP8X") and so on: the four letters as one number
    ByteView data;
};

// One picture of the file: the only one of a still file, or a rectangle on the canvas of an animation.
struct WebpFrame {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    std::uint32_t duration = 0;     // milliseconds
    bool blend = true;              // laid over what stands there, not put in its place
    bool clear = false;             // its rectangle is transparent before the next frame comes
    std::optional<ByteView> alpha;  // the ALPH chunk of a lossy picture
    ByteView image;                 // VP8 or VP8L
    bool lossless = false;
    std::vector<WebpChunk> others;  // of an animation's frame: what stands beside the picture
};

struct WebpWalk {
    std::vector<WebpChunk> chunks;  // of the file itself, in its order
    std::vector<WebpFrame> frames;
    int width = 0;
    int height = 0;
    bool animated = false;
    std::uint16_t loops = 0;        // how often an animation is shown; 0: for ever
    std::uint8_t flags = 0;         // of VP8X; 0 without one
    ByteView trailer;               // what follows the RIFF chunk, or stands in it behind the last chunk
};

namespace webp_flag {
inline constexpr std::uint8_t profile = 0x20, alpha = 0x10, exif = 0x08, animation = 0x02;
}

// Ensures: the size is within the limits; at least one frame, within Limits::frames; each lies on the canvas and is as
// large as its picture says; that of a still file fills it.
// Fails: ErrorCode::unreadable: no WebP, cut short, damaged, over a limit, read by one decoder and not by another.
Result<WebpWalk> walk_webp(ByteView bytes, const Limits& limits);

}  // namespace consent
