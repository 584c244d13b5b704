// SPDX-License-Identifier: Apache-2.0
#include "register/arguments.hpp"

#include <algorithm>
#include <cmath>

#include <consent/use.hpp>

#include "base/plain_text.hpp"

namespace consent {

namespace {

Error wrong(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(' ') == std::string_view::npos; }

bool is_name(std::string_view text) noexcept { return is_one_line(text) && !is_blank(text); }

Result<void> check_one(const Template& added, Instant now) {
    if (Result<void> id = check_id(added.person); !id) return id;
    if (!is_id(added.embedding.model)) return wrong("A template needs the id of the model it was made with.");
    if (Result<void> taken = check_day(added.taken); !taken) return taken;
    if (days_between(date_of(now), added.taken) > 1)
        return wrong("The reference photo cannot have been taken after today: give the right day.");
    const std::vector<float>& values = added.embedding.values;
    double square = 0;
    for (const float value : values) square += static_cast<double>(value) * static_cast<double>(value);
    // A value that is not finite makes the sum so.
    if (values.empty() || !std::isfinite(square) || std::abs(std::sqrt(square) - 1) > 1e-3)
        return wrong("A template is a vector of length 1 with finite values.");
    return {};
}

}  // namespace

bool is_evidence(std::string_view text) noexcept {
    return text.find_first_not_of(" \t\r\n\v\f") != std::string_view::npos;
}

Result<void> check_id(std::string_view id) {
    if (is_id(id)) return {};
    return wrong("An id is 1 to 64 of the letters A-Z a-z, digits, full stop, underscore and hyphen.");
}

Result<void> check_day(const std::optional<Date>& day) {
    if (!day || (day->ok() && day->year() >= std::chrono::year{1} && day->year() <= std::chrono::year{9999})) return {};
    return wrong("That day does not exist.");
}

Result<void> check(const Person& person) {
    if (Result<void> id = check_id(person.id); !id) return id;
    if (to_string(person.kind) == "unknown") return wrong("A person is a pupil, staff or another adult.");
    if (!is_name(person.name)) return wrong("A person needs a name: UTF-8 text on one line, not blank.");
    if (!std::all_of(person.known_as.begin(), person.known_as.end(), is_name))
        return wrong("A name somebody is known as is UTF-8 text on one line, not blank.");
    if (Result<void> born = check_day(person.born); !born) return born;
    return check_day(person.left_on);
}

Result<void> check(const ConsentAnswer& answer) {
    if (Result<void> id = check_id(answer.person); !id) return id;
    const auto purposes = consent_purposes();
    if (std::find(purposes.begin(), purposes.end(), answer.purpose) == purposes.end()) {
        std::string message = "That is not a purpose a consent can be recorded for. Use one of:";
        for (const std::string_view purpose : purposes) message.append(" ").append(purpose);
        return wrong(message + ".");
    }
    if (to_string(answer.answer) == "unknown") return wrong("An answer is grant, refuse or withdraw.");
    if (to_string(answer.by.role) == "unknown" || !(answer.by.ref.empty() || is_id(answer.by.ref)))
        return wrong("Who answered is a role, and a number or contact id where several share it.");
    if (Result<void> on = check_day(answer.on); !on) return on;
    if (Result<void> until = check_day(answer.until); !until) return until;
    if (answer.until && answer.answer != Answer::grant)
        return wrong("Only a grant can have a last day; a no has none.");
    if (answer.until && *answer.until < answer.on)
        return wrong("The last day of a grant cannot lie before the day it was given.");
    if (!is_one_line(answer.evidence)) return wrong("The evidence reference is UTF-8 text on one line.");
    if (answer.answer == Answer::grant && !is_evidence(answer.evidence))
        return Error{ErrorCode::refused,
                     "A grant needs the reference of its written form: verbal consent does not count."};
    return {};
}

Result<void> check(const std::vector<Template>& added, Instant now) {
    if (added.empty()) return wrong("There is no template to add.");
    for (const Template& one : added)
        if (Result<void> good = check_one(one, now); !good) return good;
    return {};
}

Result<void> check(const Channel& channel) {
    if (Result<void> id = check_id(channel.id); !id) return id;
    if (!is_one_line(channel.approved_by)) return wrong("Who approved a channel is UTF-8 text on one line.");
    return {};
}

Result<void> check_setting(std::string_view key, std::string_view value) {
    if (!is_id(key)) return wrong("A setting's name is 1 to 64 letters, digits, full stops, underscores and hyphens.");
    if (!is_one_line(value)) return wrong("A setting's value is UTF-8 text on one line.");
    return {};
}

Error unknown_person(std::string_view id) {
    return wrong("There is nobody with the id " + std::string(id) + " in the register.");
}

Error id_taken(std::string_view id) {
    return wrong("The id " + std::string(id) + " is taken: somebody in the register has it.");
}

Error other_dimension(std::string_view model) {
    return wrong("The template's length is not that of the templates already made with " + std::string(model) + ".");
}

Error no_biometric_consent(std::string_view person, ConsentState state) {
    return {ErrorCode::refused, "No template may be held of " + std::string(person) + ": biometric consent is " +
                                    (state == ConsentState::no_answer      ? "not given"
                                     : state == ConsentState::disagreement ? "disputed"
                                                                           : std::string(to_string(state))) +
                                    "."};
}

bool is_lapsed(ConsentState state) noexcept {
    return state != ConsentState::granted && state != ConsentState::no_answer;
}

}  // namespace consent
