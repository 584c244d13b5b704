// SPDX-License-Identifier: Apache-2.0
//
// `consent register enrol` and `consent register report` as the office uses them.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include <consent/consent.hpp>

#include "support/catch.hpp"
#include "support/run_tool.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

#define REQUIRE_TOOL() \
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool")

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A vector of mobilefacenet's length that points to two of its axes.
Template template_of(const char* person, std::size_t one, std::size_t other, float share, Date taken = day(2026, 9, 2)) {
    Template made{person, {"mobilefacenet", std::vector<float>(128)}, taken};
    made.embedding.values[one] = share;
    made.embedding.values[other] += std::sqrt(1 - share * share);
    return made;
}

// Three pupils with consent for the website and for biometrics; the day is always 2026-11-20.
struct Office {
    Scratch scratch;
    std::string path = (scratch.path() / "school.db").string();

    Office() {
        auto made = create_register(path, now);
        REQUIRE(made);
        for (const char* id : {"P001", "P002", "P003"}) {
            REQUIRE((*made)->add(pupil(id), now));
            REQUIRE((*made)->record_notice(notified(id), now));
            for (const char* purpose : {"website", "biometric"})
                REQUIRE((*made)->record(answer(id, purpose, Answer::grant), now));
        }
    }
    void hold(const std::vector<Template>& templates) const {
        auto people = open_register(path);
        REQUIRE(people);
        REQUIRE((*people)->add_templates(templates, now));
    }
    std::size_t templates() const {
        auto people = open_register(path);
        REQUIRE(people);
        return (*people)->snapshot()->templates.size();
    }
    ToolRun run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "register");
        arguments.insert(arguments.end(), {"--register", path, "--at", "2026-11-20"});
        return run_tool(arguments, {scratch.path(), {}});
    }
};

// Photographs of public figures, by person; empty without the data or the models.
std::map<std::string, std::vector<std::string>> photographs() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    const fs::path folder = fs::path(source != nullptr ? source : ".") / ".." / "shared" / "testdata" / "faces";
    const auto models = ModelStore::open(ModelStore::default_folder());
    std::map<std::string, std::vector<std::string>> people;
    if (!models || models->best(ModelTask::detect) == nullptr || models->best(ModelTask::embed) == nullptr) return people;
    std::ifstream list(folder / "lfw.tsv");
    std::string line;
    std::getline(list, line);
    while (std::getline(list, line)) {
        const auto tab = line.find('\t');
        people[line.substr(tab + 1)].push_back((folder / line.substr(0, tab)).string());
    }
    return people;
}

}  // namespace

TEST_CASE("the report names who is too alike, what does not fit, and who is missing", "[cli][enrol]") {
    REQUIRE_TOOL();
    const Office office;
    office.hold({template_of("P001", 0, 1, 1), template_of("P001", 0, 1, 0.9F), template_of("P001", 0, 7, 0.1F),
                 template_of("P002", 0, 3, 0.9F, day(2024, 11, 1))});
    const ToolRun text = office.run({"report"});
    INFO(text.out << text.err);
    CHECK(text.status == 0);
    CHECK(has(text.out, "2 people are enrolled from 4 photos, model mobilefacenet, on 2026-11-20."));
    CHECK(has(text.out, "P001 and P002 (similarity"));
    CHECK(has(text.out, "may be taken for the other"));
    CHECK(has(text.out, "P001, photo of 2026-09-02: similarity 0.10"));
    CHECK(has(text.out, "P002: newest of 2024-11-01, too old since 2026-11-01"));
    CHECK(has(text.out, "but not enrolled (1):\n  P003"));
    CHECK_FALSE(has(text.out, "Amara"));

    const ToolRun json = office.run({"report", "--json"});
    REQUIRE(json.status == 0);
    const auto report = nlohmann::json::parse(json.out);
    CHECK(report["model"] == "mobilefacenet");
    CHECK(report["look_alikes"][0]["people"] == nlohmann::json({"P001", "P002"}));
    CHECK(report["look_alikes"][0]["may_be_taken_for_each_other"] == true);
    CHECK(report["misfits"][0]["person"] == "P001");
    CHECK(report["single_reference"] == nlohmann::json({"P002"}));
    CHECK(report["to_enrol"] == nlohmann::json({"P003"}));
    CHECK(report["ageing"][0]["over"] == true);
}

TEST_CASE("a report about a model that nobody knows is refused", "[cli][enrol]") {
    REQUIRE_TOOL();
    const Office office;
    CHECK(office.run({"report", "--embedder", "no_such_model"}).status == 64);
    office.hold({face_template("P001")});
    CHECK(office.run({"report", "--models", office.scratch.path().string()}).status == 69);
    const ToolRun run = office.run({"report", "--embedder", "mobilefacenet"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "1 template of another model is not compared"));
}

TEST_CASE("photos of one person are enrolled together, and not with somebody else's among them", "[cli][enrol]") {
    REQUIRE_TOOL();
    auto people = photographs();
    if (people.empty()) CONSENT_SKIP("no models, or no ../shared/testdata/faces beside the checkout");
    // Photographs with one face and good enough: found by trying.
    std::vector<std::vector<std::string>> good;
    Office office;
    for (const auto& [name, files] : people) {
        if (files.size() < 4 || good.size() == 2) continue;
        std::vector<std::string> three;
        for (const std::string& file : files) {
            const Office trial;
            if (three.size() < 3 && trial.run({"enrol", "P001", file}).status == 0) three.push_back(file);
        }
        const Office trial;
        if (three.size() == 3 && trial.run({"enrol", "P001", three[0], three[1], three[2]}).status == 0) good.push_back(three);
    }
    REQUIRE(good.size() == 2);

    ToolRun run = office.run({"enrol", "P001", good[0][0], good[0][1], good[1][0]});
    CHECK(run.status == 65);
    CHECK(has(run.err, "nothing was enrolled: "));
    CHECK(has(run.err, "Photo 3: The face does not fit the other photos of P001"));
    CHECK(office.templates() == 0);

    run = office.run({"enrol", "P001", good[0][0], good[0][1], good[0][2]});
    CHECK(run.status == 0);
    CHECK(has(run.out, "similarity to the other photos 0."));
    CHECK(office.templates() == 3);

    run = office.run({"enrol", "P001", good[0][1]});
    CHECK(run.status == 65);
    CHECK(has(run.err, "copy of another photo of P001"));

    run = office.run({"enrol", "P002", good[0][1]});
    CHECK(run.status == 65);
    CHECK(has(run.err, "matches P001"));

    run = office.run({"enrol", "P002", good[0][1], "--looks-like", "P001"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "P001 and P002 (similarity"));
    CHECK(has(run.out, "P002 is enrolled from one photo."));
    CHECK(office.run({"enrol", "P003", good[1][0], (office.scratch.path() / "none.jpg").string()}).status == 65);
    CHECK(office.templates() == 4);
}
