// SPDX-License-Identifier: Apache-2.0
//
// A network in ONNX form. OpenCV's dnn module can run all of them; small ones are run by a faster engine where one is built in
// (network_engine.hpp) and has given the same answer to the first input. Used by the detectors and the embedders; the one
// place that includes OpenCV's dnn header is onnx_network_opencv.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent {

// Dense float tensor, row-major.
struct Tensor {
    std::vector<int> shape;
    std::vector<float> values;  // size: product of shape
};

// One thread at a time on one object.
class OnnxNetwork {
public:
    // Fails: ErrorCode::unavailable when the bytes are no network that this OpenCV can run.
    static Result<OnnxNetwork> parse(ByteView onnx);

    OnnxNetwork(OnnxNetwork&&) noexcept;
    OnnxNetwork& operator=(OnnxNetwork&&) noexcept;
    ~OnnxNetwork();

    // Runs the network on an NCHW input and returns the named outputs, in the order asked for; no names: the one output.
    // Fails: ErrorCode::internal when the network cannot be run on this shape or a value is not finite.
    Result<std::vector<Tensor>> run(const Tensor& input, const std::vector<std::string>& outputs);

private:
    struct State;
    explicit OnnxNetwork(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

}  // namespace consent
