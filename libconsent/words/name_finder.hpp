// SPDX-License-Identifier: Apache-2.0
//
// Finds the register's names in words, and takes them out.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <consent/register.hpp>
#include <consent/words.hpp>

namespace consent {

// Immutable after construction. Throws std::runtime_error, as find does, when ICU fails (words/word_runs.hpp): no text
// passes for one without names because it could not be compared.
class NameFinder {
public:
    explicit NameFinder(const std::vector<Person>& people);

    // Every whole word that is part of a registered name, compared without regard to case, accents, strokes through
    // letters, the dots of i, Unicode compatibility form (circled, squared, parenthesised letters too) or characters
    // that are not seen; neighbouring words of one name come as one finding. In order of position, not overlapping; a
    // finding covers the unseen characters inside it. Bytes that are not UTF-8 separate words.
    // Takes time in proportion to the text times the longest word of a name, at most.
    [[nodiscard]] std::vector<WordFinding> find(const Words& words) const;

private:
    struct Known {
        std::vector<std::string> people;  // ids
        bool is_initial = true;           // nobody's name but as one plain letter
    };
    struct Name {
        std::size_t start = 0;
        std::size_t end = 0;
        const std::vector<std::string>* people = nullptr;
        bool is_initial = false;
        bool touches_last = false;  // nothing visible between this name and the one before
    };
    [[nodiscard]] std::vector<Name> names_in(std::string_view text) const;

    std::map<std::string, Known, std::less<>> known_;  // by folded word
};

// `text` without the findings that are marked `removed`, each replaced by general words ("a member of our school").
// Requires: `findings` are of this text, in order, not overlapping. Bytes outside the findings are kept exactly.
std::string redact(std::string_view text, const std::vector<WordFinding>& findings);

}  // namespace consent
