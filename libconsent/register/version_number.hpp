// SPDX-License-Identifier: Apache-2.0
//
// Numbers for the states of a register. A fresh register starts at a random number and each write adds a random step, so
// that neither a register made anew nor one brought back from an old copy takes a number that stood for other content.
#pragma once

#include <cstdint>

namespace consent {

// 1 .. 2^52 - 1: exact in JSON, and with room for 2^36 writes and more before 2^53.
std::uint64_t first_version();

// Ensures: greater than `last`.
std::uint64_t next_version(std::uint64_t last);

}  // namespace consent
