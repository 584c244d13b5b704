// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <consent/json.hpp>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace consent;

namespace {

// Every field filled, one reason and one face of each shape.
Decision full_decision() {
    Decision decision;
    decision.verdict = Verdict::review;
    decision.use = {"website", "school-site"};
    decision.at = start_of(*parse_date("2026-11-20"));
    decision.input = sha256(Bytes{'i', 'n'});
    decision.output = sha256(Bytes{'o', 'u', 't'});
    decision.format = Format::jpeg;
    decision.copy = CopyMethod::lossless;
    decision.width = 4000;
    decision.height = 3000;
    decision.reasons = {{Rule::unknown_face, Verdict::review, 2, "Face 2 matches nobody in the register."},
                        {Rule::name_in_words, Verdict::publish, 0, "The caption names P022: the name is taken out."}};
    FaceFinding cleared;
    cleared.box = {812.4F, 340, 96, 120};
    cleared.score = 0.9312F;
    cleared.status = FaceStatus::cleared;
    cleared.person = "P014";
    cleared.similarity = 0.7145F;
    cleared.margin = 0.33F;
    cleared.quality = {96, 17.25F, 0.12F, -0.04F, -3.5F, 121, 34.5F, 0.01F, 0.002F, 0.0625F, 0.3F, 0.29F};
    FaceFinding unknown;
    unknown.box = {-3.6F, 10, 40, 44};
    unknown.score = 0.61F;
    decision.faces = {cleared, unknown};
    decision.words = {{"caption", 14, 26, WordKind::name, "P022", true, Certainty::sure, Rule::name_in_words}};
    decision.clean_words = {{"caption", "Well done, a member of our school!"}};
    decision.metadata = {"EXIF:GPSLatitude", "IPTC:Caption-Abstract"};
    decision.detector = "yunet_2023mar";
    decision.safety_net = "ultralight_rfb_640";
    decision.embedder = "mobilefacenet";
    decision.register_version = 17;
    return decision;
}

nlohmann::ordered_json approved(const char* name) {
    std::ifstream file(std::string(std::getenv("CONSENT_SOURCE_DIR")) + "/tests/golden/" + name);
    REQUIRE(file);
    return nlohmann::ordered_json::parse(file);
}

}  // namespace

TEST_CASE("a decision in JSON is the approved one, field for field", "[golden]") {
    CHECK(nlohmann::ordered_json::parse(to_json("a.jpg", full_decision())) == approved("decision.json"));
}

TEST_CASE("after publishing, the object says where the copy is", "[golden]") {
    auto expected = approved("decision.json");
    expected["published"] = "out/photo-0123456789ab.jpg";
    const Receipt receipt{{}, {}, {}, 1, "out/photo-0123456789ab.jpg"};
    CHECK(nlohmann::ordered_json::parse(to_json("a.jpg", full_decision(), receipt)) == expected);
    expected["published"] = nullptr;
    CHECK(nlohmann::ordered_json::parse(to_json("a.jpg", full_decision(), std::nullopt)) == expected);
}

TEST_CASE("a picture without a decision has the approved object", "[golden][R-01]") {
    const Error error{ErrorCode::unreadable, "The file is empty: choose another picture."};
    CHECK(nlohmann::ordered_json::parse(to_json("a.jpg", error, {"website", ""}, start_of(*parse_date("2026-11-20")))) ==
          approved("unreadable.json"));
}
