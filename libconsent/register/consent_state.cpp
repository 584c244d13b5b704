// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>

#include <consent/register.hpp>

#include "register/arguments.hpp"

namespace consent {

namespace {

// The latest-dated of the grants heard; of one day, the one recorded later.
struct LatestGrant {
    void hear(Date on, ConsentState comes_to) {
        if (on < latest) return;
        latest = on;
        state = comes_to;
    }

    Date latest{};  // before every day that is ok()
    ConsentState state = ConsentState::no_answer;
};

// What one giver says on the day asked for. Fed with that giver's answers in the order they were recorded.
class Standing {
public:
    void hear(const ConsentAnswer& answer, Date day) {
        // A no without a readable day is a no today; a grant without one never counts.
        const Date on = answer.on.ok() ? answer.on : day;
        if (on > day) return;
        if (answer.answer != Answer::grant) {
            no_ = answer.answer == Answer::withdraw ? ConsentState::withdrawn : ConsentState::refused;
            if (on > no_until_) no_until_ = on;
            since_no_ = {};
            return;
        }
        const bool counts = answer.on.ok() && is_evidence(answer.evidence) && (!answer.until || answer.until->ok());
        const bool ended = answer.until && *answer.until < day;
        const ConsentState comes_to = !counts ? ConsentState::no_answer
                                      : ended ? ConsentState::expired
                                              : ConsentState::granted;
        if (counts && on >= no_until_) {
            no_.reset();
            no_until_ = {};
        }
        ever_.hear(on, comes_to);
        since_no_.hear(on, comes_to);
    }

    // A no between two grants hides neither that the later-dated has ended nor that it was recorded before the no.
    [[nodiscard]] ConsentState state() const { return no_ ? *no_ : std::min(ever_.state, since_no_.state); }

private:
    std::optional<ConsentState> no_;
    Date no_until_{};  // the latest day of the nos not lifted
    LatestGrant ever_;
    LatestGrant since_no_;
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
