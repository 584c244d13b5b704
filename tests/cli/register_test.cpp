// SPDX-License-Identifier: Apache-2.0
//
// `consent register` and `consent audit` as the office uses them.
#include <filesystem>
#include <fstream>
#include <iterator>

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

// A register with P014, a pupil, and S1, staff; the day is always 2026-11-20.
struct Office {
    Scratch scratch;
    fs::path path = scratch.path() / "school.db";

    Office() {
        REQUIRE(run({"register", "init"}).status == 0);
        REQUIRE(run({"register", "add", "P014", "--name", "Amara Okonkwo", "--known-as", "Ama", "--known-as", "Mara",
                     "--born", "2016-02-29"})
                    .status == 0);
        REQUIRE(run({"register", "add", "S1", "--name", "Søren Ægirsson", "--kind", "staff"}).status == 0);
    }

    ToolRun run(std::vector<std::string> arguments) const {
        fs::create_directory(scratch.path() / "models");
        if (arguments.at(0) == "register") arguments.insert(arguments.end(), {"--at", "2026-11-20"});
        return run_tool(arguments, {scratch.path(),
                                    {{"CONSENT_REGISTER", path.string()},
                                     {"CONSENT_MODELS", (scratch.path() / "models").string()}}});
    }
    RegisterSnapshot snapshot() const {
        auto people = open_register(path.string());
        REQUIRE(people);
        auto all = (*people)->snapshot();
        REQUIRE(all);
        return *all;
    }
    nlohmann::json shown(const std::string& id) const {
        const ToolRun show = run({"register", "show", id, "--json"});
        REQUIRE(show.status == 0);
        return nlohmann::json::parse(show.out);
    }
    // As enrolment would, without a model.
    void enrol(const std::string& id) const {
        auto people = open_register(path.string());
        REQUIRE(people);
        REQUIRE((*people)->record_notice(notified(id), now));
        REQUIRE((*people)->record(answer(id, "biometric", Answer::grant), now));
        REQUIRE((*people)->add_template(face_template(id, 1), now));
        REQUIRE((*people)->add_template(face_template(id, 2), now));
    }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// One line to standard error, nothing to standard output.
void check_refused(const ToolRun& run, int status) {
    INFO(run.out << run.err);
    CHECK(run.status == status);
    CHECK(run.out.empty());
    CHECK(has(run.err, "consent: "));
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
}

}  // namespace

TEST_CASE("a register is made once", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    const auto before = office.snapshot();
    check_refused(office.run({"register", "init"}), 64);
    CHECK(office.snapshot().version == before.version);
    check_refused(run_tool({"register", "init", "--register", (office.scratch.path() / "no" / "x.db").string()}), 74);
}

TEST_CASE("without a register there is nothing to do", "[cli][register]") {
    REQUIRE_TOOL();
    const Scratch scratch;
    const ToolSettings unset{scratch.path(), {{"CONSENT_REGISTER", ""}}};
    check_refused(run_tool({"register", "list"}, unset), 64);
    check_refused(run_tool({"register", "list", "--register", "none.db"}, unset), 69);
    check_refused(run_tool({"register", "show", "P1", "--register", scratch.path().string()}, unset), 69);
    std::ofstream(scratch.path() / "text.db") << "id,name\n";
    check_refused(run_tool({"register", "list", "--register", "text.db"}, unset), 69);
    CHECK_FALSE(fs::exists(scratch.path() / "none.db"));
}

TEST_CASE("a person is added and shown", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    const auto pupil = office.shown("P014");
    CHECK(pupil["name"] == "Amara Okonkwo");
    CHECK(pupil["known_as"] == nlohmann::json({"Ama", "Mara"}));
    CHECK(pupil["kind"] == "pupil");
    CHECK(pupil["born"] == "2016-02-29");
    CHECK(pupil["left_on"].is_null());
    CHECK(pupil["never_publish"] == false);
    CHECK(pupil["at"] == "2026-11-20");
    CHECK(pupil["templates"].empty());
    CHECK(pupil["answers"].empty());
    CHECK(pupil["consents"].size() == consent_purposes().size());
    for (const auto& [purpose, state] : pupil["consents"].items()) CHECK(state == "no answer");
    const ToolRun text = office.run({"register", "show", "S1"});
    CHECK(text.status == 0);
    CHECK(has(text.out, "Søren Ægirsson"));
    for (const std::string_view purpose : consent_purposes()) CHECK(has(text.out, purpose));

    const ToolRun list = office.run({"register", "list"});
    CHECK(has(list.out, "P014"));
    CHECK(has(list.out, "Søren Ægirsson"));
    CHECK(has(list.out, "2 people"));
    const ToolRun lines = office.run({"register", "list", "--json"});
    CHECK(std::count(lines.out.begin(), lines.out.end(), '\n') == 2);
}

TEST_CASE("what cannot be added is refused, and no name is repeated", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    const auto before = office.snapshot();
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"P014", "--name", "Ingrid Solberg"},
             {"Ingrid Solberg", "--name", "x"},
             {"P2", "--name", ""},
             {"P2", "--name", "Ingrid\nSolberg"},
             {"P2", "--name", "\xff\xfe"},
             {"P2", "--name", "Ingrid Solberg", "--kind", "child"},
             {"P2", "--name", "Ingrid Solberg", "--born", "2015-02-29"},
             {"P2"}}) {
        std::vector<std::string> arguments{"register", "add"};
        arguments.insert(arguments.end(), wrong.begin(), wrong.end());
        const ToolRun run = office.run(arguments);
        check_refused(run, 64);
        CHECK_FALSE(has(run.err, "Solberg"));
    }
    CHECK(office.snapshot().version == before.version);
}

TEST_CASE("a grant needs written evidence; a refusal and a withdrawal do not", "[cli][register][R-03]") {
    REQUIRE_TOOL();
    const Office office;
    const auto before = office.snapshot();
    check_refused(office.run({"register", "grant", "P014", "website"}), 64);
    check_refused(office.run({"register", "grant", "P014", "website", "--evidence", ""}), 64);
    check_refused(office.run({"register", "grant", "P014", "website", "--evidence", "  "}), 65);
    CHECK(office.snapshot().version == before.version);

    ToolRun run = office.run({"register", "grant", "P014", "website", "--evidence", "form 17", "--on", "2026-09-01",
                              "--until", "2027-08-31"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "Standing on 2026-11-20: granted."));
    CHECK(office.shown("P014")["consents"]["website"] == "granted");
    CHECK(office.shown("P014")["answers"][0] ==
          nlohmann::json({{"purpose", "website"}, {"answer", "grant"}, {"by", "parent"}, {"ref", ""},
                          {"on", "2026-09-01"}, {"until", "2027-08-31"}, {"evidence", "form 17"}, {"form", "unspecified"},
                          {"from", nullptr}, {"evidence_sha256", nullptr}, {"recorded_at", "2026-11-20T00:00:00Z"}}));

    run = office.run({"register", "refuse", "P014", "website", "--by", "parent:2"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "parents disagree, which means no"));
    CHECK(office.shown("P014")["consents"]["website"] == "parents disagree");

    CHECK(office.run({"register", "grant", "P014", "display", "--evidence", "form 17"}).status == 0);
    run = office.run({"register", "withdraw", "P014", "display"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "withdrawn, which means no"));
    CHECK_FALSE(has(run.out, "emplate"));
    CHECK(office.shown("P014")["consents"]["display"] == "withdrawn");
}

TEST_CASE("who answers is a parent for a pupil and the person for others, unless said", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    CHECK(office.run({"register", "grant", "P014", "website", "--evidence", "x"}).status == 0);
    CHECK(office.run({"register", "grant", "S1", "website", "--evidence", "x"}).status == 0);
    CHECK(office.run({"register", "refuse", "P014", "website", "--by", "local_authority:LA-3"}).status == 0);
    const auto answers = office.snapshot().answers;
    REQUIRE(answers.size() == 3);
    CHECK(answers[0].by == Giver{GiverRole::parent, ""});
    CHECK(answers[1].by == Giver{GiverRole::self, ""});
    CHECK(answers[2].by == Giver{GiverRole::local_authority, "LA-3"});
}

TEST_CASE("a wrong answer changes nothing", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    const auto before = office.snapshot();
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {"grant", "P9", "website", "--evidence", "x"},
             {"grant", "P014", "webpage", "--evidence", "x"},
             {"grant", "P014", "website", "--evidence", "x", "--by", "mother"},
             {"grant", "P014", "website", "--evidence", "x", "--by", "parent:Ama Mensah"},
             {"grant", "P014", "website", "--evidence", "x", "--on", "yesterday"},
             {"grant", "P014", "website", "--evidence", "x", "--on", "2026-09-31"},
             {"grant", "P014", "website", "--evidence", "x", "--until", "2026-09-31"},
             {"grant", "P014", "website", "--evidence", "x", "--on", "2026-09-02", "--until", "2026-09-01"},
             {"refuse", "P014", "website", "--until", "2027-09-01"},
             {"withdraw", "P014"},
             {"agree", "P014", "website"}}) {
        std::vector<std::string> arguments{"register"};
        arguments.insert(arguments.end(), wrong.begin(), wrong.end());
        const ToolRun run = office.run(arguments);
        check_refused(run, 64);
        CHECK_FALSE(has(run.err, "Mensah"));
    }
    CHECK(office.snapshot().version == before.version);
}

TEST_CASE("withdrawing biometric consent destroys the templates and says so", "[cli][register]") {
    REQUIRE_TOOL();
    const char* no = GENERATE("withdraw", "refuse");
    const Office office;
    office.enrol("P014");
    CHECK(office.shown("P014")["templates"].size() == 2);
    CHECK(office.shown("P014")["templates"][0] == nlohmann::json({{"model", "test_model"}, {"taken", "2026-09-02"}}));
    const ToolRun run = office.run({"register", no, "P014", "biometric"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "The 2 templates of P014 were destroyed."));
    CHECK(office.snapshot().templates.empty());
    CHECK(has(office.run({"register", no, "P014", "biometric"}).out, "No template of P014 was held."));
}

TEST_CASE("templates can be destroyed without a word about consent", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    office.enrol("P014");
    const ToolRun run = office.run({"register", "unenrol", "P014"});
    CHECK(run.status == 0);
    CHECK(has(run.out, "The 2 templates of P014 were destroyed."));
    CHECK(office.snapshot().templates.empty());
    CHECK(office.shown("P014")["consents"]["biometric"] == "granted");
    check_refused(office.run({"register", "unenrol", "P9"}), 64);
}

TEST_CASE("the do-not-publish list and the last day are set and taken back", "[cli][register][R-02]") {
    REQUIRE_TOOL();
    const Office office;
    CHECK(office.run({"register", "never-publish", "P014"}).status == 0);
    CHECK(office.shown("P014")["never_publish"] == true);
    CHECK(has(office.run({"register", "show", "P014"}).out, "DO-NOT-PUBLISH"));
    CHECK(has(office.run({"register", "list"}).out, "DO NOT PUBLISH"));
    CHECK(office.run({"register", "never-publish", "P014", "--remove"}).status == 0);
    CHECK(office.shown("P014")["never_publish"] == false);

    CHECK(office.run({"register", "left", "P014"}).status == 0);
    CHECK(office.shown("P014")["left_on"] == "2026-11-20");
    CHECK(office.run({"register", "left", "P014", "--on", "2026-12-18"}).status == 0);
    CHECK(office.shown("P014")["left_on"] == "2026-12-18");
    CHECK(office.run({"register", "left", "P014", "--remove"}).status == 0);
    CHECK(office.shown("P014")["left_on"].is_null());
    check_refused(office.run({"register", "never-publish", "P9"}), 64);
    check_refused(office.run({"register", "left", "P014", "--on", "soon"}), 64);
}

TEST_CASE("a channel counts only when it is school-owned and approved", "[cli][register][R-12]") {
    REQUIRE_TOOL();
    const Office office;
    CHECK(office.run({"register", "channel", "site", "--school-owned", "--approved-by", "head teacher"}).status == 0);
    CHECK(has(office.run({"register", "channel", "paper", "--approved-by", "head teacher"}).out, "not school-owned"));
    CHECK(has(office.run({"register", "channel", "club", "--school-owned"}).out, "R-12"));
    const auto channels = office.snapshot().channels;
    REQUIRE(channels.size() == 3);
    CHECK_FALSE(channels[0].approved);
    CHECK_FALSE(channels[1].school_owned);
    CHECK(channels[2].school_owned);
    CHECK(channels[2].approved);
    CHECK(channels[2].approved_by == "head teacher");
    check_refused(office.run({"register", "channel", "our site"}), 64);
}

TEST_CASE("a setting is checked before it is stored", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    const auto before = office.snapshot();
    const ToolRun all = office.run({"register", "policy"});
    CHECK(all.status == 0);
    for (const auto& [key, value] : to_settings(Policy{})) CHECK(has(all.out, key + " = " + value));
    check_refused(office.run({"register", "policy", "match_pixels"}), 64);
    check_refused(office.run({"register", "policy", "match_pixels", "40"}), 64);
    check_refused(office.run({"register", "policy", "match_px", "many"}), 64);
    check_refused(office.run({"register", "policy", "match_px", "-1"}), 64);
    CHECK(office.snapshot().version == before.version);
    CHECK(office.run({"register", "policy", "match_px", "40"}).out == "match_px = 40\n");
    CHECK(office.run({"register", "policy", "match_px"}).out == "match_px = 40\n");
    CHECK(office.snapshot().settings == std::map<std::string, std::string>{{"match_px", "40"}});
}

TEST_CASE("nobody is enrolled without a recognition model or from a file that is no picture", "[cli][register]") {
    REQUIRE_TOOL();
    const Office office;
    const auto before = office.snapshot();
    check_refused(office.run({"register", "enrol", "P014", "photo.jpg"}), 69);
    check_refused(office.run({"register", "enrol", "P014", "a.jpg", "b.jpg", "--face", "2"}), 64);
    check_refused(office.run({"register", "enrol", "P014", "a.jpg", "--face", "0"}), 64);
    check_refused(office.run({"register", "enrol", "P014", "a.jpg", "--taken", "May"}), 64);
    check_refused(office.run({"register", "enrol", "P014"}), 64);
    CHECK(office.snapshot().version == before.version);
}

TEST_CASE("the audit log is shown and verified, and looking does not make one", "[cli][audit]") {
    REQUIRE_TOOL();
    const Office office;
    const fs::path log_path = office.scratch.path() / "school.audit.db";
    check_refused(office.run({"audit", "show"}), 69);
    check_refused(office.run({"audit", "verify"}), 69);
    CHECK_FALSE(fs::exists(log_path));
    {
        auto log = open_audit_log(log_path.string());
        REQUIRE(log);
        AuditEntry entry;
        entry.at = now;
        entry.use = {"website", ""};
        entry.people = {"P014"};
        entry.rules = {Rule::no_consent, Rule::personal_data};
        for (int i = 0; i < 30; ++i) REQUIRE((*log)->append(entry));
    }
    ToolRun show = office.run({"audit", "show"});
    CHECK(show.status == 0);
    CHECK(std::count(show.out.begin(), show.out.end(), '\n') == 20);
    CHECK(has(show.out, "30  2026-11-20T12:00:00Z  check  block  website  shows P014  R-03,R-11\n"));
    show = office.run({"audit", "show", "--last", "3", "--json", "--audit", log_path.string()});
    CHECK(std::count(show.out.begin(), show.out.end(), '\n') == 3);
    const auto first = nlohmann::json::parse(show.out.substr(0, show.out.find('\n')));
    CHECK(first["sequence"] == 28);
    CHECK(first["rules"] == nlohmann::json({"R-03", "R-11"}));
    CHECK(first["use"] == "website");
    const ToolRun verified = office.run({"audit", "verify"});
    CHECK(verified.status == 0);
    CHECK(has(verified.out, "30 records"));

    const ToolRun point = office.run({"audit", "checkpoint"});
    CHECK(point.status == 0);
    REQUIRE(parse_checkpoint(point.out.substr(0, point.out.size() - 1)));
    const fs::path kept = office.scratch.path() / "kept.txt";
    std::ofstream(kept) << "For the file, from the office:\n\n" << point.out;
    const ToolRun proved = office.run({"audit", "verify", "--checkpoint", kept.string()});
    CHECK(proved.status == 0);
    CHECK(has(proved.out, "The checkpoint is of this log"));
    std::string of_another = point.out;
    of_another.replace(of_another.find(" 30 "), 4, " 29 ");
    std::ofstream(kept) << of_another;
    check_refused(office.run({"audit", "verify", "--checkpoint", kept.string()}), 64);
    std::ofstream(kept) << "nothing\n";
    check_refused(office.run({"audit", "verify", "--checkpoint", kept.string()}), 65);

    const ToolRun all = office.run({"audit", "export"});
    CHECK(all.status == 0);
    CHECK(std::count(all.out.begin(), all.out.end(), '\n') == 31);
    const auto end = nlohmann::json::parse(all.out.substr(all.out.rfind('\n', all.out.size() - 2) + 1));
    CHECK(end["checkpoint"].get<std::string>() + "\n" == point.out);

    std::ifstream file(log_path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CHECK(has(bytes, "P014"));
    for (const char* name : {"Amara", "Okonkwo", "Mara", "Søren"}) CHECK_FALSE(has(bytes, name));

    std::ofstream(log_path, std::ios::binary | std::ios::trunc) << bytes.substr(0, bytes.size() / 2);
    check_refused(office.run({"audit", "verify"}), 69);
}
