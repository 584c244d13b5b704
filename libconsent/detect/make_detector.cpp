// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <consent/detector.hpp>

#include "base/guard.hpp"
#include "detect/backends.hpp"

namespace consent {
namespace {

struct Backend {
    std::string_view name;  // ModelSpec::backend
    Result<std::unique_ptr<Detector>> (*make)(const ModelSpec& spec, ByteView file);
};

constexpr std::array backends{
    Backend{"yunet", make_yunet_detector},
    Backend{"ultralight", make_ultralight_detector},
};

// Noise, the same each time: on an even picture a network can be right by chance.
Raster trial_picture() {
    Raster picture{128, 96, std::vector<std::uint8_t>(std::size_t{128} * 96 * 3)};
    std::uint32_t state = 1;
    for (std::uint8_t& value : picture.rgb) {
        state = state * 1664525U + 1013904223U;
        value = static_cast<std::uint8_t>(state >> 24);
    }
    return picture;
}

}  // namespace

Result<std::unique_ptr<Detector>> proven(std::unique_ptr<Detector> detector) {
    if (!detector->detect(trial_picture()))
        return Error{ErrorCode::unavailable, "The detector " + std::string(detector->id()) +
                                                 " does not do what the manifest says: fetch it again."};
    return detector;
}

Result<std::unique_ptr<Detector>> make_detector(const ModelStore& models, std::string_view model_id) {
    return guarded("opening a detector", [&]() -> Result<std::unique_ptr<Detector>> {
        const ModelSpec* spec = models.find(model_id);
        if (spec == nullptr || spec->task != ModelTask::detect)
            return Error{ErrorCode::invalid_argument,
                         "There is no detector called " + std::string(model_id) + ": see the list of models."};
        for (const Backend& backend : backends) {
            if (backend.name != spec->backend) continue;
            Result<Bytes> file = models.load(*spec);
            if (!file) return std::move(file).error();
            return backend.make(*spec, *file);
        }
        return Error{ErrorCode::invalid_argument,
                     "This program cannot run detectors of the kind " + spec->backend + ": choose another model."};
    });
}

}  // namespace consent
