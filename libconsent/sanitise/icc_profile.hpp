// SPDX-License-Identifier: Apache-2.0
//
// A colour profile that says how colours are to be read and nothing of who made it, with what, or when.
#pragma once

#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>

#include "image/colour.hpp"

namespace consent {

// One of our own where the colours are those of sRGB, Display P3 or Adobe RGB (icc_standard.hpp). Else the profile built
// anew (ICC.1:2010 and its version 2) from its numbers alone: white point, primaries, chromatic adaptation, tone curves.
// The description becomes "Generic RGB" or the like, the copyright "No copyright"; maker, model, creator, date and id are
// zero. Unknown tags are left out.
// Nothing when the profile cannot be read, lacks what its colour model needs, is for another model or for inks, holds
// lookup tables, or when any of its numbers lies outside icc_limits.hpp: faces are sought in the numbers as they are
// stored, so a copy never carries a profile that shows other ones.
// Ensures: colours come out the same; applied to its own result it returns the same bytes.
std::optional<Bytes> clean_icc_profile(ByteView profile, ColourModel model);

// What is to become of a picture's profile, so that its colours stay right.
struct ProfilePlan {
    enum class Kind : std::uint8_t {
        none_needed,  // no viewer could follow it: it is left out, and the numbers stay
        keep,         // `profile` goes into the copy, and the numbers stay
        convert,      // the numbers are turned into sRGB by the original profile (to_srgb): re_encoded
    };
    Kind kind = Kind::none_needed;
    Bytes profile;  // of keep: what goes into the copy. Of convert: sRGB, for a copy of the same model (of inks: RGB).
};

// `model` is that of the stored samples. An sRGB profile is kept as our own small one and not dropped: on a screen of a
// wide gamut some viewers stretch the colours of a picture that does not say what it is.
ProfilePlan plan_profile(ByteView profile, ColourModel model);

// Our own profile of sRGB; of its curve alone for grey.
Bytes srgb_profile(ColourModel model);

}  // namespace consent
