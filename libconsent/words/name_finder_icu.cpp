// SPDX-License-Identifier: Apache-2.0
#include "words/name_finder.hpp"

#include <algorithm>
#include <set>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace consent {

namespace {

struct Word {
    std::size_t start = 0;
    std::size_t end = 0;
    std::string folded;
};

bool belongs_to_word(UChar32 c) {
    return u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

// Case, compatibility form and accents gone: "ZOË", "Zoe" and "Zoë" come out the same.
std::string fold(std::string_view word) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) return std::string(word);
    const icu::UnicodeString plain = decompose->normalize(
        casefold->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<int32_t>(word.size()))),
                            status),
        status);
    if (U_FAILURE(status)) return std::string(word);
    icu::UnicodeString bare;
    for (int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1)) {
        const UChar32 c = plain.char32At(i);
        if (u_charType(c) != U_NON_SPACING_MARK) bare.append(c);
    }
    std::string folded;
    bare.toUTF8String(folded);
    return folded;
}

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(std::min<std::size_t>(text.size(), INT32_MAX));
    int32_t start = -1;
    for (int32_t at = 0; at <= length;) {
        const int32_t before = at;
        UChar32 c = -1;
        if (at < length) {
            U8_NEXT(bytes, at, length, c);
        } else {
            ++at;
        }
        const bool inside = c >= 0 && belongs_to_word(c);
        if (inside && start < 0) start = before;
        if (!inside && start >= 0) {
            const auto from = static_cast<std::size_t>(start);
            const auto to = static_cast<std::size_t>(before);
            words.push_back({from, to, fold(text.substr(from, to - from))});
            start = -1;
        }
    }
    return words;
}

bool is_initial(const Word& word) { return word.end - word.start == 1; }

// What may stand between the words of one name: "Anne-Marie", "O'Brien", "Thompson, Mia".
bool joins_names(std::string_view between) {
    static const std::set<std::string_view> joints{" ", "-", "'", ", ", ",", ".", ". ", "_", "\xE2\x80\x99", "\xE2\x80\x90",
                                                   "\xE2\x80\x91", "\xC2\xA0", "\n", "\r\n"};
    return joints.contains(between);
}

}  // namespace

NameFinder::NameFinder(const std::vector<Person>& people) {
    for (const Person& person : people) {
        std::set<std::string> forms;
        const auto take = [&](const std::string& name) {
            for (Word& word : words_of(name)) forms.insert(std::move(word.folded));
        };
        take(person.name);
        for (const std::string& name : person.known_as) take(name);
        for (const std::string& form : forms) people_by_word_[form].push_back(person.id);
    }
}

std::vector<WordFinding> NameFinder::find(const Words& words) const {
    std::vector<WordFinding> findings;
    std::vector<std::string> shared;  // everybody whom all words of the last finding name
    bool only_initials = false;       // of the last finding: the O of O'Brien names nobody by itself
    for (const Word& word : words_of(words.text)) {
        const auto known = people_by_word_.find(word.folded);
        if (known == people_by_word_.end()) continue;
        if (!findings.empty()) {
            WordFinding& last = findings.back();
            const std::string_view between = std::string_view(words.text).substr(last.end, word.start - last.end);
            std::vector<std::string> both;
            for (const std::string& id : shared)
                if (std::find(known->second.begin(), known->second.end(), id) != known->second.end()) both.push_back(id);
            if (joins_names(between) && !both.empty()) {
                last.end = word.end;
                only_initials = only_initials && is_initial(word);
                last.person = both.front();
                shared = std::move(both);
                continue;
            }
        }
        if (only_initials) findings.pop_back();
        findings.push_back({words.source, word.start, word.end, WordKind::name, known->second.front(), true});
        shared = known->second;
        only_initials = is_initial(word);
    }
    if (only_initials) findings.pop_back();
    return findings;
}

}  // namespace consent
