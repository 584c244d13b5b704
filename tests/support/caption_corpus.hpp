// SPDX-License-Identifier: Apache-2.0
//
// The captions of tests/words/ with the names that are to be found in them, and how well a finder does on them.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <consent/register.hpp>
#include <consent/words.hpp>

namespace consent::test {

struct MarkedName {
    std::string person;
    std::size_t start = 0;  // bytes of Caption::text
    std::size_t end = 0;
    bool optional = false;
};

struct Caption {
    std::string kind;  // "full", "mistyped", ...; for those without names "word", "plain", "world"
    std::string text;
    std::vector<MarkedName> names;
    std::size_t line = 0;  // in its file; odd and even lines are the two halves
};

// Throw std::runtime_error where a file cannot be read or a line not be understood.
std::vector<Person> corpus_register(const std::string& folder);
std::vector<Caption> corpus_captions(const std::string& folder);

struct Tally {
    std::size_t captions = 0;
    std::size_t names = 0;
    std::size_t found = 0;   // the finding touches the name
    std::size_t whole = 0;   // and covers it, and no more than a title or a point beside it
    std::size_t person = 0;  // and says who
    std::size_t sure = 0;    // of those found
    std::size_t findings = 0;
    std::size_t false_alarms = 0;  // findings that touch no marked name
    std::size_t alarmed = 0;       // captions with such
};

// What one caption adds.
void count(const Caption& caption, const std::vector<WordFinding>& findings, Tally& tally);

}  // namespace consent::test
