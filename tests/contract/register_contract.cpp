// SPDX-License-Identifier: Apache-2.0
//
// What consent/register.hpp promises, over every back end.
#include <limits>
#include <memory>
#include <set>

#include <consent/register.hpp>
#include <consent/use.hpp>

#include "support/catch.hpp"
#include "support/fresh_register.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"

using namespace consent;
using namespace consent::test;

TEST_CASE("a fresh register is empty and says when it was made", "[register][contract]") {
    Fresh people;
    const RegisterSnapshot all = people.snapshot();
    CHECK(all.people.empty());
    CHECK(all.answers.empty());
    CHECK(all.templates.empty());
    CHECK(all.channels.empty());
    CHECK(all.settings.empty());
    CHECK(all.changed_at == now);
    CHECK(all.version == *people->version());
}

TEST_CASE("a person comes back as they went in", "[register][contract]") {
    Fresh people;
    Person person = pupil("UPN.A-1_b", "Zoë Ní Bhraonáin");
    person.known_as = {"Zo", "李小雨", "Nguyễn Thị Mai", "Zo"};
    person.born = day(2015, 2, 28);
    person.left_on = day(2027, 7, 21);
    person.never_publish = true;
    person.kind = PersonKind::staff;
    REQUIRE(people->add(person, now));
    Person plain = pupil("A", "Søren O'Ægir; DROP TABLE person --");
    plain.kind = PersonKind::adult;
    REQUIRE(people->add(plain, now));

    const RegisterSnapshot all = people.snapshot();
    REQUIRE(all.people.size() == 2);
    CHECK(all.people[0].id == "A");
    CHECK(all.people[0].name == plain.name);
    CHECK(all.people[0].kind == PersonKind::adult);
    CHECK_FALSE(all.people[0].born);
    CHECK_FALSE(all.people[0].left_on);
    CHECK_FALSE(all.people[0].never_publish);
    CHECK(all.people[0].known_as.empty());
    CHECK(all.people[1].id == person.id);
    CHECK(all.people[1].name == person.name);
    CHECK(all.people[1].known_as == person.known_as);
    CHECK(all.people[1].born == person.born);
    CHECK(all.people[1].left_on == person.left_on);
    CHECK(all.people[1].never_publish);
    CHECK(all.people[1].kind == PersonKind::staff);
}

TEST_CASE("nobody is added under a malformed or taken id, or without a readable name", "[register][contract]") {
    Fresh people;
    REQUIRE(people->add(pupil("P1"), now));
    const RegisterSnapshot before = people.snapshot();
    std::vector<Person> wrong;
    for (const std::string& id :
         {std::string(), std::string("a b"), std::string("Mia Example"), std::string("ä"), std::string("a/b"),
          std::string("a\n"),
          std::string(65, 'a'), std::string("a\0b", 3), std::string("P1'--")})
        wrong.push_back(pupil(id));
    for (const std::string& name : {std::string(), std::string("  "), std::string("\xff\xfe"), std::string("\xc0\xaf"),
                                    std::string("Ama\nMensah"), std::string("Ama\0", 4), std::string("\xed\xa0\x80")}) {
        wrong.push_back(pupil("P2", name));
        wrong.push_back(pupil("P3"));
        wrong.back().known_as = {"Ama", name};
    }
    wrong.push_back(pupil("P4"));
    wrong.back().born = day(2015, 2, 29);
    wrong.push_back(pupil("P4"));
    wrong.back().left_on = Date{};
    wrong.push_back(pupil("P4"));
    wrong.back().kind = static_cast<PersonKind>(9);
    wrong.push_back(pupil("P1", "Ingrid Solberg"));
    for (const Person& person : wrong) {
        INFO(person.id << " " << person.name);
        const auto added = people->add(person, later);
        REQUIRE_FALSE(added);
        CHECK(added.error().code == ErrorCode::invalid_argument);
        CHECK(added.error().message.find("Mia Example") == std::string::npos);
        CHECK(added.error().message.find("Ingrid") == std::string::npos);
    }
    check_unchanged(people, before);
    CHECK(people.snapshot().people[0].name == pupil("P1").name);
    CHECK(people->add(pupil(std::string(64, 'a')), now));
}

TEST_CASE("answers come back in the order they were recorded, with all they say", "[register][contract]") {
    Fresh people;
    people.fill();
    ConsentAnswer full = answer("P1", "website", Answer::grant, day(2026, 9, 3));
    full.by = {GiverRole::other_holder, "2"};
    full.until = day(2027, 8, 31);
    full.evidence = "Aktenzeichen 17/ß";
    REQUIRE(people->record(full, now));
    REQUIRE(people->record(answer("P1", "website", Answer::refuse, day(2026, 9, 1)), now));
    REQUIRE(people->record(answer("P1", "named_photo", Answer::withdraw, day(2026, 9, 1)), now));

    const auto answers = people.snapshot().answers;
    REQUIRE(answers.size() == 5);
    CHECK(answers[0].person == "P1");
    CHECK(answers[1].person == "P2");
    CHECK(answers[2].purpose == "website");
    CHECK(answers[2].answer == Answer::grant);
    CHECK(answers[2].by == full.by);
    CHECK(answers[2].on == full.on);
    CHECK(answers[2].until == full.until);
    CHECK(answers[2].evidence == full.evidence);
    CHECK(answers[3].answer == Answer::refuse);
    CHECK(answers[3].evidence.empty());
    CHECK_FALSE(answers[3].until);
    CHECK(answers[4].answer == Answer::withdraw);
}

TEST_CASE("the same day, the answer recorded later counts", "[register][contract][R-03]") {
    Fresh people;
    people.fill();
    REQUIRE(people->record(answer("P1", "website", Answer::grant), now));
    REQUIRE(people->record(answer("P1", "website", Answer::withdraw), now));
    CHECK(people.state("P1", "website") == ConsentState::withdrawn);
    REQUIRE(people->record(answer("P1", "website", Answer::grant), now));
    CHECK(people.state("P1", "website") == ConsentState::granted);
}

TEST_CASE("a no recorded after a grant counts, though dated before it", "[register][contract][R-03]") {
    const Answer no = GENERATE(Answer::refuse, Answer::withdraw);
    const ConsentState as_no = no == Answer::refuse ? ConsentState::refused : ConsentState::withdrawn;
    Fresh people;
    people.fill();
    REQUIRE(people->record(answer("P1", "website", Answer::grant, day(2026, 9, 5)), now));
    REQUIRE(people->record(answer("P1", "website", no, day(2026, 9, 3)), now));
    CHECK(people.state("P1", "website", day(2026, 9, 2)) == ConsentState::no_answer);
    CHECK(people.state("P1", "website", day(2026, 9, 4)) == as_no);
    CHECK(people.state("P1", "website") == as_no);
    REQUIRE(people->record(answer("P1", "website", Answer::grant, day(2026, 9, 2)), now));
    CHECK(people.state("P1", "website") == as_no);
    REQUIRE(people->record(answer("P1", "website", Answer::grant, day(2026, 9, 6)), now));
    CHECK(people.state("P1", "website") == ConsentState::granted);
}

TEST_CASE("a biometric no dated before the grant leaves no template and lets none in", "[register][contract][R-03]") {
    const Answer no = GENERATE(Answer::refuse, Answer::withdraw);
    Fresh people;
    people.fill();
    REQUIRE(people->add_template(face_template("P1"), now));
    REQUIRE(people->record(answer("P1", "biometric", no, day(2026, 8, 31)), now));
    CHECK(people.snapshot().templates.empty());
    const auto added = people->add_template(face_template("P1"), now);
    REQUIRE_FALSE(added);
    CHECK(added.error().code == ErrorCode::refused);
    REQUIRE(people->record(answer("P1", "biometric", Answer::grant, today), now));
    CHECK(people->add_template(face_template("P1"), now));
}

TEST_CASE("a consent can be recorded for every purpose there is and for no other", "[register][contract]") {
    Fresh people;
    people.fill();
    for (const std::string_view purpose : consent_purposes())
        CHECK(people->record(answer("P1", std::string(purpose), Answer::grant), now));
    const RegisterSnapshot before = people.snapshot();
    for (const char* purpose : {"", "webpage", "Website", "website ", "all", "*"}) {
        const auto recorded = people->record(answer("P1", purpose, Answer::grant), later);
        REQUIRE_FALSE(recorded);
        CHECK(recorded.error().code == ErrorCode::invalid_argument);
    }
    check_unchanged(people, before);
}

TEST_CASE("a grant without evidence is refused: verbal consent never counts", "[register][contract][R-03]") {
    Fresh people;
    people.fill();
    const RegisterSnapshot before = people.snapshot();
    for (const char* evidence : {"", " ", "   "}) {
        ConsentAnswer verbal = answer("P1", "website", Answer::grant);
        verbal.evidence = evidence;
        const auto recorded = people->record(verbal, later);
        REQUIRE_FALSE(recorded);
        CHECK(recorded.error().code == ErrorCode::refused);
    }
    check_unchanged(people, before);
    CHECK(people.state("P1", "website") == ConsentState::no_answer);
    for (const Answer no : {Answer::refuse, Answer::withdraw}) {
        ConsentAnswer plain = answer("P1", "website", no);
        plain.evidence.clear();
        CHECK(people->record(plain, later));
    }
}

TEST_CASE("a malformed answer is not recorded", "[register][contract]") {
    Fresh people;
    people.fill();
    const RegisterSnapshot before = people.snapshot();
    std::vector<ConsentAnswer> wrong(11, answer("P1", "website", Answer::grant));
    wrong[0].person = "P9";
    wrong[1].person = "";
    wrong[2].on = Date{};
    wrong[3].on = day(2026, 2, 29);
    wrong[4].until = day(2027, 4, 31);
    wrong[5].until = day(2026, 8, 31);
    wrong[6].by.ref = "Ama Mensah";
    wrong[7].by.role = static_cast<GiverRole>(77);
    wrong[8].answer = static_cast<Answer>(77);
    wrong[9].evidence = "\xff";
    wrong[10].answer = Answer::refuse;
    wrong[10].until = day(2027, 8, 31);
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        INFO(i);
        const auto recorded = people->record(wrong[i], later);
        REQUIRE_FALSE(recorded);
        CHECK(recorded.error().code == ErrorCode::invalid_argument);
    }
    check_unchanged(people, before);
}

TEST_CASE("each successful write gives a greater version, and stores its time", "[register][contract]") {
    Fresh people;
    std::uint64_t last = *people->version();
    Instant time = now;
    const auto moved_on = [&](const Result<void>& written) {
        REQUIRE(written);
        const RegisterSnapshot all = people.snapshot();
        CHECK(all.version > last);
        CHECK(all.version == *people->version());
        CHECK(all.version < (std::uint64_t{1} << 53U));
        CHECK(all.changed_at == time);
        last = all.version;
        time += std::chrono::seconds{61};
    };
    moved_on(people->add(pupil("P1"), time));
    moved_on(people->record_notice(notified("P1"), time));
    moved_on(people->record(answer("P1", "biometric", Answer::grant), time));
    moved_on(people->set_never_publish("P1", true, time));
    moved_on(people->set_never_publish("P1", true, time));
    moved_on(people->set_left("P1", day(2026, 12, 1), time));
    moved_on(people->add_template(face_template("P1"), time));
    moved_on(people->remove_templates("P1", time));
    moved_on(people->put_channel({"school-website", true, true, "head teacher"}, time));
    moved_on(people->put_setting("match_px", "40", time));
}

TEST_CASE("two registers made one after the other are of different versions", "[register][contract]") {
    std::set<std::uint64_t> versions;
    Scratch folder;
    for (const std::string url : {"memory:", "sqlite"})
        for (int i = 0; i < 3; ++i) {
            const std::string path = (folder.path() / "school.db").string();
            auto people = create_register(url == "sqlite" ? path : url, now);
            REQUIRE(people);
            versions.insert(*(*people)->version());
            people->reset();
            std::filesystem::remove(path);
        }
    CHECK(versions.size() == 6);
    CHECK(*versions.begin() > 0);
}

TEST_CASE("the do-not-publish list holds who is put on it until they are taken off", "[register][contract][R-02]") {
    Fresh people;
    people.fill();
    REQUIRE(people->set_never_publish("P2", true, now));
    CHECK_FALSE(people.snapshot().people[0].never_publish);
    CHECK(people.snapshot().people[1].never_publish);
    REQUIRE(people->set_left("P2", today, now));
    REQUIRE(people->record(answer("P2", "website", Answer::grant), now));
    CHECK(people.snapshot().people[1].never_publish);
    REQUIRE(people->set_never_publish("P2", false, now));
    CHECK_FALSE(people.snapshot().people[1].never_publish);
    CHECK(people.snapshot().people[1].left_on == today);
}

TEST_CASE("a last day can be set and taken back", "[register][contract][R-13]") {
    Fresh people;
    people.fill();
    REQUIRE(people->set_left("P1", day(2026, 12, 18), now));
    CHECK(people.snapshot().people[0].left_on == day(2026, 12, 18));
    CHECK_FALSE(people.snapshot().people[1].left_on);
    CHECK_FALSE(people->set_left("P1", Date{}, now));
    REQUIRE(people->set_left("P1", std::nullopt, now));
    CHECK_FALSE(people.snapshot().people[0].left_on);
}

TEST_CASE("nothing is written for somebody who is not there", "[register][contract]") {
    Fresh people;
    people.fill();
    const RegisterSnapshot before = people.snapshot();
    for (const char* id : {"P9", "", "Ama Mensah", "p1", "P1 "}) {
        INFO(id);
        for (const Result<void>& written :
             {people->record(answer(id, "website", Answer::refuse), later), people->set_never_publish(id, true, later),
              people->set_left(id, today, later), people->add_template(face_template(id), later),
              people->remove_templates(id, later)}) {
            REQUIRE_FALSE(written);
            CHECK(written.error().code == ErrorCode::invalid_argument);
            CHECK(written.error().message.find("Mensah") == std::string::npos);
        }
    }
    check_unchanged(people, before);
}

TEST_CASE("a template comes back bit for bit, and a person may have several", "[register][contract]") {
    Fresh people;
    people.fill();
    const std::vector<Template> added{face_template("P2", 1), face_template("P1", 2), face_template("P1", 3),
                                      face_template("P1", 4, 512, "other_model")};
    for (const Template& one : added) REQUIRE(people->add_template(one, now));
    const auto held = people.snapshot().templates;
    REQUIRE(held.size() == added.size());
    for (std::size_t i = 0; i < held.size(); ++i) {
        CHECK(held[i].person == added[i].person);
        CHECK(held[i].embedding.model == added[i].embedding.model);
        CHECK(held[i].embedding.values == added[i].embedding.values);
        CHECK(held[i].taken == added[i].taken);
    }
}

TEST_CASE("no template is taken without biometric consent in force on the day", "[register][contract]") {
    Fresh people;
    REQUIRE(people->add(pupil("P1"), now));
    const auto is_refused = [&](Instant when) {
        const auto added = people->add_template(face_template("P1"), when);
        CHECK(people.snapshot().templates.empty());
        return !added && added.error().code == ErrorCode::refused;
    };
    CHECK(is_refused(now));
    REQUIRE(people->record(answer("P1", "website", Answer::grant), now));
    CHECK(is_refused(now));
    REQUIRE(people->record(answer("P1", "biometric", Answer::refuse), now));
    CHECK(is_refused(now));
    ConsentAnswer grant = answer("P1", "biometric", Answer::grant, day(2026, 11, 21));
    grant.until = day(2026, 11, 30);
    REQUIRE(people->record(grant, now));
    CHECK(is_refused(now));
    CHECK(is_refused(noon(day(2026, 12, 1))));
    grant.by = {GiverRole::pupil, ""};
    grant.answer = Answer::refuse;
    grant.until.reset();
    REQUIRE(people->record(grant, now));
    CHECK(is_refused(noon(day(2026, 11, 25))));
}

TEST_CASE("a malformed template is not taken", "[register][contract]") {
    Fresh people;
    people.fill();
    REQUIRE(people->add_template(face_template("P1"), now));
    const RegisterSnapshot before = people.snapshot();
    std::vector<Template> wrong(12, face_template("P1", 2));
    wrong[0].embedding.values.clear();
    wrong[1].embedding.values[3] = std::numeric_limits<float>::quiet_NaN();
    wrong[2].embedding.values[3] = std::numeric_limits<float>::infinity();
    for (float& value : wrong[3].embedding.values) value *= 1.01F;
    for (float& value : wrong[4].embedding.values) value = 0;
    wrong[5] = face_template("P1", 2, 9);
    wrong[6] = face_template("P2", 2, 7);
    wrong[7].taken = Date{};
    wrong[8].taken = day(2026, 11, 22);
    wrong[9].embedding.model = "";
    wrong[10].embedding.model = "a model";
    wrong[11].embedding.values.push_back(0);
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        INFO(i);
        const auto added = people->add_template(wrong[i], later - std::chrono::hours{24});
        REQUIRE_FALSE(added);
        CHECK(added.error().code == ErrorCode::invalid_argument);
    }
    check_unchanged(people, before);
    CHECK(people->add_template(face_template("P1", 2, 9, "other_model"), now));
    Template of_tomorrow = face_template("P1", 5);
    of_tomorrow.taken = day(2026, 11, 21);
    CHECK(people->add_template(of_tomorrow, now));
}

TEST_CASE("several templates are taken in one write, all or none", "[register][contract]") {
    Fresh people;
    people.fill();
    const RegisterSnapshot before = people.snapshot();
    const Template good = face_template("P1", 1);
    Template broken = good;
    broken.embedding.values[0] = std::numeric_limits<float>::quiet_NaN();
    for (const std::vector<Template>& wrong : std::vector<std::vector<Template>>{
             {}, {good, broken}, {good, face_template("P9", 2)}, {good, face_template("P2", 2, 7)}})
        CHECK(people->add_templates(wrong, now).error().code == ErrorCode::invalid_argument);
    check_unchanged(people, before);
    REQUIRE(people->add(pupil("P3"), now));
    CHECK(people->add_templates({good, face_template("P3", 2)}, now).error().code == ErrorCode::refused);
    CHECK(people.snapshot().templates.empty());
    REQUIRE(people->add_templates({good, face_template("P2", 2), face_template("P1", 3, 9, "other_model")}, now));
    CHECK(people.snapshot().templates.size() == 3);
}

TEST_CASE("a biometric no destroys that person's templates, and nobody else's", "[register][contract]") {
    const Answer no = GENERATE(Answer::refuse, Answer::withdraw);
    const Date on = GENERATE(day(2026, 8, 1), today, day(2030, 1, 1));  // whatever its day
    const char* by = GENERATE("parent", "parent:2", "pupil");
    Fresh people;
    people.fill();
    for (const char* id : {"P1", "P2", "P1"}) REQUIRE(people->add_template(face_template(id, 3), now));
    REQUIRE(people->add_template(face_template("P1", 4, 16, "other_model"), now));
    ConsentAnswer refusal = answer("P1", "biometric", no, on);
    refusal.by = *parse_giver(by);
    REQUIRE(people->record(refusal, now));
    const RegisterSnapshot all = people.snapshot();
    REQUIRE(all.templates.size() == 1);
    CHECK(all.templates[0].person == "P2");
}

TEST_CASE("a no for another purpose leaves the templates, and so does a refused call", "[register][contract]") {
    Fresh people;
    people.fill();
    REQUIRE(people->add_template(face_template("P1"), now));
    REQUIRE(people->record(answer("P1", "website", Answer::withdraw), now));
    REQUIRE_FALSE(people->record(answer("P1", "biometrics", Answer::withdraw), now));
    REQUIRE_FALSE(people->record(answer("P9", "biometric", Answer::withdraw), now));
    CHECK(people.snapshot().templates.size() == 1);
}

TEST_CASE("templates go with the first write after biometric consent has ended", "[register][contract]") {
    Fresh people;
    people.fill();
    ConsentAnswer grant = answer("P1", "biometric", Answer::grant, day(2026, 9, 2));
    grant.until = day(2026, 11, 30);
    REQUIRE(people->record(grant, now));
    REQUIRE(people->add_template(face_template("P1", 1), now));
    REQUIRE(people->add_template(face_template("P2", 2), now));
    REQUIRE(people->put_setting("match_px", "40", noon(day(2026, 11, 30))));
    CHECK(people.snapshot().templates.size() == 2);
    // A clock set back to before any answer destroys nothing.
    REQUIRE(people->put_setting("match_px", "41", Instant{}));
    CHECK(people.snapshot().templates.size() == 2);
    REQUIRE(people->put_setting("match_px", "42", noon(day(2026, 12, 1))));
    REQUIRE(people.snapshot().templates.size() == 1);
    CHECK(people.snapshot().templates[0].person == "P2");
}

TEST_CASE("removing templates takes all of one person and leaves the consent", "[register][contract]") {
    Fresh people;
    people.fill();
    for (const char* id : {"P1", "P2", "P1"}) REQUIRE(people->add_template(face_template(id, 3), now));
    REQUIRE(people->remove_templates("P1", now));
    REQUIRE(people->remove_templates("P1", now));
    REQUIRE(people.snapshot().templates.size() == 1);
    CHECK(people.snapshot().templates[0].person == "P2");
    CHECK(people.state("P1", "biometric") == ConsentState::granted);
    CHECK(people->add_template(face_template("P1", 3), now));
}

TEST_CASE("a channel is put, replaced whole, and never malformed", "[register][contract][R-12]") {
    Fresh people;
    REQUIRE(people->put_channel({"website", true, true, "head teacher"}, now));
    REQUIRE(people->put_channel({"local-paper", false, false, ""}, now));
    REQUIRE(people->put_channel({"website", true, false, ""}, now));
    for (const char* id : {"", "a b", "ä", "x@y"}) CHECK_FALSE(people->put_channel({id, true, true, "head"}, now));
    CHECK_FALSE(people->put_channel({"other", true, true, "\xff"}, now));
    const auto channels = people.snapshot().channels;
    REQUIRE(channels.size() == 2);
    CHECK(channels[0].id == "local-paper");
    CHECK_FALSE(channels[0].school_owned);
    CHECK(channels[1].id == "website");
    CHECK(channels[1].school_owned);
    CHECK_FALSE(channels[1].approved);
    CHECK(channels[1].approved_by.empty());
}

TEST_CASE("a setting is put and replaced", "[register][contract]") {
    Fresh people;
    REQUIRE(people->put_setting("match_px", "40", now));
    REQUIRE(people->put_setting("match_px", "48", now));
    REQUIRE(people->put_setting("review_activities", "", now));
    CHECK_FALSE(people->put_setting("", "1", now));
    CHECK_FALSE(people->put_setting("a b", "1", now));
    CHECK_FALSE(people->put_setting("key", "\xff", now));
    CHECK(people.snapshot().settings ==
          std::map<std::string, std::string>{{"match_px", "48"}, {"review_activities", ""}});
}

TEST_CASE("a batch is written whole, for the state of the register it was made for, or not at all", "[register][contract]") {
    Fresh people;
    people.fill();
    REQUIRE(people->add_template(face_template("P1", 3), now));
    const RegisterSnapshot before = people.snapshot();
    const auto yes = [](const char* id, const char* purpose) { return answer(id, purpose, Answer::grant); };
    RegisterBatch batch;
    Person fresh;
    fresh.id = "P900";
    fresh.name = "Noor Al-Hashimi";
    fresh.school_key = "004711";
    batch.people = {fresh};
    batch.left = {{"P2", *parse_date("2026-07-21")}};
    batch.answers = {yes("P900", "website"), yes("P2", "website"), answer("P1", "biometric", Answer::refuse)};

    const auto untouched = [&] {
        const RegisterSnapshot now_there = people.snapshot();
        CHECK(now_there.version == before.version);
        CHECK(now_there.people.size() == before.people.size());
        CHECK(now_there.answers.size() == before.answers.size());
        CHECK(now_there.templates.size() == 1);
    };
    SECTION("written") {
        REQUIRE(people->apply(batch, before.version, now));
        const RegisterSnapshot after = people.snapshot();
        CHECK(after.version != before.version);
        CHECK(after.answers.size() == before.answers.size() + 3);
        CHECK(after.templates.empty());
        CHECK(after.destroyed.size() == before.destroyed.size() + 1);
        CHECK(people.state("P900", "website") == ConsentState::granted);
        const auto found = std::find_if(after.people.begin(), after.people.end(), [](const Person& one) { return one.id == "P900"; });
        REQUIRE(found != after.people.end());
        CHECK(found->school_key == "004711");
        CHECK(people->apply(batch, before.version, now).error().code == ErrorCode::refused);
    }
    SECTION("another version") {
        const auto done = people->apply(batch, before.version + 1, now);
        REQUIRE(!done);
        CHECK(done.error().code == ErrorCode::refused);
        untouched();
    }
    SECTION("somebody unknown at the end") {
        batch.answers.push_back(yes("P404", "website"));
        CHECK(!people->apply(batch, before.version, now));
        untouched();
    }
    SECTION("a purpose that there is not") {
        batch.answers.push_back(yes("P2", "website"));
        batch.answers.back().purpose = "local.unknown";
        CHECK(!people->apply(batch, before.version, now));
        untouched();
    }
    SECTION("a yes without evidence") {
        batch.answers.back() = yes("P2", "video");
        batch.answers.back().evidence.clear();
        CHECK(!people->apply(batch, before.version, now));
        untouched();
    }
    SECTION("an id that is taken") {
        batch.people.push_back(fresh);
        batch.people.back().id = "P1";
        batch.people.back().school_key = "004712";
        CHECK(!people->apply(batch, before.version, now));
        untouched();
    }
    SECTION("two people of one key") {
        batch.people.push_back(fresh);
        batch.people.back().id = "P901";
        CHECK(!people->apply(batch, before.version, now));
        untouched();
    }
}

TEST_CASE("the school's key is nobody else's", "[register][contract]") {
    Fresh people;
    Person one, other;
    one.id = "P1";
    one.name = "Amara Okafor";
    one.school_key = other.school_key = "A801200001001";
    other.id = "P2";
    other.name = "Tomasz Zielinski";
    REQUIRE(people->add(one, now));
    CHECK(!people->add(other, now));
    other.school_key = std::string(65, '1');
    CHECK(!people->add(other, now));
    other.school_key = "one\ntwo";
    CHECK(!people->add(other, now));
    other.school_key.clear();
    REQUIRE(people->add(other, now));
    Person third = other;
    third.id = "P3";
    REQUIRE(people->add(third, now));
    CHECK(people.snapshot().people[0].school_key == "A801200001001");
}
