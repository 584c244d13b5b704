// SPDX-License-Identifier: Apache-2.0
#include <consent/enrol.hpp>

#include "support/small_school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

struct Attempt {
    std::shared_ptr<Register> people = small_register();
    std::unique_ptr<AuditLog> audit = make_memory_audit_log();
    std::vector<DetectedFace> faces{face_at(10)};
    ScriptedEmbedder::Vectors vectors{{10, stranger}};
    std::string person = "P001";
    ReferencePhoto photo{picture(), *parse_date("2026-11-01"), 0};

    Result<Enrolment> run() {
        ScriptedDetector detector(faces);
        ScriptedEmbedder embedder(vectors, scripted_thresholds);
        return enrol(*people, *audit, detector, embedder, person, photo, Limits{}, now);
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
    attempt.vectors = {{150, tomasz}, {10, stranger}};
    attempt.photo.face = 1;
    CHECK(attempt.run());
    attempt.photo.face = 2;
    CHECK_FALSE(attempt.run());  // that is P002
}
