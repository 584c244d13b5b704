// SPDX-License-Identifier: Apache-2.0
//
// `consent register import` as the office uses it.
#include <algorithm>
#include <fstream>

#include <consent/consent.hpp>

#include "support/catch.hpp"
#include "support/run_tool.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

struct Office {
    Scratch scratch;
    fs::path people = scratch.path() / "school.db";

    Office() {
        REQUIRE(run({"register", "init"}).status == 0);
        put("map.json", R"({"key": {"column": "Adno", "kind": "admission_number"},
            "people": {"forename": "First", "surname": "Last", "born": "DOB"},
            "columns": [{"column": "Website", "purpose": "website", "says": "consent", "values": {"Yes": "grant", "No": "refuse"}}],
            "answered_on": {"column": "Signed"}, "evidence": {"text": "forms"}, "form": "paper"})");
        put("a.csv", "Adno,First,Last,DOB,Website,Signed\n0001,Amara,Okafor,04/05/2017,Yes,01/09/2026\n0002,Tomasz,Zielinski,05/05/2017,No,01/09/2026\n");
    }
    void put(const std::string& name, const std::string& text) const { std::ofstream(scratch.path() / name, std::ios::binary) << text; }
    [[nodiscard]] ToolRun run(std::vector<std::string> arguments) const {
        return run_tool(arguments, {scratch.path(), {{"CONSENT_REGISTER", people.string()}}});
    }
    [[nodiscard]] ToolRun import(std::vector<std::string> more) const {
        more.insert(more.begin(), {"register", "import", "a.csv", "--mapping", "map.json"});
        return run(more);
    }
    [[nodiscard]] std::size_t count() const { return (*open_register(people.string()))->snapshot()->people.size(); }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an import is tried first, and done only with the number of yeses that was meant", "[cli][import]") {
    if (tool_path().empty()) CONSENT_SKIP("this build made no tool");
    const Office office;
    const ToolRun dry = office.import({"--dry-run"});
    INFO(dry.err);
    CHECK(dry.status == 0);
    CHECK(has(dry.out, "2 rows read and understood"));
    CHECK(has(dry.out, "1 person: website no answer -> granted, which means yes"));
    CHECK(has(dry.out, "1 standing would turn into a yes"));
    CHECK(!has(dry.out, "Amara"));
    CHECK(office.count() == 0);
    for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--accept-grants", "0"}, {"--accept-grants", "2"}}) {
        const ToolRun refused = office.import(more);
        CHECK(refused.status == 65);
        CHECK(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
        CHECK(office.count() == 0);
    }
    const ToolRun done = office.import({"--accept-grants", "1"});
    CHECK(done.status == 0);
    CHECK(has(done.out, "2 answers recorded"));
    CHECK(office.count() == 2);
    const ToolRun again = office.import({});
    CHECK(again.status == 0);
    CHECK(has(again.out, "Nobody's standing changes"));
    CHECK(has(again.out, "0 answers recorded"));
}

TEST_CASE("an export or mapping that is not understood changes nothing and says where", "[cli][import]") {
    if (tool_path().empty()) CONSENT_SKIP("this build made no tool");
    const Office office;
    office.put("a.csv", "Adno,First,Last,DOB,Website,Signed\n0001,Amara,Okafor,04/05/2017,Perhaps,01/09/2026\n");
    const ToolRun run = office.import({"--accept-grants", "1"});
    CHECK(run.status == 65);
    CHECK(has(run.err, "a.csv, line 2, column \"Website\""));
    CHECK(office.count() == 0);
    office.put("map.json", "{}");
    CHECK(office.import({"--dry-run"}).status == 64);
    CHECK(office.run({"register", "import", "missing.csv", "--mapping", "map.json"}).status == 65);
    CHECK(office.run({"register", "import", "a.csv"}).status == 64);
}
