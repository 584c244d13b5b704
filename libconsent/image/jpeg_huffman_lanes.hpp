// SPDX-License-Identifier: Apache-2.0
//
// A long run of sequential blocks, counted in several places at once. A reader of Huffman codes that starts somewhere in
// the middle soon falls into step with the one that came from the start; so each piece is read from a guess, and what was
// read from a wrong one is told by its never meeting the piece before it at the start of an MCU.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>

#include "image/jpeg_huffman_blocks.hpp"

namespace consent {

// Below this a run is not worth the start of several readers.
inline constexpr std::size_t least_for_lanes = std::size_t{256} << 10;

// The width of the chains that it takes.
inline constexpr int lane_width = 12;

// How many bits of the last byte are left behind that many blocks; nothing when the run is not coded without a fault from
// its first bit on, or when there are other blocks in it. The same answer as from reading it block by block.
// Requires: the run begins with the first block of an MCU; codes of lane_width.
std::optional<unsigned> filling_behind_blocks(ByteView stuffed, const BlockCodes& codes, std::uint64_t blocks);

}  // namespace consent
