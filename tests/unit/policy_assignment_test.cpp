// SPDX-License-Identifier: Apache-2.0
//
// Several faces in one picture: who is who (R-06), and who cannot be told apart (R-05).
#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>

#include <consent/policy.hpp>

#include "policy/assignment.hpp"
#include "support/catch.hpp"
#include "support/seen_well.hpp"

using namespace consent;
using namespace consent::test;

namespace {

const Date today = *parse_date("2026-11-20");
const Instant now = start_of(today);
const Use website{"website", ""};

// Clear at .5, suspicious from .35, look-alikes within .1.
constexpr Thresholds thresholds{0.5F, 0.35F, 0.1F};

using Resembles = std::vector<std::pair<const char*, float>>;

FaceEvidence face(const Resembles& people, int view = 0) {
    FaceEvidence seen;
    seen.view = view;
    seen.box = {10, 10, 80, 100};
    seen.score = 0.9F;
    seen.embedded = true;
    seen.quality = seen_well(80);
    for (const auto& [person, similarity] : people) seen.candidates.push_back({person, similarity, today});
    return seen;
}

// A, B, C and D may be shown; R has refused; N is on the do-not-publish list.
Evidence picture_of(std::vector<FaceEvidence> faces) {
    Evidence evidence;
    evidence.looked_at_whole = true;
    evidence.copy_proved_clean = true;
    evidence.register_changed_at = now;
    evidence.recognition = true;
    evidence.smallest_face_px = 10;
    evidence.thresholds = thresholds;
    evidence.faces = std::move(faces);
    for (const char* id : {"A", "B", "C", "D", "N"}) evidence.people[id].consent = ConsentState::granted;
    evidence.people["R"].consent = ConsentState::refused;
    evidence.people["N"].never_publish = true;
    return evidence;
}

Judgement judged(const Evidence& evidence) { return judge(evidence, {}, website, now); }

bool gives(const Judgement& judgement, Rule rule, Verdict verdict) {
    return std::any_of(judgement.reasons.begin(), judgement.reasons.end(),
                       [&](const Reason& reason) { return reason.rule == rule && reason.verdict == verdict; });
}

// The best sum over all assignments, by trying each.
double best_sum(const std::vector<double>& weights, std::size_t rows, std::size_t columns, std::size_t row = 0, unsigned used = 0) {
    if (row == rows) return 0;
    double best = best_sum(weights, rows, columns, row + 1, used);
    for (std::size_t column = 0; column < columns; ++column) {
        const double weight = weights[row * columns + column];
        if (weight > 0 && (used >> column & 1U) == 0)
            best = std::max(best, weight + best_sum(weights, rows, columns, row + 1, used | 1U << column));
    }
    return best;
}

}  // namespace

TEST_CASE("the assignment is the best there is", "[policy][R-06][property]") {
    std::mt19937 random(31);
    const auto number = [&](int least, int most) { return std::uniform_int_distribution<>(least, most)(random); };
    for (int round = 0; round < 3000; ++round) {
        const auto rows = static_cast<std::size_t>(number(0, 6));
        const auto columns = static_cast<std::size_t>(number(0, 6));
        std::vector<double> weights(rows * columns);
        for (double& weight : weights)
            weight = number(1, 100) <= 40 ? std::uniform_real_distribution<>(2, 3)(random)
                                          : number(0, 20) == 0 ? std::numeric_limits<double>::quiet_NaN() : number(-1, 0);
        const auto given = best_assignment(weights, rows, columns);
        REQUIRE(given.size() == rows);
        double sum = 0;
        std::set<std::size_t> used;
        for (std::size_t row = 0; row < rows; ++row) {
            if (given[row] == columns) continue;
            REQUIRE(used.insert(given[row]).second);
            REQUIRE(weights[row * columns + given[row]] > 0);
            sum += weights[row * columns + given[row]];
        }
        CAPTURE(round, rows, columns);
        REQUIRE(sum == Approx(best_sum(weights, rows, columns)));
    }
}

TEST_CASE("who is who in a picture", "[policy][R-05][R-06]") {
    struct Row {
        const char* what;
        std::vector<Resembles> faces;
        std::vector<std::pair<FaceStatus, const char*>> come_out;
        Verdict verdict;
        Rule rule;  // that is cited; unreadable: none
    };
    using enum FaceStatus;
    const auto row = GENERATE(values<Row>({
        {"two people", {{{"A", 0.8F}}, {{"B", 0.8F}}}, {{cleared, "A"}, {cleared, "B"}}, Verdict::publish, Rule::unreadable},
        {"a second face like the first one's person, and like another on its own merits",
         {{{"A", 0.9F}}, {{"A", 0.7F}, {"B", 0.65F}}}, {{cleared, "A"}, {cleared, "B"}}, Verdict::publish, Rule::unreadable},
        {"the same, listed the other way round",
         {{{"A", 0.7F}, {"B", 0.65F}}, {{"A", 0.9F}}}, {{cleared, "B"}, {cleared, "A"}}, Verdict::publish, Rule::unreadable},
        {"the best sum goes against the nearest pair: neither is certain",
         {{{"A", 0.80F}, {"B", 0.62F}}, {{"A", 0.95F}, {"B", 0.84F}}}, {{cleared, "A"}, {cleared, "A"}}, Verdict::review,
         Rule::same_person_twice},
        {"a second face that is like nobody else", {{{"A", 0.9F}}, {{"A", 0.7F}}}, {{cleared, "A"}, {cleared, "A"}},
         Verdict::review, Rule::same_person_twice},
        {"a second face whose next candidate is not near enough", {{{"A", 0.9F}}, {{"A", 0.7F}, {"B", 0.49F}}},
         {{cleared, "A"}, {cleared, "A"}}, Verdict::review, Rule::same_person_twice},
        {"two faces that fit almost alike", {{{"A", 0.9F}}, {{"A", 0.85F}, {"B", 0.6F}}}, {{cleared, "A"}, {cleared, "A"}},
         Verdict::review, Rule::same_person_twice},
        {"the next candidate has refused", {{{"A", 0.9F}}, {{"A", 0.75F}, {"R", 0.6F}, {"B", 0.55F}}},
         {{cleared, "A"}, {refused, "R"}}, Verdict::block, Rule::no_consent},
        {"the next candidate is near somebody who has refused", {{{"A", 0.9F}}, {{"A", 0.75F}, {"B", 0.6F}, {"R", 0.55F}}},
         {{cleared, "A"}, {ambiguous, "B"}}, Verdict::review, Rule::look_alike},
        {"the next candidate is near another who is nobody else here", {{{"A", 0.9F}}, {{"A", 0.75F}, {"B", 0.6F}, {"C", 0.55F}}},
         {{cleared, "A"}, {ambiguous, "B"}}, Verdict::review, Rule::look_alike},
        {"somebody on the list among the candidates", {{{"A", 0.9F}}, {{"A", 0.75F}, {"B", 0.6F}, {"N", 0.36F}}},
         {{cleared, "A"}, {never_publish, "N"}}, Verdict::block, Rule::never_publish},
        {"a refused person is not given away", {{{"R", 0.9F}}, {{"R", 0.7F}, {"B", 0.6F}}}, {{refused, "R"}, {refused, "R"}},
         Verdict::block, Rule::no_consent},
        {"the better fit is itself not told apart from the list's", {{{"A", 0.9F}, {"N", 0.4F}}, {{"A", 0.75F}, {"B", 0.68F}}},
         {{never_publish, "N"}, {ambiguous, "A"}}, Verdict::block, Rule::never_publish},
        {"a chain", {{{"A", 0.95F}}, {{"A", 0.80F}, {"B", 0.78F}}, {{"B", 0.66F}, {"C", 0.60F}}},
         {{cleared, "A"}, {cleared, "B"}, {cleared, "C"}}, Verdict::publish, Rule::unreadable},
        {"a chain whose first link does not hold", {{{"A", 0.95F}, {"R", 0.90F}}, {{"A", 0.80F}, {"B", 0.78F}}, {{"B", 0.66F}, {"C", 0.60F}}},
         {{ambiguous, "A"}, {ambiguous, "A"}, {ambiguous, "B"}}, Verdict::review, Rule::look_alike},
        {"between two who may both be shown", {{{"A", 0.8F}, {"B", 0.75F}}}, {{ambiguous, "A"}}, Verdict::review, Rule::look_alike},
        {"further from the second than the margin", {{{"A", 0.8F}, {"B", 0.65F}}}, {{cleared, "A"}}, Verdict::publish, Rule::unreadable},
        {"the second is there as well", {{{"A", 0.8F}, {"B", 0.75F}}, {{"B", 0.9F}}}, {{cleared, "A"}, {cleared, "B"}},
         Verdict::publish, Rule::unreadable},
        {"twins side by side", {{{"A", 0.8F}, {"B", 0.75F}}, {{"B", 0.82F}, {"A", 0.74F}}}, {{ambiguous, "A"}, {ambiguous, "B"}},
         Verdict::review, Rule::look_alike},
    }));
    CAPTURE(row.what);
    std::vector<FaceEvidence> faces;
    for (const Resembles& people : row.faces) faces.push_back(face(people));
    const Judgement judgement = judged(picture_of(faces));
    CHECK(judgement.verdict == row.verdict);
    if (row.rule != Rule::unreadable) CHECK(gives(judgement, row.rule, row.verdict));
    if (row.rule == Rule::unreadable) CHECK(judgement.reasons.empty());
    REQUIRE(judgement.faces.size() == row.come_out.size());
    for (std::size_t i = 0; i < row.come_out.size(); ++i) {
        CAPTURE(i, to_string(judgement.faces[i].status), judgement.faces[i].person);
        CHECK(judgement.faces[i].status == row.come_out[i].first);
        CHECK(judgement.faces[i].person == row.come_out[i].second);
    }
}

TEST_CASE("a face in another showing takes nobody away", "[policy][R-06]") {
    const Judgement judgement = judged(picture_of({face({{"A", 0.9F}}, 0), face({{"A", 0.7F}, {"B", 0.65F}}, 1)}));
    CHECK(judgement.faces[1].person == "A");
    CHECK(gives(judgement, Rule::look_alike, Verdict::review));
}

TEST_CASE("which of two who may be shown it is, a roll call may say", "[policy][R-05][roll-call]") {
    Evidence evidence = picture_of({face({{"A", 0.8F}, {"B", 0.75F}})});
    CHECK(judged(evidence).verdict == Verdict::review);
    evidence.roll_call = RollCall{{"A"}, 1};
    CHECK(judged(evidence).verdict == Verdict::publish);
    evidence.roll_call = RollCall{{"B"}, 1};
    CHECK(judged(evidence).verdict == Verdict::review);
    evidence.roll_call = RollCall{{"A"}, 1};
    evidence.faces = {face({{"A", 0.8F}, {"B", 0.75F}, {"R", 0.4F}})};
    CHECK(judged(evidence).verdict == Verdict::review);
}

TEST_CASE("a roll call attests no face that was taken for somebody who is another face", "[policy][R-06][roll-call]") {
    Evidence evidence = picture_of({face({{"A", 0.9F}}), face({{"A", 0.7F}})});
    evidence.roll_call = RollCall{{"A", "B"}, 2};
    CHECK(judged(evidence).verdict == Verdict::review);
}

TEST_CASE("hundreds of faces that are all alike go to a person, soon", "[policy][R-06]") {
    std::vector<FaceEvidence> faces;
    for (int i = 0; i < 2000; ++i) faces.push_back(face({{"A", 0.9F}, {"B", 0.7F}, {"C", 0.6F}}));
    CHECK(judged(picture_of(faces)).verdict == Verdict::review);
}

TEST_CASE("who is another face never helps a face past a rule", "[policy][R-05][R-06][property]") {
    std::mt19937 random(20261121);
    const auto chance = [&](int percent) { return std::uniform_int_distribution<>(1, 100)(random) <= percent; };
    const char* const people[] = {"A", "B", "C", "D", "R", "N"};
    int published = 0;
    int moved = 0;
    for (int round = 0; round < 30'000; ++round) {
        std::vector<FaceEvidence> faces;
        for (int count = std::uniform_int_distribution<>(1, 5)(random); count > 0; --count) {
            FaceEvidence seen = face({});
            for (int person = 0; person < 6; ++person)
                if (chance(person < 4 ? 45 : 4))
                    seen.candidates.push_back({people[person], std::uniform_real_distribution<float>(0.25F, 1)(random), today});
            std::sort(seen.candidates.begin(), seen.candidates.end(),
                      [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
            if (chance(3)) seen.safety_net_only = true;
            if (chance(3)) seen.quality.width_px = 22;
            faces.push_back(std::move(seen));
        }
        const Evidence evidence = picture_of(faces);
        const Judgement judgement = judged(evidence);
        CAPTURE(round);
        std::map<std::string, std::size_t> is_face;
        for (std::size_t i = 0; i < faces.size(); ++i) {
            const FaceFinding& finding = judgement.faces[i];
            const Judgement alone = judged(picture_of({faces[i]}));
            if (alone.verdict == Verdict::block) REQUIRE(judgement.verdict == Verdict::block);
            if (finding.status == FaceStatus::cleared) is_face.emplace(finding.person, i);
        }
        if (judgement.verdict != Verdict::publish) continue;
        ++published;
        REQUIRE(is_face.size() == faces.size());  // nobody twice
        for (std::size_t i = 0; i < faces.size(); ++i) {
            const FaceFinding& finding = judgement.faces[i];
            const auto& candidates = faces[i].candidates;
            moved += candidates.front().person != finding.person ? 1 : 0;
            REQUIRE(finding.similarity >= thresholds.clear);
            for (const MatchCandidate& rival : candidates) {
                if (rival.person == finding.person) continue;
                if (finding.similarity - rival.similarity >= thresholds.margin) {
                    REQUIRE_FALSE((rival.person == "N" && rival.similarity >= thresholds.deny));
                    continue;
                }
                // Nearer than the margin only those who certainly are another face.
                REQUIRE(is_face.contains(rival.person));
                const std::size_t other = is_face.at(rival.person);
                REQUIRE(other != i);
                REQUIRE(judgement.faces[other].similarity - rival.similarity >= thresholds.margin);
            }
        }
    }
    CHECK(published > 500);
    CHECK(moved > 20);  // or the property was tested on nothing
}
