// SPDX-License-Identifier: Apache-2.0
//
// `consent register calibrate` and `consent register show --matching`.
#include <cmath>
#include <random>

#include <nlohmann/json.hpp>

#include <consent/consent.hpp>

#include "support/catch.hpp"
#include "support/run_tool.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;

namespace {

#define REQUIRE_TOOL() \
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool")

// A register whose people have two templates of mobilefacenet each; `alike` is the part that all of them share.
struct School {
    Scratch scratch;
    std::string path = (scratch.path() / "school.db").string();

    explicit School(int people, double alike = 0.2) {
        std::mt19937 random(3);
        std::normal_distribution<double> normal;
        auto made = create_register(path, now);
        REQUIRE(made);
        for (int number = 1; number <= people; ++number) {
            const std::string id = "P" + std::to_string(number);
            REQUIRE((*made)->add(pupil(id), now));
            REQUIRE((*made)->record_notice(notified(id), now));
            REQUIRE((*made)->record(answer(id, "biometric", Answer::grant), now));
            std::vector<double> own(128);
            for (double& value : own) value = normal(random);
            std::vector<Template> templates;
            for (int photo = 0; photo < 2; ++photo) {
                std::vector<double> values = own;
                double square = 0;
                for (double& value : values) {
                    value += alike + 0.5 * normal(random);
                    square += value * value;
                }
                Template held{id, {"mobilefacenet", {}}, test::today};
                for (const double value : values) held.embedding.values.push_back(static_cast<float>(value / std::sqrt(square)));
                templates.push_back(held);
            }
            REQUIRE((*made)->add_templates(templates, now));
        }
    }

    [[nodiscard]] ToolRun run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "register");
        arguments.insert(arguments.end(), {"--at", "2026-11-20"});
        return run_tool(arguments, {scratch.path(),
                                    {{"CONSENT_REGISTER", path}, {"CONSENT_MODELS", (scratch.path() / "none").string()}}});
    }
    [[nodiscard]] nlohmann::json matching() const {
        const ToolRun show = run({"show", "--matching", "--json"});
        INFO(show.err);
        REQUIRE(show.status == 0);
        return nlohmann::json::parse(show.out);
    }
};

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("show --matching tells the threshold in force and why", "[cli][thresholds]") {
    REQUIRE_TOOL();
    const School school(30);
    const ToolRun show = school.run({"show", "--matching"});
    REQUIRE(show.status == 0);
    CHECK(says(show.out, "mobilefacenet"));
    CHECK(says(show.out, "30 with 60 reference photos"));
    CHECK(says(show.out, "stranger_risk"));
    CHECK(says(show.out, "children_factor"));
    CHECK(says(show.out, "Labeled Faces in the Wild"));
    const auto json = school.matching();
    CHECK(json["model"] == "mobilefacenet");
    CHECK(json["people"] == 30);
    CHECK(json["floor"] == 0.48);
    CHECK(json["clear"] >= json["floor"]);
    CHECK(json["stranger_risk"] == 0.001);
    CHECK(json["calibration"].is_null());
    REQUIRE(school.run({"policy", "children_factor", "100"}).status == 0);
    CHECK(school.matching()["clear"] > json["clear"]);
    CHECK(school.run({"show", "--matching", "--embedder", "sface_2021dec"}).status == 0);
    CHECK(school.run({"show", "--matching", "--embedder", "yunet_2023mar"}).status == 64);
    CHECK(school.run({"show", "P1", "--matching"}).status == 64);
    CHECK(school.run({"show"}).status == 64);
}

TEST_CASE("calibrate measures the school's own people, keeps numbers alone, and says when it is stale", "[cli][thresholds]") {
    REQUIRE_TOOL();
    const School school(30, 1.2);  // more alike than any adults
    const auto before = school.matching();
    const ToolRun tried = school.run({"calibrate", "--dry-run"});
    REQUIRE(tried.status == 0);
    CHECK(says(tried.out, "1740 comparisons"));
    CHECK(school.matching()["calibration"].is_null());

    const ToolRun done = school.run({"calibrate"});
    REQUIRE(done.status == 0);
    CHECK(says(done.out, "30 people with 60 reference photos"));
    const auto after = school.matching();
    CHECK(after["source"] == "calibration");
    CHECK(after["clear"] > before["clear"]);
    CHECK(after["calibration"]["people"] == 30);
    CHECK(after["calibration"]["comparisons"] == 1740);
    CHECK(after["calibration"]["stale"] == false);
    {
        auto people = open_register(school.path);
        REQUIRE(people);
        const auto all = (*people)->snapshot();
        REQUIRE(all);
        CHECK(all->settings.at("calibration").size() < 200);
        REQUIRE((*people)->remove_templates("P7", now));
    }
    CHECK(school.matching()["calibration"]["stale"] == true);
    const ToolRun show = school.run({"show", "--matching"});
    CHECK(says(show.out, "stale"));
    REQUIRE(school.run({"policy", "calibration", "none"}).status == 0);
    CHECK(school.matching()["calibration"].is_null());
    CHECK(school.run({"policy", "calibration", "mobilefacenet;lenient"}).status == 64);
}

TEST_CASE("calibrate refuses with too few people, in a plain sentence", "[cli][thresholds]") {
    REQUIRE_TOOL();
    const School school(19);
    const ToolRun refused = school.run({"calibrate"});
    CHECK(refused.status == 65);
    CHECK(says(refused.err, "at least 20"));
    CHECK(refused.out.empty());
    const School empty(0);
    CHECK(empty.run({"calibrate"}).status == 69);
}
