// SPDX-License-Identifier: Apache-2.0
//
// Other ways of reading words that may be in disguise: "M1a", "Міа" in Cyrillic, "Ernma", letters in reverse.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "words/letter_block.hpp"

namespace consent {

struct Reading {
    LetterBlock block;           // offsets are bytes of the block that is read otherwise
    bool backwards = false;      // of what an override of direction reverses
    std::vector<bool> replaced;  // by letter: it is read for another
    std::vector<bool> number;    // and that is a digit or a sign

    // Whether letters [first, last) are read otherwise, and enough of them are letters.
    [[nodiscard]] bool is_worth(std::uint32_t first, std::uint32_t last) const;
};

// Digits, signs and letters of other scripts are read as the letters they look like by Unicode's confusables (UTS 39), "rn"
// as m, "vv" as w, I and l for each other, letters with two dots as two; right-to-left overrides are undone.
// Calls `use` with each reading. Takes time in proportion to the block.
// Throws: std::runtime_error when ICU fails.
void each_reading(const LetterBlock& block, LetterFolder& folder, const std::function<void(const Reading&)>& use);

}  // namespace consent
