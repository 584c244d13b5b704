// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <consent/register.hpp>

#include "register/arguments.hpp"

namespace consent {

namespace {

// What one giver says on the day asked for. Fed with that giver's answers in the order they were recorded.
class Standing {
public:
    void hear(const ConsentAnswer& answer, Date day) {
        // A no without a readable day is a no today; a grant without one never counts.
        const Date on = answer.on.ok() ? answer.on : day;
        if (on > day || on < latest_) return;
        latest_ = on;
        if (answer.answer != Answer::grant) {
            state_ = answer.answer == Answer::withdraw ? ConsentState::withdrawn : ConsentState::refused;
        } else if (!answer.on.ok() || !is_evidence(answer.evidence) || (answer.until && !answer.until->ok())) {
            // It can neither say yes nor take back a no.
            if (!is_no()) state_ = ConsentState::no_answer;
        } else {
            state_ = answer.until && *answer.until < day ? ConsentState::expired : ConsentState::granted;
        }
    }

    [[nodiscard]] bool is_no() const noexcept {
        return state_ == ConsentState::refused || state_ == ConsentState::withdrawn;
    }
    [[nodiscard]] ConsentState state() const noexcept { return state_; }

private:
    Date latest_{};  // before every day that is ok()
    ConsentState state_ = ConsentState::no_answer;
};

}  // namespace

ConsentState consent_state(const std::vector<ConsentAnswer>& answers, std::string_view person,
                           std::string_view purpose, Date day) {
    std::map<Giver, Standing> givers;
    for (const ConsentAnswer& answer : answers)
        if (answer.person == person && answer.purpose == purpose) givers[answer.by].hear(answer, day);

    std::map<ConsentState, int> count;
    for (const auto& [giver, standing] : givers) ++count[standing.state()];
    const bool yes = count[ConsentState::granted] > 0;
    const bool no = count[ConsentState::refused] + count[ConsentState::withdrawn] > 0;
    if (yes && no) return ConsentState::disagreement;
    if (count[ConsentState::refused] > 0) return ConsentState::refused;
    if (count[ConsentState::withdrawn] > 0) return ConsentState::withdrawn;
    if (yes) return ConsentState::granted;
    return count[ConsentState::expired] > 0 ? ConsentState::expired : ConsentState::no_answer;
}

}  // namespace consent
