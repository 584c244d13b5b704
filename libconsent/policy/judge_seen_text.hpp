// SPDX-License-Identifier: Apache-2.0
//
// for text that can be seen in the picture: nothing can be taken out of pixels.
#pragma once

#include <consent/policy.hpp>

#include "policy/judge_names.hpp"

namespace consent {

// Adds what was read to judgement.words, and the reasons: the name of a child who is shown blocks, everything else is for a
// person to look at or blocks by policy, and so is text that could not be read.
void judge_seen_text(const Evidence& evidence, const Policy& policy, const PeopleShown& shown, Judgement& judgement);

}  // namespace consent
