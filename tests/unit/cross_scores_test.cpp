// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <set>

#include <consent/cross_scores.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

Template taken_of(const char* person, std::vector<float> values) {
    return {person, {"model", std::move(values)}, day(2026, 9, 2)};
}

// P001 with three references, P002 with one; P003's consent has ended.
RegisterSnapshot small() {
    RegisterSnapshot all;
    for (const char* id : {"P001", "P002", "P003"}) {
        all.people.push_back(pupil(id));
        all.notices.push_back(notified(id));
        all.answers.push_back(answer(id, "biometric", Answer::grant));
    }
    all.answers.push_back(answer("P003", "biometric", Answer::withdraw, day(2026, 10, 1)));
    all.templates = {taken_of("P002", {0, 0, 1}), taken_of("P001", {1, 0, 0}), taken_of("P001", {0.8F, 0.6F, 0}),
                     taken_of("P001", {0.8F, 0, 0.6F}), taken_of("P003", {0, 1, 0})};
    return all;
}

}  // namespace

TEST_CASE("each reference is compared with the mean of the person's others and with everybody else", "[match][cross-scores]") {
    const auto scores = cross_scores(small(), "model", today);
    REQUIRE(scores);
    CHECK(scores->model == "model");
    CHECK(scores->people == std::vector<std::string>{"P001", "P002"});
    CHECK(scores->references == 4);
    REQUIRE(scores->probes.size() == 4);
    const auto& first = scores->probes[0];
    CHECK(first.person == 0);
    REQUIRE(first.own);
    CHECK(*first.own == Approx(1.6 / std::sqrt(1.6 * 1.6 + 0.36 + 0.36)));  // (1 0 0) with (.8 .6 0) + (.8 0 .6)
    CHECK(scores->similarity(0, 1) == Approx(0));
    CHECK(scores->similarity(2, 1) == Approx(0.6));
    const auto& last = scores->probes[3];
    CHECK(last.person == 1);
    CHECK_FALSE(last.own);  // a single reference has nothing to be compared with
    CHECK(scores->similarity(3, 0) == Approx(0.6 / std::sqrt(2.6 * 2.6 + 0.36 + 0.36)));
    CHECK(scores->impostor_scores().size() == 4);
}

TEST_CASE("a reference that cannot be compared is not", "[match][cross-scores]") {
    RegisterSnapshot all = small();
    all.templates.push_back(taken_of("P002", {1, 0}));
    all.templates.push_back(taken_of("P001", {2, 0, 0}));
    const auto scores = cross_scores(all, "model", today);
    REQUIRE(scores);
    CHECK(scores->people.size() == 2);
    CHECK(scores->references == 4);
    CHECK(scores->probes.size() == 4);
}

TEST_CASE("a register without templates of the model has no scores", "[match][cross-scores]") {
    const auto scores = cross_scores(small(), "another", today);
    REQUIRE(scores);
    CHECK(scores->people.empty());
    CHECK(scores->probes.empty());
    CHECK(scores->impostor_scores().empty());
    RegisterSnapshot wrong = small();
    wrong.settings["reference_days"] = "many";
    CHECK(cross_scores(wrong, "model", today).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a large register is compared by every n-th reference", "[match][cross-scores]") {
    RegisterSnapshot all;
    for (int i = 0; i < 4200; ++i) {
        const std::string id = "P" + std::to_string(i);
        all.people.push_back(pupil(id));
        all.notices.push_back(notified(id));
        all.answers.push_back(answer(id, "biometric", Answer::grant));
        all.templates.push_back(face_template(id, i + 1, 2));
    }
    const auto scores = cross_scores(all, "test_model", today);
    REQUIRE(scores);
    CHECK(scores->people.size() == 4200);
    CHECK(scores->references == 4200);
    CHECK(scores->probes.size() == 2100);
    std::set<std::size_t> people;
    for (const auto& probe : scores->probes) people.insert(probe.person);
    CHECK(people.size() == 2100);
}
