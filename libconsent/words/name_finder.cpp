// SPDX-License-Identifier: Apache-2.0
#include "words/name_finder.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "words/word_runs.hpp"

namespace consent {

namespace {

// Written with one plain letter, as the O of O'Brien.
bool is_one_letter(const WordPiece& piece) {
    return piece.folded_end - piece.folded_start == 1 && (piece.symbol || piece.end - piece.start == 1);
}

// What may stand between the words of one name: "Anne-Marie", "O'Brien", "Thompson, Mia".
bool joins_names(std::string_view between) {
    static const std::set<std::string_view> joints{" ", "-", "'", ", ", ",", ".", ". ", "_", "\xE2\x80\x99", "\xE2\x80\x90",
                                                   "\xE2\x80\x91", "\xC2\xA0", "\n", "\r\n",
                                                   "\xCA\xBB", "\xCA\xBC"};
    return joints.contains(between);
}

}  // namespace

NameFinder::NameFinder(const std::vector<Person>& people) {
    for (const Person& person : people) {
        std::map<std::string, bool> forms;  // and whether each is an initial
        const auto take = [&](const std::string& name) {
            for (const WordRun& run : word_runs(name)) {
                // A piece of one letter is a word only by itself.
                for (const WordPiece& piece : run.pieces)
                    if (piece.folded_end - piece.folded_start > 1)
                        forms[run.folded.substr(piece.folded_start, piece.folded_end - piece.folded_start)] = false;
                if (run.folded.empty()) continue;
                const bool is_initial = run.pieces.size() == 1 && is_one_letter(run.pieces.front());
                bool& initial_only = forms.try_emplace(run.folded, true).first->second;
                initial_only = initial_only && is_initial;
            }
        };
        take(person.name);
        for (const std::string& name : person.known_as) take(name);
        for (const auto& [form, is_initial] : forms) {
            Known& known = known_[form];
            known.people.push_back(person.id);
            known.is_initial = known.is_initial && is_initial;
        }
    }
}

std::vector<NameFinder::Name> NameFinder::names_in(std::string_view text) const {
    std::vector<Name> names;
    for (const WordRun& run : word_runs(text)) {
        const std::string_view folded = run.folded;
        std::size_t next = run.pieces.size();  // the piece after the last name
        for (std::size_t first = 0; first < run.pieces.size(); ++first) {
            const WordPiece& piece = run.pieces[first];
            const Known* longest = nullptr;
            std::size_t last = first;
            for (std::size_t at = first; at < run.pieces.size(); ++at) {
                const std::string_view word =
                    folded.substr(piece.folded_start, run.pieces[at].folded_end - piece.folded_start);
                const auto known = known_.lower_bound(word);
                if (known == known_.end() || !known->first.starts_with(word)) break;
                if (known->first != word) continue;
                longest = &known->second;
                last = at;
            }
            const std::size_t end = run.pieces[last].end;
            if (!longest || (!names.empty() && end <= names.back().end)) continue;
            const bool is_initial = longest->is_initial || (last == first && is_one_letter(piece));
            names.push_back({piece.start, end, &longest->people, is_initial, first <= next && next < run.pieces.size()});
            next = last + 1;
        }
    }
    return names;
}

std::vector<WordFinding> NameFinder::find(const Words& words) const {
    std::vector<WordFinding> findings;
    std::vector<std::string> shared;  // everybody whom all words of the last finding name
    bool only_initials = false;       // of the last finding: the O of O'Brien names nobody by itself
    for (const Name& name : names_in(words.text)) {
        std::size_t start = name.start;
        if (!findings.empty()) {
            WordFinding& last = findings.back();
            start = std::max(start, last.end);
            const std::string_view between = std::string_view(words.text).substr(last.end, start - last.end);
            std::vector<std::string> both;
            for (const std::string& id : shared)
                if (std::find(name.people->begin(), name.people->end(), id) != name.people->end()) both.push_back(id);
            if ((name.touches_last || joins_names(between)) && !both.empty()) {
                last.end = name.end;
                only_initials = only_initials && name.is_initial;
                last.person = both.front();
                shared = std::move(both);
                continue;
            }
        }
        if (only_initials) findings.pop_back();
        findings.push_back({words.source, start, name.end, WordKind::name, name.people->front(), true, Certainty::sure, Rule::name_in_words});
        shared = *name.people;
        only_initials = name.is_initial;
    }
    if (only_initials) findings.pop_back();
    return findings;
}

}  // namespace consent
