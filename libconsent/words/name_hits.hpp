// SPDX-License-Identifier: Apache-2.0
//
// Where in a block of text a form of somebody's name is written. What it is worth is told later (words/name_mentions.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "words/letter_block.hpp"
#include "words/name_index.hpp"

namespace consent {

struct NameHit {
    enum How : std::uint8_t {
        plainly,    // as it is, but for case, marks, apostrophes and hyphens
        plural,     // with an s
        joined,     // several words of one name run together
        affixed,    // inside a longer word of a hashtag or file name
        disguised,  // spaced or broken letters, look-alikes
        stray,      // a space inside
        mistyped,
    };
    std::uint32_t first = 0;  // letters of the block: [first, last)
    std::uint32_t last = 0;
    std::uint32_t start = 0;  // bytes of the block: [start, end)
    std::uint32_t end = 0;
    std::span<const NameOwner> owners;
    const NameForm* form = nullptr;  // null where joined
    How how = plainly;
    bool weak = false;  // worth nothing alone: an article, one Chinese character
    int errors = 0;     // typing errors
};

// The hits of one block. Owners of joined ones live as long as it does.
class NameHits {
public:
    explicit NameHits(const NameIndex& index) : index_(index) {}

    // In order of start, longer first.
    std::vector<NameHit>& find(const LetterBlock& block, LetterFolder& folder);

    // Of a word that is no hit: whom it may mean but for typing errors.
    void find_mistyped(const LetterBlock& block, const Token& token, int most, std::vector<NameHit>& hits) const;

private:
    struct Match {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::span<const NameOwner> owners;
        std::int32_t other = -1;  // the match before that ends at the same letter
    };
    void match(const LetterBlock& block);
    void consider(const LetterBlock& block, std::uint32_t form, std::uint32_t first, std::uint32_t last);
    void consider_whole(const LetterBlock& block, const NameForm& form, std::uint32_t first, std::uint32_t last);
    void consider_ending(const LetterBlock& block, const NameForm& form, std::uint32_t first, std::uint32_t last);
    bool consider_broken(const LetterBlock& block, const NameForm& form, std::uint32_t first, std::uint32_t last);
    void consider_initial(const LetterBlock& block, const NameForm& form, std::uint32_t first, std::uint32_t last);
    void consider_affixes(const LetterBlock& block, const NameForm& form, std::uint32_t first, std::uint32_t last);
    void remember(const LetterBlock& block, Match found);
    void hit(const LetterBlock& block, std::uint32_t first, std::uint32_t last, std::span<const NameOwner> owners,
             const NameForm* form, NameHit::How how, bool weak = false);
    void find_disguised(const LetterBlock& block, LetterFolder& folder);

    const NameIndex& index_;
    std::vector<NameHit> hits_;
    std::vector<Match> matches_;
    std::vector<std::int32_t> ending_;  // by letter, the last match that ends there
    std::deque<NameOwners> joined_;
    std::unique_ptr<NameHits> in_readings_;
};

// The letters of a token as plain text; empty where they are not a to z or too many for a word.
std::string word_of(const LetterBlock& block, const Token& token);

}  // namespace consent
