// SPDX-License-Identifier: Apache-2.0
//
// Takes what was found out of words, so that they still read well.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <consent/register.hpp>
#include <consent/words.hpp>

namespace consent {

// What stands in the place of a finding.
struct RedactionStyle {
    bool drop = false;  // nothing, and the space and commas around it are closed up
    // Else general words, never initials: "one of our pupils", "two of our pupils", "(phone number removed)". People who are
    // not in here, or without it, are "a member of our school".
    const std::map<std::string, PersonKind, std::less<>>* kinds = nullptr;
};

// `text` without the findings that are marked `removed`.
// Requires: `findings` are of this text; they may overlap and stand in any order.
// Ensures: no byte of a removed finding is left, and no part of a word in plain letters that it ends within. Other bytes are
// kept exactly, but for what belongs to the finding: the sign of a hashtag, a title ("Mr"), "an" before it, the apostrophe
// after it, "and" between two names, and the space, commas or brackets that nothing is left in.
std::string redact(std::string_view text, const std::vector<WordFinding>& findings, const RedactionStyle& style = {});

}  // namespace consent
