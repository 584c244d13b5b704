// SPDX-License-Identifier: Apache-2.0
//
// A stretch of text as plain letters with the bytes they come from, and as words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "words/letters.hpp"

namespace consent {

// What stands before a letter: everything since the letter before it, as a set.
namespace gap {
enum : std::uint32_t {
    camel = 1U << 0U,   // a capital after a small letter; the last capital before small ones
    unseen = 1U << 1U,  // characters that are not seen
    digit = 1U << 2U,
    drawn = 1U << 3U,   // this letter or the last is a symbol
    script = 1U << 4U,  // words of this script are not parted
    apostrophe = 1U << 5U,
    hyphen = 1U << 6U,
    dot = 1U << 7U,
    underscore = 1U << 8U,
    symbol = 1U << 9U,
    space = 1U << 10U,
    line = 1U << 11U,
    paragraph = 1U << 12U,  // more than one line's end
    comma = 1U << 13U,
    quote = 1U << 14U,
    slash = 1U << 15U,
    stop = 1U << 16U,
    colon = 1U << 17U,
    at = 1U << 18U,
    hash = 1U << 19U,
    broken = 1U << 20U,
    edge = 1U << 21U,  // the text begins here
};
// A word may begin after these, and may as well go on.
inline constexpr std::uint32_t inside_word = camel | unseen | digit | drawn | script;
inline constexpr std::uint32_t white = space | line | paragraph;
// Whether one word ends and another begins.
constexpr bool parts_words(std::uint32_t before) { return (before & ~inside_word) != 0; }
}  // namespace gap

struct Letter {
    std::uint32_t start = 0;  // bytes in the block, with the marks that follow: [start, end)
    std::uint32_t end = 0;
    char32_t letter = 0;
    std::uint32_t gap = 0;  // gap:: before it
    bool upper = false;
    bool ascii = false;       // written as this letter, in either case
    std::uint16_t token = 0;  // of LetterBlock::tokens
};

// Letters with nothing between them but gap::inside_word.
struct Token {
    std::uint32_t first = 0;  // in LetterBlock::letters: [first, last)
    std::uint32_t last = 0;
    bool upper = false;     // begins with a capital
    bool capitals = false;  // more than one letter, all capitals
    bool starts_sentence = false;
    bool odd = false;  // may be read otherwise: "rn", a small l for a capital I, a letter that is not of ASCII
};

struct LetterBlock {
    std::string_view text;  // the bytes it covers
    std::vector<Letter> letters;
    std::vector<Token> tokens;
    std::uint32_t tail = 0;  // gap:: after the last letter
    bool ends_text = false;

    [[nodiscard]] std::uint32_t gap_after(std::uint32_t last) const {
        return last < letters.size() ? letters[last].gap : tail | (ends_text ? gap::edge : 0U);
    }
    // Whether a letter stands by itself, or between changes of case.
    [[nodiscard]] bool is_single(std::uint32_t letter) const {
        return letters[letter].gap != 0 && gap_after(letter + 1) != 0;
    }
    // The token that holds a letter.
    [[nodiscard]] std::size_t token_of(std::uint32_t letter) const { return letters[letter].token; }
};

// Requires: `enough` is at most 32 768. Reads `text` from `from` until about `enough` letters or 4 MB of it are read. Takes time and memory in proportion.
void read_letters(std::string_view text, std::size_t from, std::size_t enough, LetterFolder& folder,
                  LetterBlock& block);

// The letters of a word; of a long one the first 24.
std::u32string letters_of(const LetterBlock& block, const Token& token);

// Fills block.tokens from block.letters.
void make_tokens(LetterBlock& block);

}  // namespace consent
