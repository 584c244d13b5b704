// SPDX-License-Identifier: Apache-2.0
//
// Finds personal data other than names in words.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <consent/words.hpp>

#include "words/pattern.hpp"

namespace consent {

// What a school says of its own words (consent/policy.hpp has the settings of the same names).
struct PersonalSettings {
    std::vector<std::string> class_patterns;   // RE2, whole words, without regard to case: "[1-6][a-d]", "year \d oak"
    std::vector<std::string> school_contacts;  // the school's own numbers, addresses and handles, which may stand anywhere
    std::vector<std::string> allowed_links;    // hosts, with what may lie below them: "school.example", "website=bbc.co.uk"
};

// Immutable after construction; usable from several threads.
class PersonalFinder {
public:
    // Throws: std::runtime_error when a class pattern cannot be compiled.
    explicit PersonalFinder(const PersonalSettings& settings);

    // Personal data in `words`, which would go to `channel` (empty: none is named). `names` are the register's names in the
    // same text, in order: a number in brackets after one of them is an age. In order of position, not overlapping, rule
    // Takes time and memory in proportion to the text.
    // Throws: std::runtime_error when ICU fails, so that no text passes for one without because it could not be read.
    [[nodiscard]] std::vector<WordFinding> find(const Words& words, std::string_view channel,
                                                const std::vector<WordFinding>& names) const;

private:
    struct Link {
        std::string channel;  // empty: every one
        std::string address;  // "host" or "host/path"
    };
    [[nodiscard]] bool is_allowed_link(std::string_view link, std::string_view channel) const;
    [[nodiscard]] bool has_links_for(std::string_view channel) const;
    [[nodiscard]] bool is_schools_own(WordKind kind, std::string_view plain) const;

    std::vector<Pattern> classes_;
    std::set<std::string, std::less<>> own_;
    std::vector<Link> links_;
};

}  // namespace consent
