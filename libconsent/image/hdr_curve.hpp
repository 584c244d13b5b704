// SPDX-License-Identifier: Apache-2.0
//
// Pictures of high dynamic range as an ordinary screen shows them.
#pragma once

#include <cstdint>

#include <consent/image.hpp>

namespace consent {

// True for the curves of ST 2084 (16) and of hybrid log-gamma (18), by their numbers in ISO/IEC 23091-2.
bool is_hdr_curve(std::uint16_t transfer) noexcept;

// The same picture in the curve of sRGB: white is 203 cd/m2, or three quarters of the signal (ITU-R BT.2408), and what is
// brighter is white too. Primaries stay.
// Requires: is_hdr_curve(transfer).
Raster on_ordinary_screen(const Raster& raster, std::uint16_t transfer);

}  // namespace consent
