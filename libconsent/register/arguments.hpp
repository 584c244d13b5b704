// SPDX-License-Identifier: Apache-2.0
//
// What every back end demands of what is written to it, and the words it refuses with. Nothing here knows what the
// register holds already.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

// A reference to a written form: anything but blanks.
bool is_evidence(std::string_view text) noexcept;

// Not spoken, and one of the forms there are.
bool is_written(AnswerForm form) noexcept;

inline constexpr int max_form_days = 3660;

// Policy::match_never_publish, read here because no template may be made that it does not allow.
inline constexpr std::string_view match_never_publish_setting = "match_never_publish";
bool matches_never_publish(const std::map<std::string, std::string>& settings);

// Each fails with invalid_argument. Messages do not repeat what is malformed: it could be a name.
Result<void> check_id(std::string_view id);
Result<void> check_day(const std::optional<Date>& day);  // exists, and its year has four digits
Result<void> check(const Person& person);
Result<void> check(const Channel& channel);
Result<void> check_setting(std::string_view key, std::string_view value);

Result<void> check(const Purpose& purpose);
Result<void> check(const Delegation& delegation);
Result<void> check(const ParentNotice& notice, Instant now);
Result<void> check(const ListedAuthority& authority);

// Also ErrorCode::refused for a grant without evidence, or a spoken one. Whether the purpose exists is the register's to say.
Result<void> check(const ConsentAnswer& answer);

// Also that there are some, and that no photo's day is after the day of `now`; one day is allowed for time zones.
Result<void> check(const std::vector<Template>& added, Instant now);

Error key_taken(std::string_view id);
Error register_has_changed();
Error unknown_person(std::string_view id);
Error id_taken(std::string_view id);
Error other_dimension(std::string_view model);
Error unknown_purpose(const std::vector<Purpose>& own);
Error no_biometric_consent(std::string_view person, ConsentState state);
Error nameless(std::string_view person);

}  // namespace consent
