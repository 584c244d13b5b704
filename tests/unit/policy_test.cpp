// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <random>
#include <set>

#include <consent/policy.hpp>

#include "support/catch.hpp"
#include "support/seen_well.hpp"

using namespace consent;

namespace {

const Date today = *parse_date("2026-11-20");
const Instant now = start_of(today);
const Use website{"website", ""};

// Clear at .5, suspicious from .35, look-alikes within .1.
constexpr Thresholds thresholds{0.5F, 0.35F, 0.1F};

PersonFacts with(ConsentState consent) {
    PersonFacts facts;
    facts.consent = consent;
    return facts;
}

// A good face of 80 px that resembles the people given.
FaceEvidence face(std::vector<MatchCandidate> candidates) {
    FaceEvidence seen;
    seen.box = {10, 10, 80, 100};
    seen.score = 0.9F;
    seen.embedded = true;
    seen.quality = test::seen_well(80);
    seen.candidates = std::move(candidates);
    return seen;
}

// A picture of which everything is known, with Anwen (P001) cleared and in it.
Evidence clean_evidence() {
    Evidence evidence;
    evidence.looked_at_whole = true;
    evidence.copy_proved_clean = true;
    evidence.register_changed_at = now;
    evidence.recognition = true;
    evidence.smallest_face_px = 10;
    evidence.thresholds = thresholds;
    evidence.people["P001"] = with(ConsentState::granted);
    evidence.faces = {face({{"P001", 0.8F, today}})};
    return evidence;
}

Judgement judged(const Evidence& evidence, const Policy& policy = {}, const Use& use = website) {
    return judge(evidence, policy, use, now);
}

bool gives(const Judgement& judgement, Rule rule, Verdict verdict) {
    for (const Reason& reason : judgement.reasons)
        if (reason.rule == rule && reason.verdict == verdict) return true;
    return false;
}

}  // namespace

TEST_CASE("a detector that may miss an identifiable face needs a roll call that adds up", "[policy][R-04]") {
    Evidence evidence = clean_evidence();
    evidence.smallest_face_px = 40;
    CHECK(gives(judged(evidence), Rule::unknown_face, Verdict::review));
    evidence.roll_call = RollCall{{"P001"}, 2};
    CHECK(judged(evidence).verdict == Verdict::review);
    evidence.roll_call = RollCall{{"P001"}, 1};
    CHECK(judged(evidence).verdict == Verdict::publish);
}

TEST_CASE("one person in two ways of showing a picture is one person, and each way is judged", "[policy][R-06]") {
    Evidence evidence = clean_evidence();
    evidence.faces.push_back(evidence.faces[0]);
    evidence.faces[1].view = 1;
    CHECK(judged(evidence).verdict == Verdict::publish);
    evidence.roll_call = RollCall{{"P001"}, 1};
    CHECK(judged(evidence).verdict == Verdict::publish);
    evidence.faces[1].candidates.clear();
    evidence.roll_call.reset();
    CHECK(judged(evidence).verdict == Verdict::review);
}

TEST_CASE("a roll call never vouches for a file of several pictures", "[policy][R-04]") {
    Evidence evidence = clean_evidence();
    evidence.frames = 2;
    evidence.faces.push_back(face({}));  // a stranger, alone in the second
    evidence.faces[1].view = 1;
    evidence.faces[1].frame = 1;
    evidence.roll_call = RollCall{{"P001"}, 1};
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    REQUIRE(judgement.faces.size() == 2);
    CHECK(judgement.faces[1].status == FaceStatus::unknown);
    CHECK(judgement.faces[1].frame == 1);

    evidence.roll_call.reset();
    evidence.faces.pop_back();
    CHECK(judged(evidence).verdict == Verdict::publish);
    evidence.smallest_face_px = 40;
    evidence.roll_call = RollCall{{"P001"}, 1};
    CHECK(judged(evidence).verdict == Verdict::review);
}

TEST_CASE("a picture of a cleared person passes", "[policy]") {
    const Judgement judgement = judged(clean_evidence());
    CHECK(judgement.verdict == Verdict::publish);
    CHECK(judgement.reasons.empty());
    REQUIRE(judgement.faces.size() == 1);
    CHECK(judgement.faces[0].status == FaceStatus::cleared);
    CHECK(judgement.faces[0].person == "P001");
    CHECK(judgement.faces[0].margin == Approx(0.8F));
}

TEST_CASE("evidence that nobody filled in blocks", "[policy]") {
    CHECK(judged(Evidence{}).verdict == Verdict::block);
    CHECK(Judgement{}.verdict == Verdict::block);
    CHECK(Verdict{} == Verdict::block);
}

TEST_CASE("a part that nobody looked at blocks", "[policy][R-01]") {
    Evidence evidence = clean_evidence();
    evidence.looked_at_whole = false;
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::block);
    CHECK(gives(judgement, Rule::unreadable, Verdict::block));
}

TEST_CASE("a face near somebody on the do-not-publish list blocks, below the threshold for clearing", "[policy][R-02]") {
    Evidence evidence = clean_evidence();
    evidence.people["P666"] = with(ConsentState::granted);
    evidence.people["P666"].never_publish = true;
    SECTION("as the best match") { evidence.faces = {face({{"P666", 0.36F, today}})}; }
    SECTION("behind a better, cleared match") {
        evidence.faces = {face({{"P001", 0.9F, today}, {"P666", 0.36F, today}})};
    }
    SECTION("on a face too poor to clear") {
        evidence.faces = {face({{"P666", 0.36F, today}})};
        evidence.faces[0].quality.sharpness = 0;
    }
    SECTION("even when staff say it is somebody else") {
        evidence.faces = {face({{"P666", 0.36F, today}})};
        evidence.roll_call = RollCall{{"P001"}, 1};
    }
    SECTION("seen by the second detector alone") {
        evidence.faces.push_back(face({{"P666", 0.36F, today}}));
        evidence.faces.back().safety_net_only = true;
    }
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::block);
    CHECK(gives(judgement, Rule::never_publish, Verdict::block));
    CHECK(judgement.faces.back().status == FaceStatus::never_publish);
}

TEST_CASE("every state of consent but a grant in force blocks", "[policy][R-03]") {
    const auto state = GENERATE(ConsentState::no_answer, ConsentState::refused, ConsentState::withdrawn,
                                ConsentState::expired, ConsentState::disagreement);
    CAPTURE(static_cast<int>(state));
    Evidence evidence = clean_evidence();
    evidence.people["P001"] = with(state);
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::block);
    CHECK(gives(judgement, Rule::no_consent, Verdict::block));
    CHECK(judgement.faces[0].status == FaceStatus::refused);
}

TEST_CASE("a match with somebody the register does not hold blocks", "[policy][R-03]") {
    Evidence evidence = clean_evidence();
    evidence.people.clear();
    CHECK(judged(evidence).verdict == Verdict::block);
}

TEST_CASE("a poor face that matches somebody without consent blocks all the same", "[policy][R-03]") {
    Evidence evidence = clean_evidence();
    evidence.people["P001"] = with(ConsentState::refused);
    evidence.faces[0].quality.yaw = 2;
    CHECK(judged(evidence).verdict == Verdict::block);
}

TEST_CASE("a face that matches nobody goes to a person", "[policy][R-04]") {
    Evidence evidence = clean_evidence();
    SECTION("no candidate at all") { evidence.faces = {face({})}; }
    SECTION("a cleared candidate just below the threshold") { evidence.faces = {face({{"P001", 0.4999F, today}})}; }
    SECTION("similarity that is not a number") {
        evidence.faces = {face({{"P001", std::numeric_limits<float>::quiet_NaN(), today}})};
    }
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    CHECK(gives(judgement, Rule::unknown_face, Verdict::review));
}

TEST_CASE("thresholds that nobody set clear nobody", "[policy][R-04]") {
    Evidence evidence = clean_evidence();
    evidence.thresholds = {};
    evidence.faces = {face({{"P001", 0.999F, today}})};
    CHECK(judged(evidence).verdict != Verdict::publish);
}

TEST_CASE("a face between a cleared and a not-cleared person goes to a person", "[policy][R-05]") {
    Evidence evidence = clean_evidence();
    evidence.people["P002"] = with(ConsentState::refused);
    evidence.faces = {face({{"P001", 0.80F, today}, {"P002", 0.75F, today}})};
    Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    CHECK(gives(judgement, Rule::look_alike, Verdict::review));
    CHECK(judgement.faces[0].status == FaceStatus::ambiguous);

    SECTION("but not when they are further apart than the margin") {
        evidence.faces = {face({{"P001", 0.80F, today}, {"P002", 0.60F, today}})};
        CHECK(judged(evidence).verdict == Verdict::publish);
    }
    SECTION("and not when the roll call names the cleared one: twins are for people to tell apart") {
        evidence.roll_call = RollCall{{"P001"}, 1};
        CHECK(judged(evidence).verdict == Verdict::review);
    }
}

TEST_CASE("two faces of one person go to a person", "[policy][R-06]") {
    Evidence evidence = clean_evidence();
    evidence.faces.push_back(evidence.faces[0]);
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    CHECK(gives(judgement, Rule::same_person_twice, Verdict::review));
}

TEST_CASE("a face that cannot be matched safely goes to a person, however well it matches", "[policy][R-07]") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    Evidence evidence = clean_evidence();
    FaceEvidence& seen = evidence.faces[0];
    SECTION("too small") { seen.quality.width_px = 25; }
    SECTION("too blurred") { seen.quality.sharpness = 6.9F; }
    SECTION("too grainy") { seen.quality.sharpness = 51; }
    SECTION("turned to the left") { seen.quality.yaw = -0.95F; }
    SECTION("turned to the right") { seen.quality.yaw = 0.95F; }
    SECTION("too dark or too pale") { seen.quality.contrast = 6; }
    SECTION("over-exposed") { seen.quality.blown = 0.6F; }
    SECTION("cut off by the border") { seen.quality.outside = 0.2F; }
    SECTION("behind dark glasses") { seen.quality.eyes = 0.01F; }
    SECTION("behind a mask") { seen.quality.mouth = 0.05F; }
    SECTION("measured by nobody") {
        seen.quality = {};
        seen.quality.width_px = 80;
    }
    SECTION("a number that is none") {
        float Quality::* const number = GENERATE(&Quality::width_px, &Quality::sharpness, &Quality::yaw, &Quality::contrast,
                                                 &Quality::blown, &Quality::outside, &Quality::eyes, &Quality::mouth);
        seen.quality.*number = nan;
    }
    SECTION("never embedded") {
        seen.embedded = false;
        seen.candidates.clear();
    }
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    CHECK(gives(judgement, Rule::poor_face, Verdict::review));
    CHECK(judgement.faces[0].status == FaceStatus::poor);
}

TEST_CASE("a face that one look drew wide enough to identify somebody is judged", "[policy][R-04]") {
    Evidence evidence = clean_evidence();
    evidence.faces.push_back(face({}));
    evidence.faces.back().quality.width_px = 19;
    evidence.faces.back().widest_px = 27;
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    CHECK(judgement.faces[1].status != FaceStatus::too_small);
}

TEST_CASE("a face too small to identify anybody is counted and does not decide", "[policy]") {
    Evidence evidence = clean_evidence();
    evidence.faces.push_back(face({}));
    evidence.faces.back().quality.width_px = 19;
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::publish);
    CHECK(judgement.faces[1].status == FaceStatus::too_small);
}

TEST_CASE("an old reference photo of a pupil goes to a person, of an adult it does not", "[policy][R-08]") {
    Evidence evidence = clean_evidence();
    evidence.faces = {face({{"P001", 0.8F, *parse_date("2024-11-19")}})};
    CHECK(gives(judged(evidence), Rule::old_reference, Verdict::review));
    evidence.people["P001"].kind = PersonKind::staff;
    CHECK(judged(evidence).verdict == Verdict::publish);
    evidence.people["P001"].kind = PersonKind::pupil;
    evidence.faces = {face({{"P001", 0.8F, *parse_date("2024-11-21")}})};
    CHECK(judged(evidence).verdict == Verdict::publish);
}

TEST_CASE("a stale register goes to a person and a missing one blocks", "[policy][R-09]") {
    Evidence evidence = clean_evidence();
    evidence.register_changed_at = now - std::chrono::days(401);
    CHECK(gives(judged(evidence), Rule::stale_register, Verdict::review));
    evidence.register_changed_at.reset();
    CHECK(gives(judged(evidence), Rule::stale_register, Verdict::block));
}

TEST_CASE("a position in the file is told to the operator", "[policy][R-11]") {
    Evidence evidence = clean_evidence();
    evidence.removed_position = true;
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::publish);
    CHECK(gives(judgement, Rule::personal_data, Verdict::publish));
}

TEST_CASE("a channel must be known, the school's own, and approved", "[policy][R-12]") {
    const Use use{"website", "school-website"};
    Evidence evidence = clean_evidence();
    evidence.channel = Channel{"school-website", true, true, "head teacher"};
    CHECK(judged(evidence, {}, use).verdict == Verdict::publish);

    SECTION("unknown") { evidence.channel.reset(); }
    SECTION("another one's entry") { evidence.channel->id = "staff-phone"; }
    SECTION("not the school's") { evidence.channel->school_owned = false; }
    SECTION("not approved") { evidence.channel->approved = false; }
    SECTION("approved from tomorrow") { evidence.channel->approved_on = *parse_date("2026-11-21"); }
    SECTION("approved on no day") { evidence.channel->approved_on = Date{}; }
    const Judgement judgement = judged(evidence, {}, use);
    CHECK(judgement.verdict == Verdict::block);
    CHECK(gives(judgement, Rule::channel, Verdict::block));
}

TEST_CASE("a policy that requires a channel blocks a use that names none", "[policy][R-12]") {
    Policy policy;
    policy.require_channel = true;
    CHECK(gives(judged(clean_evidence(), policy), Rule::channel, Verdict::block));
}

TEST_CASE("a social media account is named, and has two administrators", "[policy][R-12]") {
    Evidence evidence = clean_evidence();
    const Use unnamed{"social_media", ""};
    const Use use{"social_media", "x-account"};
    CHECK(gives(judged(evidence, {}, unnamed), Rule::channel, Verdict::block));
    evidence.channel = Channel{"x-account", true, true, "head teacher", "lead", {"S1", "S2"}, "", *parse_date("2026-11-20")};
    CHECK(judged(evidence, {}, use).verdict == Verdict::publish);

    for (const std::vector<std::string>& too_few :
         std::vector<std::vector<std::string>>{{}, {"S1"}, {"S1", "S1"}}) {
        evidence.channel->administrators = too_few;
        CHECK(gives(judged(evidence, {}, use), Rule::channel, Verdict::block));
    }
    CHECK(judged(evidence, {}, {"website", "x-account"}).verdict == Verdict::publish);
    Policy every;
    every.account_purposes = {"website"};
    CHECK(gives(judged(evidence, every, {"website", "x-account"}), Rule::channel, Verdict::block));
    every.account_purposes = {};
    CHECK(judged(evidence, every, use).verdict == Verdict::publish);
    CHECK(judged(clean_evidence(), every, unnamed).verdict == Verdict::publish);
}

TEST_CASE("no state of consent but granted clears, and each says why", "[policy][R-03]") {
    std::set<std::string> texts;
    for (int state = 0; state < 20; ++state) {
        const auto consent = static_cast<ConsentState>(state);
        Evidence evidence = clean_evidence();
        evidence.people["P001"] = with(consent);
        const Judgement judgement = judged(evidence);
        INFO(to_string(consent));
        CHECK((judgement.verdict == Verdict::publish) == (consent == ConsentState::granted));
        if (consent == ConsentState::granted) continue;
        CHECK(gives(judgement, consent == ConsentState::left ? Rule::left : Rule::no_consent, Verdict::block));
        for (const Reason& reason : judgement.reasons) texts.insert(reason.text);
    }
    CHECK(texts.size() >= 11);
}

TEST_CASE("somebody who has left is no longer shown", "[policy][R-13]") {
    Evidence evidence = clean_evidence();
    evidence.people["P001"].left_on = *parse_date("2026-11-19");
    CHECK(gives(judged(evidence), Rule::left, Verdict::block));

    Policy grace;
    grace.leaver_grace_days = 30;
    CHECK(judged(evidence, grace).verdict == Verdict::publish);
    evidence.people["P001"].left_on = today;
    CHECK(judged(evidence).verdict == Verdict::publish);
}

TEST_CASE("an adult who has said no is not shown", "[policy][R-14]") {
    Evidence evidence = clean_evidence();
    evidence.people["P001"] = with(ConsentState::refused);
    evidence.people["P001"].kind = PersonKind::staff;
    CHECK(gives(judged(evidence), Rule::adult_refused, Verdict::block));
}

TEST_CASE("a listed activity goes to a person", "[policy][R-15]") {
    Evidence evidence = clean_evidence();
    const char* activity = GENERATE("swimming", " Swimming ", "SWIMMING GALA", "football,swimming");
    evidence.activities = {activity};
    CHECK(gives(judged(evidence), Rule::activity, Verdict::review));
    evidence.activities = {"chess"};
    CHECK(judged(evidence).verdict == Verdict::publish);
}

TEST_CASE("a face that only the second detector saw goes to a person", "[policy][R-16]") {
    Evidence evidence = clean_evidence();
    evidence.people["P002"] = with(ConsentState::granted);
    evidence.faces.push_back(face({{"P002", 0.9F, today}}));
    evidence.faces.back().safety_net_only = true;
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::review);
    CHECK(gives(judgement, Rule::second_detector, Verdict::review));
}

TEST_CASE("a copy that was not proved clean blocks", "[policy][R-17]") {
    Evidence evidence = clean_evidence();
    evidence.copy_proved_clean = false;
    CHECK(gives(judged(evidence), Rule::copy_not_clean, Verdict::block));
}

TEST_CASE("the policy can ask the poster to confirm", "[policy][R-18]") {
    Policy policy;
    policy.require_confirmation = true;
    Evidence evidence = clean_evidence();
    CHECK(gives(judged(evidence, policy), Rule::poster_confirmation, Verdict::review));
    evidence.poster_confirms = true;
    CHECK(judged(evidence, policy).verdict == Verdict::publish);
}

TEST_CASE("a roll call clears faces that no model can match", "[policy][roll-call]") {
    Evidence evidence = clean_evidence();
    evidence.recognition = false;
    evidence.people["P002"] = with(ConsentState::granted);
    evidence.faces = {face({}), face({})};
    for (FaceEvidence& seen : evidence.faces) seen.embedded = false;
    CHECK(judged(evidence).verdict == Verdict::review);

    evidence.roll_call = RollCall{{"P001", "P002"}, 2};
    const Judgement judgement = judged(evidence);
    CHECK(judgement.verdict == Verdict::publish);
    CHECK(judgement.faces[0].status == FaceStatus::attested);

    SECTION("and any disagreement in number goes to a person [R-04]") {
        SECTION("more people seen than faces found") { evidence.roll_call = RollCall{{"P001", "P002"}, 3}; }
        SECTION("fewer people named than faces found") { evidence.roll_call = RollCall{{"P001"}, 1}; }
        SECTION("fewer named than seen") { evidence.roll_call = RollCall{{"P001"}, 2}; }
        SECTION("one named twice") { evidence.roll_call = RollCall{{"P001", "P001"}, 2}; }
        SECTION("a face less found") { evidence.faces.pop_back(); }
        SECTION("no face found") { evidence.faces.clear(); }
        const Judgement other = judged(evidence);
        CHECK(other.verdict == Verdict::review);
        CHECK(gives(other, Rule::unknown_face, Verdict::review));
    }
}

TEST_CASE("a roll call names nobody past the rules", "[policy][roll-call][R-02][R-03]") {
    Evidence evidence = clean_evidence();
    evidence.recognition = false;
    evidence.faces[0].embedded = false;
    evidence.faces[0].candidates.clear();
    evidence.roll_call = RollCall{{"P001"}, 1};
    SECTION("somebody without consent") { evidence.people["P001"] = with(ConsentState::no_answer); }
    SECTION("somebody on the do-not-publish list") { evidence.people["P001"].never_publish = true; }
    SECTION("somebody the register does not hold") { evidence.people.clear(); }
    SECTION("somebody who has left") { evidence.people["P001"].left_on = *parse_date("2020-01-01"); }
    CHECK(judged(evidence).verdict == Verdict::block);
}

TEST_CASE("a roll call that contradicts a match goes to a person", "[policy][roll-call][R-04]") {
    Evidence evidence = clean_evidence();
    evidence.people["P002"] = with(ConsentState::granted);
    evidence.roll_call = RollCall{{"P002"}, 1};
    SECTION("a good match") {}
    SECTION("a match of a poor face") { evidence.faces[0].quality.sharpness = 0; }
    CHECK(judged(evidence).verdict == Verdict::review);
}

TEST_CASE("a roll call does not settle a face that may be somebody who is not cleared", "[policy][roll-call][R-04]") {
    Evidence evidence = clean_evidence();
    evidence.people["P002"] = with(ConsentState::refused);
    evidence.faces = {face({{"P002", 0.4F, today}})};
    evidence.roll_call = RollCall{{"P001"}, 1};
    CHECK(judged(evidence).verdict == Verdict::review);
}

TEST_CASE("no evidence at all leads to publish with a face that is neither cleared nor attested", "[policy][property]") {
    std::mt19937 random(20261120);
    const auto chance = [&](int percent) { return std::uniform_int_distribution<>(1, 100)(random) <= percent; };
    const auto number = [&](float least, float most) {
        return chance(2) ? std::numeric_limits<float>::quiet_NaN() : std::uniform_real_distribution<float>(least, most)(random);
    };
    int published = 0;
    for (int round = 0; round < 20000; ++round) {
        Evidence evidence = clean_evidence();
        evidence.faces.clear();
        evidence.looked_at_whole = chance(97);
        evidence.copy_proved_clean = chance(97);
        evidence.recognition = chance(80);
        for (int person = 0; person < 6; ++person) {
            PersonFacts facts = with(chance(70) ? ConsentState::granted
                                                : static_cast<ConsentState>(std::uniform_int_distribution<>(0, 4)(random)));
            facts.never_publish = chance(5);
            if (chance(5)) facts.left_on = *parse_date("2026-01-01");
            evidence.people["P00" + std::to_string(person)] = facts;
        }
        for (int faces = std::uniform_int_distribution<>(0, 3)(random); faces > 0; --faces) {
            std::vector<MatchCandidate> candidates;
            for (int person = 0; person < 6; ++person)
                if (chance(40)) candidates.push_back({"P00" + std::to_string(person), number(0.2F, 1.0F), today});
            std::sort(candidates.begin(), candidates.end(),
                      [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
            FaceEvidence seen = face(std::move(candidates));
            seen.quality.width_px = number(10, 100);
            seen.quality.sharpness = number(0, 60);
            seen.quality.mouth = number(0, 0.6F);
            seen.embedded = chance(90);
            seen.safety_net_only = chance(5);
            evidence.faces.push_back(std::move(seen));
        }
        if (chance(30)) evidence.roll_call = RollCall{{"P001", "P002"}, std::uniform_int_distribution<>(0, 3)(random)};

        const Judgement judgement = judged(evidence);
        REQUIRE(judgement.faces.size() == evidence.faces.size());
        Verdict worst = Verdict::publish;
        for (const Reason& reason : judgement.reasons) worst = worse(worst, reason.verdict);
        REQUIRE(judgement.verdict == worst);
        if (judgement.verdict != Verdict::publish) continue;
        ++published;
        REQUIRE(evidence.looked_at_whole);
        REQUIRE(evidence.copy_proved_clean);
        for (std::size_t i = 0; i < judgement.faces.size(); ++i) {
            const FaceFinding& finding = judgement.faces[i];
            CAPTURE(round, i);
            const bool fine = finding.status == FaceStatus::cleared || finding.status == FaceStatus::attested ||
                              (finding.status == FaceStatus::too_small && evidence.faces[i].quality.width_px < 20);
            REQUIRE(fine);
            if (finding.status == FaceStatus::cleared) {
                const PersonFacts& facts = evidence.people.at(finding.person);
                REQUIRE(facts.consent == ConsentState::granted);
                REQUIRE_FALSE(facts.never_publish);
                REQUIRE_FALSE(facts.left_on.has_value());
            }
        }
    }
    CHECK(published > 200);  // or the property was tested on nothing
}

TEST_CASE("policy settings survive the way to text and back", "[policy][settings]") {
    Policy policy;
    policy.match_px = 48;
    policy.block_on_names = true;
    policy.stranger_risk = 0.0005F;
    policy.calibration = *parse_calibration("model;2026-11-20;300;29700;100;0.1=0.14,0.01=0.25");
    policy.review_activities = {"swimming", "judo"};
    const auto again = policy_from(to_settings(policy));
    REQUIRE(again);
    CHECK(to_settings(*again) == to_settings(policy));
}

TEST_CASE("a policy setting that is mistyped or out of range is refused", "[policy][settings]") {
    const auto refused = [](std::string key, std::string value) {
        const auto policy = policy_from({{key, value}});
        return !policy && policy.error().code == ErrorCode::invalid_argument;
    };
    CHECK(refused("identifable_px", "20"));
    CHECK(refused("identifiable_px", "400"));
    CHECK(refused("identifiable_px", "nan"));
    CHECK(refused("identifiable_px", "20 px"));
    CHECK(refused("reference_days", "0"));
    CHECK(refused("block_on_names", "maybe"));
    CHECK(refused("match_px", ""));
    CHECK(refused("stranger_risk", "0"));
    CHECK(refused("stranger_risk", "0.5"));
    CHECK(refused("stranger_risk", "nan"));
    CHECK(refused("children_factor", "0.9"));
    CHECK(refused("calibration", "lenient"));
}
