// SPDX-License-Identifier: Apache-2.0
//
// Forms, notifications, delegations, purposes and channels as the office records them.
#include <filesystem>
#include <fstream>

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

// A register with P014, seven years old; the day is always 2026-11-20.
struct Office {
    Scratch scratch;
    std::string path = (scratch.path() / "school.db").string();

    Office() {
        REQUIRE(run({"init"}).status == 0);
        REQUIRE(run({"add", "P014", "--name", "Amara Okonkwo", "--born", "2019-02-03"}).status == 0);
    }
    ToolRun run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "register");
        arguments.insert(arguments.end(), {"--register", path, "--at", "2026-11-20"});
        return run_tool(arguments, {scratch.path(), {}});
    }
    RegisterSnapshot snapshot() const {
        auto people = open_register(path);
        REQUIRE(people);
        auto all = (*people)->snapshot();
        REQUIRE(all);
        return *all;
    }
    nlohmann::json shown(const std::string& id = "P014") const {
        const ToolRun show = run({"show", id, "--json"});
        REQUIRE(show.status == 0);
        return nlohmann::json::parse(show.out);
    }
    void hold(const std::string& id, int count) const {
        auto people = open_register(path);
        REQUIRE(people);
        for (int i = 1; i <= count; ++i) REQUIRE((*people)->add_template(face_template(id, i), now));
    }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void check_refused(const ToolRun& run, int status) {
    INFO(run.out << run.err);
    CHECK(run.status == status);
    CHECK(run.out.empty());
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("an answer is recorded with its form, first day and scan", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    std::ofstream(office.scratch.path() / "form.pdf") << "a scanned form";
    const ToolRun run = office.run({"grant", "P014", "website", "--evidence", "form 17", "--form", "paper", "--scan", "form.pdf",
                                    "--on", "2026-11-18", "--from", "2026-11-21", "--until", "2027-08-31"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "counting from 2026-11-21"));
    CHECK(has(run.out, "no answer, which means no"));
    const auto answer = office.shown()["answers"][0];
    CHECK(answer["form"] == "paper");
    CHECK(answer["from"] == "2026-11-21");
    const std::string content = "a scanned form";
    CHECK(answer["evidence_sha256"] == to_hex(sha256(Bytes(content.begin(), content.end()))));
    CHECK(answer["recorded_at"] == "2026-11-20T00:00:00Z");

    const auto before = office.snapshot();
    check_refused(office.run({"grant", "P014", "website", "--evidence", "x", "--form", "verbal"}), 65);
    check_refused(office.run({"grant", "P014", "website", "--evidence", "x", "--form", "phone"}), 64);
    check_refused(office.run({"grant", "P014", "website", "--evidence", "x", "--scan", "none.pdf"}), 65);
    check_refused(office.run({"grant", "P014", "website", "--evidence", "x", "--on", "2026-11-18", "--from", "2026-11-17"}), 64);
    check_refused(office.run({"refuse", "P014", "website", "--from", "2026-11-21"}), 64);
    CHECK(office.snapshot().version == before.version);
    CHECK(office.run({"refuse", "P014", "website", "--form", "verbal"}).status == 0);
}

TEST_CASE("who may not decide is told who may", "[cli][register][R-03]") {
    REQUIRE_TOOL();
    const Office office;
    ToolRun run = office.run({"grant", "P014", "website", "--evidence", "form 1", "--by", "pupil"});
    CHECK(has(run.out, "a parent's agreement is missing, which means no"));
    CHECK(has(run.out, "A parent has to agree as well."));
    run = office.run({"grant", "P014", "display", "--evidence", "form 1", "--by", "carer:f1"});
    CHECK(has(run.out, "agreed by somebody who may not decide, which means no"));
    check_refused(office.run({"delegate", "P014", "display", "--carer", "f1", "--by", "relative", "--evidence", "x"}), 64);
    check_refused(office.run({"delegate", "P014", "display", "--carer", "f1", "--by", "local_authority"}), 64);
    CHECK(office.run({"delegate", "P014", "display", "--carer", "f1", "--by", "local_authority:LA-3", "--evidence", "plan 7",
                      "--until", "2027-03-31"})
              .status == 0);
    CHECK(office.shown()["consents"]["display"] == "granted");
    CHECK(office.shown()["ends"]["display"] == "2027-03-31");
    CHECK(office.shown()["delegations"][0]["carer"] == "f1");
    CHECK(office.run({"delegate", "P014", "display", "--carer", "f1", "--by", "parent", "--take-back"}).status == 0);
    CHECK(office.shown()["consents"]["display"] == "agreed by somebody who may not decide");
    CHECK(has(office.run({"show", "P014"}).out, "Delegation of display to carer:f1 taken back"));
}

TEST_CASE("an objection is recorded and counts as a no", "[cli][register][R-03]") {
    REQUIRE_TOOL();
    const Office office;
    CHECK(office.run({"grant", "P014", "website", "--evidence", "form 1"}).status == 0);
    const ToolRun run = office.run({"object", "P014", "website", "--by", "parent:2", "--form", "email"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "objected, which means no"));
    CHECK(office.shown()["consents"]["website"] == "objected");
}

TEST_CASE("parents are notified one by one before anything is compared", "[cli][register][biometric]") {
    REQUIRE_TOOL();
    const Office office;
    ToolRun run = office.run({"grant", "P014", "biometric", "--evidence", "form 2", "--by", "parent:1"});
    CHECK(has(run.out, "parents not notified, which means no"));
    CHECK(has(run.out, "consent register notify"));
    CHECK(office.run({"notify", "P014", "--parent", "parent:2", "--due"}).status == 0);
    run = office.run({"notify", "P014", "--parent", "parent:1", "--on", "2026-11-01", "--evidence", "letter 3"});
    CHECK(has(run.out, "Still to be notified: parent:2."));
    check_refused(office.run({"notify", "P014", "--parent", "parent:2", "--except", "holiday", "--authorised-by", "head"}), 64);
    check_refused(office.run({"notify", "P014", "--parent", "parent:2", "--except", "child_welfare"}), 64);
    check_refused(office.run({"notify", "P014", "--parent", "relative"}), 64);
    check_refused(office.run({"notify", "P014", "--on", "2026-12-24"}), 64);
    check_refused(office.run({"notify", "P9"}), 64);
    run = office.run({"notify", "P014", "--parent", "parent:2", "--except", "child_welfare", "--authorised-by", "head teacher"});
    CHECK(has(run.out, "granted"));
    CHECK(office.shown()["consents"]["biometric"] == "granted");
    const auto notices = office.shown()["notices"];
    REQUIRE(notices.size() == 3);
    CHECK(notices[0]["on"].is_null());
    CHECK(notices[1]["notice"] == "notified");
    CHECK(notices[1]["evidence"] == "letter 3");
    CHECK(notices[2]["notice"] == "child_welfare");
    CHECK(notices[2]["authorised_by"] == "head teacher");
}

TEST_CASE("whoever objects to biometrics gets a receipt without a vector", "[cli][register][biometric]") {
    REQUIRE_TOOL();
    const char* how = GENERATE("object", "refuse", "withdraw");
    const Office office;
    CHECK(office.run({"grant", "P014", "biometric", "--evidence", "form 2"}).status == 0);
    CHECK(office.run({"notify", "P014"}).status == 0);
    office.hold("P014", 3);
    const ToolRun run = office.run({how, "P014", "biometric", "--by", "pupil", "--form", "verbal"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "The 3 templates of P014 were destroyed."));
    const auto receipts = office.snapshot().destroyed;
    REQUIRE(receipts.size() == 1);
    CHECK(receipts[0].templates == 3);
    CHECK(has(run.out, "Receipt: P014, 3 templates destroyed at 2026-11-20T00:00:00Z, cause refusal, SHA-256 " +
                           to_hex(receipts[0].digest)));
    CHECK(office.shown()["destroyed"][0]["sha256"] == to_hex(receipts[0].digest));
    CHECK(has(office.run({"show", "P014"}).out, "Destroyed: 3 templates"));
    CHECK_FALSE(has(office.run({how, "P014", "biometric"}).out, "Receipt"));
}

TEST_CASE("the do-not-publish list takes an id alone, and names its ground for matching", "[cli][register][R-02]") {
    REQUIRE_TOOL();
    const Office office;
    check_refused(office.run({"add", "N1"}), 64);
    const ToolRun added = office.run({"add", "N1", "--never-publish"});
    CHECK(added.status == 0);
    CHECK(has(added.out, "No name is recorded"));
    CHECK(office.shown("N1")["never_publish"] == true);
    CHECK(office.shown("N1")["name"] == "");
    CHECK(has(office.run({"list"}).out, "DO NOT PUBLISH"));
    check_refused(office.run({"never-publish", "N1", "--remove"}), 65);

    check_refused(office.run({"match-listed", "N1", "--ground", "DPIA 4"}), 64);
    ToolRun run = office.run({"match-listed", "N1", "--ground", "DPIA 4", "--authorised-by", "head teacher"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "no effect while the setting match_never_publish"));
    CHECK(office.run({"policy", "match_never_publish", "yes"}).status == 0);
    office.hold("N1", 1);
    run = office.run({"match-listed", "N1", "--ground", "DPIA 4", "--authorised-by", "head teacher", "--remove"});
    CHECK(has(run.out, "Receipt: N1, 1 template destroyed"));
    CHECK(office.snapshot().templates.empty());
}

TEST_CASE("purposes are listed, added and given rules", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    check_refused(office.run({"purpose", "add", "sports_day", "--description", "x"}), 64);
    check_refused(office.run({"purpose", "add", "local.sports_day"}), 64);
    check_refused(office.run({"purpose", "add", "website", "--basis", "habit"}), 64);
    check_refused(office.run({"purpose", "add", "website", "--parent-until", "3"}), 64);
    check_refused(office.run({"purpose", "add", "biometric", "--pupil-from", "13", "--parent-until", "13"}), 64);
    CHECK(office.run({"purpose", "add", "local.sports_day", "--description", "Sports day on the fence", "--form-days", "30"})
              .status == 0);
    const ToolRun rule = office.run({"purpose", "add", "website", "--pupil-from", "13", "--parent-until", "16", "--basis",
                                     "legitimate_interests"});
    CHECK(has(rule.out, "parents below 13, both to 16, then the pupil"));
    const ToolRun list = office.run({"purpose", "list"});
    for (const std::string_view purpose : consent_purposes()) CHECK(has(list.out, purpose));
    CHECK(has(list.out, "local.sports_day"));
    CHECK(has(list.out, "a form counts 30 days"));
    CHECK(office.run({"grant", "P014", "local.sports_day", "--evidence", "form 9"}).status == 0);
    CHECK(office.shown()["consents"]["local.sports_day"] == "granted");
    CHECK(office.shown()["ends"]["local.sports_day"] == "2026-12-19");
    check_refused(office.run({"grant", "P014", "local.other", "--evidence", "form 9"}), 64);
}

TEST_CASE("a channel is recorded whole, and listed", "[cli][register][R-12]") {
    REQUIRE_TOOL();
    const Office office;
    CHECK(has(office.run({"channel"}).out, "No channel"));
    ToolRun run = office.run({"channel", "x-account", "--school-owned", "--approved-by", "head teacher", "--owner",
                              "communications lead", "--administrator", "S1", "--policy-link", "https://school.example/x"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "two account administrators"));
    run = office.run({"channel", "x-account", "--school-owned", "--approved-by", "head teacher", "--approved-on", "2026-11-01",
                      "--administrator", "S1", "--administrator", "S2"});
    CHECK(run.status == 0);
    CHECK_FALSE(has(run.out, "R-12"));
    const auto channels = office.snapshot().channels;
    REQUIRE(channels.size() == 1);
    CHECK(channels[0].administrators == std::vector<std::string>{"S1", "S2"});
    CHECK(channels[0].approved_on == day(2026, 11, 1));
    CHECK(channels[0].owner.empty());
    CHECK(has(office.run({"channel"}).out, "administrators S1 S2"));
    check_refused(office.run({"channel", "x-account", "--administrator", "Søren Ægirsson"}), 64);
    check_refused(office.run({"channel", "--school-owned"}), 64);
}
