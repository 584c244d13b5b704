// SPDX-License-Identifier: Apache-2.0
//
// Finds the register's names in words.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <consent/register.hpp>
#include <consent/words.hpp>

namespace consent {

enum class NameMode : std::uint8_t {
    strict,     // any forename or surname counts
    full_name,  // two words of one person's name, or the whole of it
};

struct NameContext {
    NameMode mode = NameMode::strict;
    std::vector<std::string> shown;  // ids of those known to be in the picture
};

// Immutable after construction; may be used from several threads. Throws std::runtime_error, as find does, when ICU fails:
// no text passes for one without names because it could not be compared.
class NameFinder {
public:
    explicit NameFinder(const std::vector<Person>& people);
    ~NameFinder();
    NameFinder(NameFinder&&) noexcept;
    NameFinder& operator=(NameFinder&&) noexcept;

    // The names of registered people, as people write them:
    //   - in any case, with or without accents, strokes, apostrophes, hyphens, in compatibility forms, with unseen
    //     characters or marks in them, across the end of a line; possessive (the 's is left out) and plural
    //   - forename and surname in either order, with a middle name, initials, particles or a title ("Mr"), run together
    //     ("#MaryJones", "mary_jones.jpg", "@mjones"); pet forms and other spellings of a forename (words/nicknames.cpp)
    //   - one typing error, or two in long names; letters with spaces, points or pictures between them; digits, signs and
    //     letters of other scripts that look alike
    // A word that is a plain word as well ("Will", "May", "Green") is weighed by its neighbours and its capital; what they
    // leave open is Certainty::possible, as are lone words with typing errors.
    // One finding covers the whole of a written name. In order of position, not overlapping. `person` is somebody shown,
    // where one of them may be meant, or the first of all who are.
    // Takes time in proportion to the text (at worst times the people who share one name) and memory in proportion to the
    // findings, of which there are at most 100 000: where a text names more, the last covers all the rest.
    [[nodiscard]] std::vector<WordFinding> find(const Words& words, const NameContext& context = {}) const;

private:
    struct State;
    std::unique_ptr<const State> state_;
};

}  // namespace consent
