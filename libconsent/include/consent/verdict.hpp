// SPDX-License-Identifier: Apache-2.0
//
// The three answers, the rules behind them, and a reason an operator can read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <consent/export.hpp>

namespace consent {

// Ordered from worst to best, so that the worse of two is the smaller, and a value that nobody set blocks.
enum class Verdict : std::uint8_t { block = 0, review = 1, publish = 2 };

CONSENT_API std::string_view to_string(Verdict verdict) noexcept;  // "block", "review", "publish"
constexpr Verdict worse(Verdict a, Verdict b) noexcept { return a < b ? a : b; }

// Rule ids are part of the interface: logs, tests and documents cite them. Numbers are never reused.
enum class Rule : std::uint8_t {
    unreadable = 1,           // R-01 the file cannot be read whole, is over a limit, or holds a part nobody looked at
    never_publish = 2,        // R-02 a face or a name on the list is that of someone on the do-not-publish list
    no_consent = 3,           // R-03 someone shown has no valid consent for this use on this date
    unknown_face = 4,         // R-04 an identifiable face matches nobody, or the roll call does not add up
    look_alike = 5,           // R-05 the best candidate and another, cleared or not, are within the margin
    same_person_twice = 6,    // R-06 two faces in one picture match the same person
    poor_face = 7,            // R-07 a face is too blurred, turned, small or covered to match safely
    old_reference = 8,        // R-08 the reference photo is older than the policy allows
    stale_register = 9,       // R-09 the register is staler than the policy allows, or missing
    name_in_words = 10,       // R-10 a register name stands in the words
    personal_data = 11,       // R-11 other personal data in the words or the file (GPS position, address ...)
    channel = 12,             // R-12 the channel is unknown, not approved, or not school-owned
    left = 13,                // R-13 the person has left, and the grace period is over
    adult_refused = 14,       // R-14 someone not a pupil has asked not to be shown
    activity = 15,            // R-15 an activity the policy lists
    second_detector = 16,     // R-16 the second detector saw a face that the first did not
    copy_not_clean = 17,      // R-17 the copy does not read back clean
    poster_confirmation = 18, // R-18 the poster has not confirmed what no program judges
};

CONSENT_API std::string_view id_of(Rule rule) noexcept;    // "R-04"
CONSENT_API std::string_view title_of(Rule rule) noexcept; // one plain English clause
CONSENT_API std::span<const Rule> all_rules() noexcept;    // in order of number
CONSENT_API std::optional<Rule> rule_from_id(std::string_view id) noexcept;

// Why a verdict is what it is. `text` is for people: plain English, person ids but no names, no newline.
struct Reason {
    Rule rule = Rule::unreadable;
    Verdict verdict = Verdict::block;  // what this reason alone leads to; publish where it only informs
    int face = 0;                      // number of the face it speaks of, from 1; 0: the whole picture
    std::string text;
};

}  // namespace consent
