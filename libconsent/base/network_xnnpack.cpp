// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <cstring>
#include <list>
#include <mutex>
#include <utility>

#include <xnnpack.h>

#include "base/network_engine.hpp"
#include "base/network_plan.hpp"

namespace consent {
namespace {

struct RuntimeDeleter {
    void operator()(xnn_runtime_t runtime) const noexcept { xnn_delete_runtime(runtime); }
};
using Runtime = std::unique_ptr<std::remove_pointer_t<xnn_runtime_t>, RuntimeDeleter>;

struct SubgraphDeleter {
    void operator()(xnn_subgraph_t subgraph) const noexcept { xnn_delete_subgraph(subgraph); }
};
using Subgraph = std::unique_ptr<std::remove_pointer_t<xnn_subgraph_t>, SubgraphDeleter>;

struct Extent {
    std::size_t height = 0;
    std::size_t width = 0;
    std::size_t channels = 0;
    friend bool operator==(const Extent&, const Extent&) = default;
    [[nodiscard]] std::size_t count() const noexcept { return height * width * channels; }
};

// One network built for one size of input.
struct Built {
    Extent input;
    Runtime runtime;
    std::vector<Extent> outputs;              // as NetworkPlan::outputs
    std::vector<std::vector<float>> buffers;  // the input, then the outputs; XNNPACK may read a little beyond the input's end
};

constexpr std::size_t kept_sizes = 8;

// What a convolution or pooling makes of a length; 0 where the kernel does not fit.
std::size_t made_of(std::size_t length, const PlanStep& step, unsigned kernel) {
    const std::size_t padded = length + 2 * std::size_t{step.padding};
    return padded < kernel ? 0 : (padded - kernel) / step.stride + 1;
}

class Builder {
public:
    Builder(const NetworkPlan& plan, Extent input) : plan_(plan), input_(input) {}

    std::unique_ptr<Built> build() {
        xnn_subgraph_t raw = nullptr;
        const auto externals = static_cast<std::uint32_t>(1 + plan_.outputs.size());
        if (xnn_create_subgraph(externals, 0, &raw) != xnn_status_success) return nullptr;
        subgraph_.reset(raw);
        extents_.push_back(input_);
        ids_.push_back(tensor(input_, 0, XNN_VALUE_FLAG_EXTERNAL_INPUT));
        for (std::size_t i = 0; i < plan_.steps.size() && sound_; ++i) add(plan_.steps[i], i + 1);

        auto built = std::make_unique<Built>();
        built->input = input_;
        for (const PlanOutput& output : plan_.outputs) built->outputs.push_back(extents_[output.value]);
        xnn_runtime_t runtime = nullptr;
        if (!sound_ || xnn_create_runtime(subgraph_.get(), &runtime) != xnn_status_success) return nullptr;
        built->runtime.reset(runtime);

        built->buffers.emplace_back(input_.count() + XNN_EXTRA_BYTES / sizeof(float));
        for (const Extent& extent : built->outputs) built->buffers.emplace_back(extent.count() + XNN_EXTRA_BYTES / sizeof(float));
        std::vector<xnn_external_value> values;
        for (std::size_t i = 0; i < built->buffers.size(); ++i)
            values.push_back({static_cast<std::uint32_t>(i), built->buffers[i].data()});
        if (xnn_setup_runtime(built->runtime.get(), values.size(), values.data()) != xnn_status_success) return nullptr;
        return built;
    }

private:
    void insist(bool condition) { sound_ = sound_ && condition; }

    std::uint32_t tensor(Extent extent, std::uint32_t external, std::uint32_t flags) {
        const std::array<std::size_t, 4> shape{1, extent.height, extent.width, extent.channels};
        std::uint32_t id = XNN_INVALID_VALUE_ID;
        insist(extent.count() > 0 && xnn_define_tensor_value(subgraph_.get(), xnn_datatype_fp32, 4, shape.data(), nullptr, external,
                                                             flags, &id) == xnn_status_success);
        return id;
    }

    std::uint32_t constant(const std::vector<std::size_t>& shape, const std::vector<float>& values) {
        std::uint32_t id = XNN_INVALID_VALUE_ID;
        insist(xnn_define_tensor_value(subgraph_.get(), xnn_datatype_fp32, shape.size(), shape.data(), values.data(),
                                       XNN_INVALID_VALUE_ID, 0, &id) == xnn_status_success);
        return id;
    }

    // The value that step makes: one of the network's outputs, or one that stays inside.
    std::uint32_t made(std::size_t value, Extent extent) {
        for (std::size_t i = 0; i < plan_.outputs.size(); ++i)
            if (plan_.outputs[i].value == value)
                return tensor(extent, static_cast<std::uint32_t>(i + 1), XNN_VALUE_FLAG_EXTERNAL_OUTPUT);
        return tensor(extent, XNN_INVALID_VALUE_ID, 0);
    }

    void add(const PlanStep& step, std::size_t value) {
        const Extent from = extents_[step.input];
        const std::uint32_t input = ids_[step.input];
        Extent to{from.height, from.width, step.channels};
        if (step.kind == StepKind::enlarge_twice) to = {from.height * 2, from.width * 2, step.channels};
        if (step.kind == StepKind::convolution || step.kind == StepKind::depthwise_convolution || step.kind == StepKind::max_pool)
            to = {made_of(from.height, step, step.kernel_height), made_of(from.width, step, step.kernel_width), step.channels};
        if (step.kind == StepKind::add) insist(from == extents_[step.second_input]);
        const std::uint32_t output = made(value, to);
        extents_.push_back(to);
        ids_.push_back(output);
        if (sound_) insist(define(step, from, input, output) == xnn_status_success);
    }

    xnn_status define(const PlanStep& step, Extent from, std::uint32_t input, std::uint32_t output) {
        const unsigned pad = step.padding;
        switch (step.kind) {
            case StepKind::convolution:
                return xnn_define_convolution_2d(
                    subgraph_.get(), pad, pad, pad, pad, step.kernel_height, step.kernel_width, step.stride, step.stride, 1, 1, 1,
                    from.channels, step.channels, step.low, step.high, input,
                    constant({step.channels, step.kernel_height, step.kernel_width, from.channels}, step.weights),
                    constant({step.channels}, step.bias), output, 0);
            case StepKind::depthwise_convolution:
                return xnn_define_depthwise_convolution_2d(
                    subgraph_.get(), pad, pad, pad, pad, step.kernel_height, step.kernel_width, step.stride, step.stride, 1, 1, 1,
                    from.channels, step.low, step.high, input,
                    constant({1, step.kernel_height, step.kernel_width, from.channels}, step.weights),
                    constant({step.channels}, step.bias), output, 0);
            case StepKind::max_pool:
                return xnn_define_max_pooling_2d(subgraph_.get(), 0, 0, 0, 0, step.kernel_height, step.kernel_width, step.stride,
                                                 step.stride, 1, 1, step.low, step.high, input, output, 0);
            case StepKind::add:
                return xnn_define_add2(subgraph_.get(), step.low, step.high, input, ids_[step.second_input], output, 0);
            case StepKind::sigmoid:
                return xnn_define_sigmoid(subgraph_.get(), input, output, 0);
            case StepKind::enlarge_twice: {
                // Each pixel four times: a transposed convolution with the identity in all four places. (XNNPACK's own
                // resizing is bilinear.)
                std::vector<float>& weights = identities_.emplace_back(step.channels * 4 * step.channels, 0.0F);
                for (std::size_t c = 0; c < step.channels; ++c)
                    for (std::size_t place = 0; place < 4; ++place) weights[(c * 4 + place) * step.channels + c] = 1;
                return xnn_define_deconvolution_2d(
                    subgraph_.get(), 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 1, 1, 1, from.channels, step.channels, step.low, step.high, input,
                    constant({step.channels, 2, 2, from.channels}, weights), XNN_INVALID_VALUE_ID, output, 0);
            }
        }
        return xnn_status_invalid_parameter;
    }

    const NetworkPlan& plan_;
    Extent input_;
    Subgraph subgraph_;
    std::vector<Extent> extents_;
    std::vector<std::uint32_t> ids_;
    std::list<std::vector<float>> identities_;
    bool sound_ = true;
};

// From planes, one a channel, to the channels of each pixel side by side, and back.
void interleave(const float* planes, Extent extent, float* pixels) {
    const std::size_t area = extent.height * extent.width;
    for (std::size_t i = 0; i < area; ++i)
        for (std::size_t c = 0; c < extent.channels; ++c) pixels[i * extent.channels + c] = planes[c * area + i];
}

void deinterleave(const float* pixels, Extent extent, float* planes) {
    const std::size_t area = extent.height * extent.width;
    for (std::size_t i = 0; i < area; ++i)
        for (std::size_t c = 0; c < extent.channels; ++c) planes[c * area + i] = pixels[i * extent.channels + c];
}

class XnnpackEngine final : public NetworkEngine {
public:
    explicit XnnpackEngine(NetworkPlan plan) : plan_(std::move(plan)) {}

    std::vector<Tensor> run(const Tensor& input, const std::vector<std::string>& outputs) override {
        if (input.shape.size() != 4 || input.shape[0] != 1 || input.shape[1] < 1 || input.shape[2] < 1 || input.shape[3] < 1) return {};
        const Extent extent{static_cast<std::size_t>(input.shape[2]), static_cast<std::size_t>(input.shape[3]),
                            static_cast<std::size_t>(input.shape[1])};
        if (extent.channels != plan_.input_channels || input.values.size() != extent.count()) return {};
        Built* built = built_for(extent);
        if (built == nullptr) return {};
        interleave(input.values.data(), extent, built->buffers[0].data());
        if (xnn_invoke_runtime(built->runtime.get()) != xnn_status_success) return {};

        std::vector<Tensor> tensors;
        if (outputs.empty()) {
            if (plan_.outputs.size() == 1) tensors.push_back(answer(*built, 0));
            return tensors;
        }
        for (const std::string& name : outputs) {
            std::size_t i = 0;
            while (i < plan_.outputs.size() && plan_.outputs[i].name != name) ++i;
            if (i == plan_.outputs.size()) return {};
            tensors.push_back(answer(*built, i));
        }
        return tensors;
    }

private:
    Built* built_for(Extent extent) {
        for (auto one = built_.begin(); one != built_.end(); ++one) {
            if (!((*one)->input == extent)) continue;
            built_.splice(built_.begin(), built_, one);
            return built_.front().get();
        }
        auto fresh = Builder(plan_, extent).build();
        if (!fresh) return nullptr;
        built_.push_front(std::move(fresh));
        if (built_.size() > kept_sizes) built_.pop_back();
        return built_.front().get();
    }

    Tensor answer(const Built& built, std::size_t which) const {
        const Extent extent = built.outputs[which];
        const std::vector<float>& values = built.buffers[which + 1];
        Tensor tensor;
        tensor.shape = {1, static_cast<int>(extent.height * extent.width), static_cast<int>(extent.channels)};
        tensor.values.resize(extent.count());
        if (plan_.outputs[which].channels_last)
            std::memcpy(tensor.values.data(), values.data(), extent.count() * sizeof(float));
        else
            deinterleave(values.data(), extent, tensor.values.data());
        return tensor;
    }

    NetworkPlan plan_;
    std::list<std::unique_ptr<Built>> built_;  // last used first
};

bool start_xnnpack() {
    static std::once_flag once;
    static bool started = false;
    std::call_once(once, [] { started = xnn_initialize(nullptr) == xnn_status_success; });
    return started;
}

}  // namespace

std::unique_ptr<NetworkEngine> make_network_engine(ByteView onnx) {
    auto plan = plan_network(onnx);
    if (!plan || !start_xnnpack()) return nullptr;
    return std::make_unique<XnnpackEngine>(*std::move(plan));
}

}  // namespace consent
