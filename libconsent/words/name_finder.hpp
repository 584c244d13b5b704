// SPDX-License-Identifier: Apache-2.0
//
// Finds the register's names in words, and takes them out.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <consent/register.hpp>
#include <consent/words.hpp>

namespace consent {

// Immutable after construction.
class NameFinder {
public:
    explicit NameFinder(const std::vector<Person>& people);

    // Every whole word that is part of a registered name, compared without regard to case, accents or Unicode
    // compatibility form; neighbouring words of one name come as one finding. In order of position, not overlapping.
    // Bytes that are not UTF-8 separate words.
    [[nodiscard]] std::vector<WordFinding> find(const Words& words) const;

private:
    std::unordered_map<std::string, std::vector<std::string>> people_by_word_;  // folded word -> ids
};

// `text` without the findings that are marked `removed`, each replaced by general words ("a member of our school").
// Requires: `findings` are of this text, in order, not overlapping. Bytes outside the findings are kept exactly.
std::string redact(std::string_view text, const std::vector<WordFinding>& findings);

}  // namespace consent
