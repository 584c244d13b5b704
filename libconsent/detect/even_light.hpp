// SPDX-License-Identifier: Apache-2.0
//
// Pictures too dark, too bright or too flat for a detector that was trained on good light.
#pragma once

#include <optional>

#include <consent/image.hpp>

namespace consent {

// The picture with its greys spread over the whole range and their median brought to the middle, all three channels alike; absent
// where the light is good enough already, which is so of most pictures.
std::optional<Raster> even_light(const Raster& picture);

}  // namespace consent
