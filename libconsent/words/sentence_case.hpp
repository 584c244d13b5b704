// SPDX-License-Identifier: Apache-2.0
//
// What a capital means in a sentence.
#pragma once

#include <cstddef>
#include <cstdint>

#include "words/letter_block.hpp"

namespace consent {

enum class SentenceCase : std::uint8_t {
    mixed,     // capitals mark names and beginnings
    small,     // no capitals
    capitals,  // nothing else
    title,     // Every Word of Weight Has One
};

// Of the sentence that holds a token; of a long one, what is near.
SentenceCase sentence_case(const LetterBlock& block, std::size_t token);

}  // namespace consent
