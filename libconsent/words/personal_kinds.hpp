// SPDX-License-Identifier: Apache-2.0
//
// The kinds of personal data, a family a file. Each looks through one window of the folded text (words/folded_text.hpp) and
// takes time in proportion to it: every pattern's reach is bounded.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <consent/words.hpp>

#include "words/pattern.hpp"

namespace consent {

// Where it may be worth looking: text.substr(begin, end - begin), with `text` around it.
struct Window {
    std::string_view text;
    std::size_t begin = 0;
    std::size_t end = 0;
    unsigned signs = 0;  // what in it gives personal data away: bits of Sign
};

enum Sign : unsigned {
    sign_digit = 1,
    sign_of_net = 2,     // '@', '/', a point between letters, the name of a network
    sign_of_person = 4,  // "aged", "born", "lives"
};

// Something found in the folded text.
struct Piece {
    std::size_t start = 0;
    std::size_t end = 0;
    WordKind kind = WordKind::name;
    Certainty certainty = Certainty::sure;
};

// Ends of the register's names in the folded text, in order.
using NameEnds = std::vector<std::size_t>;

// What is known from the windows before, so that nothing long is walked twice.
struct Progress {
    std::size_t link_end = 0;  // of the last link, which may reach beyond its window
    std::size_t phone_questions = 0;  // that may still be asked of words/phones.hpp
};

void find_addresses_of_net(const Window& window, Progress& progress, std::vector<Piece>& pieces);  // e-mail, handles, links
void find_phones(const Window& window, Progress& progress, std::vector<Piece>& pieces);
void find_places(const Window& window, std::vector<Piece>& pieces);            // postcodes, streets
void find_positions(const Window& window, std::vector<Piece>& pieces);         // coordinates
void find_birth_dates(const Window& window, std::vector<Piece>& pieces);
void find_ages(const Window& window, const NameEnds& names, std::vector<Piece>& pieces);
void find_numbers(const Window& window, std::vector<Piece>& pieces);           // UPN, NHS, National Insurance
void find_plates(const Window& window, std::vector<Piece>& pieces);            // car registrations

// Calls take(match) for each match in the window, from left to right. The next one is looked for after group 1, or after the
// whole where there is no such group.
template <typename Take>
void each_match(const Pattern& pattern, const Window& window, Take take) {
    Pattern::Match match;
    for (std::size_t from = window.begin; from < window.end && pattern.find(window.text, from, window.end, match);) {
        from = std::max(match.end(window.text, match.has(1) ? 1 : 0), match.start(window.text) + 1);
        take(match);
    }
}

// The lower-case ASCII letters and digits of `text`.
std::string letters_and_digits(std::string_view text);

// The word before `at`, lower case, and the one at or after it; empty where there is none on the same line.
std::string word_before(std::string_view text, std::size_t at);
std::string word_after(std::string_view text, std::size_t at);

constexpr bool is_plain_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_plain_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_plain_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_plain_word(char c) { return is_plain_digit(c) || is_plain_upper(c) || is_plain_lower(c) || c == '_'; }
constexpr char plain_lower(char c) { return is_plain_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace consent
