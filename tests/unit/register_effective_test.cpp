// SPDX-License-Identifier: Apache-2.0
//
// Whose yes counts, until when, and whose no ends it.
#include <random>

#include <consent/consents.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr Answer yes = Answer::grant;
constexpr Answer no = Answer::refuse;
constexpr Answer withdrawn = Answer::withdraw;
constexpr Answer object = Answer::object;

// Days relative to the day asked for.
Date in(int days) { return Date{std::chrono::sys_days{today} + std::chrono::days{days}}; }

struct Given {
    Answer answer;
    int on;  // days from the day asked for
    std::string by = "parent";
    std::optional<int> until = std::nullopt;
    std::optional<int> from = std::nullopt;
    AnswerForm form = AnswerForm::paper;
};

struct Delegated {
    std::string carer;
    int on = -20;
    std::optional<int> until = std::nullopt;
    bool delegated = true;
    std::string by = "local_authority";
    std::string purpose = "website";
};

// Somebody, and a rule; as it stands: a pupil whose day of birth is not known, and parents decide.
struct Case {
    PersonKind kind = PersonKind::pupil;
    std::optional<Date> born{};
    std::optional<int> left{};  // days from the day asked for
    std::optional<int> pupil_from{};
    std::optional<int> parent_until{};
    std::optional<int> form_days{};
    int grace = 0;
};

struct Row {
    std::string title;
    Case who;
    std::vector<Given> given;
    ConsentState state;
    std::optional<int> ends = std::nullopt;
    std::vector<Delegated> delegations = {};
};

const Case plain{};
const Case of_seven{PersonKind::pupil, day(2019, 5, 1)};
const Case of_thirteen{PersonKind::pupil, day(2013, 5, 1)};
const Case of_eighteen{PersonKind::pupil, day(2008, 5, 1)};
const Case staff{PersonKind::staff};
// Both from 13 to 16, then the pupil alone.
Case asked(std::optional<Date> born, int pupil_from = 13, std::optional<int> parent_until = 16) {
    Case made;
    made.born = born;
    made.pupil_from = pupil_from;
    made.parent_until = parent_until;
    return made;
}
Case with_left(int left, int grace = 0) {
    Case made;
    made.left = left;
    made.grace = grace;
    return made;
}
Case with_form_days(int days) {
    Case made;
    made.form_days = days;
    return made;
}

const ConsentState granted = ConsentState::granted;

const std::vector<Row> table{
    // Whose yes counts.
    {"nobody answered", plain, {}, ConsentState::no_answer},
    {"a parent", plain, {{yes, -10}}, granted},
    {"somebody else with parental responsibility", plain, {{yes, -10, "other_holder"}}, granted},
    {"a local authority with a care order", plain, {{yes, -10, "local_authority:LA-3"}}, granted},
    {"a carer with nothing delegated", plain, {{yes, -10, "carer:f1"}}, ConsentState::not_entitled},
    {"a grandparent's yes counts for nothing", plain, {{yes, -10, "relative:gran"}}, ConsentState::not_entitled},
    {"a grandparent's yes beside a parent's", plain, {{yes, -10}, {yes, -9, "relative"}}, granted},
    {"a grandparent's no does", plain, {{yes, -10}, {no, -9, "relative"}}, ConsentState::disagreement},
    {"a pupil's own yes alone, where a parent decides", of_seven, {{yes, -10, "pupil"}}, ConsentState::parent_missing},
    {"the same at thirteen, with no age set", of_thirteen, {{yes, -10, "pupil"}}, ConsentState::parent_missing},
    {"the same with no day of birth", plain, {{yes, -10, "pupil"}}, ConsentState::parent_missing},
    {"and calling it `self` changes nothing", of_seven, {{yes, -10, "self"}}, ConsentState::parent_missing},
    {"a parent's yes, and the pupil's as well", of_seven, {{yes, -10}, {yes, -9, "pupil"}}, granted},
    {"a parent's yes at eighteen is not theirs any more", of_eighteen, {{yes, -300}}, ConsentState::pupil_missing},
    {"at eighteen the pupil's own", of_eighteen, {{yes, -10, "pupil"}}, granted},
    {"or under the name of self", of_eighteen, {{yes, -10, "self"}}, granted},
    {"at eighteen a parent's no still stands", of_eighteen, {{yes, -10, "pupil"}, {no, -300}}, ConsentState::disagreement},
    {"staff for themselves", staff, {{yes, -10, "self"}}, granted},
    {"a parent for staff", staff, {{yes, -10}}, ConsentState::not_entitled},
    {"a pupil's answer for staff", staff, {{yes, -10, "pupil"}}, ConsentState::not_entitled},
    {"staff have objected", staff, {{yes, -10, "self"}, {object, -1, "self"}}, ConsentState::objected},

    // Any no.
    {"a parent's no", plain, {{no, -10}}, ConsentState::refused},
    {"a child's no beats a parent's yes", of_seven, {{yes, -10}, {no, -9, "pupil"}}, ConsentState::disagreement},
    {"a carer's no beats a parent's yes", plain, {{yes, -10}, {no, -9, "carer:f1"}}, ConsentState::disagreement},
    {"two parents disagree", plain, {{yes, -10, "parent:1"}, {no, -9, "parent:2"}}, ConsentState::disagreement},
    {"an objection beats a yes", plain, {{yes, -10, "parent:1"}, {object, -9, "parent:2"}}, ConsentState::objected},
    {"an objection by the child", of_seven, {{yes, -10}, {object, -9, "pupil"}}, ConsentState::objected},
    {"a spoken objection", of_seven, {{yes, -10}, {object, -9, "pupil", {}, {}, AnswerForm::verbal}}, ConsentState::objected},
    {"a spoken no", plain, {{yes, -10}, {no, -9, "parent", {}, {}, AnswerForm::verbal}}, ConsentState::refused},
    {"an objection is lifted by the objector's own later yes", plain, {{object, -10}, {yes, -5}}, granted},
    {"and by nobody else's", plain, {{object, -10, "parent:1"}, {yes, -5, "parent:2"}}, ConsentState::objected},
    {"a withdrawal", plain, {{yes, -10}, {withdrawn, -1}}, ConsentState::withdrawn},
    {"two nos: the refusal is named", plain, {{withdrawn, -5, "parent:1"}, {no, -4, "parent:2"}}, ConsentState::refused},

    // Form, first day, last day.
    {"a spoken yes counts for nothing", plain, {{yes, -10, "parent", {}, {}, AnswerForm::verbal}}, ConsentState::no_answer},
    {"nor does it lift a no", plain, {{no, -10}, {yes, -5, "parent", {}, {}, AnswerForm::verbal}}, ConsentState::refused},
    {"a portal, an email, paper and an older row", plain, {{yes, -10, "parent", {}, {}, AnswerForm::portal}}, granted},
    {"an email", plain, {{yes, -10, "parent", {}, {}, AnswerForm::email}}, granted},
    {"an answer of an older register", plain, {{yes, -10, "parent", {}, {}, AnswerForm::unspecified}}, granted},
    {"before its first day", plain, {{yes, -10, "parent", {}, 1}}, ConsentState::no_answer},
    {"on its first day", plain, {{yes, -10, "parent", {}, 0}}, granted},
    {"an earlier yes goes on until then", plain, {{yes, -20}, {yes, -10, "parent", {}, 5}}, granted},
    {"a no given before the first day stands after it", plain, {{yes, -10, "parent", {}, -2}, {no, -5}},
     ConsentState::refused},
    {"on its last day", plain, {{yes, -10, "parent", 0}}, granted, 0},
    {"the day after", plain, {{yes, -10, "parent", -1}}, ConsentState::expired},
    {"the last of two parents' forms to end", plain, {{yes, -10, "parent:1", 5}, {yes, -10, "parent:2", 9}}, granted, 9},
    {"one of two ends, one does not", plain, {{yes, -10, "parent:1", 5}, {yes, -10, "parent:2"}}, granted},
    {"a form's own life", with_form_days(11), {{yes, -10}}, granted, 0},
    {"is over the day after", with_form_days(10), {{yes, -10}}, ConsentState::expired},
    {"the form's own date is earlier", with_form_days(365), {{yes, -10, "parent", 5}}, granted, 5},
    {"the form's life is earlier", with_form_days(20), {{yes, -10, "parent", 50}}, granted, 9},
    {"an ended form ends no no", with_form_days(5), {{no, -10}}, ConsentState::refused},
    {"a yes of the wrong person does not revive an ended one", plain, {{yes, -10, "parent", -5}, {yes, -4, "relative"}},
     ConsentState::expired},

    // Age.
    {"both from 13: a parent alone", asked(day(2013, 5, 1)), {{yes, -10}}, ConsentState::pupil_missing},
    {"both from 13: the pupil alone", asked(day(2013, 5, 1)), {{yes, -10, "pupil"}}, ConsentState::parent_missing},
    {"both from 13: both", asked(day(2013, 5, 1)), {{yes, -10}, {yes, -9, "pupil"}}, granted},
    {"both, and the pupil's has ended", asked(day(2013, 5, 1)), {{yes, -10}, {yes, -9, "pupil", -1}}, ConsentState::expired},
    {"both, and the earlier end counts", asked(day(2013, 5, 1)), {{yes, -10, "parent", 40}, {yes, -9, "pupil", 20}}, granted, 20},
    {"twelve: a parent alone, until the birthday", asked(day(2013, 11, 25)), {{yes, -10}}, granted, 4},
    {"thirteen today", asked(day(2013, 11, 20)), {{yes, -10}}, ConsentState::pupil_missing},
    {"thirteen tomorrow", asked(day(2013, 11, 21)), {{yes, -10}}, granted, 0},
    {"twelve, the pupil has said yes already", asked(day(2013, 11, 25)), {{yes, -10}, {yes, -9, "pupil"}}, granted},
    {"sixteen: the pupil alone", asked(day(2010, 5, 1)), {{yes, -10, "pupil"}}, granted},
    {"sixteen: a parent alone", asked(day(2010, 5, 1)), {{yes, -10}}, ConsentState::pupil_missing},
    {"sixteen: a parent's no", asked(day(2010, 5, 1)), {{yes, -10, "pupil"}, {no, -9}}, ConsentState::disagreement},
    {"the pupil alone from 13", asked(day(2013, 5, 1), 13, 13), {{yes, -10, "pupil"}}, granted},
    {"the pupil alone from 13, at twelve", asked(day(2014, 5, 1), 13, 13), {{yes, -10, "pupil"}}, ConsentState::parent_missing},
    {"an age decides and the day of birth is not known: a parent", asked({}), {{yes, -10}}, ConsentState::pupil_missing},
    {"an age decides and the day of birth is not known: the pupil", asked({}), {{yes, -10, "pupil"}},
     ConsentState::parent_missing},
    {"an age decides and the day of birth is not known: both", asked({}), {{yes, -10}, {yes, -9, "pupil"}}, granted},
    {"a day of birth to come is none", asked(day(2027, 1, 1)), {{yes, -10}}, ConsentState::pupil_missing},
    {"a day of birth that does not exist is none", asked(day(2013, 2, 30)), {{yes, -10}}, ConsentState::pupil_missing},
    {"both missing", asked({}), {{yes, -10, "relative"}}, ConsentState::not_entitled},
    {"seventeen: until the day before the birthday", {PersonKind::pupil, day(2008, 11, 30)}, {{yes, -10}}, granted, 9},

    // Delegation.
    {"a carer to whom it is delegated", plain, {{yes, -10, "carer:f1"}}, granted, {}, {{"f1"}}},
    {"another carer", plain, {{yes, -10, "carer:f2"}}, ConsentState::not_entitled, {}, {{"f1"}}},
    {"for another purpose", plain, {{yes, -10, "carer:f1"}}, ConsentState::not_entitled, {},
     {{"f1", -20, {}, true, "parent", "display"}}},
    {"until its last day", plain, {{yes, -10, "carer:f1", 30}}, granted, 10, {{"f1", -20, 10}}},
    {"after its last day", plain, {{yes, -10, "carer:f1"}}, ConsentState::not_entitled, {}, {{"f1", -20, -1}}},
    {"before its first", plain, {{yes, -10, "carer:f1"}}, ConsentState::not_entitled, {}, {{"f1", 1}}},
    {"taken back", plain, {{yes, -10, "carer:f1"}}, ConsentState::not_entitled, {}, {{"f1"}, {"f1", -2, {}, false}}},
    {"taken back from a day to come counts at once", plain, {{yes, -10, "carer:f1"}}, ConsentState::not_entitled, {},
     {{"f1"}, {"f1", 5, {}, false}}},
    {"and given anew", plain, {{yes, -10, "carer:f1"}}, granted, {}, {{"f1"}, {"f1", -2, {}, false}, {"f1", -1}}},
    {"delegated by a relative", plain, {{yes, -10, "carer:f1"}}, ConsentState::not_entitled, {},
     {{"f1", -20, {}, true, "relative"}}},
    {"a parent's no beats a delegated yes", plain, {{yes, -10, "carer:f1"}, {no, -5}}, ConsentState::disagreement, {}, {{"f1"}}},

    // Leaving.
    {"the last day at the school", with_left(0), {{yes, -10}}, granted, 0},
    {"the day after", with_left(-1), {{yes, -10}}, ConsentState::left},
    {"within the grace", with_left(-5, 30), {{yes, -10}}, granted, 25},
    {"leaving comes before the form's end", with_left(5), {{yes, -10, "parent", 50}}, granted, 5},
    {"the form's end comes before leaving", with_left(50), {{yes, -10, "parent", 5}}, granted, 5},
    {"left, and refused before", with_left(-1), {{no, -10}}, ConsentState::refused},
    {"left, and never asked", with_left(-1), {}, ConsentState::no_answer},
};

Person person_of(const Row& row) {
    Person person = pupil("P014");
    person.kind = row.who.kind;
    person.born = row.who.born;
    if (row.who.left) person.left_on = in(*row.who.left);
    return person;
}

Purpose rule_of(const Row& row) {
    Purpose rule = *find_purpose({}, "website");
    rule.pupil_from = row.who.pupil_from;
    rule.parent_until = row.who.parent_until;
    rule.form_days = row.who.form_days;
    return rule;
}

std::vector<ConsentAnswer> answers_of(const Row& row) {
    std::vector<ConsentAnswer> answers;
    for (const Given& given : row.given) {
        ConsentAnswer one = answer("P014", "website", given.answer, in(given.on));
        one.by = *parse_giver(given.by);
        if (given.until) one.until = in(*given.until);
        if (given.from) one.from = in(*given.from);
        one.form = given.form;
        answers.push_back(one);
    }
    return answers;
}

std::vector<Delegation> delegations_of(const Row& row) {
    std::vector<Delegation> delegations;
    for (const Delegated& given : row.delegations) {
        Delegation one;
        one.person = "P014";
        one.purpose = given.purpose;
        one.carer = given.carer;
        one.delegated = given.delegated;
        one.by = *parse_giver(given.by);
        one.on = in(given.on);
        if (given.until) one.until = in(*given.until);
        one.evidence = "plan";
        delegations.push_back(one);
    }
    return delegations;
}

EffectiveConsent effective(const Row& row, Date on = today) {
    return effective_consent(person_of(row), rule_of(row), answers_of(row), delegations_of(row), on, row.who.grace);
}

// A case made up at random, of pieces that meet often.
class Random {
public:
    explicit Random(unsigned seed) : engine_(seed) {}
    int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
    Given given() {
        static const std::vector<std::string> givers{"parent:1", "parent:2", "pupil", "self", "carer:f1", "relative",
                                                     "local_authority"};
        static const std::vector<Answer> what{yes, yes, yes, no, withdrawn, object};
        Given one{what[static_cast<std::size_t>(below(6))], below(16) - 12, givers[static_cast<std::size_t>(below(7))]};
        if (one.answer == yes && below(3) == 0) one.until = one.on + below(12);
        if (one.answer == yes && below(4) == 0) one.from = one.on + below(6);
        return one;
    }
    Row row() {
        Row made{"", {}, {}, granted};
        made.who.kind = below(5) == 0 ? PersonKind::staff : PersonKind::pupil;
        if (below(3) > 0) made.who.born = day(2007 + below(14), 11, static_cast<unsigned>(15 + below(12)));
        if (below(2) == 0) made.who.pupil_from = 13;
        if (made.who.pupil_from && below(2) == 0) made.who.parent_until = 13 + below(4);
        if (below(4) == 0) made.who.form_days = 5 + below(10);
        if (below(6) == 0) made.who.left = below(8) - 4;
        if (below(2) == 0) made.delegations.push_back({"f1"});
        for (int n = below(6); n > 0; --n) made.given.push_back(given());
        return made;
    }

private:
    std::mt19937 engine_;
};

}  // namespace

TEST_CASE("answers, age and delegation come to one state and one last day", "[register][R-03]") {
    for (const Row& row : table) {
        INFO(row.title);
        const EffectiveConsent found = effective(row);
        CHECK(to_string(found.state) == to_string(row.state));
        CHECK(found.ends == (row.ends ? std::optional(in(*row.ends)) : std::nullopt));
    }
}

TEST_CASE("a yes stands until its last day and not a day longer", "[register][R-03]") {
    Random random(5);
    int ended = 0;
    for (int i = 0; i < 20'000; ++i) {
        Row row = random.row();
        // What is dated later than today may change the end.
        std::erase_if(row.given, [](const Given& one) { return one.on > 0 || one.from.value_or(0) > 0; });
        const EffectiveConsent found = effective(row);
        if (!found.granted() || !found.ends) continue;
        ++ended;
        CHECK(effective(row, *found.ends).granted());
        // A parent's yes may end after the birthday from which none is needed.
        const Date after{std::chrono::sys_days{*found.ends} + std::chrono::days{1}};
        if (age_on(person_of(row), today) == age_on(person_of(row), after)) CHECK_FALSE(effective(row, after).granted());
    }
    CHECK(ended > 500);
}

TEST_CASE("no added answer but a grant makes a yes, and none whatever while a no stands", "[register][R-03]") {
    Random random(7);
    std::size_t wrong = 0;
    int tried = 0;
    for (int i = 0; i < 40'000; ++i) {
        const Row row = random.row();
        if (effective(row).granted()) continue;
        ++tried;
        Row with_no = row;
        Given added{random.below(2) == 0 ? no : object, random.below(16) - 12, "parent:1"};
        added.by = random.given().by;
        with_no.given.insert(with_no.given.begin() + random.below(static_cast<int>(row.given.size()) + 1), added);
        wrong += effective(with_no).granted();
    }
    CHECK(wrong == 0);
    CHECK(tried > 10'000);
}

TEST_CASE("no added last day, first day, form or end of a delegation makes a yes", "[register][R-03]") {
    Random random(11);
    std::size_t wrong = 0;
    int tried = 0;
    for (int i = 0; i < 40'000; ++i) {
        const Row row = random.row();
        if (row.given.empty() || effective(row).granted()) continue;
        ++tried;
        const auto changed = [&](auto&& change) {
            Row other = row;
            change(other);
            wrong += effective(other).granted();
        };
        const auto at = static_cast<std::size_t>(random.below(static_cast<int>(row.given.size())));
        const int until = random.below(20) - 10;
        changed([&](Row& r) { r.given[at].until = std::min(until, r.given[at].until.value_or(until)); });
        changed([&](Row& r) { r.given[at].form = AnswerForm::verbal; });
        changed([&](Row& r) { r.who.form_days = std::min(3, r.who.form_days.value_or(3)); });
        changed([&](Row& r) { r.who.left = std::min(-1, r.who.left.value_or(-1)); });
        changed([&](Row& r) { r.delegations.push_back({"f1", -1, {}, false}); });
        changed([&](Row& r) { if (!r.delegations.empty()) r.delegations[0].until = until; });
        changed([&](Row& r) { r.who.pupil_from = r.who.pupil_from.value_or(13); });
        // Who is known not to be of age is asked no more than who may be.
        changed([&](Row& r) { if (r.who.pupil_from && r.who.kind == PersonKind::pupil && !r.who.parent_until) r.who.born.reset(); });
    }
    CHECK(wrong == 0);
    CHECK(tried > 10'000);
}

TEST_CASE("a yes rests on somebody who may give it, whatever else was said", "[register][R-03]") {
    Random random(13);
    std::size_t wrong = 0;
    int found = 0;
    for (int i = 0; i < 40'000; ++i) {
        const Row row = random.row();
        const EffectiveConsent standing = effective(row);
        if (!standing.granted()) continue;
        ++found;
        bool parent = false;
        bool own = false;
        for (const Given& one : row.given) {
            if (one.answer != yes || one.on > 0) continue;
            const GiverRole role = parse_giver(one.by)->role;
            parent |= role == GiverRole::parent || role == GiverRole::local_authority ||
                      (role == GiverRole::carer && !row.delegations.empty());
            own |= role == GiverRole::self || (role == GiverRole::pupil && row.who.kind == PersonKind::pupil);
        }
        wrong += (standing.parent_needed && !parent) || (standing.pupil_needed && !own);
        wrong += !standing.parent_needed && !standing.pupil_needed;
    }
    CHECK(wrong == 0);
    CHECK(found > 2'000);
}

TEST_CASE("a birthday on 29 February falls on 1 March in other years", "[register]") {
    Person person = pupil("P1");
    person.born = day(2012, 2, 29);
    CHECK(age_on(person, day(2025, 2, 28)) == 12);
    CHECK(age_on(person, day(2025, 3, 1)) == 13);
    CHECK(age_on(person, day(2028, 2, 29)) == 16);
    CHECK(age_on(person, day(2012, 2, 29)) == 0);
    CHECK_FALSE(age_on(person, day(2012, 2, 28)));
}
