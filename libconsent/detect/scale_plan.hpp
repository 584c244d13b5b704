// SPDX-License-Identifier: Apache-2.0
//
// Which parts of a picture a detector looks at, and at what size, so that small and very large faces both come to
// it at a size that it knows.
#pragma once

#include <vector>

#include "base/resample.hpp"

namespace consent {

// One look of the network at one part of the picture.
struct Look {
    Region part;  // of the picture
    Region seen;  // the same in the pixels of its level
};

// The whole picture at one size, in one look or in tiles.
struct Level {
    double scale = 1;     // pixels of the network a pixel of the picture
    int width = 0;          // of the whole picture at that scale
    int height = 0;
    bool in_one = false;  // one look shows it all
    std::vector<Look> looks;
};

struct ScalePlan {
    double largest_scale = 1;   // the finest level is no finer than this,
    double finest_pixels = 0;   // nor has it more pixels of the network than this,
    double smallest_scale = 0;  // but it is at least this fine, whatever that costs
    double step = 2;            // each level is this many times as coarse as the one before
    int whole = 0;              // levels are added until one shows the whole picture with its longest side at most this
    int levels = 1;             // and until there are so many, unless the picture is too small to be looked at twice
    int tile = 0;               // no look is larger than this on either side, in pixels of the network, as the next:
    int overlap = 0;            // neighbouring tiles share at least this much
};

// How fine the finest level is.
double finest_scale(int width, int height, const ScalePlan& plan) noexcept;

// Finest level first.
// Requires: width >= 1, height >= 1; plan.tile > plan.overlap; plan.step > 1; plan.whole >= 1.
// Ensures: the looks of every level cover the whole picture; at least one level.
std::vector<Level> plan_levels(int width, int height, const ScalePlan& plan);

}  // namespace consent
