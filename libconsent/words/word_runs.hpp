// SPDX-License-Identifier: Apache-2.0
//
// Splits words into what can be compared: case, accents, strokes, dotless letters and Unicode compatibility forms gone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace consent {

// A stretch of letters, digits and marks that nothing interrupts, or one symbol that stands for letters.
struct WordPiece {
    std::size_t start = 0;  // byte offsets in the text: [start, end)
    std::size_t end = 0;
    std::size_t folded_start = 0;  // in WordRun::folded
    std::size_t folded_end = 0;
    bool symbol = false;
};

// Pieces with nothing visible between them. Whether they are one word or several cannot be known: an invisible character
// may hide in a word ("M<soft hyphen>ia") or part two ("Mia<zero-width space>Thompson"), and a symbol may be a letter
// of a word or follow it (trade mark). So any neighbouring pieces may be a word.
struct WordRun {
    std::string folded;  // UTF-8; "ZOË", "Zoe" and "Zoë" come out the same
    std::vector<WordPiece> pieces;
};

// The runs of `text` in order. Invisible are default-ignorable, format and control characters; bytes that are not UTF-8
// part runs. Symbols that stand for letters are those with a compatibility form that has some (circled, squared,
// parenthesised), and the same white on black; the letters of flags are none. Takes time in proportion to the text.
// Throws: std::runtime_error when ICU cannot fold a character, so that no text is taken for one without names.
std::vector<WordRun> word_runs(std::string_view text);

}  // namespace consent
