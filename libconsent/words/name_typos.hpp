// SPDX-License-Identifier: Apache-2.0
//
// Finds the forms of names that a word is, but for one or two typing errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "words/name_forms.hpp"

namespace consent {

// Letters added, left out, changed, or changed places with the next (optimal string alignment), up to `most`; more than
// `most` otherwise.
int typing_errors(std::u32string_view written, std::u32string_view meant, int most);

// By the neighbourhood of words with letters left out. Immutable after construction; it keeps a reference to `forms`.
class NameTypos {
public:
    static constexpr std::size_t shortest = 3;   // letters of a form with one error
    static constexpr std::size_t two_errors = 8; // letters of a form with two

    explicit NameTypos(const std::vector<NameForm>& forms);

    struct Match {
        std::uint32_t form = 0;
        int errors = 0;
    };
    // Every form that `written` is with one error, or two in forms of two_errors letters and more. Not the form itself.
    // Takes time in proportion to the square of the letters, of which there may be 30.
    void find(std::u32string_view written, std::vector<Match>& matches) const;

private:
    const std::vector<NameForm>& forms_;
    std::vector<std::uint32_t> starts_;  // by the low bits of a hash
    std::vector<std::uint32_t> entries_; // indices of forms
    std::uint64_t mask_ = 0;
};

}  // namespace consent
