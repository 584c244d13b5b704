// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <consent/register.hpp>
#include <consent/use.hpp>

#include "support/catch.hpp"

using namespace consent;

TEST_CASE("kinds, roles and answers are read as they are written", "[register]") {
    for (const PersonKind kind : {PersonKind::pupil, PersonKind::staff, PersonKind::adult})
        CHECK(*parse_person_kind(to_string(kind)) == kind);
    for (const Answer answer : {Answer::refuse, Answer::withdraw, Answer::grant, Answer::object})
        CHECK(*parse_answer(to_string(answer)) == answer);
    for (const GiverRole role : {GiverRole::parent, GiverRole::other_holder, GiverRole::local_authority, GiverRole::carer,
                                 GiverRole::pupil, GiverRole::self, GiverRole::relative})
        CHECK(*parse_giver(to_string(role)) == Giver{role, ""});
    for (int i = 0; i < 5; ++i)
        CHECK(*parse_answer_form(to_string(static_cast<AnswerForm>(i))) == static_cast<AnswerForm>(i));
    for (int i = 0; i < 6; ++i)
        CHECK(*parse_lawful_basis(to_string(static_cast<LawfulBasis>(i))) == static_cast<LawfulBasis>(i));
    for (int i = 0; i < 7; ++i) CHECK(*parse_notice(to_string(static_cast<Notice>(i))) == static_cast<Notice>(i));
    for (int i = 0; i < 3; ++i)
        CHECK(*parse_destruction_cause(to_string(static_cast<DestructionCause>(i))) == static_cast<DestructionCause>(i));
    CHECK(to_string(AnswerForm{}) == "unspecified");
    CHECK(to_string(Notice{}) == "due");
    CHECK(*parse_giver("parent:2") == Giver{GiverRole::parent, "2"});
    CHECK(*parse_giver("carer:C-17.a_b") == Giver{GiverRole::carer, "C-17.a_b"});
    CHECK(to_string(ConsentState::disagreement) == "parents disagree");
    CHECK(to_string(ConsentState::no_answer) == "no answer");
    CHECK(to_string(ConsentState{}) == "no answer");
    CHECK(to_string(Answer{}) == "refuse");
}

TEST_CASE("every state of consent has words of its own, and no other value has", "[register]") {
    std::set<std::string_view> words;
    for (int i = 0; i < 14; ++i) words.insert(to_string(static_cast<ConsentState>(i)));
    CHECK(words.size() == 14);
    CHECK_FALSE(words.contains("unknown"));
    CHECK(to_string(static_cast<ConsentState>(14)) == "unknown");
}

TEST_CASE("a purpose is built in, or the school's own by its spelling", "[register]") {
    CHECK(built_in_purposes().size() == consent_purposes().size());
    for (std::size_t i = 0; i < consent_purposes().size(); ++i) CHECK(built_in_purposes()[i].id == consent_purposes()[i]);
    for (const char* id : {"local.sports_day", "a.b", "trust-3.x-y_9"}) CHECK(is_own_purpose(id));
    for (const char* id : {"", "website", "local", "local.", ".a", "local.A", "local.a.b", "consent.a", "local.a b", "9a.b",
                           "local.a@b", "local.\xc3\xa4"})
        CHECK_FALSE(is_own_purpose(id));
    CHECK_FALSE(find_purpose({}, "local.sports_day"));
    Purpose website;
    website.id = "website";
    website.form_days = 9;
    Purpose own;
    own.id = "local.b";
    CHECK(find_purpose({own, website}, "website")->form_days == 9);
    CHECK_FALSE(find_purpose({own}, "website")->form_days);
    const auto all = all_purposes({own, website});
    CHECK(all.size() == consent_purposes().size() + 1);
    CHECK(all.back().id == "local.b");
}

TEST_CASE("no spelling but the exact one is taken, least of all as a yes", "[register][R-03]") {
    for (const char* text : {"", "Grant", "granted", "yes", " grant", "grant ", "gran", "1", "unknown", "y"})
        CHECK_FALSE(parse_answer(text));
    for (const char* text : {"", "Pupil", "child", "unknown", "pupil "}) CHECK_FALSE(parse_person_kind(text));
    for (const char* text : {"", ":", "parent:", "Parent", "mother", "parent:Ama Mensah", "parent:1:2", "parent :1",
                             "unknown", "parent:\n"})
        CHECK_FALSE(parse_giver(text));
    CHECK(parse_answer("maybe").error().code == ErrorCode::invalid_argument);
    CHECK(parse_giver("mother").error().message.find("other_holder") != std::string::npos);
}

TEST_CASE("a value outside its enumeration has no spelling that can be read back", "[register]") {
    CHECK_FALSE(parse_answer(to_string(static_cast<Answer>(7))));
    CHECK_FALSE(parse_person_kind(to_string(static_cast<PersonKind>(7))));
    CHECK_FALSE(parse_answer_form(to_string(static_cast<AnswerForm>(7))));
    CHECK_FALSE(parse_lawful_basis(to_string(static_cast<LawfulBasis>(7))));
    CHECK_FALSE(parse_notice(to_string(static_cast<Notice>(7))));
    CHECK_FALSE(parse_destruction_cause(to_string(static_cast<DestructionCause>(7))));
    CHECK_FALSE(parse_giver(to_string(static_cast<GiverRole>(7))));
}
