// SPDX-License-Identifier: Apache-2.0
//
// The faster engine gives what OpenCV gives, at every size, or does not run.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/network_engine.hpp"
#include "base/onnx_network.hpp"
#include "support/catch.hpp"
#include "support/skip.hpp"
#include "unit/detect_fixture.hpp"

using namespace consent;
using namespace consent::test;

namespace {

Tensor noise(int width, int height, float scale) {
    Tensor tensor;
    tensor.shape = {1, 3, height, width};
    tensor.values.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    std::uint32_t state = 7;
    for (float& value : tensor.values) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<float>(state >> 24) * scale;
    }
    return tensor;
}

// The largest difference, relative to 1 + the size of the value.
double difference(const std::vector<Tensor>& some, const std::vector<Tensor>& others) {
    REQUIRE(some.size() == others.size());
    double worst = 0;
    for (std::size_t i = 0; i < some.size(); ++i) {
        REQUIRE(some[i].values.size() == others[i].values.size());
        for (std::size_t k = 0; k < some[i].values.size(); ++k) {
            const auto a = static_cast<double>(some[i].values[k]);
            const auto b = static_cast<double>(others[i].values[k]);
            worst = std::max(worst, std::abs(a - b) / (1 + std::abs(b)));
        }
    }
    return worst;
}

// OpenCV alone: a network whose first input, which decides on the engine, is asked of each time anew.
std::vector<Tensor> by_opencv(ByteView onnx, const Tensor& input, const std::vector<std::string>& outputs) {
    auto network = OnnxNetwork::parse(onnx);
    REQUIRE(network);
    auto answer = network->run(input, outputs);
    REQUIRE(answer);
    return *std::move(answer);
}

}  // namespace

TEST_CASE("the faster engine gives what OpenCV gives, at every size of picture", "[models]") {
    const ModelStore store = model_store();
    const ModelSpec* spec = store.find("yunet_2023mar");
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    const auto file = store.load(*spec);
    REQUIRE(file);
    const auto engine = make_network_engine(*file);
    if (!engine) CONSENT_SKIP("built without XNNPACK");
    const std::vector<std::string> outputs{"cls_8", "obj_16", "bbox_32", "kps_8", "bbox_8", "kps_32"};
    for (const auto& [width, height] : {std::pair{64, 64}, std::pair{320, 64}, std::pair{96, 448}, std::pair{448, 448},
                                        std::pair{640, 480}, std::pair{1280, 224}, std::pair{64, 64}}) {
        INFO(width << " x " << height);
        const Tensor input = noise(width, height, 1);
        CHECK(difference(engine->run(input, outputs), by_opencv(*file, input, outputs)) < 1e-4);
    }
    CHECK(engine->run(noise(64, 64, 1), {"no_such_output"}).empty());
    CHECK(engine->run(Tensor{{1, 1, 64, 64}, std::vector<float>(64 * 64)}, outputs).empty());
    CHECK(engine->run(Tensor{{1, 3, 64, 64}, std::vector<float>(5)}, outputs).empty());
}

TEST_CASE("the faster engine gives a face the vector that OpenCV gives it", "[models]") {
    const ModelStore store = model_store();
    if (!has_model(store, "mobilefacenet")) CONSENT_SKIP("no model mobilefacenet");
    const auto file = store.load(*store.find("mobilefacenet"));
    REQUIRE(file);
    const auto engine = make_network_engine(*file);
    if (!engine) CONSENT_SKIP("built without XNNPACK");
    const Tensor input = noise(112, 112, 1.0F / 128);
    CHECK(difference(engine->run(input, {}), by_opencv(*file, input, {})) < 1e-4);
}

TEST_CASE("a network with a step that the faster engine does not know is left to OpenCV", "[models]") {
    const ModelStore store = model_store();
    if (!has_model(store, "ultralight_rfb_640")) CONSENT_SKIP("no model ultralight_rfb_640");
    const auto file = store.load(*store.find("ultralight_rfb_640"));
    REQUIRE(file);
    CHECK(make_network_engine(*file) == nullptr);
}

TEST_CASE("bytes that are no network make no engine", "[models]") {
    CHECK(make_network_engine({}) == nullptr);
    const Bytes zeros(1000, 0);
    CHECK(make_network_engine(zeros) == nullptr);
    const ModelStore store = model_store();
    if (!has_model(store, "yunet_2023mar")) CONSENT_SKIP("no model yunet_2023mar");
    auto file = store.load(*store.find("yunet_2023mar"));
    REQUIRE(file);
    // Cut or damaged anywhere, it is refused or gives an engine that can be asked; never a crash.
    for (std::size_t cut = 1; cut < file->size(); cut += file->size() / 23) {
        Bytes damaged(file->begin(), file->begin() + static_cast<std::ptrdiff_t>(cut));
        if (auto engine = make_network_engine(damaged)) static_cast<void>(engine->run(noise(64, 64, 1), {"cls_8"}));
        damaged = *file;
        damaged[cut] = static_cast<std::uint8_t>(damaged[cut] ^ 0x5a);
        if (auto engine = make_network_engine(damaged)) static_cast<void>(engine->run(noise(64, 64, 1), {"cls_8"}));
    }
}
