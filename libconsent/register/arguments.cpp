// SPDX-License-Identifier: Apache-2.0
#include "register/arguments.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <consent/use.hpp>

#include "base/plain_text.hpp"

namespace consent {

namespace {

Error wrong(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(' ') == std::string_view::npos; }

bool is_name(std::string_view text) noexcept { return is_one_line(text) && !is_blank(text); }

bool is_giver(const Giver& giver) noexcept {
    return to_string(giver.role) != "unknown" && (giver.ref.empty() || is_id(giver.ref));
}

bool may_delegate(GiverRole role) noexcept {
    return role == GiverRole::parent || role == GiverRole::other_holder || role == GiverRole::local_authority;
}

// One day is allowed for time zones.
bool is_after(Date day, Instant now) { return days_between(date_of(now), day) > 1; }

Result<void> check_one(const Template& added, Instant now) {
    if (Result<void> id = check_id(added.person); !id) return id;
    if (!is_id(added.embedding.model)) return wrong("A template needs the id of the model it was made with.");
    if (Result<void> taken = check_day(added.taken); !taken) return taken;
    if (is_after(added.taken, now))
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

bool is_written(AnswerForm form) noexcept { return form != AnswerForm::verbal && to_string(form) != "unknown"; }

bool matches_never_publish(const std::map<std::string, std::string>& settings) {
    const auto set = settings.find(std::string(match_never_publish_setting));
    return set != settings.end() && set->second == "yes";
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
    if (!is_name(person.name) && !(person.name.empty() && person.never_publish))
        return wrong("A person needs a name: UTF-8 text on one line, not blank. Only the do-not-publish list takes an id alone.");
    if (!std::all_of(person.known_as.begin(), person.known_as.end(), is_name))
        return wrong("A name somebody is known as is UTF-8 text on one line, not blank.");
    if (!is_one_line(person.school_key) || person.school_key.size() > 64)
        return wrong("A UPN or admission number is one line of at most 64 bytes.");
    if (Result<void> born = check_day(person.born); !born) return born;
    return check_day(person.left_on);
}

Result<void> check(const ConsentAnswer& answer) {
    if (Result<void> id = check_id(answer.person); !id) return id;
    if (to_string(answer.answer) == "unknown") return wrong("An answer is grant, refuse, withdraw or object.");
    if (to_string(answer.form) == "unknown") return wrong("An answer comes on paper, by portal, by email or verbally.");
    if (!is_giver(answer.by))
        return wrong("Who answered is a role, and a number or contact id where several share it.");
    if (Result<void> on = check_day(answer.on); !on) return on;
    if (Result<void> until = check_day(answer.until); !until) return until;
    if (Result<void> from = check_day(answer.from); !from) return from;
    if ((answer.until || answer.from) && answer.answer != Answer::grant)
        return wrong("Only a grant can have a first or last day; a no has neither.");
    if (answer.from && *answer.from < answer.on)
        return wrong("The first day of a grant cannot lie before the day it was given.");
    if (answer.until && *answer.until < answer.from.value_or(answer.on))
        return wrong("The last day of a grant cannot lie before its first.");
    if (!is_one_line(answer.evidence)) return wrong("The evidence reference is UTF-8 text on one line.");
    if (answer.answer == Answer::grant && !is_evidence(answer.evidence))
        return Error{ErrorCode::refused,
                     "A grant needs the reference of its written form: verbal consent does not count."};
    if (answer.answer == Answer::grant && !is_written(answer.form))
        return Error{ErrorCode::refused, "A spoken yes does not count: ask for it in writing, and record that."};
    return {};
}

Result<void> check(const Purpose& purpose) {
    const auto built_in = consent_purposes();
    if (!is_own_purpose(purpose.id) && std::find(built_in.begin(), built_in.end(), purpose.id) == built_in.end())
        return wrong("A purpose of the school's own is a namespace, a full stop and a name, in lower case: local.sports_day.");
    if (to_string(purpose.basis) == "unknown") return wrong("That is not a lawful basis of UK GDPR Article 6.");
    if (purpose.pupil_from && (*purpose.pupil_from < 5 || *purpose.pupil_from > age_of_majority))
        return wrong("The age from which the pupil is asked lies between 5 and 18.");
    if (purpose.parent_until && (*purpose.parent_until < 12 || *purpose.parent_until > age_of_majority))
        return wrong("The age up to which a parent is asked lies between 12 and 18.");
    if (purpose.parent_until && purpose.pupil_from.value_or(age_of_majority) > *purpose.parent_until)
        return wrong("Somebody has to be asked at every age: the pupil from the age at which parents are no longer, or before.");
    if (purpose.parent_until && purpose.id == purpose_biometric)
        return wrong("For biometrics the law asks a parent up to 18: that age cannot be changed.");
    if (purpose.form_days && (*purpose.form_days < 1 || *purpose.form_days > max_form_days))
        return wrong("A form counts on 1 to 3660 days.");
    if (!is_one_line(purpose.description) || (is_own_purpose(purpose.id) && is_blank(purpose.description)))
        return wrong("A purpose needs a description: what parents are asked, UTF-8 text on one line.");
    return {};
}

Result<void> check(const Delegation& delegation) {
    if (Result<void> id = check_id(delegation.person); !id) return id;
    if (!delegation.carer.empty() && !is_id(delegation.carer)) return wrong("A carer is told apart by a number or contact id.");
    if (!is_giver(delegation.by) || !may_delegate(delegation.by.role))
        return wrong("Only a parent, another holder of parental responsibility or a local authority can delegate a decision.");
    if (delegation.purpose == purpose_biometric)
        return wrong("Biometric consent cannot be delegated: list the carer as one who is notified.");
    if (Result<void> on = check_day(delegation.on); !on) return on;
    if (Result<void> until = check_day(delegation.until); !until) return until;
    if (delegation.until && (!delegation.delegated || *delegation.until < delegation.on))
        return wrong("A delegation cannot end before it begins, and what takes it back has no last day.");
    if (!is_one_line(delegation.evidence)) return wrong("The evidence reference is UTF-8 text on one line.");
    if (delegation.delegated && !is_evidence(delegation.evidence))
        return wrong("A delegation needs the reference of its written form.");
    return {};
}

Result<void> check(const ParentNotice& notice, Instant now) {
    if (Result<void> id = check_id(notice.person); !id) return id;
    const bool parent_side = may_delegate(notice.parent.role) || notice.parent.role == GiverRole::carer;
    if (!is_giver(notice.parent) || !parent_side)
        return wrong("Notified are parents, other holders of parental responsibility, a local authority and carers.");
    if (to_string(notice.notice) == "unknown") return wrong("That is not a state of a notification.");
    if (!is_one_line(notice.authorised_by) || !is_one_line(notice.evidence))
        return wrong("Who decided, and where that is filed, is UTF-8 text on one line.");
    if (notice.notice == Notice::due) {
        if (notice.on != Date{}) return wrong("A notification that is still due has no day.");
        return {};
    }
    if (Result<void> on = check_day(notice.on); !on) return on;
    if (is_after(notice.on, now)) return wrong("A notification or decision cannot be dated after today.");
    if (notice.notice != Notice::notified && !is_evidence(notice.authorised_by))
        return wrong("Not to notify a parent is a decision: say which role took it.");
    return {};
}

Result<void> check(const ListedAuthority& authority) {
    if (Result<void> id = check_id(authority.person); !id) return id;
    if (!is_one_line(authority.reference) || !is_one_line(authority.authorised_by) || !is_evidence(authority.reference) ||
        !is_evidence(authority.authorised_by))
        return wrong("A ground for matching needs the reference of the documented decision and the role that took it.");
    if (Result<void> on = check_day(authority.on); !on) return on;
    if (Result<void> until = check_day(authority.until); !until) return until;
    if (authority.until && (!authority.in_force || *authority.until < authority.on))
        return wrong("A ground cannot end before it begins, and what takes it back has no last day.");
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
    if (channel.approved && !is_evidence(channel.approved_by))
        return wrong("A channel is approved by somebody: say which role.");
    if (!is_one_line(channel.owner) || !is_one_line(channel.policy_link))
        return wrong("A channel's owner and the link to its rules are UTF-8 text on one line.");
    if (!std::all_of(channel.administrators.begin(), channel.administrators.end(), is_id))
        return wrong("An administrator of a channel is a pseudonymous id, not a name.");
    const std::set<std::string_view> different(channel.administrators.begin(), channel.administrators.end());
    if (different.size() != channel.administrators.size()) return wrong("An administrator of a channel is named twice.");
    return check_day(channel.approved_on);
}

Result<void> check_setting(std::string_view key, std::string_view value) {
    if (!is_id(key)) return wrong("A setting's name is 1 to 64 letters, digits, full stops, underscores and hyphens.");
    if (!is_one_line(value)) return wrong("A setting's value is UTF-8 text on one line.");
    return {};
}

Error key_taken(std::string_view id) {
    return wrong("The UPN or admission number of " + std::string(id) + " is taken: somebody in the register has it.");
}

Error register_has_changed() {
    return {ErrorCode::refused, "The register has changed meanwhile: work out the changes again."};
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

Error unknown_purpose(const std::vector<Purpose>& own) {
    std::string message = "That is not a purpose a consent can be recorded for. Use one of:";
    for (const Purpose& purpose : all_purposes(own)) message.append(" ").append(purpose.id);
    return wrong(message + ".");
}

Error no_biometric_consent(std::string_view person, ConsentState state) {
    const std::string whose = "No template may be held of " + std::string(person) + ": ";
    switch (state) {
        case ConsentState::no_answer: return {ErrorCode::refused, whose + "biometric consent is not given."};
        case ConsentState::disagreement: return {ErrorCode::refused, whose + "biometric consent is disputed."};
        case ConsentState::not_notified:
            return {ErrorCode::refused, whose + "not every parent has been notified. Record each with `consent register notify`."};
        default: return {ErrorCode::refused, whose + "biometric consent is not in force (" + std::string(to_string(state)) + ")."};
    }
}

Error nameless(std::string_view person) {
    return {ErrorCode::refused, std::string(person) + " stays on the do-not-publish list: no name is recorded, so nothing "
                                                      "would keep it out of captions."};
}

}  // namespace consent
