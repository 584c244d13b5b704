// SPDX-License-Identifier: Apache-2.0
#include <consent/biometrics.hpp>

#include <algorithm>

#include <consent/use.hpp>

#include "register/arguments.hpp"
#include "register/deciders.hpp"
#include "register/giver_standing.hpp"

namespace consent {

namespace {

bool is_primary(const Giver& giver) noexcept {
    return giver.role == GiverRole::parent || giver.role == GiverRole::other_holder;
}

bool can_be_notified(const Giver& giver) noexcept {
    return is_primary(giver) || giver.role == GiverRole::local_authority || giver.role == GiverRole::carer;
}

enum class Told { due, notified, excepted };

// One parent of the list, by the last statement about them.
struct Listed {
    const Giver* parent = nullptr;
    Told told = Told::due;
};

Told told_by(const ParentNotice& notice, Date day) {
    if (!notice.on.ok() || notice.on > day) return Told::due;
    switch (notice.notice) {
        case Notice::notified: return Told::notified;
        case Notice::cannot_be_found:
        case Notice::lacks_capacity:
        case Notice::child_welfare:
        case Notice::not_practicable: return is_evidence(notice.authorised_by) ? Told::excepted : Told::due;
        case Notice::due:
        case Notice::not_a_parent: break;
    }
    return Told::due;
}

std::vector<Listed> parents_of(const BiometricRecord& record, Date day) {
    std::vector<Listed> list;
    for (const ParentNotice& notice : record.notices) {
        if (notice.person != record.person.id) continue;
        const auto known =
            std::find_if(list.begin(), list.end(), [&](const Listed& one) { return *one.parent == notice.parent; });
        const bool struck_out = notice.notice == Notice::not_a_parent && is_evidence(notice.authorised_by);
        if (struck_out) {
            if (known != list.end()) list.erase(known);
        } else if (known == list.end()) {
            list.push_back({&notice.parent, told_by(notice, day)});
        } else {
            known->told = told_by(notice, day);
        }
    }
    return list;
}

bool has_authority(const BiometricRecord& record, Date day, bool& ever) {
    bool in_force = false;
    for (const ListedAuthority& authority : record.authorities) {
        if (authority.person != record.person.id) continue;
        const bool readable = authority.on.ok() && (!authority.until || authority.until->ok()) &&
                              is_evidence(authority.reference) && is_evidence(authority.authorised_by);
        if (!authority.in_force || !readable) {
            in_force = false;
            continue;
        }
        if (authority.on > day) continue;
        ever = true;
        in_force = !authority.until || *authority.until >= day;
    }
    return in_force;
}

// By consent alone, nobody's no standing.
struct ByConsent {
    ConsentState state = ConsentState::no_answer;
    std::vector<Giver> to_notify{};
};

ByConsent of_adult(const GiverStandings& givers, const Person& person) {
    bool others = false;
    ByConsent result;
    for (const auto& [giver, standing] : givers) {
        const ConsentState state = standing.state();
        if (!is_own_voice(giver->role, person.kind))
            others = others || state == ConsentState::granted;
        else if (result.state != ConsentState::granted && state != ConsentState::no_answer)
            result.state = state;
    }
    if (result.state == ConsentState::no_answer && others)
        result.state = person.kind == PersonKind::pupil ? ConsentState::pupil_missing : ConsentState::not_entitled;
    return result;
}

ByConsent of_child(const GiverStandings& givers, const BiometricRecord& record, Date day) {
    const std::vector<Listed> parents = parents_of(record, day);
    const auto listed = [&](const Giver& giver) {
        return std::find_if(parents.begin(), parents.end(), [&](const Listed& one) { return *one.parent == giver; });
    };
    const bool any_parent = std::any_of(parents.begin(), parents.end(), [](const Listed& one) { return is_primary(*one.parent); });
    const bool stand_ins_decide =
        any_parent && std::all_of(parents.begin(), parents.end(), [](const Listed& one) {
            return !is_primary(*one.parent) || one.told == Told::excepted;
        });

    ByConsent result;
    for (const Listed& one : parents)
        if (one.told == Told::due) result.to_notify.push_back(*one.parent);
    bool yes = false;
    bool unnotified = false;  // a yes waits for nothing but a notification
    bool expired = false;
    bool others = false;
    bool own = false;
    for (const auto& [giver, standing] : givers) {
        const ConsentState state = standing.state();
        own = own || (state == ConsentState::granted && is_own_voice(giver->role, PersonKind::pupil));
        if (!can_be_notified(*giver)) {
            others = others || state == ConsentState::granted;
            continue;
        }
        expired = expired || state == ConsentState::expired;
        if (state != ConsentState::granted) continue;
        const auto entry = listed(*giver);
        if (entry == parents.end()) {
            unnotified = true;
            result.to_notify.push_back(*giver);
        } else if (entry->told == Told::due) {
            unnotified = true;
        } else if (entry->told == Told::notified && (is_primary(*giver) || stand_ins_decide)) {
            yes = true;
        } else {
            others = true;
        }
    }
    const bool all_told = any_parent && result.to_notify.empty();
    const bool pupil_asked = deciders(record.person, record.rule, day).pupil;
    if (yes || unnotified)
        result.state = !yes || !all_told     ? ConsentState::not_notified
                       : pupil_asked && !own ? ConsentState::pupil_missing
                                             : ConsentState::granted;
    else if (expired)
        result.state = ConsentState::expired;
    else if (others)
        result.state = own ? ConsentState::parent_missing : ConsentState::not_entitled;
    return result;
}

}  // namespace

BiometricStanding biometric_standing(const BiometricRecord& record, Date day) {
    GiverStandings givers(day, record.rule.form_days);
    bool yes = false;
    for (const ConsentAnswer& answer : record.answers)
        if (answer.person == record.person.id && answer.purpose == purpose_biometric) givers.hear(answer);
    for (const auto& [giver, standing] : givers) yes = yes || standing.state() == ConsentState::granted;

    BiometricStanding result;
    if (const auto no = givers.no(yes)) {
        result.state = *no;
        result.destroy = true;
        return result;
    }
    const ByConsent consent =
        is_adult(record.person, day) ? of_adult(givers, record.person) : of_child(givers, record, day);
    result.state = consent.state;
    result.to_notify = consent.to_notify;
    if (result.granted()) return result;

    bool ever_authorised = false;
    const bool authorised = has_authority(record, day, ever_authorised);
    if (authorised && record.match_never_publish && record.person.never_publish) {
        result.state = ConsentState::granted;
        result.by_authority = true;
        return result;
    }
    const bool nothing_else = result.state == ConsentState::no_answer || result.state == ConsentState::not_entitled;
    if (ever_authorised && nothing_else) result.state = ConsentState::not_authorised;
    result.destroy = result.state == ConsentState::expired || result.state == ConsentState::not_authorised;
    return result;
}

}  // namespace consent
