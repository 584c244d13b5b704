// SPDX-License-Identifier: Apache-2.0
//
// Faces found and not found, against labels.
#pragma once

#include <array>
#include <span>
#include <vector>

#include <consent/face.hpp>

#include "intervals.hpp"

namespace consent::accuracy {

struct LabelledFace {
    Box box;
    float px = 0;    // smaller side of the face, however the picture was turned
    float yaw = -1;  // consent::Quality::yaw; below 0: not known
    bool masked = false;
};

struct SeenBox {
    Box box;
    float score = 0;
};

// A face narrower than this could not be identified (consent::Policy::identifiable_px).
inline constexpr float counted_px = 20;

// Lower edges of the classes; the last is open.
inline constexpr std::array size_classes{0.0F, 16.0F, 20.0F, 28.0F, 40.0F, 80.0F, 160.0F, 320.0F};
inline constexpr std::array yaw_classes{0.0F, 0.3F, 0.6F, 1.0F};

struct DetectionTally {
    Count counted;  // from counted_px on
    Count touched;  // of these, with any box on them (lies_on.hpp): what no gate would pass over unseen
    std::array<Count, size_classes.size()> by_size;
    std::array<Count, yaw_classes.size() + 1> by_yaw;  // from counted_px on; the last: not known
    std::array<Count, 2> by_mask;                      // from counted_px on; 1: masked
    Count pictures;                                    // with every face from counted_px on found
    long false_boxes = 0;

    // A face is found where a box overlaps its label by .4 (intersection over union), each box standing for one face, best
    // score first. A box on no face is false unless its centre lies in a region to ignore.
    void add(std::span<const LabelledFace> faces, std::span<const Box> ignore, std::vector<SeenBox> seen);
};

}  // namespace consent::accuracy
