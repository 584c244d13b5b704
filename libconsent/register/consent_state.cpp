// SPDX-License-Identifier: Apache-2.0
#include <consent/consents.hpp>

#include "register/giver_standing.hpp"

namespace consent {

ConsentState consent_state(const std::vector<ConsentAnswer>& answers, std::string_view person,
                           std::string_view purpose, Date day) {
    GiverStandings givers(day);
    for (const ConsentAnswer& answer : answers)
        if (answer.person == person && answer.purpose == purpose) givers.hear(answer);

    bool yes = false;
    bool expired = false;
    for (const auto& [giver, standing] : givers) {
        yes = yes || standing.state() == ConsentState::granted;
        expired = expired || standing.state() == ConsentState::expired;
    }
    if (const auto no = givers.no(yes)) return *no;
    if (yes) return ConsentState::granted;
    return expired ? ConsentState::expired : ConsentState::no_answer;
}

}  // namespace consent
