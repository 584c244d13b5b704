// SPDX-License-Identifier: Apache-2.0
//
// What spoils a photograph of a face, in known amounts, so that matching can be measured against it.
#pragma once

#include <span>
#include <string_view>

#include <consent/face.hpp>
#include <consent/image.hpp>

namespace consent::bench {

struct Damage {
    std::string_view kind;   // "size", "mask", ...: damage_kinds() lists them with what the amount means
    double amount = 0;
};

struct DamageKind {
    std::string_view kind;
    std::string_view amount;          // what the number means
    std::span<const double> amounts;  // from harmless to ruinous
};

std::span<const DamageKind> damage_kinds() noexcept;

// The picture with the damage done to it. `face` says where the face is in the undamaged picture.
// Requires: face.landmarks.has_value().
Raster damaged(const Raster& picture, const DetectedFace& face, const Damage& damage);

}  // namespace consent::bench
