// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <consent/register.hpp>

#include "support/catch.hpp"

using namespace consent;

TEST_CASE("kinds, roles and answers are read as they are written", "[register]") {
    for (const PersonKind kind : {PersonKind::pupil, PersonKind::staff, PersonKind::adult})
        CHECK(*parse_person_kind(to_string(kind)) == kind);
    for (const Answer answer : {Answer::refuse, Answer::withdraw, Answer::grant})
        CHECK(*parse_answer(to_string(answer)) == answer);
    for (const GiverRole role : {GiverRole::parent, GiverRole::other_holder, GiverRole::local_authority, GiverRole::carer,
                                 GiverRole::pupil, GiverRole::self})
        CHECK(*parse_giver(to_string(role)) == Giver{role, ""});
    CHECK(*parse_giver("parent:2") == Giver{GiverRole::parent, "2"});
    CHECK(*parse_giver("carer:C-17.a_b") == Giver{GiverRole::carer, "C-17.a_b"});
    CHECK(to_string(ConsentState::disagreement) == "parents disagree");
    CHECK(to_string(ConsentState::no_answer) == "no answer");
    CHECK(to_string(ConsentState{}) == "no answer");
    CHECK(to_string(Answer{}) == "refuse");
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
    CHECK_FALSE(parse_giver(to_string(static_cast<GiverRole>(7))));
}
