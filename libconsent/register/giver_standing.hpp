// SPDX-License-Identifier: Apache-2.0
//
// What each giver says on one day, by the rules of consent_state() (consent/consents.hpp).
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <consent/consents.hpp>

namespace consent {

// One giver's answers to one purpose.
class GiverStanding {
public:
    // In the order they were recorded. `form_days`: how long a form lives; absent: as long as it says.
    void hear(const ConsentAnswer& answer, Date day, std::optional<int> form_days = {});

    // no_answer, refused, withdrawn, objected, expired or granted.
    [[nodiscard]] ConsentState state() const;
    // Of a grant: its last day. Absent: none.
    [[nodiscard]] std::optional<Date> ends() const;

private:
    // The latest-dated of the grants heard; of one day, the one recorded later.
    struct LatestGrant {
        void hear(Date on, ConsentState comes_to, std::optional<Date> last_day);

        Date latest{};  // before every day that is ok()
        ConsentState state = ConsentState::no_answer;
        std::optional<Date> ends{};
    };

    std::optional<ConsentState> no_;
    Date no_until_{};  // the latest day of the nos not lifted
    LatestGrant ever_;
    LatestGrant since_no_;
};

inline bool is_no(ConsentState state) noexcept {
    return state == ConsentState::refused || state == ConsentState::withdrawn || state == ConsentState::objected;
}

// Of two last days; absent: none.
inline std::optional<Date> earlier(const std::optional<Date>& a, const std::optional<Date>& b) {
    if (!a || !b) return a ? a : b;
    return *a < *b ? a : b;
}

// Every giver who has answered; few, so that a list is the fastest map.
class GiverStandings {
public:
    explicit GiverStandings(Date day, std::optional<int> form_days = {}) : day_(day), form_days_(form_days) {}

    // Requires: the answer outlives this.
    void hear(const ConsentAnswer& answer);

    using Entry = std::pair<const Giver*, GiverStanding>;
    [[nodiscard]] auto begin() const noexcept { return givers_.begin(); }
    [[nodiscard]] auto end() const noexcept { return givers_.end(); }

    // The state that the nos alone give: absent where nobody's stands. `yes`: whether some yes stands beside them.
    [[nodiscard]] std::optional<ConsentState> no(bool yes) const;

private:
    Date day_;
    std::optional<int> form_days_;
    std::vector<Entry> givers_;
};

}  // namespace consent
