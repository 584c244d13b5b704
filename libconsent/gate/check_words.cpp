// SPDX-License-Identifier: Apache-2.0
#include <consent/check_words.hpp>

#include <algorithm>

#include "base/guard.hpp"
#include "base/plain_text.hpp"
#include "gate/read_words.hpp"
#include "policy/judge_names.hpp"
#include "policy/judge_personal.hpp"

namespace consent {

namespace {

Result<WordsDecision> decide(RegisterSnapshot snapshot, const std::vector<Words>& words, const Use& use, const Limits& limits) {
    for (const Words& one : words)
        if (auto right = check_text(one, limits); !right) return std::move(right).error();
    auto view = RegisterView::from(std::move(snapshot));
    if (!view) return std::move(view).error();
    Evidence evidence;
    for (const auto& [person, kind] : view->kinds()) evidence.people[person].kind = kind;
    const WordCounts counts = read_words({words, {}, {}}, use, *view, evidence);

    Judgement judgement;
    judge_names(evidence, view->policy(), {}, judgement);
    judge_personal_data(evidence, view->policy(), judgement);
    judgement.verdict = Verdict::publish;
    for (const Reason& reason : judgement.reasons) judgement.verdict = worse(judgement.verdict, reason.verdict);
    const bool any_removed = std::any_of(judgement.words.begin(), judgement.words.end(), [](const WordFinding& one) { return one.removed; });

    WordsDecision decision;
    decision.clean = clean_words(words, counts, evidence, use, *view, judgement);
    decision.verdict = any_removed ? Verdict::block : judgement.verdict;
    decision.reasons = std::move(judgement.reasons);
    decision.findings = std::move(judgement.words);
    return decision;
}

}  // namespace

Result<WordsDecision> check_words(Register* people, const std::vector<Words>& words, const Use& use, const Limits& limits) {
    return guarded("checking the words", [&]() -> Result<WordsDecision> {
        if (auto known = parse_use(to_string(use)); !known) return std::move(known).error();
        if (people == nullptr) return decide({}, words, use, limits);
        auto snapshot = people->snapshot();
        if (!snapshot) return std::move(snapshot).error();
        auto decision = decide(*std::move(snapshot), words, use, limits);
        if (decision) decision->names_looked_for = true;
        return decision;
    });
}

}  // namespace consent
