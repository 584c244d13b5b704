// SPDX-License-Identifier: Apache-2.0
#include "image/decode.hpp"
#include "support/picture_maker.hpp"
#include "support/small_school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

Decision checked(Gate& gate, const Candidate& candidate) {
    auto decision = gate.check(candidate, website, now);
    INFO((decision ? std::string() : decision.error().message));
    REQUIRE(decision);
    CHECK(decision->permit.has_value() == (decision->verdict == Verdict::publish));
    return *std::move(decision);
}

// Sees a face where the first pixel is dark.
class DarkCornerDetector final : public Detector {
public:
    [[nodiscard]] std::string_view id() const noexcept override { return "dark_corner"; }
    [[nodiscard]] float smallest_face(int, int) const noexcept override { return 10; }
    Result<std::vector<DetectedFace>> detect(const Raster& raster) override {
        if (raster.rgb[0] > 60 || raster.width < raster.height) return std::vector<DetectedFace>{};
        return std::vector<DetectedFace>{face_at(10)};
    }
};

Candidate plain_candidate() {
    Candidate candidate;
    candidate.bytes = picture();
    return candidate;
}

}  // namespace

TEST_CASE("a smaller copy is judged at its own size, and it is the one that leaves", "[gate]") {
    SmallSchool school;
    Gate gate = school.open();
    Candidate candidate = plain_candidate();
    candidate.copy.max_edge = 160;
    Decision decision = checked(gate, candidate);
    CHECK(decision.width == 160);
    CHECK(decision.height == 60);
    CHECK(decision.copy == CopyMethod::re_encoded);
    REQUIRE(decision.verdict == Verdict::publish);
    RecordingSink sink;
    REQUIRE(gate.publish(std::move(*decision.permit), sink, now));
    CHECK(decode(sink.copies[0], Limits{})->shown.width == 160);

    candidate.copy.max_edge = 3;
    const auto refused = gate.check(candidate, website, now);
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("a cleared picture leaves as a clean copy, and the record is there before the first byte", "[gate]") {
    SmallSchool school;
    Gate gate = school.open();
    Decision decision = checked(gate, plain_candidate());
    REQUIRE(decision.verdict == Verdict::publish);
    CHECK(decision.faces[0].person == "P001");
    const Digest promised = decision.permit->output();

    RecordingSink sink;
    sink.before_write = [&] {
        REQUIRE(school.log().size() == 2);
        CHECK(school.log().back().entry.action == AuditAction::publish);
        CHECK(school.log().back().entry.output == promised);
        CHECK(school.log().back().entry.people == std::vector<std::string>{"P001"});
    };
    const auto receipt = gate.publish(std::move(*decision.permit), sink, now);
    REQUIRE(receipt);
    REQUIRE(sink.copies.size() == 1);
    CHECK(sha256(sink.copies[0]) == promised);
    CHECK(receipt->output == promised);
    CHECK(receipt->audit_sequence == 2);
    CHECK(verify(*school.audit));
}

TEST_CASE("a permit works once, in its own gate, in its time, on its register", "[gate][permit]") {
    SmallSchool school;
    Gate gate = school.open();
    Decision decision = checked(gate, plain_candidate());
    REQUIRE(decision.permit);
    RecordingSink sink;
    Instant when = now;

    SECTION("not twice") {
        REQUIRE(gate.publish(std::move(*decision.permit), sink, now));
        sink.copies.clear();
    }
    SECTION("not after it was moved away") {
        { const Permit taken = std::move(*decision.permit); }
        CHECK(decision.permit->output() == Digest{});
    }
    SECTION("not in another gate") { gate = school.open(); }
    SECTION("not after it expired") { when = decision.permit->expires(); }
    SECTION("not before it was made") { when = now - std::chrono::seconds(1); }
    SECTION("not when consent was withdrawn since") {
        must(school.people->record({"P001", "website", Answer::withdraw, {}, today, {}, ""}, now));
    }
    SECTION("not when the register changed in any other way") { must(school.people->put_setting("match_px", "40", now)); }
    const auto receipt = gate.publish(std::move(*decision.permit), sink, when);
    REQUIRE_FALSE(receipt);
    CHECK(receipt.error().code == ErrorCode::refused);
    CHECK(sink.copies.empty());
    CHECK_FALSE(gate.publish(std::move(*decision.permit), sink, now));
    CHECK(sink.copies.empty());
}

TEST_CASE("a sink that fails spends the permit and leaves a record", "[gate][permit][fault]") {
    SmallSchool school;
    Gate gate = school.open();
    Decision decision = checked(gate, plain_candidate());
    RecordingSink sink;
    SECTION("with an error") { sink.fail = true; }
    SECTION("with an exception") {
        sink.before_write = [] { throw std::runtime_error("planned"); };
    }
    CHECK_FALSE(gate.publish(std::move(*decision.permit), sink, now));
    CHECK(school.log().back().entry.action == AuditAction::publish_failed);
    RecordingSink working;
    CHECK_FALSE(gate.publish(std::move(*decision.permit), working, now));
    CHECK(working.copies.empty());
}

TEST_CASE("the nth failure of register, audit log, detector or embedder never ends in a published picture",
          "[gate][fault]") {
    const bool for_ever = GENERATE(false, true);
    int swept = 0;
    for (int nth = 1; nth < 40; ++nth) {
        SmallSchool school;
        Gate gate = school.open();
        school.faults = {nth, for_ever, 0};
        RecordingSink sink;
        auto decision = gate.check(plain_candidate(), website, now);
        if (decision && decision->permit) {
            const auto receipt = gate.publish(std::move(*decision->permit), sink, now);
            CHECK(receipt.has_value() == !sink.copies.empty());
        }
        CAPTURE(nth, for_ever);
        if (school.faults.calls < nth) break;
        ++swept;
        CHECK(sink.copies.empty());
    }
    CHECK(swept >= 6);  // version, detect, embed, audit, version, audit
}

TEST_CASE("a gate does not open on a register that cannot be read", "[gate][fault][R-09]") {
    for (int nth = 1; nth <= 2; ++nth) {
        SmallSchool school;
        school.faults.fail_at = nth;
        Parts parts;
        parts.people = std::make_unique<FaultyRegister>(school.people, school.faults);
        parts.audit = make_memory_audit_log();
        parts.detector = std::make_unique<ScriptedDetector>(std::vector<DetectedFace>{});
        CHECK_FALSE(Gate::open(std::move(parts)));
    }
    CHECK_FALSE(Gate::open(Parts{}));
}

TEST_CASE("a gate that has lost its register gives no verdict on what it remembers", "[gate][fault][R-09]") {
    SmallSchool school;
    Gate gate = school.open();
    CHECK(checked(gate, plain_candidate()).verdict == Verdict::publish);
    school.faults = {1, true, 0};
    const auto decision = gate.check(plain_candidate(), website, now);
    REQUIRE_FALSE(decision);
    CHECK(decision.error().code == ErrorCode::unavailable);
}

TEST_CASE("who is in the picture decides", "[gate]") {
    SmallSchool school;
    SECTION("a refused pupil blocks [R-03]") {
        school.vectors = {{10, tomasz}};
        Gate gate = school.open();
        CHECK(gives(checked(gate, plain_candidate()), Rule::no_consent, Verdict::block));
    }
    SECTION("a child on the do-not-publish list blocks [R-02]") {
        school.faces = {face_at(10), face_at(110)};
        school.safety_net_faces.clear();
        school.vectors = {{10, amara}, {110, hana}};
        Gate gate = school.open();
        CHECK(gives(checked(gate, plain_candidate()), Rule::never_publish, Verdict::block));
    }
    SECTION("a stranger goes to a person [R-04]") {
        school.vectors = {{10, stranger}};
        Gate gate = school.open();
        CHECK(checked(gate, plain_candidate()).verdict == Verdict::review);
    }
    SECTION("a face only the second detector saw goes to a person [R-16]") {
        school.safety_net_faces.push_back(face_at(200));
        school.vectors.push_back({200, amara});
        Gate gate = school.open();
        const Decision decision = checked(gate, plain_candidate());
        CHECK(decision.verdict == Verdict::review);
        CHECK(gives(decision, Rule::second_detector, Verdict::review));
    }
    SECTION("a picture without faces passes") {
        school.faces.clear();
        school.safety_net_faces.clear();
        Gate gate = school.open();
        CHECK(checked(gate, plain_candidate()).verdict == Verdict::publish);
    }
    SECTION("a face without landmarks goes to a person [R-07]") {
        school.faces[0].landmarks.reset();
        Gate gate = school.open();
        CHECK(gives(checked(gate, plain_candidate()), Rule::poor_face, Verdict::review));
    }
    SECTION("a face one pixel below the limit is counted, not judged") {
        school.faces = {face_at(10, 19.5F)};
        school.safety_net_faces.clear();
        Gate gate = school.open();
        const Decision decision = checked(gate, plain_candidate());
        CHECK(decision.verdict == Verdict::publish);
        REQUIRE(decision.faces.size() == 1);
        CHECK(decision.faces[0].status == FaceStatus::too_small);
    }
}

TEST_CASE("a face hidden under transparency is looked at too", "[gate][R-01][R-04]") {
    SmallSchool school;
    Parts parts;
    parts.people = std::make_unique<FaultyRegister>(school.people, school.faults);
    parts.audit = make_memory_audit_log();
    parts.detector = std::make_unique<DarkCornerDetector>();
    auto gate = Gate::open(std::move(parts));
    REQUIRE(gate);
    Raster dark{120, 90, std::vector<std::uint8_t>(std::size_t{120} * 90 * 3, 5)};
    Candidate candidate;
    SECTION("dark pixels that a white page would not show") {
        candidate.bytes = make_png(dark, {.colour_type = 6, .transparent = true});
        const auto shown = decode(candidate.bytes, Limits{});
        REQUIRE(shown);
        REQUIRE(shown->shown.rgb[0] > 60);  // or the test hides nothing
    }
    SECTION("plain dark pixels") { candidate.bytes = make_png(dark); }
    const Decision decision = checked(*gate, candidate);
    CHECK(decision.verdict == Verdict::review);
    CHECK_FALSE(decision.faces.empty());
}

namespace {

// Sees one face when the picture lies on the side that the test chose: its dark corner is then at the top left.
class TurnedDetector final : public Detector {
public:
    explicit TurnedDetector(float smallest = 10) : smallest_(smallest) {}
    [[nodiscard]] std::string_view id() const noexcept override { return "turned"; }
    [[nodiscard]] float smallest_face(int, int) const noexcept override { return smallest_; }
    Result<std::vector<DetectedFace>> detect(const Raster& raster) override {
        if (raster.rgb[0] > 60) return std::vector<DetectedFace>{};
        DetectedFace face;
        face.box = {10, 20, 40, 50};
        face.score = 0.8F;
        face.landmarks = Landmarks{{{20, 30}, {40, 30}, {30, 42}, {22, 55}, {38, 55}}};
        return std::vector<DetectedFace>{face};
    }

private:
    float smallest_;
};

// 120 x 90, light but for one dark corner.
Bytes dark_corner(int x, int y) {
    Raster raster{120, 90, std::vector<std::uint8_t>(std::size_t{120} * 90 * 3, 200)};
    for (int dy = 0; dy < 8; ++dy)
        for (int dx = 0; dx < 8; ++dx)
            for (int c = 0; c < 3; ++c)
                raster.rgb[static_cast<std::size_t>(((y + dy) * 120 + x + dx) * 3 + c)] = 0;
    return make_png(raster);
}

Gate gate_with(SmallSchool& school, std::unique_ptr<Detector> detector, std::unique_ptr<Detector> safety_net = nullptr) {
    Parts parts;
    parts.people = std::make_unique<FaultyRegister>(school.people, school.faults);
    parts.audit = make_memory_audit_log();
    parts.detector = std::move(detector);
    parts.safety_net = std::move(safety_net);
    auto gate = Gate::open(std::move(parts));
    REQUIRE(gate);
    return *std::move(gate);
}

}  // namespace

TEST_CASE("a face in a picture that lies on its side is found, where it is in the picture", "[gate][R-04]") {
    struct Case {
        int x, y;  // of the dark corner
        Box box;   // the face's, in the picture as given
    };
    const Case turned = GENERATE(Case{0, 0, {10, 20, 40, 50}}, Case{112, 82, {70, 20, 40, 50}},
                                 Case{112, 0, {50, 10, 50, 40}}, Case{0, 82, {20, 40, 50, 40}});
    SmallSchool school;
    Gate gate = gate_with(school, std::make_unique<TurnedDetector>());
    Candidate candidate;
    candidate.bytes = dark_corner(turned.x, turned.y);
    const Decision decision = checked(gate, candidate);
    CHECK(decision.verdict == Verdict::review);
    REQUIRE(decision.faces.size() == 1);
    CAPTURE(turned.x, turned.y, decision.faces[0].box.x, decision.faces[0].box.y);
    CHECK(decision.faces[0].box.x == Approx(turned.box.x));
    CHECK(decision.faces[0].box.y == Approx(turned.box.y));
    CHECK(decision.faces[0].box.width == Approx(turned.box.width));
    CHECK(decision.faces[0].box.height == Approx(turned.box.height));
}

TEST_CASE("a detector that cannot see small faces clears nothing without a roll call", "[gate][R-04]") {
    SmallSchool school;
    Gate gate = gate_with(school, std::make_unique<TurnedDetector>(40.0F));
    Candidate candidate;
    candidate.bytes = dark_corner(50, 40);  // nobody
    const Decision alone = checked(gate, candidate);
    CHECK(alone.verdict == Verdict::review);
    CHECK(gives(alone, Rule::unknown_face, Verdict::review));
    candidate.roll_call = RollCall{{}, 0};
    CHECK(checked(gate, candidate).verdict == Verdict::publish);
}

TEST_CASE("a box too narrow to identify anybody never hides one that could", "[gate][R-16]") {
    SmallSchool school;
    const DetectedFace narrow{{100, 40, 19, 19}, 0.45F, std::nullopt};
    const DetectedFace wide{{95, 36, 33, 33}, 0.99F, std::nullopt};
    Gate gate = gate_with(school, std::make_unique<ScriptedDetector>(std::vector{narrow}),
                          std::make_unique<ScriptedDetector>(std::vector{wide}, "second"));
    const Decision decision = checked(gate, plain_candidate());
    CHECK(decision.verdict == Verdict::review);
    CHECK(gives(decision, Rule::second_detector, Verdict::review));
}

TEST_CASE("withdrawn biometric consent takes the template away, and the face is then unknown", "[gate][biometric]") {
    SmallSchool school;
    Gate gate = school.open();
    REQUIRE(checked(gate, plain_candidate()).verdict == Verdict::publish);
    must(school.people->record({"P001", "biometric", Answer::withdraw, {}, today, {}, ""}, now));
    const Decision decision = checked(gate, plain_candidate());
    CHECK(decision.verdict == Verdict::review);
    CHECK(decision.faces[0].person.empty());
}

TEST_CASE("a template whose biometric consent has run out is not compared", "[gate][biometric]") {
    SmallSchool school;
    must(school.people->record({"P001", "biometric", Answer::grant, {}, *parse_date("2026-09-02"), today, "form 13"}, now));
    Gate gate = school.open();
    REQUIRE(checked(gate, plain_candidate()).verdict == Verdict::publish);
    const auto tomorrow = gate.check(plain_candidate(), website, now + std::chrono::days(1));
    REQUIRE(tomorrow);
    CHECK(tomorrow->verdict == Verdict::review);
}

TEST_CASE("consent counts for the use asked about, on the day asked about", "[gate][R-03]") {
    SmallSchool school;
    must(school.people->record({"P001", "display", Answer::grant, {}, today, today, "form 14"}, now));
    Gate gate = school.open();
    const auto verdict = [&](const char* purpose, Instant when) {
        auto decision = gate.check(plain_candidate(), Use{purpose, ""}, when);
        REQUIRE(decision);
        return decision->verdict;
    };
    CHECK(verdict("website", now) == Verdict::publish);
    CHECK(verdict("social_media", now) == Verdict::block);
    CHECK(verdict("display", now) == Verdict::publish);
    CHECK(verdict("display", now + std::chrono::days(1)) == Verdict::block);
    CHECK(verdict("website", now + std::chrono::days(1)) == Verdict::publish);
    CHECK(verdict("website", start_of(*parse_date("2026-08-31"))) != Verdict::publish);
}

TEST_CASE("a roll call serves a school without any recognition", "[gate][roll-call]") {
    SmallSchool school;
    school.recognise = false;
    Gate gate = school.open();
    Candidate candidate = plain_candidate();
    CHECK(checked(gate, candidate).verdict == Verdict::review);
    candidate.roll_call = RollCall{{"P001"}, 1};
    CHECK(checked(gate, candidate).verdict == Verdict::publish);
    candidate.roll_call = RollCall{{"P004"}, 1};
    CHECK(checked(gate, candidate).verdict == Verdict::block);
    candidate.roll_call = RollCall{{"P001"}, 2};
    CHECK(gives(checked(gate, candidate), Rule::unknown_face, Verdict::review));
    CHECK(school.log().back().entry.people == std::vector<std::string>{"P001"});

    candidate.roll_call = RollCall{{"P999"}, 1};
    CHECK_FALSE(gate.check(candidate, website, now));
    candidate.roll_call = RollCall{{"P001", "P001"}, 2};
    CHECK_FALSE(gate.check(candidate, website, now));
    candidate.roll_call = RollCall{{}, -1};
    CHECK_FALSE(gate.check(candidate, website, now));
}

TEST_CASE("personal data are taken out of the words, stopped at, or shown to a person", "[gate][R-11]") {
    SmallSchool school;
    Candidate candidate;
    candidate.bytes = picture();
    candidate.words = {{"caption", "Amara, aged 7, won. Call 07700 900123."}, {"title", "Sports day 2026"}};
    const auto taken_out = school.open().check(candidate, website, now);
    REQUIRE(taken_out);
    CHECK(taken_out->verdict == Verdict::publish);
    CHECK(gives(*taken_out, Rule::personal_data, Verdict::publish));
    CHECK(taken_out->clean_words[0].text == "One of our pupils won. Call (phone number removed).");
    CHECK(taken_out->clean_words[1].text == "Sports day 2026");

    candidate.words = {{"caption", "See www.example.org for more"}};
    const auto unsure = school.open().check(candidate, website, now);
    REQUIRE(unsure);
    CHECK(unsure->verdict == Verdict::review);
    CHECK_FALSE(unsure->permit);
    CHECK(unsure->clean_words[0].text == candidate.words[0].text);

    must(school.people->put_setting("allowed_links", "example.org", now));
    CHECK(school.open().check(candidate, website, now)->verdict == Verdict::publish);
    must(school.people->put_setting("allowed_links", "example.com", now));
    CHECK(school.open().check(candidate, website, now)->clean_words[0].text == "See (link removed) for more");
    must(school.people->put_setting("class_patterns", "[1-6][a-d]; year [0-9]", now));
    candidate.words = {{"caption", "4B and Year 5 sang"}};
    CHECK(school.open().check(candidate, website, now)->clean_words[0].text == "One of our classes and one of our classes sang");
    must(school.people->put_setting("drop_words", "yes", now));
    must(school.people->put_setting("block_on_personal_data", "yes", now));
    const auto blocked = school.open().check(candidate, website, now);
    CHECK(blocked->verdict == Verdict::block);
    CHECK(gives(*blocked, Rule::personal_data, Verdict::block));

    must(school.people->put_setting("class_patterns", "[unclosed", now));
    Parts parts;
    parts.people = std::make_unique<FaultyRegister>(school.people, school.faults);
    parts.audit = make_memory_audit_log();
    parts.detector = std::make_unique<ScriptedDetector>(school.faces);
    const auto refused = Gate::open(std::move(parts));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("registered names are taken out of every word that goes with the picture", "[gate][R-10]") {
    SmallSchool school;
    Gate gate = school.open();
    Candidate candidate = plain_candidate();
    candidate.words = {{"caption", "Amara and Rhys at the fair"}, {"alt", "A pupil"}, {"title", "Okafor"}};
    const Decision decision = checked(gate, candidate);
    CHECK(decision.verdict == Verdict::publish);
    REQUIRE(decision.clean_words.size() == 3);
    CHECK(decision.clean_words[0].text == "Two of our pupils at the fair");
    CHECK(decision.clean_words[1].text == "A pupil");
    CHECK(decision.clean_words[2].text == "One of our pupils");

    must(school.people->put_setting("block_on_names", "yes", now));
    CHECK(checked(gate, candidate).verdict == Verdict::block);
    candidate.words = {{"caption", "bad \xFF bytes"}};
    CHECK_FALSE(gate.check(candidate, website, now));
}

TEST_CASE("a forename alone may stand where the picture shows nobody, a full name may not", "[gate][R-10]") {
    SmallSchool school;
    school.faces.clear();
    school.safety_net_faces.clear();
    Gate gate = school.open();
    Candidate candidate = plain_candidate();
    candidate.words = {{"caption", "Well done Amara! The cup went to Amara Okafor."}};
    CHECK(checked(gate, candidate).clean_words[0].text == "Well done Amara! The cup went to one of our pupils.");
    must(school.people->put_setting("strict_names_always", "yes", now));
    CHECK(checked(gate, candidate).clean_words[0].text.find("Amara") == std::string::npos);
    must(school.people->put_setting("strict_names_always", "no", now));
    candidate.roll_call = RollCall{{"P001"}, 1};
    CHECK(checked(gate, candidate).clean_words[0].text.find("Amara") == std::string::npos);
}

TEST_CASE("what cannot be read whole is blocked in the log and comes back as an error", "[gate][R-01]") {
    SmallSchool school;
    Gate gate = school.open();
    Candidate candidate;
    SECTION("nothing at all") {}
    SECTION("text") { candidate.bytes = {'h', 'e', 'l', 'l', 'o'}; }
    SECTION("half a picture") {
        candidate.bytes = picture();
        candidate.bytes.resize(candidate.bytes.size() / 2);
    }
    const auto decision = gate.check(candidate, website, now);
    REQUIRE_FALSE(decision);
    CHECK(decision.error().code == ErrorCode::unreadable);
    REQUIRE(school.log().size() == 1);
    CHECK(school.log()[0].entry.verdict == Verdict::block);
    CHECK(school.log()[0].entry.rules == std::vector<Rule>{Rule::unreadable});
}

TEST_CASE("more faces than the limit is over a limit, and a box that is none is a failure", "[gate][R-01]") {
    SmallSchool school;
    SECTION("too many") {
        school.faces.clear();
        for (int i = 0; i < 2100; ++i) school.faces.push_back(face_at(static_cast<float>(i) * 200, 15));
    }
    SECTION("not a number") { school.faces[0].box.x = std::nanf(""); }
    SECTION("no width") { school.faces[0].box.width = 0; }
    Gate gate = school.open();
    CHECK_FALSE(gate.check(plain_candidate(), website, now));
}

TEST_CASE("a use that is none, or a policy that cannot be understood, gets no verdict", "[gate]") {
    SmallSchool school;
    Gate gate = school.open();
    CHECK_FALSE(gate.check(plain_candidate(), Use{"biometric", ""}, now));
    CHECK_FALSE(gate.check(plain_candidate(), Use{"", ""}, now));
    must(school.people->put_setting("match_pixels", "40", now));
    const auto decision = gate.check(plain_candidate(), website, now);
    REQUIRE_FALSE(decision);
    CHECK(decision.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("the audit log holds no name", "[gate][audit]") {
    SmallSchool school;
    Gate gate = school.open();
    Candidate candidate = plain_candidate();
    candidate.words = {{"caption", "Amara Okafor"}};
    Decision decision = checked(gate, candidate);
    for (const Reason& reason : decision.reasons) CHECK(reason.text.find("Amara") == std::string::npos);
    for (const AuditRecord& record : school.log())
        for (const std::string& person : record.entry.people) CHECK(person == "P001");
}
