// SPDX-License-Identifier: Apache-2.0
#include "base/onnx_network.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include <opencv2/dnn.hpp>

#include "base/guard.hpp"
#include "base/network_engine.hpp"
#include "base/quiet_opencv.hpp"

namespace consent {
namespace {

std::size_t element_count(const std::vector<int>& shape) {
    std::size_t count = 1;
    for (const int extent : shape) count *= static_cast<std::size_t>(std::max(extent, 0));
    return count;
}

bool all_finite(const Tensor& tensor) {
    return std::all_of(tensor.values.begin(), tensor.values.end(), [](float value) { return std::isfinite(value); });
}

Result<Tensor> tensor_from(const cv::Mat& blob) {
    if (blob.empty() || blob.type() != CV_32F || !blob.isContinuous())
        return Error{ErrorCode::internal, "The network gave an answer of an unexpected kind."};
    Tensor tensor;
    tensor.shape.assign(blob.size.p, blob.size.p + blob.dims);
    const float* values = blob.ptr<float>();
    tensor.values.assign(values, values + blob.total());
    if (!all_finite(tensor))
        return Error{ErrorCode::internal, "The network gave an answer that is not a number: fetch the model again."};
    return tensor;
}

// Rectifiers swallow a weight that is not a number, so the answer alone does not show it.
bool weights_are_finite(cv::dnn::Net& net) {
    for (const std::string& name : net.getLayerNames())
        for (const cv::Mat& weights : net.getLayer(net.getLayerId(name))->blobs)
            if ((weights.depth() == CV_32F || weights.depth() == CV_64F) && !cv::checkRange(weights)) return false;
    return true;
}

// Far above what another order of summation makes (4e-6 was seen) and far below what a wrong step would.
constexpr float engine_tolerance = 1e-3F;

Result<std::vector<Tensor>> run_opencv(cv::dnn::Net& net, const Tensor& input, const std::vector<std::string>& outputs) {
    const QuietOpencv quiet;
    const cv::Mat blob(static_cast<int>(input.shape.size()), input.shape.data(), CV_32F, const_cast<float*>(input.values.data()));
    std::vector<cv::Mat> answers;
    try {
        net.setInput(blob);
        if (outputs.empty())
            answers.push_back(net.forward());
        else
            net.forward(answers, outputs);
    } catch (const cv::Exception&) {
        return Error{ErrorCode::internal, "The network cannot be run on this input: fetch the model again."};
    }

    std::vector<Tensor> tensors;
    tensors.reserve(answers.size());
    for (const cv::Mat& answer : answers) {
        Result<Tensor> tensor = tensor_from(answer);
        if (!tensor) return std::move(tensor).error();
        tensors.push_back(std::move(*tensor));
    }
    if (!outputs.empty() && tensors.size() != outputs.size())
        return Error{ErrorCode::internal, "The network gave fewer answers than were asked for."};
    return tensors;
}

bool agree(const std::vector<Tensor>& some, const std::vector<Tensor>& others) {
    const auto alike = [](float a, float b) { return std::abs(a - b) <= engine_tolerance * (1 + std::abs(b)); };
    return std::equal(some.begin(), some.end(), others.begin(), others.end(), [&](const Tensor& a, const Tensor& b) {
        return std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), alike);
    });
}

}  // namespace

struct OnnxNetwork::State {
    cv::dnn::Net net;
    std::unique_ptr<NetworkEngine> engine;  // null: OpenCV does it all
    bool engine_proven = false;

    Result<std::vector<Tensor>> run(const Tensor& input, const std::vector<std::string>& outputs);
};

// The first input goes through both; an engine that does not give what OpenCV gives is never asked again.
Result<std::vector<Tensor>> OnnxNetwork::State::run(const Tensor& input, const std::vector<std::string>& outputs) {
    if (engine) {
        std::vector<Tensor> answer = engine->run(input, outputs);
        if (!engine_proven) {
            auto expected = run_opencv(net, input, outputs);
            if (!expected) return expected;
            engine_proven = agree(answer, *expected);
            if (!engine_proven) engine.reset();
            return expected;
        }
        if (!answer.empty()) {
            for (const Tensor& tensor : answer)
                if (!all_finite(tensor))
                    return Error{ErrorCode::internal, "The network gave an answer that is not a number: fetch the model again."};
            return answer;
        }
    }
    return run_opencv(net, input, outputs);
}

OnnxNetwork::OnnxNetwork(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
OnnxNetwork::OnnxNetwork(OnnxNetwork&&) noexcept = default;
OnnxNetwork& OnnxNetwork::operator=(OnnxNetwork&&) noexcept = default;
OnnxNetwork::~OnnxNetwork() = default;

Result<OnnxNetwork> OnnxNetwork::parse(ByteView onnx) {
    auto parsed = guarded("reading a model", [&]() -> Result<OnnxNetwork> {
        const QuietOpencv quiet;
        auto state = std::make_unique<State>();
        state->net = cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(onnx.data()), onnx.size());
        if (state->net.empty() || state->net.getUnconnectedOutLayers().empty() || !weights_are_finite(state->net))
            return Error{ErrorCode::unavailable, {}};
        state->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        state->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        state->engine = make_network_engine(onnx);
        return OnnxNetwork(std::move(state));
    });
    if (!parsed)
        return Error{ErrorCode::unavailable,
                     "The model file is not a network that this program can run: fetch the model again."};
    return parsed;
}

Result<std::vector<Tensor>> OnnxNetwork::run(const Tensor& input, const std::vector<std::string>& outputs) {
    return guarded("running a network", [&]() -> Result<std::vector<Tensor>> {
        if (input.shape.size() != 4 || input.values.empty() || element_count(input.shape) != input.values.size())
            return Error{ErrorCode::internal, "The network was given an input of the wrong shape."};

        return state_->run(input, outputs);
    });
}

}  // namespace consent
