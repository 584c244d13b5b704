// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <consent/face.hpp>

namespace consent::test {

// What is measured of a portrait.
inline Quality seen_well(float width_px) {
    Quality quality;
    quality.width_px = width_px;
    quality.sharpness = 17;
    quality.brightness = 120;
    quality.contrast = 35;
    quality.eyes = quality.mouth = 0.3F;
    return quality;
}

}  // namespace consent::test
