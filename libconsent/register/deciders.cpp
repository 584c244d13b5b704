// SPDX-License-Identifier: Apache-2.0
#include "register/deciders.hpp"

#include <algorithm>

#include "register/arguments.hpp"

namespace consent {

namespace {

// 1 March where the year has no 29 February.
Date birthday(Date born, int age) {
    return Date{std::chrono::sys_days{Date{born.year() + std::chrono::years{age}, born.month(), born.day()}}};
}

Deciders at_age(const Purpose& rule, int age) {
    if (age >= age_of_majority) return {false, true};
    const Deciders asked{!rule.parent_until || age < *rule.parent_until, rule.pupil_from && age >= *rule.pupil_from};
    // Ages that leave a gap (hand-made data) ask everybody in it.
    return asked.parent || asked.pupil ? asked : Deciders{true, true};
}

}  // namespace

std::optional<int> age_on(const Person& person, Date day) {
    if (!person.born || !person.born->ok() || !day.ok() || *person.born > day) return std::nullopt;
    const int years = static_cast<int>(day.year()) - static_cast<int>(person.born->year());
    return birthday(*person.born, years) > day ? years - 1 : years;
}

bool is_adult(const Person& person, Date day) {
    return person.kind != PersonKind::pupil || age_on(person, day).value_or(0) >= age_of_majority;
}

Deciders deciders(const Person& person, const Purpose& rule, Date day) {
    if (person.kind != PersonKind::pupil) return {false, true};
    if (const auto age = age_on(person, day)) return at_age(rule, *age);
    return rule.pupil_from || rule.parent_until ? Deciders{true, true} : Deciders{true, false};
}

std::optional<Date> next_change_of_deciders(const Person& person, const Purpose& rule, Date day) {
    const auto age = age_on(person, day);
    if (!age || person.kind != PersonKind::pupil) return std::nullopt;
    const Deciders now = at_age(rule, *age);
    for (int next = *age + 1; next <= age_of_majority; ++next)
        if (at_age(rule, next) != now) return birthday(*person.born, next);
    return std::nullopt;
}

bool is_own_voice(GiverRole role, PersonKind kind) noexcept {
    return role == GiverRole::self || (role == GiverRole::pupil && kind == PersonKind::pupil);
}

void hear(DelegationStanding& standing, const Delegation& delegation, Date day) {
    if (!delegation.delegated) {
        standing = {};
        return;
    }
    const bool readable = delegation.on.ok() && (!delegation.until || delegation.until->ok());
    const bool by_a_holder = delegation.by.role == GiverRole::parent || delegation.by.role == GiverRole::other_holder ||
                             delegation.by.role == GiverRole::local_authority;
    if (!readable || !by_a_holder || !is_evidence(delegation.evidence)) {
        standing = {};
        return;
    }
    if (delegation.on > day) return;
    standing = {!delegation.until || *delegation.until >= day, delegation.until};
}

}  // namespace consent
