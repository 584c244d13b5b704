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
    static constexpr std::size_t shortest = 3;    // letters of a form with one error
    static constexpr std::size_t two_errors = 8;  // letters of a form with two

    explicit NameTypos(const std::vector<NameForm>& forms);

    struct Match {
        std::uint32_t form = 0;
        int errors = 0;
    };
    // Every form that `written` is with one error, or with two in forms of two_errors letters and more where `most` is 2. Not
    // the form itself.
    // Takes time in proportion to the square of the letters, of which there may be 30.
    void find(std::u32string_view written, int most, std::vector<Match>& matches) const;

private:
    const std::vector<NameForm>& forms_;
    struct Entry {
        std::uint32_t hash = 0;
        std::uint32_t form = 0;
    };
    [[nodiscard]] std::size_t filter_word(std::uint32_t hash) const { return (hash >> 6U) & (filter_.size() - 1); }
    static std::uint64_t filter_bit(std::uint32_t hash) { return std::uint64_t{1} << (hash & 63U); }

    std::vector<std::uint32_t> starts_;  // by the low bits of a hash
    std::vector<Entry> entries_;
    std::vector<std::uint64_t> filter_;  // bits by the upper part of a hash: most words resemble nothing
    std::uint64_t mask_ = 0;
};

}  // namespace consent
