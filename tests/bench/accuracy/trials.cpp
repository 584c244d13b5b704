// SPDX-License-Identifier: Apache-2.0
#include "trials.hpp"

#include <algorithm>
#include <limits>

#include "lies_on.hpp"

namespace consent::accuracy {

namespace {

Outcome outcome_of(const Decision& decision, std::size_t face) {
    Outcome outcome = decision.faces[face].status == FaceStatus::too_small ? Outcome::too_small : Outcome::cleared;
    for (const Reason& reason : decision.reasons) {
        if (reason.face != static_cast<int>(face) + 1) continue;
        if (reason.verdict == Verdict::block) outcome = Outcome::block;
        if (reason.verdict == Verdict::review) outcome = std::max(outcome, Outcome::review);
    }
    return outcome;
}

}  // namespace

std::string_view to_string(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::unseen: return "unseen";
        case Outcome::too_small: return "too small";
        case Outcome::cleared: return "cleared";
        case Outcome::review: return "review";
        case Outcome::block: break;
    }
    return "block";
}

bool Trial::holds_somebody_not_to_be_shown() const noexcept {
    return std::any_of(people.begin(), people.end(),
                       [](const Shown& s) { return !may_be_shown(s.role) && identifiable(s); });
}

float Trial::smallest_px() const noexcept {
    float smallest = std::numeric_limits<float>::infinity();
    for (const Shown& shown : people) smallest = std::min(smallest, shown.width_px);
    return smallest;
}

void judge_outcomes(const Decision& decision, Trial& trial) {
    trial.verdict = decision.verdict;
    for (const Reason& reason : decision.reasons) {
        trial.reasons.push_back(std::string(id_of(reason.rule)) + " " + std::string(to_string(reason.verdict)) +
                                ": " + reason.text);
        if (reason.verdict != Verdict::publish &&
            std::find(trial.stopped_by.begin(), trial.stopped_by.end(), reason.rule) == trial.stopped_by.end())
            trial.stopped_by.push_back(reason.rule);
    }
    for (std::size_t i = 0; i < decision.faces.size(); ++i) {
        const FaceFinding& finding = decision.faces[i];
        bool on_somebody = false;
        for (Shown& shown : trial.people) {
            if (!lies_on(finding.box, shown.box)) continue;
            on_somebody = true;
            const Outcome outcome = outcome_of(decision, i);
            if (outcome < shown.outcome) continue;
            shown.outcome = outcome;
            shown.taken_for = finding.person;
            shown.similarity = finding.similarity;
        }
        if (!on_somebody && finding.status != FaceStatus::too_small) trial.false_boxes.push_back(finding);
    }
}

bool identifiable(const Shown& shown) noexcept { return shown.width_px >= Policy{}.identifiable_px; }

}  // namespace consent::accuracy
