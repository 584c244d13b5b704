// SPDX-License-Identifier: Apache-2.0
#include "policy/judge_face.hpp"

#include <algorithm>

#include "policy/flaw.hpp"
#include "policy/standing.hpp"

namespace consent {

namespace {

const char* why_poor(const FaceEvidence& face, const Policy& policy) {
    if (!face.embedded) return "cannot be aligned for matching";
    const Flaw* flaw = flaw_of(face.quality, policy);
    return flaw != nullptr ? flaw->what : nullptr;
}

}  // namespace

JudgedFace judge_face(const FaceEvidence& face, int number, const Evidence& evidence, const Policy& policy,
                      const Use& use, Date day) {
    JudgedFace judged;
    FaceFinding& finding = judged.finding;
    finding.box = face.box;
    finding.frame = face.frame;
    finding.score = face.score;
    finding.quality = face.quality;
    const std::string label = "Face " + std::to_string(number);
    const auto add = [&](Rule rule, Verdict verdict, std::string text) {
        judged.reasons.push_back({rule, verdict, number, std::move(text)});
    };

    if (std::max(face.quality.width_px, face.widest_px) < policy.identifiable_px) {
        finding.status = FaceStatus::too_small;
        return judged;
    }

    const MatchCandidate* best = face.candidates.empty() ? nullptr : &face.candidates.front();
    const MatchCandidate* best_cleared = nullptr;
    const MatchCandidate* next_cleared = nullptr;
    const MatchCandidate* best_other = nullptr;
    Standing other_standing;
    for (const MatchCandidate& candidate : face.candidates) {
        const Standing standing = standing_of(candidate.person, evidence, policy, use, day);
        if (standing.rule == Rule::never_publish && !standing.cleared &&
            candidate.similarity >= evidence.thresholds.deny) {
            finding.status = FaceStatus::never_publish;
            finding.person = candidate.person;
            finding.similarity = candidate.similarity;
            add(Rule::never_publish, Verdict::block, label + " matches " + candidate.person + ", who " + standing.text + ".");
            return judged;
        }
        if (standing.cleared && best_cleared != nullptr && next_cleared == nullptr) next_cleared = &candidate;
        if (standing.cleared && best_cleared == nullptr) best_cleared = &candidate;
        if (!standing.cleared && best_other == nullptr) {
            best_other = &candidate;
            other_standing = standing;
        }
    }

    const bool matched = best != nullptr && best->similarity >= evidence.thresholds.clear;
    if (matched) {
        finding.person = best->person;
        finding.similarity = best->similarity;
        finding.margin = face.candidates.size() > 1 ? best->similarity - face.candidates[1].similarity : best->similarity;
    }
    const auto too_near = [&](const MatchCandidate* rival) {
        return rival != nullptr && !(best->similarity - rival->similarity >= evidence.thresholds.margin);
    };

    if (matched && best != best_cleared) {
        finding.status = FaceStatus::refused;
        add(other_standing.rule, Verdict::block, label + " matches " + best->person + ", who " + other_standing.text + ".");
        return judged;
    }
    if (face.safety_net_only) {
        add(Rule::second_detector, Verdict::review,
            label + " was seen only by the second detector: look whether it is a face.");
        return judged;
    }
    const bool suspicious = best_other != nullptr && best_other->similarity >= evidence.thresholds.deny;
    const char* poor = evidence.recognition ? why_poor(face, policy) : nullptr;
    if (poor != nullptr) {
        finding.status = FaceStatus::poor;
        add(Rule::poor_face, Verdict::review, label + " " + poor + ".");
        judged.may_be_attested = !suspicious;
        return judged;
    }
    if (!matched) {
        if (suspicious) {
            add(Rule::unknown_face, Verdict::review, label + " matches nobody well enough, and may be " +
                                                         best_other->person + ", who " + other_standing.text + ".");
        } else {
            add(Rule::unknown_face, Verdict::review,
                evidence.recognition ? label + " matches nobody in the register."
                                     : label + " cannot be matched: no recognition model is in use.");
            judged.may_be_attested = true;
        }
        return judged;
    }
    if (too_near(best_other)) {
        finding.status = FaceStatus::ambiguous;
        add(Rule::look_alike, Verdict::review, label + " matches " + best->person + ", but almost as well " +
                                                   best_other->person + ", who " + other_standing.text + ".");
        return judged;
    }
    if (too_near(next_cleared)) {
        finding.status = FaceStatus::ambiguous;
        add(Rule::look_alike, Verdict::review, label + " matches " + best->person + ", but almost as well " +
                                                   next_cleared->person + ": say by roll call who it is.");
        judged.may_be_attested = !suspicious;
        return judged;
    }

    finding.status = FaceStatus::cleared;
    const auto facts = evidence.people.find(best->person);
    if (facts->second.kind == PersonKind::pupil && days_between(best->taken, day) > policy.reference_days)
        add(Rule::old_reference, Verdict::review, label + " matches " + best->person + " by a reference photo of " +
                                                      to_string(best->taken) + ", older than the policy allows.");
    return judged;
}

}  // namespace consent
