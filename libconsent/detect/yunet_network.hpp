// SPDX-License-Identifier: Apache-2.0
//
// YuNet (Wu et al. 2023), 2023mar layout: at strides 8, 16 and 32 one candidate a cell, given as offsets in units of the
// stride. Size of input: any multiple of 32.
#pragma once

#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>
#include <consent/models.hpp>
#include <consent/result.hpp>

#include "base/onnx_network.hpp"

namespace consent {

// One thread at a time on one object.
class YunetNetwork {
public:
    // Fails: ErrorCode::unavailable when `file` is no network.
    static Result<YunetNetwork> open(const ModelSpec& spec, ByteView file);

    // Every candidate of one look at that score or above, in pixels of `seen`, with five points each; many for one face.
    // Fails: ErrorCode::internal when the answer has another shape or is not finite.
    Result<std::vector<DetectedFace>> candidates(const Raster& seen, float score);

private:
    YunetNetwork(InputSpec input, OnnxNetwork network) : input_(input), network_(std::move(network)) {}

    InputSpec input_;
    OnnxNetwork network_;
};

}  // namespace consent
