// SPDX-License-Identifier: Apache-2.0
#include "policy/judge_seen_text.hpp"

#include <set>
#include <string>
#include <utility>

#include "policy/judge_personal.hpp"

namespace consent {

namespace {

void judge_seen_names(const Evidence& evidence, const Policy& policy, const PeopleShown& shown, Judgement& judgement) {
    std::set<std::pair<Verdict, std::string>> named;  // each verdict's people once, however often they were read
    for (WordFinding name : evidence.seen_names) {
        name.removed = false;
        if (!name_may_stay(name, evidence, policy, shown)) {
            const bool sure = name.certainty == Certainty::sure;
            const bool blocks = sure && (policy.block_on_seen_text || shown.anybody.contains(name.person));
            named.emplace(blocks ? Verdict::block : Verdict::review, name.person);
        }
        judgement.words.push_back(std::move(name));
    }
    for (const auto& [verdict, person] : named) {
        if (verdict == Verdict::review && named.contains({Verdict::block, person})) continue;
        judgement.reasons.push_back({Rule::name_in_words, verdict, 0,
                                     verdict == Verdict::block
                                         ? "The name of " + person + " can be read in the picture: cover it or take another picture."
                                         : "The name of " + person + " may be read in the picture: look at it."});
    }
}

void judge_seen_personal(const Evidence& evidence, const Policy& policy, Judgement& judgement) {
    std::set<WordKind> kinds;
    bool sure = false;
    for (WordFinding found : evidence.seen_personal) {
        found.removed = false;
        kinds.insert(found.kind);
        sure = sure || found.certainty == Certainty::sure;
        judgement.words.push_back(std::move(found));
    }
    if (kinds.empty()) return;
    std::string list;
    for (const WordKind kind : kinds) list += (list.empty() ? "" : ", ") + plainly(kind);
    const bool blocks = sure && policy.block_on_personal_data;
    judgement.reasons.push_back({Rule::personal_data, blocks ? Verdict::block : Verdict::review, 0,
                                 "Text in the picture may hold " + list + (blocks ? ": cover it or take another picture."
                                                                                  : ": look at it.")});
}

}  // namespace

void judge_seen_text(const Evidence& evidence, const Policy& policy, const PeopleShown& shown, Judgement& judgement) {
    judge_seen_names(evidence, policy, shown, judgement);
    judge_seen_personal(evidence, policy, judgement);
    const bool missed = evidence.text_reading == TextReading::failed ||
                        (policy.require_text_reading && evidence.text_reading != TextReading::done);
    if (missed)
        judgement.reasons.push_back({Rule::name_in_words, Verdict::review, 0,
                                     evidence.text_reading == TextReading::failed
                                         ? "Text in the picture could not all be read: see whether it names anybody."
                                         : "Text in the picture was not looked for: see whether it names anybody."});
}

}  // namespace consent
