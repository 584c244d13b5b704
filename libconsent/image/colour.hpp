// SPDX-License-Identifier: Apache-2.0
//
// From the numbers under a colour profile to those of sRGB.
#pragma once

#include <cstdint>

#include <consent/bytes.hpp>
#include <consent/image.hpp>
#include <consent/result.hpp>

namespace consent {

enum class ColourModel : std::uint8_t { grey, rgb, inks };

// How the samples of a picture lie: pixel by pixel, without a gap.
struct SampleLayout {
    ColourModel model = ColourModel::rgb;
    bool alpha = false;       // one more sample behind each pixel's colours
    bool sixteen = false;     // bits a sample, in the byte order of this machine; else eight
    bool inverted = false;    // inks alone: 0 is full ink, as Adobe stores them
};

// Whether a colour-managed viewer could follow the profile for such samples: whole, of a known kind, of that model.
bool is_usable_profile(ByteView profile, ColourModel model);

// The samples as sRGB shows them, perceptual intent, rounded to the nearest level. Grey stays grey (with the curve of
// sRGB), RGB stays RGB, inks become RGB; alpha and depth stay.
// Requires: `samples` holds whole pixels.
// Fails: ErrorCode::unreadable when the profile is not usable; internal (memory).
Result<Bytes> to_srgb(ByteView profile, const SampleLayout& layout, ByteView samples);

// The same for a decoded picture of that model, grey or RGB. Requires: the invariant of Raster; grey has three equal samples.
Result<Raster> to_srgb(ByteView profile, ColourModel model, Raster raster);

}  // namespace consent
