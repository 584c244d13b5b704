// SPDX-License-Identifier: Apache-2.0
//
// A network as a list of steps over pictures with interleaved channels, for an engine that runs them (network_xnnpack.cpp).
// Only the few kinds of step that small face networks are made of; whatever has another kind is left to OpenCV.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

enum class StepKind : std::uint8_t { convolution, depthwise_convolution, max_pool, add, enlarge_twice, sigmoid };

// Values are numbered: 0 is the input, step i makes value i + 1.
struct PlanStep {
    StepKind kind = StepKind::convolution;
    std::size_t input = 0;
    std::size_t second_input = 0;  // of add
    std::size_t channels = 0;      // of what it makes
    unsigned kernel_height = 1;    // of convolutions and max_pool, as the next two
    unsigned kernel_width = 1;
    unsigned stride = 1;
    unsigned padding = 0;          // on every side
    std::vector<float> weights;    // convolution: output x height x width x input channels; depthwise: height x width x channels
    std::vector<float> bias;       // `channels` of them
    float low = -std::numeric_limits<float>::infinity();   // what it makes is brought into this range
    float high = std::numeric_limits<float>::infinity();
};

struct PlanOutput {
    std::string name;
    std::size_t value = 0;
    bool channels_last = false;  // as the network's own layout has it; otherwise planes, one a channel
};

struct NetworkPlan {
    std::size_t input_channels = 0;
    std::vector<PlanStep> steps;
    std::vector<PlanOutput> outputs;
};

// Absent when the bytes are no ONNX network with one input that is all made of the kinds of step above.
std::optional<NetworkPlan> plan_network(ByteView onnx);

}  // namespace consent
