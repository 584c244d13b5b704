// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <consent/enrol.hpp>

#include "support/small_school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

// Another photograph of P001: .8 alike, far from everybody else.
const std::vector<float> other_amara{0.8F, 0, 0, 0.6F};

struct Attempt {
    std::shared_ptr<Register> people = small_register();
    std::unique_ptr<AuditLog> audit = make_memory_audit_log();
    std::vector<DetectedFace> faces{face_at(10)};
    ScriptedEmbedder::Vectors vectors{{10, other_amara}};
    std::string person = "P001";
    ReferencePhoto photo{picture(), *parse_date("2026-11-01"), 0};
    Quality quality = seen_well(60);

    Result<Enrolment> run() {
        ScriptedDetector detector(faces);
        ScriptedEmbedder embedder(vectors, scripted_thresholds);
        embedder.quality = quality;
        return enrol(*people, *audit, detector, embedder, person, photo, Limits{}, now);
    }
    Result<std::vector<Enrolment>> run(const std::vector<ReferencePhoto>& photos, const std::vector<std::string>& looks_like = {}) {
        ScriptedDetector detector(faces);
        ScriptedEmbedder embedder(vectors, scripted_thresholds);
        return enrol(*people, *audit, detector, embedder, person, photos, Limits{}, now, looks_like);
    }
    std::size_t templates() {
        const auto snapshot = people->snapshot();
        REQUIRE(snapshot);
        return snapshot->templates.size();
    }
};

}  // namespace

TEST_CASE("enrolling adds a template of the photo's day and writes it down first", "[enrol]") {
    Attempt attempt;
    const auto done = attempt.run();
    REQUIRE(done);
    CHECK(done->taken == *parse_date("2026-11-01"));
    CHECK(attempt.templates() == 4);
    const auto log = attempt.audit->read(1, 10);
    REQUIRE(log);
    REQUIRE(log->size() == 1);
    CHECK(log->front().entry.action == AuditAction::enrol);
    CHECK(log->front().entry.people == std::vector<std::string>{"P001"});
}

TEST_CASE("a photo without a date counts as taken on the day of enrolment", "[enrol]") {
    Attempt attempt;
    attempt.photo.taken.reset();
    const auto done = attempt.run();
    REQUIRE(done);
    CHECK(done->taken == today);
    CHECK_FALSE(done->taken_from_file);
}

TEST_CASE("enrolment is refused with its reason, and nothing is stored", "[enrol]") {
    Attempt attempt;
    ErrorCode code = ErrorCode::refused;
    std::string why;
    SECTION("no biometric consent") {
        attempt.person = "P004";
        why = "biometric consent";
    }
    SECTION("biometric consent withdrawn") {
        must(attempt.people->record({"P001", "biometric", Answer::withdraw, {}, today, {}, ""}, now));
        why = "biometric consent";
    }
    SECTION("no face") {
        attempt.faces.clear();
        why = "No face";
    }
    SECTION("several faces and none pointed out") {
        attempt.faces.push_back(face_at(150));
        why = "2 faces";
    }
    SECTION("a face that is not there") {
        attempt.photo.face = 2;
        code = ErrorCode::invalid_argument;
        why = "no face 2";
    }
    SECTION("a small face") {
        attempt.faces = {face_at(10, 25)};
        why = "too small";
    }
    SECTION("a covered face") {
        attempt.quality.mouth = 0.02F;
        why = "mouth";
    }
    SECTION("a photo that does not fit the one there is") {
        attempt.vectors = {{10, stranger}};
        why = "does not fit the other photo of P001";
    }
    SECTION("a copy of the photo there is") {
        attempt.vectors = {{10, amara}};
        why = "copy";
    }
    SECTION("a face that fits somebody else better, though it would not be cleared as them") {
        attempt.vectors = {{10, {0.42F, 0.55F, 0, 0.722F}}};
        why = "fits P002 better than P001";
    }
    SECTION("a face of somebody else already enrolled") {
        attempt.vectors = {{10, tomasz}};
        why = "P002";
    }
    SECTION("a detector without landmarks") {
        attempt.faces[0].landmarks.reset();
        why = "eye and mouth";
    }
    SECTION("a photo from the future") {
        attempt.photo.taken = *parse_date("2027-01-01");
        why = "future";
    }
    SECTION("nobody of that id") {
        attempt.person = "P999";
        code = ErrorCode::invalid_argument;
        why = "P999";
    }
    SECTION("no picture") {
        attempt.photo.bytes = {1, 2, 3};
        code = ErrorCode::unreadable;
    }
    const std::size_t before = attempt.templates();
    const auto done = attempt.run();
    REQUIRE_FALSE(done);
    CHECK(done.error().code == code);
    CAPTURE(done.error().message);
    CHECK(done.error().message.find(why) != std::string::npos);
    // A withdrawal takes P001's own template with it; nothing else may have changed.
    CHECK(attempt.templates() == before);
    CHECK(attempt.audit->read(1, 10)->empty());
}

TEST_CASE("one of several faces can be pointed out, counted from the left", "[enrol]") {
    Attempt attempt;
    attempt.faces = {face_at(150), face_at(10)};
    attempt.vectors = {{150, tomasz}, {10, other_amara}};
    attempt.photo.face = 1;
    CHECK(attempt.run());
    attempt.photo.face = 2;
    CHECK_FALSE(attempt.run());  // that is P002
}

TEST_CASE("several photos are enrolled together, all or none", "[enrol]") {
    Attempt attempt;
    attempt.faces = {face_at(10), face_at(150)};
    attempt.vectors = {{10, other_amara}, {150, {0.8F, 0, 0, -0.6F}}};
    std::vector<ReferencePhoto> photos{attempt.photo, attempt.photo};
    photos[0].face = 1;
    photos[1].face = 2;

    SECTION("they fit") {
        const auto done = attempt.run(photos);
        REQUIRE(done);
        REQUIRE(done->size() == 2);
        CHECK(attempt.templates() == 5);
        // With the photo that was there: (.8 + .28) over the length of the two together.
        CHECK(*done->at(0).fit == Approx(1.08 / std::sqrt(3.6)));
        CHECK(attempt.audit->read(1, 10)->size() == 2);
    }
    SECTION("one is somebody else") {
        attempt.vectors[1].second = tomasz;
        const auto done = attempt.run(photos);
        REQUIRE_FALSE(done);
        CHECK(done.error().code == ErrorCode::refused);
        CHECK(done.error().message.find("Photo 2: The face fits P002 better than P001") != std::string::npos);
        CHECK(done.error().message.find("Photo 1") == std::string::npos);
        CHECK(attempt.templates() == 3);
        CHECK(attempt.audit->read(1, 10)->empty());
    }
    SECTION("every photo that cannot serve is told at once") {
        photos[0].face = photos[1].face = 0;
        const auto done = attempt.run(photos);
        REQUIRE_FALSE(done);
        CHECK(done.error().message.find("Photo 1: The photo shows 2 faces") != std::string::npos);
        CHECK(done.error().message.find("Photo 2: The photo shows 2 faces") != std::string::npos);
    }
    SECTION("the register fails") {
        FaultPlan faults;
        faults.fail_at = 2;
        FaultyRegister faulty(attempt.people, faults);
        ScriptedDetector detector(attempt.faces);
        ScriptedEmbedder embedder(attempt.vectors, scripted_thresholds);
        CHECK_FALSE(enrol(faulty, *attempt.audit, detector, embedder, "P001", photos, Limits{}, now));
        CHECK(attempt.templates() == 3);
    }
    SECTION("no photo") { CHECK(attempt.run(std::vector<ReferencePhoto>{}).error().code == ErrorCode::invalid_argument); }
}

TEST_CASE("somebody who looks like another is enrolled when the two have been told apart", "[enrol][R-05]") {
    Attempt attempt;
    // Near P001's own photo, and nearer to P002 than the clear threshold.
    attempt.vectors = {{10, {0.7F, 0.714F, 0, 0}}};
    CHECK_FALSE(attempt.run());
    CHECK(attempt.run({attempt.photo}, {"P999"}).error().code == ErrorCode::invalid_argument);
    CHECK_FALSE(attempt.run({attempt.photo}, {"P003"}));
    CHECK(attempt.templates() == 3);
    CHECK(attempt.run({attempt.photo}, {"P002"}));
    CHECK(attempt.templates() == 4);
}

TEST_CASE("the first photo of somebody has nothing to fit", "[enrol]") {
    Attempt attempt;
    must(attempt.people->record_notice({"P004", {}, Notice::notified, today}, now));
    must(attempt.people->record({"P004", "biometric", Answer::grant, {}, today, {}, "form 12"}, now));
    attempt.person = "P004";
    attempt.vectors = {{10, stranger}};
    const auto done = attempt.run();
    REQUIRE(done);
    CHECK_FALSE(done->fit);
}
