// SPDX-License-Identifier: Apache-2.0
#include "register/giver_standing.hpp"

#include <algorithm>

#include "register/arguments.hpp"

namespace consent {

namespace {

std::optional<Date> last_day_of(const ConsentAnswer& grant, std::optional<int> form_days) {
    if (!form_days) return grant.until;
    // A rule that no writer of this library stores leaves no day at all.
    const int days = std::clamp(*form_days, 0, max_form_days);
    return earlier(grant.until, Date{std::chrono::sys_days{grant.on} + std::chrono::days{days - 1}});
}

bool can_count(const ConsentAnswer& grant) {
    return grant.on.ok() && is_evidence(grant.evidence) && (!grant.until || grant.until->ok()) &&
           (!grant.from || grant.from->ok()) && is_written(grant.form);
}

}  // namespace

void GiverStanding::LatestGrant::hear(Date on, ConsentState comes_to, std::optional<Date> last_day) {
    if (on < latest) return;
    latest = on;
    state = comes_to;
    ends = last_day;
}

void GiverStanding::hear(const ConsentAnswer& answer, Date day, std::optional<int> form_days) {
    // A no without a readable day is a no today; a grant without one never counts.
    const Date on = answer.on.ok() ? answer.on : day;
    if (on > day) return;
    if (answer.answer != Answer::grant) {
        no_ = answer.answer == Answer::withdraw ? ConsentState::withdrawn
              : answer.answer == Answer::object ? ConsentState::objected
                                                : ConsentState::refused;
        if (on > no_until_) no_until_ = on;
        since_no_ = {};
        return;
    }
    if (answer.from && answer.from->ok() && *answer.from > day) return;
    const bool counts = can_count(answer);
    const std::optional<Date> last_day = counts ? last_day_of(answer, form_days) : std::nullopt;
    const bool ended = last_day && *last_day < day;
    const ConsentState comes_to = !counts ? ConsentState::no_answer
                                  : ended ? ConsentState::expired
                                          : ConsentState::granted;
    if (counts && on >= no_until_) {
        no_.reset();
        no_until_ = {};
    }
    ever_.hear(on, comes_to, last_day);
    since_no_.hear(on, comes_to, last_day);
}

// A no between two grants hides neither that the later-dated has ended nor that it was recorded before the no.
ConsentState GiverStanding::state() const { return no_ ? *no_ : std::min(ever_.state, since_no_.state); }

std::optional<Date> GiverStanding::ends() const { return earlier(ever_.ends, since_no_.ends); }

void GiverStandings::hear(const ConsentAnswer& answer) {
    auto known = std::find_if(givers_.begin(), givers_.end(), [&](const Entry& one) { return *one.first == answer.by; });
    if (known == givers_.end()) known = givers_.insert(givers_.end(), {&answer.by, {}});
    known->second.hear(answer, day_, form_days_);
}

std::optional<ConsentState> GiverStandings::no(bool yes) const {
    bool refused = false;
    bool withdrawn = false;
    for (const auto& [giver, standing] : givers_) {
        const ConsentState state = standing.state();
        if (state == ConsentState::objected) return state;
        refused = refused || state == ConsentState::refused;
        withdrawn = withdrawn || state == ConsentState::withdrawn;
    }
    if (!refused && !withdrawn) return std::nullopt;
    if (yes) return ConsentState::disagreement;
    return refused ? ConsentState::refused : ConsentState::withdrawn;
}

}  // namespace consent
