// SPDX-License-Identifier: Apache-2.0
//
// What one character of a text stands for: plain letters that can be compared, or a kind of break between them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace consent {

enum class Sign : std::uint8_t {
    letter,
    mark,    // belongs to the letter before it and is not compared: accents, strokes, enclosing circles
    unseen,  // default-ignorable, format and control characters
    digit,
    apostrophe,
    hyphen,
    dot,
    underscore,
    space,
    line,
    comma,
    quote,
    slash,
    stop,
    colon,
    at,
    hash,
    symbol,  // emoji and all other signs
    broken,  // no UTF-8
};

struct FoldedSign {
    Sign sign = Sign::symbol;
    bool upper = false;
    bool drawn = false;      // a symbol that stands for letters: circled, squared, parenthesised
    bool unspaced = false;   // of a script that puts no spaces between words
    std::u32string letters;  // lower case, without accents, strokes, dots of i or compatibility form; empty: no letter
};

// Folds one character at a time. "ZOË", "Zoe" and "Zoë" come out the same. Not for use from several threads at once.
// Throws: std::runtime_error when ICU fails, so that no text is taken for one without names.
class LetterFolder {
public:
    LetterFolder();
    ~LetterFolder();
    LetterFolder(const LetterFolder&) = delete;
    LetterFolder& operator=(const LetterFolder&) = delete;

    // The reference holds until the next call.
    const FoldedSign& operator()(char32_t character);

private:
    struct Cache;
    std::unique_ptr<Cache> cache_;
};

// The next character of `text` at `at`, which moves past it. 0xFFFFFFFF for bytes that are not UTF-8.
char32_t next_character(const char* text, std::size_t size, std::size_t& at) noexcept;

}  // namespace consent
