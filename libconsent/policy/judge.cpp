// SPDX-License-Identifier: Apache-2.0
#include <consent/policy.hpp>

#include <algorithm>
#include <set>

#include "policy/assignment.hpp"
#include "policy/judge_face.hpp"
#include "policy/judge_names.hpp"
#include "policy/judge_personal.hpp"
#include "policy/judge_seen_text.hpp"
#include "policy/standing.hpp"

namespace consent {

namespace {

using Reasons = std::vector<Reason>;

void judge_file(const Evidence& evidence, Reasons& reasons) {
    if (!evidence.looked_at_whole)
        reasons.push_back({Rule::unreadable, Verdict::block, 0, "The picture holds a part that was not looked at."});
    if (!evidence.copy_proved_clean)
        reasons.push_back({Rule::copy_not_clean, Verdict::block, 0, "The clean copy could not be proved clean."});
    if (evidence.removed_position)
        reasons.push_back({Rule::personal_data, Verdict::publish, 0,
                           "The file tells where the picture was taken; that is taken out."});
}

void judge_register(const Evidence& evidence, const Policy& policy, Date day, Reasons& reasons) {
    if (!evidence.register_changed_at) {
        reasons.push_back({Rule::stale_register, Verdict::block, 0, "There is no consent register."});
        return;
    }
    const Date changed = date_of(*evidence.register_changed_at);
    if (days_between(changed, day) > policy.register_days)
        reasons.push_back({Rule::stale_register, Verdict::review, 0, "The consent register was last changed on " +
                                                                         to_string(changed) + ": bring it up to date."});
}

// Two: so that a picture can be taken down whoever is away.
constexpr std::size_t least_administrators = 2;

std::size_t different(const std::vector<std::string>& ids) { return std::set<std::string>(ids.begin(), ids.end()).size(); }

void judge_channel(const Evidence& evidence, const Policy& policy, const Use& use, Date day, Reasons& reasons) {
    const auto block = [&](std::string text) { reasons.push_back({Rule::channel, Verdict::block, 0, std::move(text)}); };
    const bool an_account = std::find(policy.account_purposes.begin(), policy.account_purposes.end(), use.purpose) !=
                            policy.account_purposes.end();
    if (use.channel.empty()) {
        if (policy.require_channel || an_account)
            block("The policy wants a channel to be named, for example " + use.purpose + "@school-account.");
        return;
    }
    if (!evidence.channel || evidence.channel->id != use.channel)
        block("The channel " + use.channel + " is not in the register.");
    else if (!evidence.channel->school_owned)
        block("The channel " + use.channel + " does not belong to the school.");
    else if (!evidence.channel->approved)
        block("The channel " + use.channel + " has not been approved.");
    else if (evidence.channel->approved_on && !(evidence.channel->approved_on->ok() && *evidence.channel->approved_on <= day))
        block("The channel " + use.channel + " is approved only from " + to_string(*evidence.channel->approved_on) + ".");
    else if (an_account && different(evidence.channel->administrators) < least_administrators)
        block("The channel " + use.channel + " has fewer than two account administrators: if one leaves or is locked out, "
              "nobody can take a picture down.");
}

void judge_poster(const Evidence& evidence, const Policy& policy, Reasons& reasons) {
    for (std::string activity : evidence.activities) {
        std::transform(activity.begin(), activity.end(), activity.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        for (const std::string& listed : policy.review_activities)
            if (activity.find(listed) != std::string::npos)
                reasons.push_back({Rule::activity, Verdict::review, 0, "A person looks at every picture of " + listed + "."});
    }
    if (policy.require_confirmation && !evidence.poster_confirms)
        reasons.push_back({Rule::poster_confirmation, Verdict::review, 0,
                           "Nobody has confirmed that everyone is dressed suitably, nobody is ridiculed, and the school "
                           "may use the picture."});
}

bool identifiable(const FaceFinding& face) { return face.status != FaceStatus::too_small; }

// The faces that can be seen in one showing of the picture: the most there are in any.
std::ptrdiff_t people_found(const Evidence& evidence, const std::vector<JudgedFace>& faces) {
    std::map<int, std::ptrdiff_t> by_view;
    for (std::size_t i = 0; i < faces.size(); ++i)
        if (identifiable(faces[i].finding)) ++by_view[evidence.faces[i].view];
    std::ptrdiff_t most = 0;
    for (const auto& [view, count] : by_view) most = std::max(most, count);
    return most;
}

// Returns whether everybody is accounted for.
bool judge_roll_call(const RollCall& roll_call, const Evidence& evidence, const Policy& policy, const Use& use, Date day,
                     std::vector<JudgedFace>& faces, Reasons& reasons) {
    const std::set<std::string> present(roll_call.present.begin(), roll_call.present.end());
    for (const std::string& person : present) {
        const Standing standing = standing_of(person, evidence, policy, use, day);
        if (!standing.cleared)
            reasons.push_back({standing.rule, Verdict::block, 0, person + " is on the roll call and " + standing.text + "."});
    }
    const auto named = static_cast<std::ptrdiff_t>(present.size());
    // One number cannot say how many people each frame shows: a stranger alone in the second would pass for the child of
    // the first.
    if (evidence.frames != 1) {
        reasons.push_back({Rule::unknown_face, Verdict::review, 0,
                           "A roll call cannot vouch for " + std::to_string(evidence.frames) +
                               " pictures in one file: publish them one by one."});
        return false;
    }
    const std::ptrdiff_t found = people_found(evidence, faces);
    if (present.size() != roll_call.present.size() || named != roll_call.people || found != roll_call.people) {
        reasons.push_back({Rule::unknown_face, Verdict::review, 0,
                           "The roll call does not add up: " + std::to_string(roll_call.people) + " people seen by you, " +
                               std::to_string(named) + " named, " + std::to_string(found) + " faces found."});
        return false;
    }
    for (std::size_t i = 0; i < faces.size(); ++i) {
        FaceFinding& finding = faces[i].finding;
        if (!finding.person.empty() && !present.contains(finding.person)) {
            reasons.push_back({Rule::unknown_face, Verdict::review, static_cast<int>(i) + 1,
                               "Face " + std::to_string(i + 1) + " matches " + finding.person +
                                   ", who is not on the roll call."});
        } else if (faces[i].may_be_attested) {
            finding.status = FaceStatus::attested;
            faces[i].reasons.clear();
        }
    }
    return true;
}

void judge_sight(const Evidence& evidence, const Policy& policy, Reasons& reasons) {
    if (evidence.smallest_face_px <= policy.identifiable_px) return;
    const bool known = evidence.smallest_face_px < 100'000;
    reasons.push_back({Rule::unknown_face, Verdict::review, 0,
                       "The detector in use " +
                           (known ? "finds no face narrower than " +
                                        std::to_string(static_cast<int>(evidence.smallest_face_px)) + " px here"
                                  : std::string("does not say how small a face it finds")) +
                           ": say by roll call who is there, or run `consent models fetch`."});
}

// Each face on its own, less those of its candidates who are certainly another face; as it was, where that other face is
// not cleared as that person after all.
std::vector<JudgedFace> judge_faces(const Evidence& evidence, const Policy& policy, const Use& use, Date day) {
    const auto cleared = [&](std::string_view person) { return standing_of(person, evidence, policy, use, day).cleared; };
    const std::vector<LeftCandidates> left = without_those_elsewhere(evidence.faces, evidence.thresholds, cleared);
    const auto judge_one = [&](std::size_t i, bool settled) {
        FaceEvidence face = evidence.faces[i];
        if (settled) face.candidates = left[i].candidates;
        return judge_face(face, static_cast<int>(i) + 1, evidence, policy, use, day);
    };
    std::vector<JudgedFace> faces;
    std::vector<bool> settled;
    for (std::size_t i = 0; i < evidence.faces.size(); ++i) {
        settled.push_back(!left[i].elsewhere.empty());
        faces.push_back(judge_one(i, settled[i]));
    }
    const auto holds = [&](const LeftCandidates::Elsewhere& one) {
        const FaceFinding& other = faces[one.face].finding;
        return other.status == FaceStatus::cleared && other.person == one.person;
    };
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < faces.size(); ++i) {
            if (!settled[i] || std::all_of(left[i].elsewhere.begin(), left[i].elsewhere.end(), holds)) continue;
            settled[i] = false;
            faces[i] = judge_one(i, false);
            changed = true;
        }
    }
    return faces;
}

void judge_repeats(const Evidence& evidence, const std::vector<JudgedFace>& faces, Reasons& reasons) {
    std::map<std::pair<int, std::string>, int> first_face;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        const FaceFinding& finding = faces[i].finding;
        if (finding.person.empty()) continue;
        const int number = static_cast<int>(i) + 1;
        const auto [first, added] = first_face.try_emplace({evidence.faces[i].view, finding.person}, number);
        if (!added)
            reasons.push_back({Rule::same_person_twice, Verdict::review, number,
                               "Faces " + std::to_string(first->second) + " and " + std::to_string(number) +
                                   " both match " + finding.person + ": one of them is somebody else."});
    }
}

// The one person who is shown, if there is exactly one and who it is is known.
std::string only_person_shown(const std::vector<JudgedFace>& faces, const Evidence& evidence) {
    const FaceFinding* only = nullptr;
    for (const JudgedFace& face : faces) {
        if (!identifiable(face.finding)) continue;
        if (only != nullptr) return {};
        only = &face.finding;
    }
    if (only == nullptr) return {};
    if (only->status == FaceStatus::cleared) return only->person;
    if (only->status == FaceStatus::attested && evidence.roll_call && evidence.roll_call->present.size() == 1)
        return evidence.roll_call->present.front();
    return {};
}

PeopleShown people_shown(const std::vector<JudgedFace>& faces, const Evidence& evidence) {
    PeopleShown shown;
    for (const JudgedFace& face : faces)
        if (identifiable(face.finding) && !face.finding.person.empty()) shown.anybody.insert(face.finding.person);
    if (evidence.roll_call) shown.anybody.insert(evidence.roll_call->present.begin(), evidence.roll_call->present.end());
    shown.only = only_person_shown(faces, evidence);
    return shown;
}

}  // namespace

Judgement judge(const Evidence& evidence, const Policy& policy, const Use& use, Instant now) {
    const Date day = date_of(now);
    Judgement judgement;
    judge_file(evidence, judgement.reasons);
    judge_register(evidence, policy, day, judgement.reasons);
    judge_channel(evidence, policy, use, day, judgement.reasons);
    judge_poster(evidence, policy, judgement.reasons);

    std::vector<JudgedFace> faces = judge_faces(evidence, policy, use, day);
    const bool accounted_for = evidence.roll_call && judge_roll_call(*evidence.roll_call, evidence, policy, use, day,
                                                                     faces, judgement.reasons);
    if (!accounted_for) judge_sight(evidence, policy, judgement.reasons);
    judge_repeats(evidence, faces, judgement.reasons);
    const PeopleShown shown = people_shown(faces, evidence);
    judge_names(evidence, policy, shown, judgement);
    judge_personal_data(evidence, policy, judgement);
    judge_seen_text(evidence, policy, shown, judgement);

    for (JudgedFace& face : faces) {
        std::move(face.reasons.begin(), face.reasons.end(), std::back_inserter(judgement.reasons));
        judgement.faces.push_back(std::move(face.finding));
    }
    std::stable_sort(judgement.reasons.begin(), judgement.reasons.end(),
                     [](const Reason& a, const Reason& b) { return a.verdict < b.verdict; });
    judgement.verdict = Verdict::publish;
    for (const Reason& reason : judgement.reasons) judgement.verdict = worse(judgement.verdict, reason.verdict);
    return judgement;
}

std::string_view to_string(FaceStatus status) noexcept {
    switch (status) {
        case FaceStatus::cleared: return "cleared";
        case FaceStatus::refused: return "refused";
        case FaceStatus::never_publish: return "never_publish";
        case FaceStatus::ambiguous: return "ambiguous";
        case FaceStatus::poor: return "poor";
        case FaceStatus::too_small: return "too_small";
        case FaceStatus::attested: return "attested";
        case FaceStatus::unknown: break;
    }
    return "unknown";
}

}  // namespace consent
