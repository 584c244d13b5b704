// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <consent/embedder.hpp>

#include "base/guard.hpp"
#include "embed/backends.hpp"

namespace consent {
namespace {

struct Backend {
    std::string_view name;  // ModelSpec::backend
    Result<std::unique_ptr<Embedder>> (*make)(const ModelSpec& spec, ByteView file);
};

constexpr std::array backends{
    Backend{"onnx", make_onnx_embedder},
    Backend{"dlib_densenet", make_dlib_densenet_embedder},
    Backend{"dlib_resnet", make_dlib_resnet_embedder},
};

}  // namespace

Result<std::unique_ptr<Embedder>> make_embedder(const ModelStore& models, std::string_view model_id) {
    return guarded("opening a recognition model", [&]() -> Result<std::unique_ptr<Embedder>> {
        const ModelSpec* spec = models.find(model_id);
        if (spec == nullptr || spec->task != ModelTask::embed)
            return Error{ErrorCode::invalid_argument,
                         "There is no recognition model called " + std::string(model_id) + ": see the list of models."};
        for (const Backend& backend : backends) {
            if (backend.name != spec->backend) continue;
            Result<Bytes> file = models.load(*spec);
            if (!file) return std::move(file).error();
            return backend.make(*spec, *file);
        }
        return Error{ErrorCode::invalid_argument,
                     "This program cannot run recognition models of the kind " + spec->backend + ": choose another."};
    });
}

}  // namespace consent
