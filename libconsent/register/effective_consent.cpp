// SPDX-License-Identifier: Apache-2.0
#include "register/effective_consent.hpp"

#include <algorithm>

#include "register/giver_standing.hpp"

namespace consent {

namespace {

// What those come to whose yes counts for one side: the parents', or the pupil's own.
struct Side {
    bool yes = false;
    bool expired = false;
    bool for_ever = false;
    Date ends{};  // of the yes that lasts longest, where none lasts for ever

    void hear(ConsentState state, const std::optional<Date>& last_day) {
        expired = expired || state == ConsentState::expired;
        if (state != ConsentState::granted) return;
        yes = true;
        for_ever = for_ever || !last_day;
        if (last_day) ends = std::max(ends, *last_day);
    }
};

Date days_after(Date day, int days) { return Date{std::chrono::sys_days{day} + std::chrono::days{days}}; }

DelegationStanding delegated_to(const std::string& carer, const Purpose& rule, const Person& person,
                                const std::vector<const Delegation*>& delegations, Date day) {
    DelegationStanding standing;
    for (const Delegation* one : delegations)
        if (one->person == person.id && one->purpose == rule.id && one->carer == carer) hear(standing, *one, day);
    return standing;
}

ConsentState why_not(const Side& parents, const Side& own, bool others, Deciders needed) {
    const bool lacks_parent = needed.parent && !parents.yes;
    const bool lacks_own = needed.pupil && !own.yes;
    if ((lacks_parent && parents.expired) || (lacks_own && own.expired)) return ConsentState::expired;
    if (lacks_parent && own.yes) return ConsentState::parent_missing;
    if (lacks_own && parents.yes) return ConsentState::pupil_missing;
    return others ? ConsentState::not_entitled : ConsentState::no_answer;
}

}  // namespace

EffectiveConsent effective_consent(const Person& person, const Purpose& rule,
                                   const std::vector<const ConsentAnswer*>& answers,
                                   const std::vector<const Delegation*>& delegations, Date day, int leaver_grace_days) {
    GiverStandings givers(day, rule.form_days);
    for (const ConsentAnswer* answer : answers)
        if (answer->person == person.id && answer->purpose == rule.id) givers.hear(*answer);

    Side parents;
    Side own;
    bool others = false;
    const bool has_parents = person.kind == PersonKind::pupil;
    for (const auto& [giver, standing] : givers) {
        const ConsentState state = standing.state();
        if (!has_parents && !is_own_voice(giver->role, person.kind)) {
            others = others || state == ConsentState::granted;
            continue;
        }
        switch (giver->role) {
            case GiverRole::parent:
            case GiverRole::other_holder:
            case GiverRole::local_authority: parents.hear(state, standing.ends()); break;
            case GiverRole::carer: {
                const DelegationStanding delegation = delegated_to(giver->ref, rule, person, delegations, day);
                if (delegation.in_force)
                    parents.hear(state, earlier(standing.ends(), delegation.ends));
                else
                    others = others || state == ConsentState::granted;
                break;
            }
            case GiverRole::pupil:
            case GiverRole::self: own.hear(state, standing.ends()); break;
            case GiverRole::relative:
            default: others = others || state == ConsentState::granted;
        }
    }

    const Deciders needed = deciders(person, rule, day);
    EffectiveConsent effective;
    effective.parent_needed = needed.parent;
    effective.pupil_needed = needed.pupil;
    if (const auto no = givers.no(parents.yes || own.yes || others)) {
        effective.state = *no;
        return effective;
    }
    if ((needed.parent && !parents.yes) || (needed.pupil && !own.yes)) {
        effective.state = why_not(parents, own, others, needed);
        return effective;
    }

    std::optional<Date> ends;
    if (needed.parent && !parents.for_ever) ends = earlier(ends, parents.ends);
    if (needed.pupil && !own.for_ever) ends = earlier(ends, own.ends);
    if (const auto birthday = next_change_of_deciders(person, rule, day)) {
        const Deciders then = deciders(person, rule, *birthday);
        if ((then.parent && !parents.yes) || (then.pupil && !own.yes)) ends = earlier(ends, days_after(*birthday, -1));
    }
    if (person.left_on) {
        // A last day that cannot be read has been.
        const bool readable = person.left_on->ok();
        const Date last = readable ? days_after(*person.left_on, leaver_grace_days) : days_after(day, -1);
        ends = earlier(ends, last);
        if (last < day) {
            effective.state = ConsentState::left;
            return effective;
        }
    }
    effective.state = ConsentState::granted;
    effective.ends = ends;
    return effective;
}

EffectiveConsent effective_consent(const Person& person, const Purpose& rule, const std::vector<ConsentAnswer>& answers,
                                   const std::vector<Delegation>& delegations, Date day, int leaver_grace_days) {
    std::vector<const ConsentAnswer*> said;
    for (const ConsentAnswer& one : answers) said.push_back(&one);
    std::vector<const Delegation*> delegated;
    for (const Delegation& one : delegations) delegated.push_back(&one);
    return effective_consent(person, rule, said, delegated, day, leaver_grace_days);
}

}  // namespace consent
