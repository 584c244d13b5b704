// SPDX-License-Identifier: Apache-2.0
//
// What the headers in an HEVC stream say (ITU-T H.265), as far as a still picture needs it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

namespace hevc_type {
inline constexpr std::uint8_t first_intra = 16, last_intra = 21, vps = 32, sps = 33, pps = 34, sei = 39, sei_behind = 40;
}

struct HevcUnit {
    std::uint8_t type = 0;
    std::uint8_t layer = 0;
    ByteView bytes;  // the two of the header included
};

// Units with their length in front. Nothing when a length passes the end, a unit is shorter than its header, or there
// are more than `most`.
std::optional<std::vector<HevcUnit>> split_hevc(ByteView data, std::size_t length_size, std::size_t most);

// An hvcC property.
struct HevcConfig {
    std::size_t length_size = 4;
    std::vector<HevcUnit> units;
};
std::optional<HevcConfig> read_hevc_config(ByteView data);

// A sequence parameter set.
struct HevcSequence {
    std::uint32_t id = 0, video = 0;            // its own number and that of the VPS
    std::array<std::uint8_t, 12> profile{};     // general profile, tier and level, as they stand there and in hvcC
    std::uint32_t chroma = 1;                   // 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4
    std::uint32_t luma_bits = 8, chroma_bits = 8;
    std::uint32_t width = 0, height = 0;        // as coded
    std::uint32_t shown_width = 0, shown_height = 0;  // inside the conformance window
    std::uint32_t smallest_block = 8;
    std::uint32_t primaries = 2, transfer = 2, matrix = 2;
};
// The three kinds of parameter sets, with their header. Nothing when they do not parse to their very last bit, or hold an
// extension other than for 4:4:4 and high depths, more than one layer, or a display window.
std::optional<HevcSequence> read_hevc_sequence(ByteView unit);

struct HevcPictureSet {
    std::uint32_t id = 0, sequence = 0;
    bool slice_extension = false;  // slices carry bytes that no decoder reads
};
std::optional<HevcPictureSet> read_hevc_picture_set(ByteView unit);

// Its number. Nothing as above.
std::optional<std::uint32_t> read_hevc_video(ByteView unit);

struct HevcSlice {
    bool first = false;            // of its picture
    std::uint32_t picture_set = 0;
};
// Requires: the unit is of an intra picture (first_intra .. last_intra).
std::optional<HevcSlice> read_hevc_slice(ByteView unit);

// Width and height as coded, without reading the rest; nothing when even that does not parse.
std::optional<std::array<std::uint32_t, 2>> hevc_coded_size(ByteView sequence_unit);

}  // namespace consent
