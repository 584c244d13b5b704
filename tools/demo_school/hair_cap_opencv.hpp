// SPDX-License-Identifier: Apache-2.0
//
// The outline of hair seen from the front: an outer contour over the skull and an inner one along forehead and temples.
#pragma once

#include "demo_school/head_opencv.hpp"
#include "demo_school/random_source.hpp"

namespace consent::demo {

struct HairCap {
    Path outer;        // from the left bottom over the top to the right bottom
    Path inner;        // from the right bottom along the hairline to the left bottom
    float side = 0;    // how far it stands off beside the head
    float volume = 0;  // and above it
};

// Requires: a style that is hair (not bald, balding, headscarf or turban).
HairCap hair_cap(const FaceParameters& face, const HeadShape& shape, RandomSource& random);

}  // namespace consent::demo
