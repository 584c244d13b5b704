// SPDX-License-Identifier: Apache-2.0
//
// What a HEIF or AVIF file says of how its colours are to be read.
#pragma once

#include <optional>

#include <consent/bytes.hpp>

#include "image/heif_boxes.hpp"
#include "image/heif_coding.hpp"

namespace consent {

// Primaries, curve and matrix of pictures from cameras and screens, ST 2084 and HLG among them; or not said. A viewer that
// knew others would show what nobody looked at.
bool are_tame(const CodingPoints& points);

// The profile of the item itself; empty where it has none.
ByteView heif_profile(const HeifWalk& walk, const HeifItem& item);

// The profile of RGB that is made of that item's pixels, as it stands in the file: that of the item or, where it has none,
// of its first piece; one of Display P3 where its numbers say so. Else nothing: it is shown as sRGB.
std::optional<Bytes> rgb_profile_of(const HeifWalk& walk, const HeifItem& item);

}  // namespace consent
