// SPDX-License-Identifier: Apache-2.0
//
// A colour profile that says how colours are to be read and nothing of who made it, with what, or when.
#pragma once

#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>

namespace consent {

enum class ColourModel : std::uint8_t { grey, rgb };

// Builds the profile anew (ICC.1:2010 and its version 2) from its numbers alone: white point, primaries, chromatic
// adaptation, tone curves. The description becomes "Generic RGB" or the like, the copyright "No copyright"; maker,
// model, creator, date and id are zero. Unknown tags are left out.
// Nothing when the profile cannot be read, lacks what its colour model needs, is for another model, holds lookup tables,
// or when any of its numbers lies outside icc_limits.hpp: then the picture is seen by its pixels alone, as it was judged.
// Ensures: colours come out the same; applied to its own result it returns the same bytes.
std::optional<Bytes> clean_icc_profile(ByteView profile, ColourModel model);

}  // namespace consent
