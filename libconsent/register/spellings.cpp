// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>
#include <span>

#include <consent/register.hpp>

#include "base/plain_text.hpp"

namespace consent {

namespace {

template <typename Value>
struct Spelling {
    Value value;
    std::string_view text;
};

constexpr std::array<Spelling<PersonKind>, 3> kinds{{
    {PersonKind::pupil, "pupil"},
    {PersonKind::staff, "staff"},
    {PersonKind::adult, "adult"},
}};

constexpr std::array<Spelling<GiverRole>, 7> roles{{
    {GiverRole::parent, "parent"},
    {GiverRole::other_holder, "other_holder"},
    {GiverRole::local_authority, "local_authority"},
    {GiverRole::carer, "carer"},
    {GiverRole::pupil, "pupil"},
    {GiverRole::self, "self"},
    {GiverRole::relative, "relative"},
}};

constexpr std::array<Spelling<Answer>, 4> answers{{
    {Answer::refuse, "refuse"},
    {Answer::withdraw, "withdraw"},
    {Answer::grant, "grant"},
    {Answer::object, "object"},
}};

constexpr std::array<Spelling<AnswerForm>, 5> forms{{
    {AnswerForm::unspecified, "unspecified"},
    {AnswerForm::paper, "paper"},
    {AnswerForm::portal, "portal"},
    {AnswerForm::email, "email"},
    {AnswerForm::verbal, "verbal"},
}};

constexpr std::array<Spelling<LawfulBasis>, 6> bases{{
    {LawfulBasis::consent, "consent"},
    {LawfulBasis::contract, "contract"},
    {LawfulBasis::legal_obligation, "legal_obligation"},
    {LawfulBasis::vital_interests, "vital_interests"},
    {LawfulBasis::public_task, "public_task"},
    {LawfulBasis::legitimate_interests, "legitimate_interests"},
}};

constexpr std::array<Spelling<Notice>, 7> notices{{
    {Notice::due, "due"},
    {Notice::notified, "notified"},
    {Notice::cannot_be_found, "cannot_be_found"},
    {Notice::lacks_capacity, "lacks_capacity"},
    {Notice::child_welfare, "child_welfare"},
    {Notice::not_practicable, "not_practicable"},
    {Notice::not_a_parent, "not_a_parent"},
}};

constexpr std::array<Spelling<DestructionCause>, 3> causes{{
    {DestructionCause::request, "request"},
    {DestructionCause::refusal, "refusal"},
    {DestructionCause::lapse, "lapse"},
}};

constexpr std::array<Spelling<ConsentState>, 14> states{{
    {ConsentState::no_answer, "no answer"},
    {ConsentState::refused, "refused"},
    {ConsentState::withdrawn, "withdrawn"},
    {ConsentState::expired, "expired"},
    {ConsentState::disagreement, "parents disagree"},
    {ConsentState::granted, "granted"},
    {ConsentState::objected, "objected"},
    {ConsentState::not_entitled, "agreed by somebody who may not decide"},
    {ConsentState::parent_missing, "a parent's agreement is missing"},
    {ConsentState::pupil_missing, "their own agreement is missing"},
    {ConsentState::left, "left"},
    {ConsentState::not_notified, "parents not notified"},
    {ConsentState::not_authorised, "ground for matching ended"},
    {ConsentState::unknown_purpose, "no such purpose"},
}};

// A value outside its enumeration gets a spelling that no parser takes.
template <typename Value>
constexpr std::string_view text_of(std::span<const Spelling<Value>> spellings, Value value) noexcept {
    for (const Spelling<Value>& known : spellings)
        if (known.value == value) return known.text;
    return "unknown";
}

template <typename Value>
std::optional<Value> value_of(std::span<const Spelling<Value>> spellings, std::string_view text) noexcept {
    for (const Spelling<Value>& known : spellings)
        if (known.text == text) return known.value;
    return std::nullopt;
}

template <typename Value>
Error unknown_spelling(std::span<const Spelling<Value>> spellings, std::string_view what) {
    std::string message = "That is not " + std::string(what) + ". Use one of:";
    for (const Spelling<Value>& known : spellings) message.append(" ").append(known.text);
    return {ErrorCode::invalid_argument, message + "."};
}

}  // namespace

std::string_view to_string(PersonKind kind) noexcept { return text_of<PersonKind>(kinds, kind); }
std::string_view to_string(GiverRole role) noexcept { return text_of<GiverRole>(roles, role); }
std::string_view to_string(Answer answer) noexcept { return text_of<Answer>(answers, answer); }
std::string_view to_string(AnswerForm form) noexcept { return text_of<AnswerForm>(forms, form); }
std::string_view to_string(LawfulBasis basis) noexcept { return text_of<LawfulBasis>(bases, basis); }
std::string_view to_string(Notice notice) noexcept { return text_of<Notice>(notices, notice); }
std::string_view to_string(DestructionCause cause) noexcept { return text_of<DestructionCause>(causes, cause); }
std::string_view to_string(ConsentState state) noexcept { return text_of<ConsentState>(states, state); }

Result<PersonKind> parse_person_kind(std::string_view text) {
    if (const auto kind = value_of<PersonKind>(kinds, text)) return *kind;
    return unknown_spelling<PersonKind>(kinds, "a kind of person");
}

Result<Answer> parse_answer(std::string_view text) {
    if (const auto answer = value_of<Answer>(answers, text)) return *answer;
    return unknown_spelling<Answer>(answers, "an answer");
}

Result<AnswerForm> parse_answer_form(std::string_view text) {
    if (const auto form = value_of<AnswerForm>(forms, text)) return *form;
    return unknown_spelling<AnswerForm>(forms, "a form of an answer");
}

Result<LawfulBasis> parse_lawful_basis(std::string_view text) {
    if (const auto basis = value_of<LawfulBasis>(bases, text)) return *basis;
    return unknown_spelling<LawfulBasis>(bases, "a lawful basis");
}

Result<Notice> parse_notice(std::string_view text) {
    if (const auto notice = value_of<Notice>(notices, text)) return *notice;
    return unknown_spelling<Notice>(notices, "a state of a notification");
}

Result<DestructionCause> parse_destruction_cause(std::string_view text) {
    if (const auto cause = value_of<DestructionCause>(causes, text)) return *cause;
    return unknown_spelling<DestructionCause>(causes, "a cause of destruction");
}

Result<Giver> parse_giver(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto role = value_of<GiverRole>(roles, text.substr(0, colon));
    if (!role) return unknown_spelling<GiverRole>(roles, "a role that can answer");
    Giver giver{*role, {}};
    if (colon != std::string_view::npos) {
        giver.ref = text.substr(colon + 1);
        if (!is_id(giver.ref))
            return Error{ErrorCode::invalid_argument,
                         "Tell givers of one role apart by a number or contact id, for example parent:2."};
    }
    return giver;
}

}  // namespace consent
