// SPDX-License-Identifier: Apache-2.0
//
// What a HEIF or AVIF file says of how its colours are to be read.
#pragma once

#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>

#include "image/heif_boxes.hpp"

namespace consent {

// The four numbers of a colr box of type nclx (ISO/IEC 23091-2).
struct CodingPoints {
    std::uint16_t primaries = 2, transfer = 2, matrix = 2;
    bool full_range = false;
};
std::optional<CodingPoints> coding_points_of(const HeifWalk& walk, const HeifItem& item);

// The clean profile to put into a JPEG or PNG that is written from the pixels of that item: its own, where it has one
// that clean_icc_profile() keeps, or one of Display P3, where its numbers say so. Else nothing: it is shown as sRGB.
std::optional<Bytes> heif_rgb_profile(const HeifWalk& walk, const HeifItem& item);

}  // namespace consent
