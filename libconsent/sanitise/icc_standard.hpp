// SPDX-License-Identifier: Apache-2.0
//
// The colour spaces that most pictures are in, each with one small profile of our own, so that a copy does not tell the
// program that wrote the original by the shape of its profile.
#pragma once

#include <optional>

#include <consent/bytes.hpp>

namespace consent {

// The three curves and primaries of a profile, as icc_curves.hpp writes them.
struct IccColours {
    ByteView red, green, blue;                       // 'XYZ '
    ByteView red_curve, green_curve, blue_curve;     // 'curv' or 'para'
};

// The profile of sRGB, Display P3 or Adobe RGB (1998), when these colours are its own: the primaries within 0.0005 of
// each number, and at each of 256 levels the curve within half a level of what the eye sees (in the encoding of sRGB).
// Requires: every element is ordinary (icc_limits.hpp).
std::optional<Bytes> standard_profile(const IccColours& colours);

}  // namespace consent
