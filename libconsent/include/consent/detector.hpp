// SPDX-License-Identifier: Apache-2.0
//
// Finds faces. One interface, one file a back end in libconsent/detect/.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>
#include <consent/result.hpp>

namespace consent {

class ModelStore;

// Thread promise: one thread at a time may call detect() on one object; different objects are independent.
class Detector {
public:
    virtual ~Detector() = default;
    Detector(const Detector&) = delete;
    Detector& operator=(const Detector&) = delete;

    // The model's id in the manifest, or "dlib_hog" for the detector built into dlib.
    [[nodiscard]] virtual std::string_view id() const noexcept = 0;

    // The width in pixels from which upright faces are found in a picture of this size. Of narrower ones it tells nothing: where
    // such a face could still identify somebody, finding none is no evidence.
    [[nodiscard]] virtual float smallest_face(int width, int height) const noexcept = 0;

    // Whether detect() finds faces lying on a side or upside down as well. Where it does not, the gate turns the picture.
    [[nodiscard]] virtual bool finds_turned_faces() const noexcept { return false; }

    // Every face found, best score first. An empty vector means: looked, and found none.
    // Fails: ErrorCode::internal when the network gives an answer of the wrong shape or with values that are
    // not finite; the picture then counts as not looked at.
    virtual Result<std::vector<DetectedFace>> detect(const Raster& picture) = 0;

protected:
    Detector() = default;
};

// dlib's frontal HOG detector, whose weights are part of dlib: always there. No landmarks.
CONSENT_API Result<std::unique_ptr<Detector>> make_hog_detector();

// The detector of the given model of the manifest (task "detect"), its file read and its digest verified.
// Fails: ErrorCode::unavailable (no file, wrong digest, not a network), invalid_argument (no such model).
CONSENT_API Result<std::unique_ptr<Detector>> make_detector(const ModelStore& models, std::string_view model_id);

}  // namespace consent
