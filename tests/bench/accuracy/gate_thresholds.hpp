// SPDX-License-Identifier: Apache-2.0
//
// The thresholds that a gate would decide by.
#pragma once

#include <cstddef>

#include <consent/embedder.hpp>

namespace consent::accuracy {

// For a register of that many people whose policy is the default.
inline Thresholds gate_thresholds(const Embedder& embedder, std::size_t /*people*/) {
    return embedder.info().thresholds;
}

}  // namespace consent::accuracy
