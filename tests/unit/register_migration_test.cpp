// SPDX-License-Identifier: Apache-2.0
//
// Registers that an earlier version of this library wrote.
#include <array>

#include <consent/consent_book.hpp>
#include <consent/register.hpp>

#include "base/sqlite_db.hpp"
#include "register/register_schema.hpp"
#include "support/catch.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"

using namespace consent;
using namespace consent::test;

namespace {

// What a program that knew schema 1 alone left behind, digests included. As a step, it numbers itself 2.
constexpr std::array<SqlText, 2> schema_1_with_content{register_steps[0], R"sql(
    INSERT INTO meta VALUES(1,1190729053014944,1788220800,
        X'ce846e4bbf7e47aa505f5f437155a11bb1fa85c5ce45276778ce4277fd724615');
    INSERT INTO person VALUES('P1','pupil','Zoë Ní Bhraonáin','2016-02-29',NULL,'not listed',
        X'18d642e1417fa11848f303d1c333bd9e05ac0cedf68f377a899274e28f4abab7');
    INSERT INTO person VALUES('P2','pupil','Kofi Asante',NULL,NULL,'listed',
        X'bd484def70a837e81be28f51ce30b36b5a780caa8a6e2e33249b4ac222241d0f');
    INSERT INTO known_as VALUES('P1',0,'Zo');
    INSERT INTO answer VALUES(1,'P1','website','grant','parent','','2026-09-01','2027-08-31','form 17',1788220800,
        X'7361b5e8bdcb8fdc16cc3c379deac09b368b33f11593472cf95666cc65ee7a02');
    INSERT INTO answer VALUES(2,'P1','biometric','grant','parent','1','2026-09-01',NULL,'form 18',1788220800,
        X'b1d8109b0eac183ed9a72ecb675a240f83684453c5f5fba1a56626c15a4050d4');
    INSERT INTO answer VALUES(3,'P2','website','refuse','pupil','','2026-09-01',NULL,'',1788220800,
        X'd920999f03b17495d0d7aa0634911e63af4b64c1acac4d88b176faace546a118');
    INSERT INTO template VALUES(1,'P1','test_model',X'0000003f0000003f000000bf0000003f','2026-09-01',
        X'80321cb300fb675355d6db0082de9901003361924e6527d20013445561e6fda5');
    INSERT INTO channel VALUES('school-website','yes','yes','head teacher',
        X'0214750b914e435cfc87b0c5356fcc4683500444ffc5690b36eabbbf27b39aed');
    INSERT INTO setting VALUES('match_px','40',
        X'24cf70a11f0b7a20fe6c5061383e2972f31a4e2614b7a499b6e16d8a78ccde90');
    PRAGMA user_version = 2;
)sql"};

std::string register_of_schema_1(const Scratch& folder) {
    const std::string path = (folder.path() / "school.db").string();
    auto db = SqliteDb::open(path, {register_schema.kind, register_schema.application_id, schema_1_with_content},
                             SqliteOpen::create_new);
    REQUIRE(db);
    REQUIRE(db->run("PRAGMA user_version = 1"));
    return path;
}

}  // namespace

TEST_CASE("a register of schema 1 is brought up to date with all it held", "[register][migration]") {
    const Scratch folder;
    const std::string path = register_of_schema_1(folder);
    for (const char* time : {"first", "again"}) {
        INFO(time);
        auto people = open_register(path);
        REQUIRE(people);
        const auto all = (*people)->snapshot();
        REQUIRE(all);
        CHECK(all->version == 1190729053014944);
        REQUIRE(all->people.size() == 2);
        CHECK(all->people[0].name == "Zoë Ní Bhraonáin");
        CHECK(all->people[0].known_as == std::vector<std::string>{"Zo"});
        CHECK(all->people[0].born == day(2016, 2, 29));
        CHECK(all->people[1].never_publish);
        REQUIRE(all->answers.size() == 3);
        CHECK(all->answers[0].until == day(2027, 8, 31));
        CHECK(all->answers[0].form == AnswerForm::unspecified);
        CHECK(all->answers[0].evidence == "form 17");
        CHECK(all->answers[0].recorded_at == start_of(day(2026, 9, 1)));
        CHECK(all->answers[1].by == Giver{GiverRole::parent, "1"});
        CHECK(all->answers[2].answer == Answer::refuse);
        REQUIRE(all->channels.size() == 1);
        CHECK(all->channels[0].approved);
        CHECK(all->channels[0].administrators.empty());
        CHECK(all->settings.at("match_px") == "40");
        CHECK(ConsentBook(*all).effective("P1", "website", today).granted());
        CHECK(ConsentBook(*all).effective("P2", "website", today).state == ConsentState::refused);
    }
}

TEST_CASE("a template of schema 1 is kept and not compared until the parents have been notified",
          "[register][migration][biometric]") {
    const Scratch folder;
    auto people = open_register(register_of_schema_1(folder));
    REQUIRE(people);
    const auto standing = [&] {
        const auto all = (*people)->snapshot();
        REQUIRE(all);
        CHECK(all->templates.size() == 1);
        return ConsentBook(*all).biometric("P1", today);
    };
    CHECK(standing().state == ConsentState::not_notified);
    CHECK(standing().to_notify == std::vector<Giver>{{GiverRole::parent, "1"}});
    REQUIRE((*people)->put_setting("match_px", "41", now));
    CHECK(standing().state == ConsentState::not_notified);
    REQUIRE((*people)->record_notice(notified("P1", {GiverRole::parent, "1"}, today), now));
    CHECK(standing().granted());
    REQUIRE((*people)->record(answer("P1", "biometric", Answer::object), now));
    CHECK((*people)->snapshot()->templates.empty());
}

TEST_CASE("a damaged row of schema 1 is still found out after the migration", "[register][migration][R-09]") {
    const Scratch folder;
    const std::string path = register_of_schema_1(folder);
    {
        const SqliteSchema schema{register_schema.kind, register_schema.application_id, std::span(register_steps).first(1)};
        auto db = SqliteDb::open(path, schema, SqliteOpen::existing);
        REQUIRE(db);
        REQUIRE(db->run("UPDATE person SET never_publish = 'not listed' WHERE id = 'P2'"));
    }
    auto people = open_register(path);
    REQUIRE(people);
    const auto all = (*people)->snapshot();
    REQUIRE_FALSE(all);
    CHECK(all.error().code == ErrorCode::unavailable);
}
