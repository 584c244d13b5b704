// SPDX-License-Identifier: Apache-2.0
//
// From pixels to what a network takes in.
#pragma once

#include <consent/image.hpp>
#include <consent/models.hpp>

#include "base/onnx_network.hpp"

namespace consent {

// The picture as a 1 x 3 x height x width tensor: (value - spec.mean) * spec.scale, channels in the network's order. Where the
// tensor reaches beyond the picture, to the right and below, it is zero.
// Requires: width >= picture.width, height >= picture.height.
Tensor network_input(const Raster& picture, const InputSpec& spec, int width, int height);

}  // namespace consent
