// SPDX-License-Identifier: Apache-2.0
//
// Sayings, people in books and history, saints' days and the like, whose words name no pupil.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace consent {

struct PhraseWord {
    std::string_view phrase;  // lower-case words parted by single spaces
    std::size_t place = 0;    // of the word in it, from 0
};

// The phrases in which a word occurs.
std::span<const PhraseWord> phrases_with(std::string_view word);

}  // namespace consent
