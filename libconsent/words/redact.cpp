// SPDX-License-Identifier: Apache-2.0
#include "words/redact.hpp"

#include <algorithm>
#include <set>

#include "words/redacted_words.hpp"

namespace consent {

namespace {

constexpr bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The length of the apostrophe at `at`; 0 where there is none.
std::size_t apostrophe_at(std::string_view text, std::size_t at) {
    if (text.substr(at, 1) == "'") return 1;
    const std::string_view three = text.substr(at, 3);
    return three == "\xE2\x80\x99" || three == "\xE2\x80\x98" ? 3 : 0;
}

// A part that is inside a word in plain letters takes the rest of that word, and its hash or at sign, with it.
void take_whole_word(std::string_view text, Cut& cut) {
    if (is_letter_or_digit(text[cut.start]))
        while (cut.start > 0 && is_letter_or_digit(text[cut.start - 1])) --cut.start;
    if (is_letter_or_digit(text[cut.end - 1]))
        while (cut.end < text.size() && is_letter_or_digit(text[cut.end])) ++cut.end;
    if (cut.start > 0 && (text[cut.start - 1] == '#' || text[cut.start - 1] == '@')) {
        --cut.start;
        cut.is_tag = true;
    }
}

std::vector<Cut> cuts_of(std::string_view text, const std::vector<WordFinding>& findings) {
    std::vector<Cut> cuts;
    for (const WordFinding& finding : findings) {
        if (!finding.removed || finding.start >= finding.end) continue;
        Cut cut{finding.start, finding.end, finding.kind, {}, false, {}};
        if (finding.kind == WordKind::name) cut.people.insert(finding.person);
        const std::string_view written = text.substr(cut.start, cut.end - cut.start);
        for (const std::string_view ending : {"'s", "\xE2\x80\x99s", "\xE2\x80\x98s"})
            if (finding.kind == WordKind::name && written.size() > ending.size() + 1 && written.ends_with(ending)) {
                cut.end -= ending.size();
                cut.possessive = ending;
            }
        take_whole_word(text, cut);
        if (!cut.possessive.empty()) cut.end = std::max(cut.end, finding.end);
        cuts.push_back(std::move(cut));
    }
    std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    std::vector<Cut> apart;
    for (Cut& cut : cuts) {
        if (apart.empty() || cut.start >= apart.back().end) {
            apart.push_back(std::move(cut));
            continue;
        }
        Cut& last = apart.back();
        // A name within an e-mail address goes with the address.
        if (cut.end - cut.start > last.end - last.start) last.kind = cut.kind;
        if (cut.end > last.end) last.possessive = cut.possessive;
        last.end = std::max(last.end, cut.end);
        last.is_tag = last.is_tag || cut.is_tag;
        last.people.insert(cut.people.begin(), cut.people.end());
    }
    return apart;
}

constexpr bool is_small(char c) { return c >= 'a' && c <= 'z'; }

bool starts_a_sentence(std::string_view before) {
    while (!before.empty() && std::string_view(" \"'(").find(before.back()) != std::string_view::npos) before.remove_suffix(1);
    return before.empty() || std::string_view(".!?\n").find(before.back()) != std::string_view::npos;
}

bool joins_people(std::string_view between) {
    return between == " and " || between == " & " || between == ", " || between == ", and " || between == " / " || between == "/" ||
           between == " + ";
}

// "Mia and Tom", "Mia, Tom and Zoe": one cut of several people.
std::vector<Cut> lists_joined(std::string_view text, std::vector<Cut> cuts) {
    std::vector<Cut> joined;
    for (Cut& cut : cuts) {
        if (!joined.empty()) {
            Cut& last = joined.back();
            if (last.kind == WordKind::name && cut.kind == WordKind::name && last.possessive.empty() && last.is_tag == cut.is_tag &&
                joins_people(text.substr(last.end, cut.start - last.end))) {
                last.end = cut.end;
                last.possessive = cut.possessive;
                last.people.insert(cut.people.begin(), cut.people.end());
                continue;
            }
        }
        joined.push_back(std::move(cut));
    }
    return joined;
}

// The apostrophe of "James' cake" becomes that of what stands for James.
void take_bare_apostrophe(std::string_view text, Cut& cut) {
    if (!cut.possessive.empty() || cut.kind != WordKind::name) return;
    const std::size_t length = apostrophe_at(text, cut.end);
    if (length == 0) return;
    const std::size_t after = cut.end + length;
    if (after < text.size() && text[after] == 's' && (after + 1 == text.size() || !is_letter_or_digit(text[after + 1]))) {
        cut.possessive = std::string(text.substr(cut.end, length + 1));
        cut.end = after + 1;
    } else if ((text[cut.end - 1] == 's' || text[cut.end - 1] == 'S') && after < text.size() && text[after] == ' ') {
        cut.possessive = std::string(text.substr(cut.end, length)) + "s";
        cut.end = after;
    }
}

// Closes up what is left around nothing: "Mia (7) won", "Mia, aged 7, won", "see  for more".
void close_up(std::string_view text, std::size_t floor, Cut& cut) {
    const auto before = [&](std::size_t back) { return cut.start >= floor + back ? text[cut.start - back] : floor == 0 ? '\n' : 'x'; };
    const auto after = [&] { return cut.end < text.size() ? text[cut.end] : '\n'; };
    const auto ends_a_clause = [&] { return std::string_view(".,;:!?)\n").find(after()) != std::string_view::npos; };
    if ((before(1) == '(' && after() == ')') || (before(1) == '[' && after() == ']')) {
        --cut.start;
        ++cut.end;
    } else if (before(1) == ' ' && before(2) == ',' && ends_a_clause()) {
        cut.start -= 2;
        if (after() == ',') ++cut.end;
    }
    if (before(1) == ' ' && (after() == ' ' || ends_a_clause())) --cut.start;
    else if (before(1) == '\n' && after() == ' ') ++cut.end;
}

}  // namespace

std::string redact(std::string_view text, const std::vector<WordFinding>& findings, const RedactionStyle& style) {
    std::string safe;
    std::size_t at = 0;
    std::vector<Cut> cuts = lists_joined(text, cuts_of(text, findings));
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        Cut& cut = cuts[i];
        take_bare_apostrophe(text, cut);
        const std::size_t next = i + 1 < cuts.size() ? cuts[i + 1].start : text.size();
        std::string words = style.drop ? std::string() : words_instead(text, at, cut, style);
        if (words.empty()) close_up(text.substr(0, next), at, cut);
        safe.append(text.substr(at, cut.start - at));
        const bool capital = !words.empty() && !is_small(text[cut.start]) && is_small(words.front()) && starts_a_sentence(safe);
        if (capital) words.front() = static_cast<char>(words.front() - 'a' + 'A');
        safe.append(words);
        at = cut.end;
    }
    return safe.append(text.substr(at));
}

}  // namespace consent
