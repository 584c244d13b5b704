// SPDX-License-Identifier: Apache-2.0
//
// Whose yes it takes: by age, and by what has been delegated.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <consent/consents.hpp>

namespace consent {

struct Deciders {
    bool parent = true;
    bool pupil = true;  // the pupil themselves, or an adult
    friend bool operator==(const Deciders&, const Deciders&) = default;
};

// Whether somebody answers for themselves alone: an adult, or a pupil known to be of age.
bool is_adult(const Person& person, Date day);

Deciders deciders(const Person& person, const Purpose& rule, Date day);

// The first birthday after `day` on which others are asked than on `day`. Absent: none will come, or the day of birth is not known.
std::optional<Date> next_change_of_deciders(const Person& person, const Purpose& rule, Date day);

// Whether the giver speaks for themselves: `self`, and of a pupil also `pupil`.
bool is_own_voice(GiverRole role, PersonKind kind) noexcept;

// The carer's delegation for the purpose on a day: in force or not, and until when.
struct DelegationStanding {
    bool in_force = false;
    std::optional<Date> ends{};
};

// Fed in the order of recording; statements about other carers and purposes must be left out.
// Taking back counts at once whatever its day; a delegation from its day on, if it was recorded after that.
void hear(DelegationStanding& standing, const Delegation& delegation, Date day);

}  // namespace consent
