// SPDX-License-Identifier: Apache-2.0
#include <consent/policy.hpp>

#include "support/catch.hpp"
#include "support/seen_well.hpp"

using namespace consent;

namespace {

const Date today = *parse_date("2026-11-20");

PersonFacts with(ConsentState consent) {
    PersonFacts facts;
    facts.consent = consent;
    return facts;
}

FaceEvidence face(std::vector<MatchCandidate> candidates) {
    FaceEvidence seen;
    seen.box = {10, 10, 80, 100};
    seen.score = 0.9F;
    seen.embedded = true;
    seen.quality = test::seen_well(80);
    seen.candidates = std::move(candidates);
    return seen;
}

// A picture of which everything is known, with P001 cleared and in it.
Evidence clean_evidence() {
    Evidence evidence;
    evidence.looked_at_whole = true;
    evidence.copy_proved_clean = true;
    evidence.register_changed_at = start_of(today);
    evidence.recognition = true;
    evidence.smallest_face_px = 10;
    evidence.thresholds = {0.5F, 0.35F, 0.1F};
    evidence.people["P001"] = with(ConsentState::granted);
    evidence.faces = {face({{"P001", 0.8F, today}})};
    return evidence;
}

Judgement judged(const Evidence& evidence, const Policy& policy = {}) {
    return judge(evidence, policy, {"website", ""}, start_of(today));
}

bool gives(const Judgement& judgement, Rule rule, Verdict verdict) {
    for (const Reason& reason : judgement.reasons)
        if (reason.rule == rule && reason.verdict == verdict) return true;
    return false;
}

}  // namespace

TEST_CASE("a name in the caption is taken out, or blocks where the policy says so", "[policy][R-10]") {
    Evidence evidence = clean_evidence();
    evidence.people["P002"] = with(ConsentState::granted);
    evidence.names = {{"caption", 10, 15, WordKind::name, "P002", false, Certainty::sure, Rule::name_in_words}};
    Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::publish);
    CHECK(gives(judgement, Rule::name_in_words, Verdict::publish));
    REQUIRE(judgement.words.size() == 1);
    CHECK(judgement.words[0].removed);

    Policy strict;
    strict.block_on_names = true;
    CHECK(judged(evidence, strict).verdict == Verdict::block);
}

TEST_CASE("the name of somebody who is in the picture blocks where the policy says so", "[policy][R-10]") {
    Evidence evidence = clean_evidence();
    evidence.people["P002"] = with(ConsentState::granted);
    Policy policy;
    policy.block_on_shown_names = true;
    evidence.names = {{"caption", 0, 5, WordKind::name, "P002", false, Certainty::sure, Rule::name_in_words}};
    CHECK(judged(evidence, policy).verdict == Verdict::publish);
    evidence.names.push_back({"caption", 10, 15, WordKind::name, "P001", false, Certainty::sure, Rule::name_in_words});
    const Judgement judgement = judged(evidence, policy);
    CHECK(judgement.verdict == Verdict::block);
    CHECK(judgement.reasons.front().text.find("P001, who is in the picture") != std::string::npos);
}

TEST_CASE("what may be a name or a plain word stays, and goes to a person", "[policy][R-10]") {
    Evidence evidence = clean_evidence();
    evidence.people["P002"] = with(ConsentState::granted);
    evidence.names = {{"caption", 0, 5, WordKind::name, "P002", true, Certainty::possible, Rule::name_in_words}};
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    CHECK(gives(judgement, Rule::name_in_words, Verdict::review));
    CHECK_FALSE(judgement.words[0].removed);
    Policy strict;
    strict.block_on_names = true;
    CHECK(judged(evidence, strict).verdict == Verdict::review);
}

TEST_CASE("names of staff stay only where the policy lets them", "[policy][R-10]") {
    Evidence evidence = clean_evidence();
    evidence.people["S001"] = with(ConsentState::granted);
    evidence.people["S001"].kind = PersonKind::staff;
    evidence.names = {{"caption", 0, 5, WordKind::name, "S001", false, Certainty::sure, Rule::name_in_words}};
    CHECK(judged(evidence).words[0].removed);
    Policy policy;
    policy.staff_names_may_stay = true;
    CHECK_FALSE(judged(evidence, policy).words[0].removed);
    CHECK(judged(evidence, policy).verdict == Verdict::publish);
    evidence.names[0].certainty = Certainty::possible;
    CHECK(judged(evidence, policy).verdict == Verdict::publish);
    evidence.people["S001"].kind = PersonKind::adult;
    CHECK(judged(evidence, policy).verdict == Verdict::review);
}

TEST_CASE("a name may stay only with a written yes of exactly the one person shown", "[policy][R-10]") {
    Evidence evidence = clean_evidence();
    evidence.people["P001"].named_photo = ConsentState::granted;
    evidence.names = {{"caption", 0, 5, WordKind::name, "P001", true, Certainty::sure, Rule::name_in_words}};
    CHECK_FALSE(judged(evidence).words[0].removed);

    SECTION("not the name of somebody else") {
        evidence.people["P002"] = evidence.people["P001"];
        evidence.names[0].person = "P002";
    }
    SECTION("not without the written yes") { evidence.people["P001"].named_photo = ConsentState::withdrawn; }
    SECTION("not beside a second face") {
        evidence.people["P002"] = with(ConsentState::granted);
        evidence.faces.push_back(face({{"P002", 0.8F, today}}));
    }
    SECTION("not when the face is unknown") { evidence.faces = {face({})}; }
    SECTION("not when no face was found") { evidence.faces.clear(); }
    CHECK(judged(evidence).words[0].removed);
}

TEST_CASE("a name in the file's metadata never stays", "[policy][R-10]") {
    Evidence evidence = clean_evidence();
    evidence.people["P001"].named_photo = ConsentState::granted;
    evidence.embedded_names = {{"EXIF:Artist", 0, 5, WordKind::name, "P001", false, Certainty::sure, Rule::name_in_words}};
    CHECK(judged(evidence).words[0].removed);
}
