// SPDX-License-Identifier: Apache-2.0
#include "base/network_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>

#include <onnx/onnx_pb.h>

namespace consent {
namespace {

using onnx::NodeProto;

// Ends the reading: the network is one for OpenCV.
struct NotForThisEngine : std::runtime_error {
    NotForThisEngine() : std::runtime_error("a step of another kind") {}
};

void insist(bool condition) {
    if (!condition) throw NotForThisEngine();
}

struct Constant {
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

std::optional<Constant> constant_from(const onnx::TensorProto& tensor) {
    if (tensor.data_type() != onnx::TensorProto::FLOAT || tensor.has_data_location()) return std::nullopt;
    Constant constant;
    std::size_t count = 1;
    for (const std::int64_t extent : tensor.dims()) {
        if (extent < 0 || extent > 1'000'000) return std::nullopt;
        constant.shape.push_back(extent);
        count *= static_cast<std::size_t>(extent);
        if (count > 100'000'000) return std::nullopt;
    }
    if (!tensor.raw_data().empty()) {
        if (tensor.raw_data().size() != count * sizeof(float)) return std::nullopt;
        constant.values.resize(count);
        std::memcpy(constant.values.data(), tensor.raw_data().data(), count * sizeof(float));
    } else {
        constant.values.assign(tensor.float_data().begin(), tensor.float_data().end());
        if (constant.values.size() != count) return std::nullopt;
    }
    return constant;
}

const onnx::AttributeProto* attribute(const NodeProto& node, std::string_view name) {
    for (const onnx::AttributeProto& candidate : node.attribute())
        if (candidate.name() == name) return &candidate;
    return nullptr;
}

std::vector<std::int64_t> integers(const NodeProto& node, std::string_view name, std::vector<std::int64_t> otherwise) {
    const auto* found = attribute(node, name);
    return found == nullptr ? otherwise : std::vector<std::int64_t>(found->ints().begin(), found->ints().end());
}

// The one number that all of `values` are.
unsigned same(const std::vector<std::int64_t>& values) {
    insist(!values.empty() && values.front() >= 0 && values.front() < 1000);
    insist(std::all_of(values.begin(), values.end(), [&](std::int64_t v) { return v == values.front(); }));
    return static_cast<unsigned>(values.front());
}

// A value of the network: what the plan calls it, and whether its layout has been turned to channels last.
struct Value {
    std::size_t number = 0;
    bool channels_last = false;
};

class Reader {
public:
    explicit Reader(const onnx::GraphProto& graph) : graph_(graph) {
        for (const onnx::TensorProto& tensor : graph.initializer())
            if (auto constant = constant_from(tensor)) constants_.emplace(tensor.name(), *std::move(constant));
        for (const NodeProto& node : graph.node())
            for (const std::string& name : node.input()) ++uses_[name];
        for (const onnx::ValueInfoProto& output : graph.output()) ++uses_[output.name()];
    }

    NetworkPlan read() {
        std::set<std::string> initializers;
        for (const onnx::TensorProto& tensor : graph_.initializer()) initializers.insert(tensor.name());
        for (const onnx::ValueInfoProto& input : graph_.input()) {
            if (initializers.contains(input.name())) continue;
            insist(values_.empty() && input.type().tensor_type().shape().dim_size() == 4);
            plan_.input_channels = static_cast<std::size_t>(input.type().tensor_type().shape().dim(1).dim_value());
            insist(plan_.input_channels > 0 && plan_.input_channels < 1000);
            values_[input.name()] = {};
        }
        insist(!values_.empty());
        for (const NodeProto& node : graph_.node()) take(node);
        for (const onnx::ValueInfoProto& output : graph_.output()) {
            const Value value = known(output.name());
            insist(value.number > 0);
            plan_.outputs.push_back({output.name(), value.number, value.channels_last});
        }
        return std::move(plan_);
    }

private:
    void take(const NodeProto& node) {
        insist(node.output_size() == 1);
        const std::string& kind = node.op_type();
        if (kind == "Constant") return;  // shapes of a Reshape; used as anything else it is an unknown value
        if (kind == "Conv") return convolution(node);
        if (kind == "Relu") return clamp(node, 0, std::numeric_limits<float>::infinity());
        if (kind == "Clip") return clip(node);
        if (kind == "MaxPool") return max_pool(node);
        if (kind == "Add") return add(node);
        if (kind == "Resize") return enlarge(node);
        if (kind == "Transpose") return transpose(node);
        if (kind == "Reshape") return reshape(node);
        if (kind == "Sigmoid") return sigmoid(node);
        insist(false);
    }

    Value known(const std::string& name) const {
        const auto found = values_.find(name);
        insist(found != values_.end());
        return found->second;
    }

    // A picture in the network's own layout, as every step but the last ones takes it.
    std::size_t picture(const std::string& name) const {
        const Value value = known(name);
        insist(!value.channels_last && !flat_.contains(name));
        return value.number;
    }

    std::size_t channels(std::size_t value) const {
        return value == 0 ? plan_.input_channels : plan_.steps[value - 1].channels;
    }

    void make(const NodeProto& node, PlanStep step, bool channels_last = false) {
        plan_.steps.push_back(std::move(step));
        values_[node.output(0)] = {plan_.steps.size(), channels_last};
    }

    void convolution(const NodeProto& node) {
        insist(node.input_size() == 2 || node.input_size() == 3);
        PlanStep step;
        step.input = picture(node.input(0));
        const auto weights = constants_.find(node.input(1));
        insist(weights != constants_.end() && weights->second.shape.size() == 4);
        insist(same(integers(node, "dilations", {1, 1})) == 1);
        insist(attribute(node, "auto_pad") == nullptr || attribute(node, "auto_pad")->s() == "NOTSET");
        step.stride = same(integers(node, "strides", {1, 1}));
        step.padding = same(integers(node, "pads", {0, 0, 0, 0}));
        insist(step.stride > 0);

        const auto extent = [&](std::size_t axis) { return static_cast<std::size_t>(weights->second.shape[axis]); };
        const std::size_t out = extent(0);
        const std::size_t in = extent(1);
        const std::size_t area = extent(2) * extent(3);
        insist(out > 0 && in > 0 && area > 0);
        step.channels = out;
        step.kernel_height = static_cast<unsigned>(extent(2));
        step.kernel_width = static_cast<unsigned>(extent(3));
        const auto* group = attribute(node, "group");
        const std::size_t groups = group == nullptr ? 1 : static_cast<std::size_t>(group->i());
        const bool depthwise = groups > 1;
        insist(depthwise ? groups == out && in == 1 && channels(step.input) == out : channels(step.input) == in);
        step.kind = depthwise ? StepKind::depthwise_convolution : StepKind::convolution;
        step.weights.resize(weights->second.values.size());
        for (std::size_t o = 0; o < out; ++o)
            for (std::size_t i = 0; i < in; ++i)
                for (std::size_t a = 0; a < area; ++a)
                    step.weights[depthwise ? a * out + o : (o * area + a) * in + i] =
                        weights->second.values[(o * in + i) * area + a];
        step.bias.assign(out, 0);
        if (node.input_size() == 3) {
            const auto bias = constants_.find(node.input(2));
            insist(bias != constants_.end() && bias->second.values.size() == out);
            step.bias = bias->second.values;
        }
        make(node, std::move(step));
    }

    // Folded into the step whose output it limits.
    void clamp(const NodeProto& node, float low, float high) {
        const std::size_t value = picture(node.input(0));
        insist(value > 0 && uses_[node.input(0)] == 1 && low < high);
        PlanStep& step = plan_.steps[value - 1];
        insist(step.kind != StepKind::sigmoid && step.kind != StepKind::enlarge_twice);
        insist(std::isinf(step.low) && std::isinf(step.high));
        step.low = low;
        step.high = high;
        values_[node.output(0)] = {value, false};
    }

    void clip(const NodeProto& node) {
        const auto limit = [&](int input, const char* name, float otherwise) {
            if (node.input_size() > input && !node.input(input).empty()) {
                const auto constant = constants_.find(node.input(input));
                insist(constant != constants_.end() && constant->second.values.size() == 1);
                return constant->second.values.front();
            }
            const auto* found = attribute(node, name);
            return found == nullptr ? otherwise : found->f();
        };
        clamp(node, limit(1, "min", -std::numeric_limits<float>::infinity()),
              limit(2, "max", std::numeric_limits<float>::infinity()));
    }

    void max_pool(const NodeProto& node) {
        PlanStep step;
        step.kind = StepKind::max_pool;
        step.input = picture(node.input(0));
        step.channels = channels(step.input);
        const unsigned kernel = same(integers(node, "kernel_shape", {}));
        step.kernel_height = kernel;
        step.kernel_width = kernel;
        step.stride = same(integers(node, "strides", {1, 1}));
        insist(kernel > 1 && step.stride == kernel && same(integers(node, "pads", {0, 0, 0, 0})) == 0);
        insist(attribute(node, "ceil_mode") == nullptr || attribute(node, "ceil_mode")->i() == 0);
        insist(attribute(node, "auto_pad") == nullptr || attribute(node, "auto_pad")->s() == "NOTSET");
        make(node, std::move(step));
    }

    void add(const NodeProto& node) {
        PlanStep step;
        step.kind = StepKind::add;
        step.input = picture(node.input(0));
        step.second_input = picture(node.input(1));
        step.channels = channels(step.input);
        insist(step.channels == channels(step.second_input));
        make(node, std::move(step));
    }

    void enlarge(const NodeProto& node) {
        insist(node.input_size() == 3);
        const auto scales = constants_.find(node.input(2));
        insist(scales != constants_.end() && scales->second.values == std::vector<float>({1, 1, 2, 2}));
        const auto text = [&](const char* name) { return attribute(node, name) ? attribute(node, name)->s() : std::string(); };
        insist(text("mode") == "nearest" && text("nearest_mode") == "floor" &&
               text("coordinate_transformation_mode") == "asymmetric");
        PlanStep step;
        step.kind = StepKind::enlarge_twice;
        step.input = picture(node.input(0));
        step.channels = channels(step.input);
        make(node, std::move(step));
    }

    void transpose(const NodeProto& node) {
        insist(integers(node, "perm", {}) == std::vector<std::int64_t>({0, 2, 3, 1}));
        values_[node.output(0)] = {picture(node.input(0)), true};
    }

    // The order of the numbers stays; only what makes an output may follow.
    void reshape(const NodeProto& node) {
        values_[node.output(0)] = known(node.input(0));
        flat_.insert(node.output(0));
    }

    void sigmoid(const NodeProto& node) {
        const Value value = known(node.input(0));
        insist(value.number > 0);
        PlanStep step;
        step.kind = StepKind::sigmoid;
        step.input = value.number;
        step.channels = channels(value.number);
        make(node, std::move(step), value.channels_last);
        if (flat_.contains(node.input(0))) flat_.insert(node.output(0));
    }

    const onnx::GraphProto& graph_;
    std::map<std::string, Constant> constants_;
    std::map<std::string, int> uses_;
    std::map<std::string, Value> values_;
    std::set<std::string> flat_;
    NetworkPlan plan_;
};

}  // namespace

std::optional<NetworkPlan> plan_network(ByteView onnx) {
    try {
        onnx::ModelProto model;
        if (!model.ParseFromArray(onnx.data(), static_cast<int>(onnx.size()))) return std::nullopt;
        return Reader(model.graph()).read();
    } catch (const NotForThisEngine&) {
        return std::nullopt;
    }
}

}  // namespace consent
