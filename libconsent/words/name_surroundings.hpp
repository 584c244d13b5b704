// SPDX-License-Identifier: Apache-2.0
//
// A mention and what stands around it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "words/letter_block.hpp"
#include "words/name_context.hpp"
#include "words/name_mentions.hpp"
#include "words/sentence_case.hpp"

namespace consent {

// A word before or after, in the same sentence; no token: there is none.
struct NeighbourWord {
    const Token* token = nullptr;
    std::string word;
    std::uint32_t plain = 0;
    std::uint32_t joint = 0;  // gap:: between

    [[nodiscard]] bool is(std::initializer_list<std::string_view> words) const {
        // A look at the first letter spares most comparisons.
        return !word.empty() && std::any_of(words.begin(), words.end(), [this](std::string_view one) {
            return one.front() == word.front() && one == word;
        });
    }
    [[nodiscard]] bool any(std::uint32_t classes) const { return (plain & classes) != 0; }
    [[nodiscard]] bool upper() const { return token != nullptr && token->upper; }
};

struct NameSurroundings {
    NameSurroundings(const LetterBlock& in_block, const NameMention& of, const NameNeighbours& beside, bool is_shown);

    // Whether what is said before is said before a name: "well done", "congratulations to", "by".
    [[nodiscard]] bool cued() const;
    [[nodiscard]] bool is(std::uint32_t classes) const { return (plain & classes) != 0; }
    // A forename that is a plain word, and no month or season.
    [[nodiscard]] bool is_given_word() const;

    const LetterBlock& block;
    const NameMention& mention;
    const NameNeighbours& neighbours;
    const bool shown;
    const std::size_t token;       // of the block, where the mention begins
    const std::size_t last_token;  // and where it ends
    bool upper = false;            // begins with a capital
    bool starts = false;           // begins a sentence
    bool family_only = false;      // nobody's forename
    std::uint32_t plain = 0;       // plain:: of its first word
    SentenceCase letter_case = SentenceCase::mixed;
    NeighbourWord before;
    NeighbourWord after;
    NeighbourWord second_before;
    NeighbourWord second_after;

private:
    [[nodiscard]] NeighbourWord neighbour(int step) const;
};

}  // namespace consent
