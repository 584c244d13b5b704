// SPDX-License-Identifier: Apache-2.0
//
// The chunks of a PNG file (ISO/IEC 15948), each with its checksum proved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// The four letters of a chunk's type as one number.
[[nodiscard]] constexpr std::uint32_t png_type(const char (&name)[5]) noexcept {
    std::uint32_t type = 0;
    for (int i = 0; i < 4; ++i) type = type << 8 | static_cast<std::uint8_t>(name[i]);
    return type;
}

struct PngChunk {
    std::uint32_t type = 0;
    ByteView data;
    ByteView whole;  // length, type, data and checksum
};

struct PngHeader {
    int width = 0;
    int height = 0;
    int bit_depth = 0;
    int colour_type = 0;  // 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
    bool interlaced = false;
};

struct PngWalk {
    PngHeader header;
    std::vector<PngChunk> chunks;  // from IHDR to IEND, in file order
    ByteView trailer;              // everything after IEND
};

// Ensures: IHDR is the first chunk, sound, and within the limits; PLTE where the colour type needs it, once, before
// IDAT; the IDAT chunks stand together and there is at least one; IEND is the last; letters in every type; every
// checksum right; no critical chunk of another kind; every view lies inside `bytes`.
// Fails: ErrorCode::unreadable with the rule that was broken.
Result<PngWalk> walk_png(ByteView bytes, const Limits& limits);

// "tEXt"
std::string png_type_name(std::uint32_t type);

// Bytes of the filtered scanlines before compression: what the zlib stream of the IDAT chunks must hold, no more, no
// less. Requires: a header from walk_png.
std::uint64_t png_raw_size(const PngHeader& header) noexcept;

}  // namespace consent
