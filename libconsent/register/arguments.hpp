// SPDX-License-Identifier: Apache-2.0
//
// What every back end demands of what is written to it, and the words it refuses with. Nothing here knows what the
// register holds already.
#pragma once

#include <string_view>
#include <vector>

#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

// A reference to a written form: anything but blanks.
bool is_evidence(std::string_view text) noexcept;

// Each fails with invalid_argument. Messages do not repeat what is malformed: it could be a name.
Result<void> check_id(std::string_view id);
Result<void> check_day(const std::optional<Date>& day);  // exists, and its year has four digits
Result<void> check(const Person& person);
Result<void> check(const Channel& channel);
Result<void> check_setting(std::string_view key, std::string_view value);

// Also ErrorCode::refused for a grant without evidence.
Result<void> check(const ConsentAnswer& answer);

// Also that there are some, and that no photo's day is after the day of `now`; one day is allowed for time zones.
Result<void> check(const std::vector<Template>& added, Instant now);

Error unknown_person(std::string_view id);
Error id_taken(std::string_view id);
Error other_dimension(std::string_view model);
Error no_biometric_consent(std::string_view person, ConsentState state);

// Whether a template must go: somebody said no, or what was granted has run out. A day before any answer, as a clock
// set wrong would give, destroys nothing.
bool is_lapsed(ConsentState state) noexcept;

}  // namespace consent
