// SPDX-License-Identifier: Apache-2.0
//
// The gate takes its thresholds from the risk, the register and the model's table, not from the embedder alone.
#include "support/small_school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

// Takes the first face for Amara, at a similarity of .7.
class MeasuredEmbedder final : public Embedder {
public:
    MeasuredEmbedder() {
        info_.model = "scripted";
        info_.dimension = 4;
        info_.thresholds = scripted_thresholds;
        // Three people and a thousandth: FMR 1/3000, and a tenth of it for children: .57 on this line, below the floor.
        info_.impostor = ImpostorTable{{{1e-1, 0.22F}, {1e-2, 0.32F}, {1e-3, 0.42F}, {1e-4, 0.52F}}, 1'000'000, 1000, "made up"};
    }
    [[nodiscard]] const EmbedderInfo& info() const noexcept override { return info_; }
    Result<EmbeddedFace> embed(const Raster&, const DetectedFace& face) override {
        return EmbeddedFace{{info_.model, {0.7F, 0, 0, 0.714143F}}, seen_well(face.box.width)};
    }
    EmbedderInfo info_;
};

Verdict verdict_of(SmallSchool& school, std::unique_ptr<MeasuredEmbedder> embedder = std::make_unique<MeasuredEmbedder>()) {
    Parts parts;
    parts.people = std::make_unique<FaultyRegister>(school.people, school.faults);
    parts.audit = std::make_unique<FaultyAudit>(school.audit, school.faults);
    parts.detector = std::make_unique<ScriptedDetector>(school.faces);
    parts.embedder = std::move(embedder);
    auto gate = Gate::open(std::move(parts));
    REQUIRE(gate);
    Candidate candidate;
    candidate.bytes = picture();
    const auto decision = gate->check(candidate, website, now);
    REQUIRE(decision);
    return decision->verdict;
}

}  // namespace

TEST_CASE("a gate's thresholds follow from the risk, the register and the school's own people", "[gate][R-04][thresholds]") {
    SmallSchool school;
    REQUIRE(verdict_of(school) == Verdict::publish);
    SECTION("a smaller risk asks for a better match") {
        must(school.people->put_setting("stranger_risk", "0.00001", now));
        CHECK(verdict_of(school) == Verdict::review);
    }
    SECTION("so do children who are more alike") {
        must(school.people->put_setting("children_factor", "500", now));
        CHECK(verdict_of(school) == Verdict::review);
    }
    SECTION("and a calibration that says that these people are more alike") {
        must(school.people->put_setting("calibration", "scripted;2026-11-20;60;3540;60;0.1=0.48,0.03=0.53,0.01=0.58", now));
        CHECK(verdict_of(school) == Verdict::review);
    }
    SECTION("a calibration of another model changes nothing") {
        must(school.people->put_setting("calibration", "another;2026-11-20;60;3540;60;0.1=0.48,0.03=0.53,0.01=0.58", now));
        CHECK(verdict_of(school) == Verdict::publish);
    }
    SECTION("a table that makes no sense clears nobody") {
        auto embedder = std::make_unique<MeasuredEmbedder>();
        embedder->info_.impostor->points[1].similarity = 0.9F;
        CHECK(verdict_of(school, std::move(embedder)) != Verdict::publish);
    }
    SECTION("nor does a model without any thresholds") {
        auto embedder = std::make_unique<MeasuredEmbedder>();
        embedder->info_.thresholds = {};
        embedder->info_.impostor.reset();
        CHECK(verdict_of(school, std::move(embedder)) != Verdict::publish);
    }
}

TEST_CASE("a calibration that cannot be read stops the gate", "[gate][thresholds]") {
    SmallSchool school;
    must(school.people->put_setting("calibration", "scripted;2026-11-20;60", now));
    Parts parts;
    parts.people = std::make_unique<FaultyRegister>(school.people, school.faults);
    parts.audit = std::make_unique<FaultyAudit>(school.audit, school.faults);
    parts.detector = std::make_unique<ScriptedDetector>(school.faces);
    CHECK(Gate::open(std::move(parts)).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a face that cannot be compared with the register is not taken for a stranger's", "[gate][R-02]") {
    SmallSchool school;
    school.vectors = {{10, GENERATE(values<std::vector<float>>({{1, 0, 0}, {0, 0, 2, 0}, {0, 0, 0, 0}, {}}))}};
    Candidate candidate;
    candidate.bytes = picture();
    candidate.roll_call = RollCall{{"P001"}, 1};
    CHECK_FALSE(school.open().check(candidate, website, now));
}

TEST_CASE("two faces that one look tells apart are two, however near they are", "[gate][R-04]") {
    SmallSchool school;
    school.faces = {face_at(10), face_at(45)};
    school.safety_net_faces = {};
    school.vectors = {{10, amara}, {45, stranger}};
    Candidate candidate;
    candidate.bytes = picture();
    const auto decision = school.open().check(candidate, website, now);
    REQUIRE(decision);
    CHECK(decision->faces.size() == 2);
    CHECK(decision->verdict != Verdict::publish);
}
