// SPDX-License-Identifier: Apache-2.0
//
// personal data in words.
#pragma once

#include <string>

#include <consent/policy.hpp>

namespace consent {

// Decides what becomes of Evidence::personal and embedded_personal, and says so.
void judge_personal_data(const Evidence& evidence, const Policy& policy, Judgement& judgement);

std::string plainly(WordKind kind);  // "a phone number"

}  // namespace consent
