// SPDX-License-Identifier: Apache-2.0
//
// How far a colour profile may turn the numbers of a picture into others. Faces are sought in the numbers as they are
// stored: a profile that stretches a few of them over the whole range would show a face that nobody looked for.
#pragma once

#include <array>
#include <optional>

#include <consent/bytes.hpp>

namespace consent {

// Each takes an element as icc_curves.hpp writes it.

// Between the powers 1.6 and 2.6 at every place, the straight beginnings of sRGB and BT.709 and a 250th of the range
// allowed; never falling; and nowhere brightening steeper than two and a half times what sRGB would.
// Outside: identity, and any curve with a step, a wave or a ceiling.
bool is_ordinary_curve(ByteView curve);

// What the eye gets of each level of eight bits, in the encoding of sRGB, 0..1. Nothing for a curve that cannot be read.
std::optional<std::array<double, 256>> levels_as_seen(ByteView curve);

// Light of 0..1 as sRGB writes it down.
double encoded_as_srgb(double light);

// The three columns lie where primaries of cameras, screens and working spaces lie, and add up to the white of D50.
bool are_ordinary_primaries(ByteView red, ByteView green, ByteView blue);

// From D50 to the blue white of old screens.
bool is_ordinary_white(ByteView white);

// A chromatic adaptation of daylight: near to the identity.
bool is_ordinary_adaptation(ByteView adaptation);

// BT.709 or Display P3 with the curve of sRGB, full range, RGB.
bool are_ordinary_coding_points(ByteView coding_points);

}  // namespace consent
