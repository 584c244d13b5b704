// SPDX-License-Identifier: Apache-2.0
//
// Somebody in the register.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

enum class PersonKind : std::uint8_t { pupil, staff, adult };

struct Person {
    std::string id;           // the school's pseudonymous id: 1 to 64 of A-Z a-z 0-9 . _ -
    PersonKind kind = PersonKind::pupil;
    std::string name;         // UTF-8; never goes into a log or a message. Empty only for somebody on the do-not-publish list,
                              // who is then protected in pictures and not in words
    std::vector<std::string> known_as;
    std::optional<Date> born;
    std::optional<Date> left_on;   // the last day at the school
    bool never_publish = false;    // the do-not-publish list; its reason is not stored
    std::string school_key{};      // the school's own: UPN or admission number, one line of at most 64 bytes, nobody else's;
                                   // empty: none. Never goes into a log or a message
};

// Full years on `day`; who was born on 29 February has a birthday on 1 March where there is no such day.
// Absent: the day of birth is not known, does not exist or lies after `day`.
CONSENT_API std::optional<int> age_on(const Person& person, Date day);

// From this birthday on people answer for themselves: parental responsibility ends (Children Act 1989 s.105, Family Law Reform
// Act 1969 s.1), and section 26 of the Protection of Freedoms Act 2012 speaks of children under it (s.28(1)).
inline constexpr int age_of_majority = 18;

CONSENT_API std::string_view to_string(PersonKind kind) noexcept;  // "pupil", "staff", "adult"
CONSENT_API Result<PersonKind> parse_person_kind(std::string_view text);  // Fails: ErrorCode::invalid_argument

}  // namespace consent
