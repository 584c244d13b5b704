// SPDX-License-Identifier: Apache-2.0
//
// Short and pet forms of forenames, and spellings of one forename.
#pragma once

#include <span>
#include <string>

namespace consent {

struct Nickname {
    std::u32string name;
    bool unsure = false;  // one of several full forms of a short one: of use next to a surname alone
};

// What else somebody with this forename (lower-case plain letters) may be called: its pet forms, the full forms of a pet
// form, and other spellings. Empty for most.
std::span<const Nickname> nicknames_of(const std::u32string& forename);

}  // namespace consent
