// SPDX-License-Identifier: Apache-2.0
//
// The fixed probabilities of VP8 (RFC 6386), of 256 each.
#pragma once

#include <array>
#include <cstdint>

namespace consent {

// Section 13.4: that the probability of the same place in the table below is stated anew.
extern const std::array<std::uint8_t, 1056> vp8_coefficient_updates;

// Section 13.5: four kinds of block, eight bands, three contexts, eleven branches.
extern const std::array<std::uint8_t, 1056> vp8_coefficient_defaults;

// Section 11.5: the branches of a sub-block's mode, by the mode above (ten) and the mode on the left (ten).
extern const std::array<std::uint8_t, 900> vp8_block_modes;

}  // namespace consent
