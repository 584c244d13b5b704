// SPDX-License-Identifier: Apache-2.0
//
// The chunks of a WebP file (RIFF), walked without decoding.
#pragma once

#include <cstdint>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

struct WebpChunk {
    std::uint32_t type = 0;  // png_type("VP8X") and so on: the four letters as one number
    ByteView data;
};

struct WebpWalk {
    std::vector<WebpChunk> chunks;
    int width = 0;
    int height = 0;
    bool animated = false;
    bool lossless = false;
    ByteView trailer;  // what follows the RIFF chunk
};

// Ensures: the size is within the limits and there is one picture chunk, or `animated` is set.
// Fails: ErrorCode::unreadable: no WebP, cut short, damaged, over a limit.
Result<WebpWalk> walk_webp(ByteView bytes, const Limits& limits);

}  // namespace consent
