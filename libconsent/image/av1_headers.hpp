// SPDX-License-Identifier: Apache-2.0
//
// What the headers in an AV1 stream say (AV1 Bitstream and Decoding Process), as far as a still picture needs it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

namespace av1_type {
inline constexpr std::uint8_t sequence = 1, delimiter = 2, frame_header = 3, tiles = 4, metadata = 5, frame = 6,
                              repeated_header = 7, tile_list = 8, padding = 15;
}

struct Av1Unit {
    std::uint8_t type = 0;
    bool layered = false;  // of a temporal or spatial layer above the first
    ByteView payload;      // without header and size
};

// Nothing when a size passes the end, a header has its forbidden bit set, or there are more than `most`.
std::optional<std::vector<Av1Unit>> split_av1(ByteView data, std::size_t most);

struct Av1Sequence {
    std::uint32_t profile = 0, level = 0;
    bool upper_tier = false;
    bool reduced = false;  // one picture, with the short form of headers
    std::uint32_t bits = 8;
    bool grey = false, narrow = true, low = true;  // colour resolution halved across, down
    std::uint32_t chroma_place = 0;
    std::uint32_t width = 0, height = 0;           // of the largest frame
    std::uint32_t primaries = 2, transfer = 2, matrix = 2;
    // What the start of a frame header needs.
    std::uint32_t width_bits = 0, height_bits = 0, id_bits = 0, order_bits = 0;
    std::uint32_t screen_content = 2, whole_motion = 2;  // 2: each frame says
    bool wide_steps = false;                             // super-resolution is in use
};
// Nothing when it does not parse to its very last bit, or has a decoder model or more than one operating point.
std::optional<Av1Sequence> read_av1_sequence(ByteView payload);

struct Av1Frame {
    bool shown_key = false;  // a key frame that is shown as it is decoded
    std::uint32_t width = 0, height = 0;
    bool shown_larger = false;  // asks to be shown in another size
};
// The start of a frame or frame header unit.
std::optional<Av1Frame> read_av1_frame(ByteView payload, const Av1Sequence& sequence);

// Width and height of the largest frame, without reading the rest; nothing when even that does not parse.
std::optional<std::array<std::uint32_t, 2>> av1_coded_size(ByteView sequence_payload);

}  // namespace consent
