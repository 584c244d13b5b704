// SPDX-License-Identifier: Apache-2.0
//
// Bytes of files and pictures: owned, and borrowed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace consent {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;  // borrowed: valid while its owner is

}  // namespace consent
