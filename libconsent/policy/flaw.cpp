// SPDX-License-Identifier: Apache-2.0
#include "policy/flaw.hpp"

#include <cmath>

namespace consent {

namespace {

constexpr Flaw too_small{"is too small to match safely",
                         "The face is too small in the photo: bring a photo taken from nearer."};
constexpr Flaw cut_off{"is cut off by the border, so that it cannot be matched safely",
                       "The face is cut off by the border of the photo: bring one that shows all of it."};
constexpr Flaw no_contrast{"is too dark or too pale to match safely",
                           "The face hardly stands out in the photo: bring one taken in better light."};
constexpr Flaw over_exposed{"is too bright to match safely",
                            "The face is over-exposed: bring a photo taken without flash or sun on the face."};
constexpr Flaw blurred{"is too blurred to match safely", "The face is blurred: bring a sharper photo."};
constexpr Flaw grainy{"is too grainy to match safely", "The face is grainy: bring a photo taken in better light."};
constexpr Flaw turned{"is turned too far to match safely",
                      "The face is turned away: bring a photo taken from the front."};
constexpr Flaw eyes_hidden{"does not show both eyes, so that it cannot be matched safely",
                           "The photo does not show both eyes: bring one without dark glasses, hair or a hand before them."};
constexpr Flaw mouth_hidden{"does not show its mouth, so that it cannot be matched safely",
                            "The photo does not show the mouth: bring one without a mask, a scarf or a hand before it."};

}  // namespace

// Comparisons are written so that a value that is not a number fails them.
const Flaw* flaw_of(const Quality& quality, const Policy& policy) noexcept {
    if (!(quality.width_px >= policy.match_px)) return &too_small;
    if (!(quality.outside <= policy.match_outside)) return &cut_off;
    if (!(quality.contrast >= policy.match_contrast)) return &no_contrast;
    if (!(quality.blown <= policy.match_blown)) return &over_exposed;
    if (!(quality.sharpness >= policy.match_sharpness)) return &blurred;
    if (!(quality.sharpness <= policy.match_grain)) return &grainy;
    if (!(std::abs(quality.yaw) <= policy.match_yaw)) return &turned;
    if (!(quality.eyes >= policy.match_eyes)) return &eyes_hidden;
    if (!(quality.mouth >= policy.match_mouth)) return &mouth_hidden;
    return nullptr;
}

}  // namespace consent
