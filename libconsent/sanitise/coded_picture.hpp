// SPDX-License-Identifier: Apache-2.0
//
// One coded picture of a HEIF file, with nothing in it but what its pixels need.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>

#include "image/heif_boxes.hpp"

namespace consent {

// A few bytes of our own, and the bytes of the original behind them.
struct CodedPiece {
    Bytes head;
    ByteView body;
};

struct CodedPicture {
    Bytes config;                     // the hvcC or av1C property
    std::vector<CodedPiece> pieces;   // the item
    std::uint32_t width = 0, height = 0;
    std::vector<std::uint8_t> depths; // bits of each channel: one, or three
    bool plain = true;                // HEVC Main or Main Still Picture: what every reader has
};

// HEVC: the parameter sets that the slices use, once each, and the slices of one intra picture. Every other unit (SEI,
// delimiters, filler, further layers, private ones) is left out, and zero words behind a slice.
// Nothing where that would not be the same picture, or where bytes could hide: sets that do not parse to their last bit,
// that bear one number twice or differ inside the item, slice header extensions, pictures that are not intra, a second
// picture, a size other than the item's, a conformance window that cuts off more than a coding block, colour numbers
// outside are_tame(). What this does not see: bytes behind the end of the arithmetic code in a slice.
std::optional<CodedPicture> clean_hevc(const HeifWalk& walk, const HeifItem& item, const Limits& limits);

// AV1: one sequence header and one frame, a key frame that is shown. Every other unit (metadata, padding, delimiters,
// private ones) is left out. Nothing as above; layers, more than one operating point and frames in several tile groups
// too. What this does not see: bytes behind the end of the arithmetic code in the last tile.
std::optional<CodedPicture> clean_av1(const HeifWalk& walk, const HeifItem& item, const Limits& limits);

}  // namespace consent
