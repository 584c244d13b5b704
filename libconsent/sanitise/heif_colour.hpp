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

// Primaries, curve and matrix of pictures from cameras and screens, ST 2084 and HLG among them; or not said. A viewer that
// knew others would show what nobody looked at.
bool are_tame(const CodingPoints& points);

// The profile of the item itself; empty where it has none.
ByteView heif_profile(const HeifWalk& walk, const HeifItem& item);

// The profile of RGB that is made of that item's pixels, as it stands in the file: that of the item or, where it has none,
// of its first piece; one of Display P3 where its numbers say so. Else nothing: it is shown as sRGB.
std::optional<Bytes> rgb_profile_of(const HeifWalk& walk, const HeifItem& item);

}  // namespace consent
