// SPDX-License-Identifier: Apache-2.0
//
// The words that stand in the place of what is taken out.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <consent/words.hpp>

#include "words/redact.hpp"

namespace consent {

// A stretch of text that is taken out.
struct Cut {
    std::size_t start = 0;
    std::size_t end = 0;
    WordKind kind = WordKind::name;
    std::set<std::string> people;  // whom it names
    bool is_tag = false;           // "#MiaThompson", "@mia"
    std::string possessive;        // what it ended in, apostrophe and s; the cut covers it
};

// English that reads well there; empty where nothing does. May widen the cut to the left, not beyond `floor`: over an article
// or a title that would not fit.
std::string words_instead(std::string_view text, std::size_t floor, Cut& cut, const RedactionStyle& style);

}  // namespace consent
