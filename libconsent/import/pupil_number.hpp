// SPDX-License-Identifier: Apache-2.0
//
// The unique pupil number of schools in England (DfE, Common Basic Data Set: N00001).
#pragma once

#include <string_view>

namespace consent {

// A check letter, then nine digits and three characters: twelve digits, or eleven and a letter (temporary). The letter is that of
// the weighted sum of the others, 2 to 13, modulo 23; I, O and S are no check letters. Upper case.
bool is_pupil_number(std::string_view text) noexcept;

}  // namespace consent
