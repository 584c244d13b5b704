// SPDX-License-Identifier: Apache-2.0
//
// The detectors that are read from a model file, one a back end. make_detector.cpp holds the one list of them.
#pragma once

#include <memory>

#include <consent/bytes.hpp>
#include <consent/detector.hpp>
#include <consent/models.hpp>
#include <consent/result.hpp>

namespace consent {

// Each fails with ErrorCode::unavailable when `file` is not the network that `spec` names.
Result<std::unique_ptr<Detector>> make_yunet_detector(const ModelSpec& spec, ByteView file);
Result<std::unique_ptr<Detector>> make_ultralight_detector(const ModelSpec& spec, ByteView file);

// `detector` after it has looked at a picture of noise, so that a network of another layout, or one with damaged weights, is
// found out when it is opened. Fails: ErrorCode::unavailable.
Result<std::unique_ptr<Detector>> proven(std::unique_ptr<Detector> detector);

}  // namespace consent
