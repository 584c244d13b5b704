// SPDX-License-Identifier: Apache-2.0
//
// Who may say yes, seen from the door: the register's rules as they end in a verdict.
#include "support/small_school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

const Use display{"display", ""};

// P001, whose face the picture shows, has said nothing about displays.
struct Asked : SmallSchool {
    void says(const char* by, Answer answer = Answer::grant, const char* purpose = "display") {
        ConsentAnswer said;
        said.person = "P001";
        said.purpose = purpose;
        said.answer = answer;
        said.by = *parse_giver(by);
        said.on = today;
        said.evidence = "form 20";
        must(people->record(said, now));
    }
    void born(Date birthday) {
        // There is no call that changes a day of birth: the same school once more, with it.
        std::shared_ptr<Register> fresh = make_memory_register();
        Person person;
        person.id = "P001";
        person.name = "Amara Okafor";
        person.born = birthday;
        must(fresh->add(person, now));
        must(fresh->record_notice({"P001", {}, Notice::notified, *parse_date("2026-08-20")}, now));
        must(fresh->record({"P001", "biometric", Answer::grant, {}, *parse_date("2026-09-01"), {}, "form 12"}, now));
        must(fresh->add_template({"P001", {"scripted", amara}, *parse_date("2026-09-01")}, now));
        people = fresh;
    }
    Decision decide(const Use& use = display, Instant when = now) {
        Gate gate = open();
        Candidate candidate;
        candidate.bytes = picture();
        auto decision = gate.check(candidate, use, when);
        REQUIRE(decision);
        return *std::move(decision);
    }
    Verdict verdict(const Use& use = display) { return decide(use).verdict; }
};

Purpose rule(const char* id, std::optional<int> pupil_from, std::optional<int> parent_until = {}) {
    Purpose made = find_purpose({}, id).value_or(Purpose{});
    made.id = id;
    made.pupil_from = pupil_from;
    made.parent_until = parent_until;
    if (made.description.empty()) made.description = "Something of the school's own";
    return made;
}

}  // namespace

TEST_CASE("a seven-year-old's own yes does not clear them", "[gate][R-03]") {
    Asked school;
    school.born(*parse_date("2019-05-01"));
    school.says("pupil");
    const Decision decision = school.decide();
    CHECK(decision.verdict == Verdict::block);
    CHECK(gives(decision, Rule::no_consent, Verdict::block));
    CHECK(decision.reasons.front().text.find("a parent has to agree") != std::string::npos);
    school.says("parent");
    CHECK(school.verdict() == Verdict::publish);
}

TEST_CASE("at thirteen both are needed where the school says so", "[gate][R-03]") {
    Asked school;
    school.born(*parse_date("2013-11-20"));
    must(school.people->put_purpose(rule("display", 13), now));
    school.says("parent");
    CHECK(school.verdict() == Verdict::block);
    school.says("pupil");
    CHECK(school.verdict() == Verdict::publish);
    school.says("pupil", Answer::object);
    CHECK(school.verdict() == Verdict::block);
}

TEST_CASE("where an age decides and the day of birth is not known, both are needed", "[gate][R-03]") {
    Asked school;
    must(school.people->put_purpose(rule("display", 13, 16), now));
    school.says("parent");
    CHECK(school.verdict() == Verdict::block);
    school.says("pupil");
    CHECK(school.verdict() == Verdict::publish);
}

TEST_CASE("a grandparent's yes counts for nothing, and their no for a no", "[gate][R-03]") {
    Asked school;
    school.says("relative:gran");
    CHECK(school.verdict() == Verdict::block);
    school.says("parent");
    CHECK(school.verdict() == Verdict::publish);
    school.says("relative:gran", Answer::refuse);
    CHECK(school.verdict() == Verdict::block);
}

TEST_CASE("a carer decides what was delegated to them and nothing else", "[gate][R-03]") {
    Asked school;
    school.says("carer:f1");
    school.says("carer:f1", Answer::grant, "archive");
    CHECK(school.verdict() == Verdict::block);
    Delegation delegation;
    delegation.person = "P001";
    delegation.purpose = "display";
    delegation.carer = "f1";
    delegation.delegated = true;
    delegation.by.role = GiverRole::local_authority;
    delegation.on = today;
    delegation.evidence = "placement plan 7";
    must(school.people->record_delegation(delegation, now));
    CHECK(school.verdict() == Verdict::publish);
    CHECK(school.verdict({"archive", ""}) == Verdict::block);
    delegation.delegated = false;
    must(school.people->record_delegation(delegation, now));
    CHECK(school.verdict() == Verdict::block);
}

TEST_CASE("a form's own life ends a yes", "[gate][R-03]") {
    Asked school;
    Purpose year = rule("display", {});
    year.form_days = 1;
    must(school.people->put_purpose(year, now));
    school.says("parent");
    CHECK(school.verdict() == Verdict::publish);
    CHECK(school.decide(display, now + std::chrono::days(1)).verdict == Verdict::block);
}

TEST_CASE("an objection blocks whatever the lawful basis", "[gate][R-03]") {
    Asked school;
    Purpose task = rule("display", {});
    task.basis = LawfulBasis::public_task;
    must(school.people->put_purpose(task, now));
    CHECK(school.verdict() == Verdict::block);  // a basis is no yes
    school.says("parent");
    CHECK(school.verdict() == Verdict::publish);
    school.says("parent:2", Answer::object);
    CHECK(school.verdict() == Verdict::block);
}

TEST_CASE("a purpose of the school's own is a use once the register knows it", "[gate]") {
    Asked school;
    const Use own{"local.sports_day", ""};
    Candidate candidate;
    candidate.bytes = picture();
    Gate gate = school.open();
    const auto unknown = gate.check(candidate, own, now);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == ErrorCode::invalid_argument);
    must(school.people->put_purpose(rule("local.sports_day", {}), now));
    CHECK(school.verdict(own) == Verdict::block);
    school.says("parent", Answer::grant, "local.sports_day");
    CHECK(school.verdict(own) == Verdict::publish);
}

TEST_CASE("social media want an account that two people can log in to", "[gate][R-12]") {
    Asked school;
    school.says("parent", Answer::grant, "social_media");
    CHECK(gives(school.decide({"social_media", ""}), Rule::channel, Verdict::block));
    Channel account{"x-account", true, true, "head teacher", "communications lead", {"S1"}, "", today};
    must(school.people->put_channel(account, now));
    CHECK(gives(school.decide({"social_media", "x-account"}), Rule::channel, Verdict::block));
    account.administrators.push_back("S2");
    must(school.people->put_channel(account, now));
    CHECK(school.verdict({"social_media", "x-account"}) == Verdict::publish);
}

TEST_CASE("a face is not compared while a parent has not been notified", "[gate][biometric]") {
    Asked school;
    CHECK(school.verdict(website) == Verdict::publish);
    must(school.people->record_notice({"P001", {GiverRole::parent, "2"}, Notice::due}, now));
    const Decision decision = school.decide(website);
    CHECK(decision.verdict == Verdict::review);
    CHECK(decision.faces[0].person.empty());
    must(school.people->record_notice({"P001", {GiverRole::parent, "2"}, Notice::notified, today}, now));
    CHECK(school.verdict(website) == Verdict::publish);
}

TEST_CASE("a listed child without a template is protected by matching nobody", "[gate][R-04]") {
    Asked school;
    school.vectors = {{10, stranger}};
    Person listed;
    listed.id = "N1";
    listed.never_publish = true;
    must(school.people->add(listed, now));
    const Decision decision = school.decide(website);
    CHECK(decision.verdict == Verdict::review);
    CHECK(gives(decision, Rule::unknown_face, Verdict::review));
}

TEST_CASE("a listed person is matched by a ground and a switch, and not without either", "[gate][R-02]") {
    Asked school;
    school.vectors = {{10, stranger}};
    Person listed;
    listed.id = "N1";
    listed.never_publish = true;
    must(school.people->add(listed, now));
    const Template made{"N1", {"scripted", stranger}, today};
    must(school.people->record_authority({"N1", true, "DPIA 2026-4", "head teacher", today}, now));
    CHECK_FALSE(school.people->add_template(made, now));
    must(school.people->put_setting("match_never_publish", "yes", now));
    must(school.people->add_template(made, now));
    const Decision decision = school.decide(website);
    CHECK(decision.verdict == Verdict::block);
    CHECK(gives(decision, Rule::never_publish, Verdict::block));
    CHECK(decision.faces[0].person == "N1");
    must(school.people->put_setting("match_never_publish", "no", now));
    CHECK(school.verdict(website) == Verdict::review);
    CHECK(school.people->snapshot()->destroyed.size() == 1);
}
