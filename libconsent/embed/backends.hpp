// SPDX-License-Identifier: Apache-2.0
//
// The embedders, one a back end. make_embedder.cpp holds the one list of them.
#pragma once

#include <memory>

#include <consent/bytes.hpp>
#include <consent/embedder.hpp>
#include <consent/models.hpp>
#include <consent/result.hpp>

namespace consent {

// Each fails with ErrorCode::unavailable when `file` is not the network that `spec` describes, or `spec` asks for an
// input that the back end does not make.
Result<std::unique_ptr<Embedder>> make_onnx_embedder(const ModelSpec& spec, ByteView file);
Result<std::unique_ptr<Embedder>> make_dlib_densenet_embedder(const ModelSpec& spec, ByteView file);
Result<std::unique_ptr<Embedder>> make_dlib_resnet_embedder(const ModelSpec& spec, ByteView file);

}  // namespace consent
