// SPDX-License-Identifier: Apache-2.0
//
// May this person be shown, for the use and day their facts were read for?
#pragma once

#include <string>
#include <string_view>

#include <consent/policy.hpp>

namespace consent {

// Why somebody may not be shown; `text` completes a sentence that begins with the person's id.
struct Standing {
    bool cleared = false;
    Rule rule = Rule::no_consent;
    std::string text;
};

// Somebody the evidence holds no facts about is somebody without consent.
Standing standing_of(std::string_view person, const Evidence& evidence, const Policy& policy, const Use& use, Date day);

}  // namespace consent
