// SPDX-License-Identifier: Apache-2.0
#include "policy/standing.hpp"

namespace consent {

namespace {

std::string why_no(ConsentState state, const Use& use) {
    switch (state) {
        case ConsentState::refused: return "consent for " + use.purpose + " was refused";
        case ConsentState::withdrawn: return "consent for " + use.purpose + " was withdrawn";
        case ConsentState::expired: return "consent for " + use.purpose + " has expired";
        case ConsentState::disagreement: return "those asked about " + use.purpose + " do not agree";
        case ConsentState::objected: return "somebody objected to " + use.purpose;
        case ConsentState::not_entitled: return "whoever agreed to " + use.purpose + " may not decide it";
        case ConsentState::parent_missing: return "for " + use.purpose + " a parent has to agree as well";
        case ConsentState::pupil_missing: return "at this age they have to agree to " + use.purpose + " themselves";
        case ConsentState::unknown_purpose: return "the register does not know the purpose " + use.purpose;
        case ConsentState::no_answer:
        case ConsentState::left:
        case ConsentState::not_notified:
        case ConsentState::not_authorised:
        case ConsentState::granted: break;
    }
    return "nobody has given consent for " + use.purpose;
}

}  // namespace

Standing standing_of(std::string_view person, const Evidence& evidence, const Policy& policy, const Use& use, Date day) {
    const auto known = evidence.people.find(person);
    if (known == evidence.people.end()) return {false, Rule::no_consent, "is not in the register"};
    const PersonFacts& facts = known->second;
    if (facts.never_publish) return {false, Rule::never_publish, "is on the do-not-publish list"};
    if (facts.consent == ConsentState::left)
        return {false, Rule::left, facts.left_on ? "left on " + to_string(*facts.left_on) : "has left"};
    if (facts.consent != ConsentState::granted) {
        const bool said_no = facts.consent == ConsentState::refused || facts.consent == ConsentState::withdrawn ||
                             facts.consent == ConsentState::objected;
        const bool adult_said_no = facts.kind != PersonKind::pupil && said_no;
        return {false, adult_said_no ? Rule::adult_refused : Rule::no_consent,
                "may not be shown: " + why_no(facts.consent, use)};
    }
    if (facts.left_on && days_between(*facts.left_on, day) > policy.leaver_grace_days)
        return {false, Rule::left, "left on " + to_string(*facts.left_on)};
    return {true, Rule::no_consent, {}};
}

}  // namespace consent
