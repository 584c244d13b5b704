// SPDX-License-Identifier: Apache-2.0
//
// A second, faster engine for the networks it knows how to run; OnnxNetwork proves it against OpenCV before it relies on it.
#pragma once

#include <memory>
#include <vector>

#include <consent/bytes.hpp>

#include "base/onnx_network.hpp"

namespace consent {

// One thread at a time on one object.
class NetworkEngine {
public:
    virtual ~NetworkEngine() = default;
    NetworkEngine(const NetworkEngine&) = delete;
    NetworkEngine& operator=(const NetworkEngine&) = delete;

    // As OnnxNetwork::run, but the values are not looked at. Empty when it cannot be done: then OpenCV does it.
    virtual std::vector<Tensor> run(const Tensor& input, const std::vector<std::string>& outputs) = 0;

protected:
    NetworkEngine() = default;
};

// Null when the program was built without XNNPACK or this network is not one for it.
std::unique_ptr<NetworkEngine> make_network_engine(ByteView onnx);

}  // namespace consent
