// SPDX-License-Identifier: Apache-2.0
#include "words/name_index.hpp"

#include <string>

namespace consent {

namespace {

std::vector<std::u32string> letters_of(const std::vector<NameForm>& forms) {
    std::vector<std::u32string> letters;
    letters.reserve(forms.size());
    for (const NameForm& form : forms) letters.push_back(form.letters);
    return letters;
}

std::vector<std::uint8_t> lengths_of(const std::vector<NameForm>& forms) {
    std::vector<std::uint8_t> lengths;
    lengths.reserve(forms.size());
    for (const NameForm& form : forms) lengths.push_back(static_cast<std::uint8_t>(form.letters.size()));
    return lengths;
}

}  // namespace

NameIndex::NameIndex(const std::vector<Person>& people)
    : forms(people), automaton(letters_of(forms.forms())), typos(forms.forms()), lengths(lengths_of(forms.forms())) {}

NameOwners shared_owners(std::span<const NameOwner> a, std::span<const NameOwner> b) {
    NameOwners both;
    for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
        if (x->person < y->person)
            ++x;
        else if (y->person < x->person)
            ++y;
        else {
            both.push_back({x->person, x->words | y->words, x->loose && y->loose, x->whole || y->whole,
                            x->family && y->family, x->pet || y->pet});
            ++x;
            ++y;
        }
    }
    return both;
}

}  // namespace consent
