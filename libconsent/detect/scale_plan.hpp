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
    Region part;         // of the picture
    int width = 0;       // the part as the network sees it
    int height = 0;
    float smallest = 0;  // faces smaller than this, in pixels of the picture, are left to a finer look; 0: no such look
    float largest = 0;   // faces larger than this, in pixels of the picture, are left to a coarser look; 0: no such look
};

struct ScalePlan {
    int whole = 0;        // the coarsest level shows the whole picture with its longest side at most this
    int own_size = 0;     // a picture whose longest side is at most this is looked at in its own size
    float finest = 1;     // the finest level of larger pictures, as a share of their own size
    float step = 2;       // each level is at most this many times as fine as the one before
    int tile = 0;         // no look is larger than this on either side, in pixels of the network, as the rest:
    int overlap = 0;      // neighbouring tiles share at least this much
    float smallest = 0;   // faces smaller than this are seen better by a finer level
    float largest = 0;    // faces larger than this are seen better by a coarser level
};

// Coarsest level first.
// Requires: width >= 1, height >= 1; plan.tile > plan.overlap.
// Ensures: the looks of every level cover the whole picture.
std::vector<Look> plan_looks(int width, int height, const ScalePlan& plan);

}  // namespace consent
