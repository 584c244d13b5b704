// SPDX-License-Identifier: Apache-2.0
#include "register/version_number.hpp"

#include <random>

namespace consent {

namespace {

std::uint64_t random_bits(int bits) {
    std::random_device device;
    const std::uint64_t high = device();
    const std::uint64_t both = (high << 32U) | (device() & 0xffffffffU);
    return both >> (64 - bits);
}

}  // namespace

std::uint64_t first_version() { return random_bits(52) | 1U; }

std::uint64_t next_version(std::uint64_t last) { return last + 1 + random_bits(16); }

}  // namespace consent
