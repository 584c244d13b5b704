// SPDX-License-Identifier: Apache-2.0
//
// `consent selftest` over made-up registers.
#include <cmath>

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

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

Template template_of(const std::string& person, std::size_t axis, float share = 0) {
    Template made{person, {"mobilefacenet", std::vector<float>(128)}, day(2026, 9, 2)};
    made.embedding.values[0] = share;
    made.embedding.values[axis] = std::sqrt(1 - share * share);
    return made;
}

// Pupils of Year 4 with two photos each; the first is on the do-not-publish list, and its photos do not fit.
struct Office {
    Scratch scratch;
    std::string path = (scratch.path() / "school.db").string();

    explicit Office(std::size_t pupils) {
        auto made = create_register(path, now);
        REQUIRE(made);
        std::vector<Template> templates;
        for (std::size_t i = 1; i <= pupils; ++i) {
            Person person = pupil("P" + std::to_string(100 + i));
            person.born = day(2018, 4, 1);
            person.never_publish = i == 1;
            REQUIRE((*made)->add(person, now));
            REQUIRE((*made)->record_notice(notified(person.id), now));
            REQUIRE((*made)->record(answer(person.id, "biometric", Answer::grant), now));
            templates.push_back(template_of(person.id, i));
            templates.push_back(i == 1 ? template_of(person.id, 100) : template_of(person.id, i, 0.3F));
        }
        if (pupils > 0) REQUIRE((*made)->add_templates(templates, now));
    }
    ToolRun run(std::vector<std::string> arguments = {}) const {
        arguments.insert(arguments.begin(), "selftest");
        arguments.insert(arguments.end(), {"--register", path, "--at", "2026-11-20", "--embedder", "mobilefacenet"});
        return run_tool(arguments, {scratch.path(), {}});
    }
};

}  // namespace

TEST_CASE("the self-test tells what its photos support, and that they are few", "[cli][selftest]") {
    REQUIRE_TOOL();
    const Office office(40);
    const ToolRun text = office.run();
    INFO(text.out << text.err);
    CHECK(text.status == 0);
    CHECK(has(text.out, "40 people enrolled, 80 reference photos"));
    CHECK(has(text.out, "recognised                78 of 80 photos, 97.5 % (between "));
    CHECK(has(text.out, "taken for somebody else   none of 80 photos; no more than 7.2 %"));
    CHECK(has(text.out, "2 of 2 photos of people on it would be missed"));
    CHECK(has(text.out, "P101 would be missed: take new reference photos"));
    CHECK(has(text.out, "3000 people and no mistake would be needed, 2960 more"));
    CHECK(has(text.out, "Year 4 (40 people)"));
    CHECK_FALSE(has(text.out, "Amara"));

    const ToolRun json = office.run({"--json"});
    REQUIRE(json.status == 0);
    const auto result = nlohmann::json::parse(json.out);
    CHECK(result["tested"] == 40);
    CHECK(result["everybody"]["recognised"]["hits"] == 78);
    CHECK(result["everybody"]["mistaken"]["share"].is_null());
    CHECK(result["everybody"]["mistaken"]["high"] == Approx(0.0722).margin(1e-4));
    CHECK(result["listed"]["people"] == nlohmann::json({"P101"}));
    CHECK(result["groups"][0]["name"] == "Year 4");
    CHECK(result["people_to_prove_risk"] == 3000);
}

TEST_CASE("a small school gets no rate but the number of people that are missing", "[cli][selftest]") {
    REQUIRE_TOOL();
    const ToolRun run = Office(5).run();
    CHECK(run.status == 0);
    CHECK(has(run.out, "8 of 10 photos; too few people for a rate, 25 more are needed"));
    CHECK_FALSE(has(run.out, "(between"));
    const ToolRun empty = Office(0).run();
    CHECK(empty.status == 0);
    CHECK(has(empty.out, "no photo to test on; too few people for a rate, 30 more are needed"));
}
