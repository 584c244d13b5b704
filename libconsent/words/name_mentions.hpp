// SPDX-License-Identifier: Apache-2.0
//
// Puts the words of one written name together: "Thompson, Mia", "Mia T.", "M. Thompson", "Mia Rose Thompson".
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "words/letter_block.hpp"
#include "words/name_hits.hpp"

namespace consent {

// What ends a name, whatever follows.
inline constexpr std::uint32_t never_joins = gap::stop | gap::paragraph | gap::broken | gap::edge;

struct NameMention {
    std::uint32_t first = 0;  // letters of the block: [first, last)
    std::uint32_t last = 0;
    std::uint32_t start = 0;  // bytes of the block: [start, end)
    std::uint32_t end = 0;
    std::span<const NameOwner> owners;  // everybody whom all of its words name, in order of person
    NameHit hit;                        // the first of its words
    std::uint32_t words = 1;            // how many were put together
    bool full = false;       // two words of somebody's name, or the only one; owners are then those people alone
    bool titled = false;     // "Mr", "Coach" stands before it
    bool all_plain = false;  // every word of it is also a plain word
    bool all_small = false;  // and none has a capital
    bool all_mistyped = false;

    // Makes it reach over letters [from, to) too.
    void extend(const LetterBlock& block, std::uint32_t from, std::uint32_t to);
};

class NameMentions {
public:
    explicit NameMentions(const NameIndex& index) : index_(index), hits_(index) {}

    // In order, not overlapping; they hold until the next call. Takes time in proportion to the block, times the people who share a name.
    const std::vector<NameMention>& find(const LetterBlock& block, LetterFolder& folder);

private:
    void add_mistyped(const LetterBlock& block, std::vector<NameHit>& hits);
    [[nodiscard]] bool may_join(const LetterBlock& block, std::uint32_t last, std::uint32_t first) const;
    bool take(const LetterBlock& block, NameMention& mention, const NameHit& next);
    void settle(const LetterBlock& block, NameMention& mention, std::uint32_t from);
    bool take_initial(const LetterBlock& block, NameMention& mention, bool right, std::uint32_t from);
    bool take_mistyped(const LetterBlock& block, NameMention& mention, bool right, std::uint32_t from);
    void take_before(const LetterBlock& block, NameMention& mention, std::uint32_t from);
    void take_hyphenated(const LetterBlock& block, NameMention& mention, std::uint32_t from);
    void join_last(const LetterBlock& block, NameMention& mention);
    void judge_full(NameMention& mention);
    void keep(NameMention& mention, NameOwners owners);

    const NameIndex& index_;
    NameHits hits_;
    std::vector<NameMention> mentions_;
    std::deque<NameOwners> owners_;  // of mentions of several words
};

}  // namespace consent
