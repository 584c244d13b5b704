// SPDX-License-Identifier: Apache-2.0
//
// What consent is asked for, and the rule of each purpose: who decides from which age, how long a form lives, and on which
// lawful basis the school says it acts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

// UK GDPR Article 6(1)(a) to (f), in its words. Recorded for the school's own account (Articles 13 and 30); it never stands
// in for an answer: a face is cleared by a written yes alone, whatever the basis, and an objection (Article 21) is a no on
// any basis.
enum class LawfulBasis : std::uint8_t {
    consent = 0, contract, legal_obligation, vital_interests, public_task, legitimate_interests,
};

struct Purpose {
    // One of consent_purposes(), or the school's own: a namespace, a full stop and a name ("local.sports_day"), both of
    // lower-case letters, digits, underscores and hyphens, beginning with a letter; 64 bytes at most. The namespace
    // `consent` is kept for this library.
    std::string id{};
    LawfulBasis basis = LawfulBasis::consent;
    // From this age the pupil's own written yes is needed: 5 to 18. Absent: not before the age of majority.
    std::optional<int> pupil_from{};
    // Below this age a parent's is needed: 12 to 18 (12: the age from which Scots law presumes understanding, DPA 2018 s.208),
    // and not before pupil_from, so that somebody is asked at every age. Absent: up to the age of majority. So from 13 to 16
    // both are needed with pupil_from 13, parent_until 16.
    std::optional<int> parent_until{};
    // A form counts on this many days, the day it was signed included: 1 to 3660. Absent: for as long as it says itself.
    std::optional<int> form_days{};
    std::string description{};  // what a parent is asked, in a line; UTF-8
};

// Whether the id is one that a school can give to a purpose of its own. Such a purpose is always a use of a picture.
CONSENT_API bool is_own_purpose(std::string_view id) noexcept;

// The purposes there are without a word from the school, in the order of consent_purposes(): parents decide, and a form
// lives for as long as it says.
CONSENT_API const std::vector<Purpose>& built_in_purposes();

// The rule of one purpose: as the school has it, else as built in. Absent: there is no such purpose.
// `own`: RegisterSnapshot::purposes.
CONSENT_API std::optional<Purpose> find_purpose(const std::vector<Purpose>& own, std::string_view id);

// Every purpose there is, with the rule in force: the built-in ones, then the school's own by id.
CONSENT_API std::vector<Purpose> all_purposes(const std::vector<Purpose>& own);

CONSENT_API std::string_view to_string(LawfulBasis basis) noexcept;  // "consent", "public_task", ...
CONSENT_API Result<LawfulBasis> parse_lawful_basis(std::string_view text);  // Fails: ErrorCode::invalid_argument

}  // namespace consent
