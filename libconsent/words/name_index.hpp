// SPDX-License-Identifier: Apache-2.0
//
// All forms of everybody's name, ready to be looked for.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <consent/register.hpp>

#include "words/name_automaton.hpp"
#include "words/name_forms.hpp"
#include "words/name_typos.hpp"

namespace consent {

// All that is known of the register's names. Immutable after construction.
class NameIndex {
public:
    explicit NameIndex(const std::vector<Person>& people);
    NameIndex(const NameIndex&) = delete;
    NameIndex& operator=(const NameIndex&) = delete;

    const NameForms forms;
    const NameAutomaton automaton;
    const NameTypos typos;
    const std::vector<std::uint8_t> lengths;  // by form
};

using NameOwners = std::vector<NameOwner>;

// Whoever is in both, with the words of both. Requires: each in order of person.
NameOwners shared_owners(std::span<const NameOwner> a, std::span<const NameOwner> b);

}  // namespace consent
