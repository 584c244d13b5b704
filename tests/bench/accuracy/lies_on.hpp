// SPDX-License-Identifier: Apache-2.0
//
// When a box is a box on that face.
#pragma once

#include <consent/face.hpp>

namespace consent::accuracy {

bool centre_within(const Box& inner, const Box& outer) noexcept;

// Drawn otherwise perhaps, too large or too small, but on the face: a quarter in common (intersection over union, as the
// gate counts two boxes as one face), or the centre of each within the other.
bool lies_on(const Box& box, const Box& face) noexcept;

}  // namespace consent::accuracy
