// SPDX-License-Identifier: Apache-2.0
//
// What consent/register.hpp promises of answers, notifications, grounds, purposes and channels, over every back end.
#include "support/fresh_register.hpp"

using namespace consent;
using namespace consent::test;

namespace {

Delegation delegation(std::string person, std::string purpose, Date on = day(2026, 9, 1)) {
    Delegation made;
    made.person = std::move(person);
    made.purpose = std::move(purpose);
    made.carer = "foster-1";
    made.delegated = true;
    made.by = {GiverRole::local_authority, "LA-3"};
    made.on = on;
    made.evidence = "placement plan 7";
    return made;
}

ListedAuthority ground(std::string person, Date on = day(2026, 9, 1)) {
    ListedAuthority made;
    made.person = std::move(person);
    made.in_force = true;
    made.reference = "DPIA 2026-4";
    made.authorised_by = "head teacher";
    made.on = on;
    return made;
}

Purpose own_purpose(std::string id = "local.sports_day") {
    Purpose made;
    made.id = std::move(id);
    made.description = "Photographs of the sports day on the fence";
    return made;
}

}  // namespace

TEST_CASE("an answer keeps its form, its first day, its scan and the time it was recorded", "[register][contract]") {
    Fresh people;
    people.fill();
    ConsentAnswer full = answer("P1", "website", Answer::grant, day(2026, 9, 3));
    full.form = AnswerForm::portal;
    full.from = day(2026, 9, 7);
    full.until = day(2027, 8, 31);
    full.evidence_digest = sha256(Bytes{1, 2, 3});
    full.recorded_at = later;
    REQUIRE(people->record(full, now));
    REQUIRE(people->record(answer("P1", "display", Answer::object), later));
    const auto answers = people.snapshot().answers;
    REQUIRE(answers.size() == 4);
    CHECK(answers[2].form == AnswerForm::portal);
    CHECK(answers[2].from == full.from);
    CHECK(answers[2].evidence_digest == full.evidence_digest);
    CHECK(answers[2].recorded_at == now);
    CHECK(answers[0].form == AnswerForm::unspecified);
    CHECK_FALSE(answers[0].from);
    CHECK_FALSE(answers[0].evidence_digest);
    CHECK(answers[3].answer == Answer::object);
    CHECK(answers[3].recorded_at == later);
    CHECK(people.effective("P1", "website", day(2026, 9, 6)).state == ConsentState::no_answer);
    CHECK(people.effective("P1", "website", day(2026, 9, 7)).granted());
    CHECK(people.effective("P1", "website").ends == day(2027, 8, 31));
    CHECK(people.effective("P1", "display").state == ConsentState::objected);
}

TEST_CASE("a spoken yes is refused, a spoken no is recorded and counts", "[register][contract][R-03]") {
    Fresh people;
    people.fill();
    REQUIRE(people->record(answer("P1", "website", Answer::grant), now));
    const RegisterSnapshot before = people.snapshot();
    ConsentAnswer spoken = answer("P1", "display", Answer::grant);
    spoken.form = AnswerForm::verbal;
    const auto recorded = people->record(spoken, later);
    REQUIRE_FALSE(recorded);
    CHECK(recorded.error().code == ErrorCode::refused);
    check_unchanged(people, before);
    spoken = answer("P1", "website", Answer::withdraw);
    spoken.form = AnswerForm::verbal;
    REQUIRE(people->record(spoken, now));
    CHECK(people.effective("P1", "website").state == ConsentState::withdrawn);
}

TEST_CASE("a malformed first day or form is not recorded", "[register][contract]") {
    Fresh people;
    people.fill();
    const RegisterSnapshot before = people.snapshot();
    std::vector<ConsentAnswer> wrong(6, answer("P1", "website", Answer::grant, day(2026, 9, 3)));
    wrong[0].from = day(2026, 9, 2);
    wrong[1].from = day(2026, 9, 31);
    wrong[2].from = day(2026, 9, 20);
    wrong[2].until = day(2026, 9, 19);
    wrong[3].form = static_cast<AnswerForm>(77);
    wrong[4].answer = Answer::refuse;
    wrong[4].from = day(2026, 9, 4);
    wrong[5].purpose = "local.sports_day";
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        INFO(i);
        const auto recorded = people->record(wrong[i], later);
        REQUIRE_FALSE(recorded);
        CHECK(recorded.error().code == ErrorCode::invalid_argument);
    }
    check_unchanged(people, before);
}

TEST_CASE("a school has purposes of its own, and rules for the built-in ones", "[register][contract]") {
    Fresh people;
    people.fill();
    REQUIRE(people->put_purpose(own_purpose(), now));
    Purpose website;
    website.id = "website";
    website.pupil_from = 13;
    website.parent_until = 16;
    website.form_days = 365;
    website.basis = LawfulBasis::legitimate_interests;
    REQUIRE(people->put_purpose(website, now));
    REQUIRE(people->record(answer("P1", "local.sports_day", Answer::grant), now));
    CHECK(people.effective("P1", "local.sports_day").granted());
    CHECK(people.effective("P2", "local.sports_day").state == ConsentState::no_answer);
    CHECK(people.effective("P1", "local.other").state == ConsentState::unknown_purpose);
    const auto purposes = people.snapshot().purposes;
    REQUIRE(purposes.size() == 2);
    CHECK(purposes[0].id == "local.sports_day");
    CHECK(purposes[0].description == own_purpose().description);
    CHECK(purposes[1].basis == LawfulBasis::legitimate_interests);
    CHECK(purposes[1].pupil_from == 13);
    CHECK(purposes[1].parent_until == 16);
    CHECK(purposes[1].form_days == 365);
    website.form_days.reset();
    REQUIRE(people->put_purpose(website, now));
    CHECK_FALSE(people.snapshot().purposes[1].form_days);
}

TEST_CASE("no purpose is added whose id misleads, or under a rule that asks nobody", "[register][contract]") {
    Fresh people;
    const RegisterSnapshot before = people.snapshot();
    std::vector<Purpose> wrong;
    for (const char* id : {"", "sports_day", "Website", "local.", ".x", "local", "local.Sports", "local.a.b", "local.a@b",
                           "consent.website", "local.a b", "local.1a", "website "})
        wrong.push_back(own_purpose(id));
    const auto with = [&](auto&& change) {
        Purpose made = own_purpose();
        change(made);
        wrong.push_back(made);
    };
    with([](Purpose& p) { p.id = "local." + std::string(59, 'a'); });
    with([](Purpose& p) { p.description.clear(); });
    with([](Purpose& p) { p.description = "two\nlines"; });
    with([](Purpose& p) { p.pupil_from = 4; });
    with([](Purpose& p) { p.pupil_from = 19; });
    with([](Purpose& p) { p.parent_until = 13; });
    with([](Purpose& p) { p.pupil_from = 5, p.parent_until = 11; });
    with([](Purpose& p) { p.pupil_from = 16, p.parent_until = 13; });
    with([](Purpose& p) { p.form_days = 0; });
    with([](Purpose& p) { p.form_days = 3661; });
    with([](Purpose& p) { p.basis = static_cast<LawfulBasis>(9); });
    with([](Purpose& p) { p.id = "biometric", p.pupil_from = 13, p.parent_until = 16; });
    for (const Purpose& purpose : wrong) {
        INFO(purpose.id);
        const auto put = people->put_purpose(purpose, later);
        REQUIRE_FALSE(put);
        CHECK(put.error().code == ErrorCode::invalid_argument);
    }
    check_unchanged(people, before);
}

TEST_CASE("a carer's yes counts for what was delegated, while it is", "[register][contract][R-03]") {
    Fresh people;
    people.fill();
    for (const char* purpose : {"website", "display"}) {
        ConsentAnswer yes = answer("P1", purpose, Answer::grant);
        yes.by = {GiverRole::carer, "foster-1"};
        REQUIRE(people->record(yes, now));
    }
    CHECK(people.effective("P1", "website").state == ConsentState::not_entitled);
    REQUIRE(people->record_delegation(delegation("P1", "website"), now));
    CHECK(people.effective("P1", "website").granted());
    CHECK(people.effective("P1", "display").state == ConsentState::not_entitled);
    Delegation back = delegation("P1", "website", today);
    back.delegated = false;
    back.evidence.clear();
    REQUIRE(people->record_delegation(back, later));
    CHECK(people.effective("P1", "website").state == ConsentState::not_entitled);
    const auto delegations = people.snapshot().delegations;
    REQUIRE(delegations.size() == 2);
    CHECK(delegations[0].carer == "foster-1");
    CHECK(delegations[0].by == Giver{GiverRole::local_authority, "LA-3"});
    CHECK(delegations[0].evidence == "placement plan 7");
    CHECK(delegations[0].recorded_at == now);
    CHECK_FALSE(delegations[1].delegated);
}

TEST_CASE("a malformed delegation, notification or ground is not recorded", "[register][contract]") {
    Fresh people;
    people.fill();
    const RegisterSnapshot before = people.snapshot();
    std::vector<Result<void>> results;
    const auto delegate = [&](auto&& change) {
        Delegation made = delegation("P1", "website");
        change(made);
        results.push_back(people->record_delegation(made, later));
    };
    delegate([](Delegation& d) { d.person = "P9"; });
    delegate([](Delegation& d) { d.purpose = "biometric"; });
    delegate([](Delegation& d) { d.purpose = "webpage"; });
    delegate([](Delegation& d) { d.by.role = GiverRole::carer; });
    delegate([](Delegation& d) { d.by.role = GiverRole::relative; });
    delegate([](Delegation& d) { d.by.role = GiverRole::pupil; });
    delegate([](Delegation& d) { d.carer = "Ama Mensah"; });
    delegate([](Delegation& d) { d.on = Date{}; });
    delegate([](Delegation& d) { d.until = day(2026, 8, 31); });
    delegate([](Delegation& d) { d.evidence = " "; });
    delegate([](Delegation& d) { d.delegated = false, d.until = day(2027, 8, 31); });
    const auto notice = [&](auto&& change) {
        ParentNotice made = notified("P1", {}, day(2026, 9, 1));
        change(made);
        results.push_back(people->record_notice(made, now));
    };
    notice([](ParentNotice& n) { n.person = "P9"; });
    notice([](ParentNotice& n) { n.parent.role = GiverRole::relative; });
    notice([](ParentNotice& n) { n.parent.role = GiverRole::pupil; });
    notice([](ParentNotice& n) { n.parent.ref = "Ama Mensah"; });
    notice([](ParentNotice& n) { n.on = Date{}; });
    notice([](ParentNotice& n) { n.on = day(2026, 11, 22); });
    notice([](ParentNotice& n) { n.notice = Notice::due; });
    notice([](ParentNotice& n) { n.notice = static_cast<Notice>(77); });
    for (const Notice without_role : {Notice::cannot_be_found, Notice::lacks_capacity, Notice::child_welfare,
                                      Notice::not_practicable, Notice::not_a_parent})
        notice([&](ParentNotice& n) { n.notice = without_role; });
    const auto authorise = [&](auto&& change) {
        ListedAuthority made = ground("P1");
        change(made);
        results.push_back(people->record_authority(made, later));
    };
    authorise([](ListedAuthority& a) { a.person = "P9"; });
    authorise([](ListedAuthority& a) { a.reference = " "; });
    authorise([](ListedAuthority& a) { a.authorised_by.clear(); });
    authorise([](ListedAuthority& a) { a.on = Date{}; });
    authorise([](ListedAuthority& a) { a.until = day(2026, 8, 1); });
    for (std::size_t i = 0; i < results.size(); ++i) {
        INFO(i);
        REQUIRE_FALSE(results[i]);
        CHECK(results[i].error().code == ErrorCode::invalid_argument);
        CHECK(results[i].error().message.find("Mensah") == std::string::npos);
    }
    check_unchanged(people, before);
}

TEST_CASE("no template is made before every parent has been notified or excepted", "[register][contract][biometric]") {
    Fresh people;
    REQUIRE(people->add(pupil("P1"), now));
    ConsentAnswer yes = answer("P1", "biometric", Answer::grant);
    yes.by.ref = "1";
    REQUIRE(people->record(yes, now));
    const auto may = [&] {
        const auto added = people->add_template(face_template("P1"), now);
        if (!added) CHECK(added.error().code == ErrorCode::refused);
        return added.has_value();
    };
    CHECK_FALSE(may());
    REQUIRE(people->record_notice(notified("P1", {GiverRole::parent, "1"}), now));
    REQUIRE(people->record_notice({"P1", {GiverRole::parent, "2"}, Notice::due}, now));
    CHECK_FALSE(may());
    CHECK(people.biometric("P1").to_notify == std::vector<Giver>{{GiverRole::parent, "2"}});
    REQUIRE(people->record_notice(
        {"P1", {GiverRole::parent, "2"}, Notice::cannot_be_found, day(2026, 9, 1), "head teacher", "file 3"}, later));
    CHECK(may());
    const auto notices = people.snapshot().notices;
    REQUIRE(notices.size() == 3);
    CHECK(notices[1].notice == Notice::due);
    CHECK(notices[1].on == Date{});
    CHECK(notices[2].parent == Giver{GiverRole::parent, "2"});
    CHECK(notices[2].notice == Notice::cannot_be_found);
    CHECK(notices[2].on == day(2026, 9, 1));
    CHECK(notices[2].authorised_by == "head teacher");
    CHECK(notices[2].evidence == "file 3");
    CHECK(notices[2].recorded_at == later);
}

TEST_CASE("destroyed templates leave a receipt that says which, and holds none of them", "[register][contract][biometric]") {
    const Answer no = GENERATE(Answer::refuse, Answer::withdraw, Answer::object);
    Fresh people;
    people.fill();
    REQUIRE(people->add_templates({face_template("P1", 1), face_template("P2", 2), face_template("P1", 3)}, now));
    ConsentAnswer objection = answer("P1", "biometric", no);
    objection.by.role = GiverRole::pupil;
    objection.form = AnswerForm::verbal;
    REQUIRE(people->record(objection, later));
    REQUIRE(people->record(objection, later));
    RegisterSnapshot all = people.snapshot();
    CHECK(all.templates.size() == 1);
    REQUIRE(all.destroyed.size() == 1);
    CHECK(all.destroyed[0].person == "P1");
    CHECK(all.destroyed[0].at == later);
    CHECK(all.destroyed[0].cause == DestructionCause::refusal);
    CHECK(all.destroyed[0].templates == 2);
    Bytes digests;
    for (const int seed : {1, 3}) {
        Bytes vector;
        for (const float value : face_template("P1", seed).embedding.values) {
            const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
            vector.insert(vector.end(), bytes, bytes + 4);
        }
        const Digest digest = sha256(vector);
        digests.insert(digests.end(), digest.bytes.begin(), digest.bytes.end());
    }
    CHECK(all.destroyed[0].digest == sha256(digests));
    REQUIRE(people->remove_templates("P2", later));
    all = people.snapshot();
    REQUIRE(all.destroyed.size() == 2);
    CHECK(all.destroyed[1].person == "P2");
    CHECK(all.destroyed[1].cause == DestructionCause::request);
}

TEST_CASE("templates go when a form's own life is over, with a receipt", "[register][contract][biometric]") {
    Fresh people;
    people.fill();
    REQUIRE(people->add_template(face_template("P1"), now));
    Purpose rule;
    rule.id = "biometric";
    rule.form_days = 81;  // of the first of September: the twentieth of November is the last
    REQUIRE(people->put_purpose(rule, now));
    CHECK(people.snapshot().templates.size() == 1);
    REQUIRE(people->put_setting("match_px", "40", later));
    CHECK(people.snapshot().templates.empty());
    REQUIRE(people.snapshot().destroyed.size() == 1);
    CHECK(people.snapshot().destroyed[0].cause == DestructionCause::lapse);
    CHECK(people.biometric("P1", date_of(later)).state == ConsentState::expired);
}

TEST_CASE("a listed person is enrolled without consent only by a ground and a switch, until either ends",
          "[register][contract][biometric][R-02]") {
    Fresh people;
    REQUIRE(people->add(pupil("P1"), now));
    REQUIRE(people->set_never_publish("P1", true, now));
    CHECK_FALSE(people->add_template(face_template("P1"), now));
    REQUIRE(people->put_setting("match_never_publish", "yes", now));
    CHECK_FALSE(people->add_template(face_template("P1"), now));
    REQUIRE(people->record_authority(ground("P1"), now));
    REQUIRE(people->add_template(face_template("P1"), now));
    CHECK(people.biometric("P1").by_authority);
    REQUIRE(people.snapshot().authorities.size() == 1);
    CHECK(people.snapshot().authorities[0].reference == "DPIA 2026-4");

    SECTION("the switch is turned off") { REQUIRE(people->put_setting("match_never_publish", "no", now)); }
    SECTION("the person comes off the list") { REQUIRE(people->set_never_publish("P1", false, now)); }
    SECTION("the ground is taken back") {
        ListedAuthority back = ground("P1", today);
        back.in_force = false;
        REQUIRE(people->record_authority(back, now));
    }
    SECTION("the child objects") {
        ConsentAnswer objection = answer("P1", "biometric", Answer::object);
        objection.by.role = GiverRole::pupil;
        REQUIRE(people->record(objection, now));
    }
    CHECK(people.snapshot().templates.empty());
    CHECK(people.snapshot().destroyed.size() == 1);
    CHECK_FALSE(people->add_template(face_template("P1"), now));
}

TEST_CASE("an entry of the do-not-publish list may have no name, and nobody else", "[register][contract][R-02]") {
    Fresh people;
    Person listed = pupil("P1", "");
    CHECK(people->add(listed, now).error().code == ErrorCode::invalid_argument);
    listed.never_publish = true;
    REQUIRE(people->add(listed, now));
    CHECK(people.snapshot().people.at(0).name.empty());
    const auto off = people->set_never_publish("P1", false, now);
    REQUIRE_FALSE(off);
    CHECK(off.error().code == ErrorCode::refused);
    CHECK(people.snapshot().people.at(0).never_publish);
    CHECK(people->set_never_publish("P1", true, now));
}

TEST_CASE("a channel keeps its owner, administrators, rules and day of approval", "[register][contract][R-12]") {
    Fresh people;
    Channel full{"x-account", true, true, "head teacher", "communications lead", {"S1", "S2"}, "https://school.example/rules",
                 day(2026, 9, 1)};
    REQUIRE(people->put_channel(full, now));
    Channel wrong = full;
    wrong.administrators = {"S1", "S1"};
    CHECK_FALSE(people->put_channel(wrong, now));
    wrong.administrators = {"Ama Mensah"};
    CHECK_FALSE(people->put_channel(wrong, now));
    wrong = full;
    wrong.approved_by = "";
    CHECK_FALSE(people->put_channel(wrong, now));
    wrong = full;
    wrong.approved_on = Date{};
    CHECK_FALSE(people->put_channel(wrong, now));
    wrong = full;
    wrong.owner = "two\nlines";
    CHECK_FALSE(people->put_channel(wrong, now));
    const auto channels = people.snapshot().channels;
    REQUIRE(channels.size() == 1);
    CHECK(channels[0].owner == full.owner);
    CHECK(channels[0].administrators == full.administrators);
    CHECK(channels[0].policy_link == full.policy_link);
    CHECK(channels[0].approved_on == full.approved_on);
}
