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

constexpr std::array<Spelling<GiverRole>, 6> roles{{
    {GiverRole::parent, "parent"},
    {GiverRole::other_holder, "other_holder"},
    {GiverRole::local_authority, "local_authority"},
    {GiverRole::carer, "carer"},
    {GiverRole::pupil, "pupil"},
    {GiverRole::self, "self"},
}};

constexpr std::array<Spelling<Answer>, 3> answers{{
    {Answer::refuse, "refuse"},
    {Answer::withdraw, "withdraw"},
    {Answer::grant, "grant"},
}};

constexpr std::array<Spelling<ConsentState>, 6> states{{
    {ConsentState::no_answer, "no answer"},
    {ConsentState::refused, "refused"},
    {ConsentState::withdrawn, "withdrawn"},
    {ConsentState::expired, "expired"},
    {ConsentState::disagreement, "parents disagree"},
    {ConsentState::granted, "granted"},
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
std::string_view to_string(ConsentState state) noexcept { return text_of<ConsentState>(states, state); }

Result<PersonKind> parse_person_kind(std::string_view text) {
    if (const auto kind = value_of<PersonKind>(kinds, text)) return *kind;
    return unknown_spelling<PersonKind>(kinds, "a kind of person");
}

Result<Answer> parse_answer(std::string_view text) {
    if (const auto answer = value_of<Answer>(answers, text)) return *answer;
    return unknown_spelling<Answer>(answers, "an answer");
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
