// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <consent/register.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr Answer yes = Answer::grant;
constexpr Answer no = Answer::refuse;
constexpr Answer withdrawn = Answer::withdraw;

// Days relative to the day asked for.
Date in(int days) { return Date{std::chrono::sys_days{today} + std::chrono::days{days}}; }

struct Given {
    Answer answer;
    int on;  // days from the day asked for
    std::string by = "parent";
    std::optional<int> until = std::nullopt;
    std::string evidence = "form-1";
};

struct Row {
    std::string title;
    std::vector<Given> given;  // in the order recorded
    ConsentState state;
};

const std::vector<Row> table{
    {"nobody answered", {}, ConsentState::no_answer},
    {"a grant", {{yes, -10}}, ConsentState::granted},
    {"a grant counts from its own day on", {{yes, 0}}, ConsentState::granted},
    {"a grant of tomorrow does not count yet", {{yes, 1}}, ConsentState::no_answer},
    {"a refusal", {{no, -10}}, ConsentState::refused},
    {"a refusal of tomorrow does not count yet", {{yes, -10}, {no, 1}}, ConsentState::granted},
    {"a withdrawal alone is a no", {{withdrawn, -1}}, ConsentState::withdrawn},
    {"a grant withdrawn later", {{yes, -10}, {withdrawn, -1}}, ConsentState::withdrawn},
    {"a grant withdrawn today", {{yes, -10}, {withdrawn, 0}}, ConsentState::withdrawn},
    {"a grant refused later", {{yes, -10}, {no, -1}}, ConsentState::refused},
    {"given again after a withdrawal", {{yes, -10}, {withdrawn, -5}, {yes, -1}}, ConsentState::granted},
    {"a no recorded later counts, though dated earlier", {{yes, -5}, {no, -10}}, ConsentState::refused},
    {"a withdrawal recorded later counts, though dated earlier", {{yes, -5}, {withdrawn, -6}}, ConsentState::withdrawn},
    {"one of tomorrow does not count yet", {{yes, -5}, {withdrawn, 1}}, ConsentState::granted},
    {"a grant lifts no no dated later than itself", {{withdrawn, -1}, {yes, -10}}, ConsentState::withdrawn},
    {"but one of that day does", {{yes, -5}, {withdrawn, -6}, {yes, -6}}, ConsentState::granted},
    {"every no wants lifting: the latest day of them counts", {{no, -3}, {withdrawn, -8}, {yes, -5}},
     ConsentState::withdrawn},
    {"a grant after the latest of them lifts all", {{no, -3}, {withdrawn, -8}, {yes, -2}}, ConsentState::granted},
    {"a no that has been lifted binds no more", {{no, -3}, {yes, -2}, {withdrawn, -8}, {yes, -5}},
     ConsentState::granted},
    {"a grant that has ended lifts a no, and is still no yes", {{no, -8}, {yes, -6, "parent", -5}},
     ConsentState::expired},
    {"a no ends for good the grants recorded before it", {{yes, -2}, {no, -8}, {yes, -6, "parent", -5}},
     ConsentState::expired},
    {"a no between two grants does not hide that the later has ended",
     {{yes, -4, "parent", -1}, {no, -8}, {yes, -6}}, ConsentState::expired},
    {"an older form typed in later replaces nothing", {{yes, -4, "parent", -1}, {yes, -6}}, ConsentState::expired},
    {"one day: the grant recorded later", {{no, -3}, {yes, -3}}, ConsentState::granted},
    {"one day: the refusal recorded later", {{yes, -3}, {no, -3}}, ConsentState::refused},
    {"one day: the withdrawal recorded later", {{yes, -3}, {withdrawn, -3}}, ConsentState::withdrawn},

    {"a grant on its last day", {{yes, -10, "parent", 0}}, ConsentState::granted},
    {"a grant the day after its last", {{yes, -10, "parent", -1}}, ConsentState::expired},
    {"a grant that ends before it begins", {{yes, -5, "parent", -6}}, ConsentState::expired},
    {"an ended grant renewed", {{yes, -10, "parent", -5}, {yes, -4}}, ConsentState::granted},
    {"a grant replaced by one that has ended", {{yes, -10}, {yes, -9, "parent", -1}}, ConsentState::expired},
    {"an ended grant, then a refusal", {{yes, -10, "parent", -5}, {no, -4}}, ConsentState::refused},
    {"a withdrawal has no last day", {{yes, -10}, {withdrawn, -9, "parent", -5}}, ConsentState::withdrawn},

    {"two parents agree", {{yes, -10, "parent:1"}, {yes, -9, "parent:2"}}, ConsentState::granted},
    {"two parents disagree", {{yes, -10, "parent:1"}, {no, -9, "parent:2"}}, ConsentState::disagreement},
    {"the refusal came first", {{no, -10, "parent:1"}, {yes, -9, "parent:2"}}, ConsentState::disagreement},
    {"one parent withdraws", {{yes, -10, "parent:1"}, {yes, -9, "parent:2"}, {withdrawn, -1, "parent:1"}},
     ConsentState::disagreement},
    {"the other comes round", {{yes, -10, "parent:1"}, {no, -9, "parent:2"}, {yes, -1, "parent:2"}},
     ConsentState::granted},
    {"one cannot take back the other's no", {{no, -10, "parent:1"}, {yes, -9, "parent:2"}, {yes, -1, "parent:2"}},
     ConsentState::disagreement},
    {"a child's objection beats a parent's yes", {{yes, -10, "parent"}, {no, -1, "pupil"}}, ConsentState::disagreement},
    {"a parent with a number is another giver", {{yes, -10, "parent"}, {withdrawn, -1, "parent:1"}},
     ConsentState::disagreement},
    {"both refuse", {{no, -10, "parent:1"}, {no, -9, "parent:2"}}, ConsentState::refused},
    {"one refuses, one withdraws", {{withdrawn, -10, "parent:1"}, {no, -9, "parent:2"}}, ConsentState::refused},
    {"one has ended, one stands", {{yes, -10, "parent:1", -5}, {yes, -9, "parent:2"}}, ConsentState::granted},
    {"one has ended, one says no", {{yes, -10, "parent:1", -5}, {no, -9, "parent:2"}}, ConsentState::refused},
    {"both have ended", {{yes, -10, "parent:1", -5}, {yes, -9, "parent:2", -5}}, ConsentState::expired},
    {"one has ended, one not begun", {{yes, -10, "parent:1", -5}, {yes, 3, "parent:2"}}, ConsentState::expired},

    {"a grant without evidence never counts", {{yes, -10, "parent", std::nullopt, ""}}, ConsentState::no_answer},
    {"nor one whose evidence is blank", {{yes, -10, "parent", std::nullopt, " \t"}}, ConsentState::no_answer},
    {"nor does it take back a no", {{no, -10}, {yes, -1, "parent", std::nullopt, ""}}, ConsentState::refused},
    {"nor one typed in later than a no of its day", {{no, -1}, {yes, -1, "parent", std::nullopt, " "}},
     ConsentState::refused},
    {"nor does an earlier grant go on under it", {{yes, -10}, {yes, -1, "parent", std::nullopt, ""}},
     ConsentState::no_answer},
    {"nor does it agree with the other parent's no",
     {{no, -10, "parent:1"}, {yes, -1, "parent:1", std::nullopt, ""}, {yes, -5, "parent:2"}},
     ConsentState::disagreement},
    {"a refusal needs no evidence", {{yes, -10}, {no, -1, "parent", std::nullopt, ""}}, ConsentState::refused},
    {"nor does a withdrawal", {{yes, -10}, {withdrawn, -1, "parent", std::nullopt, ""}}, ConsentState::withdrawn},
};

std::vector<ConsentAnswer> answers_of(const Row& row) {
    std::vector<ConsentAnswer> answers;
    for (const Given& given : row.given) {
        ConsentAnswer one = answer("P014", "website", given.answer, in(given.on));
        one.by = *parse_giver(given.by);
        if (given.until) one.until = in(*given.until);
        one.evidence = given.evidence;
        answers.push_back(one);
    }
    return answers;
}

}  // namespace

TEST_CASE("answers come to one state on one day", "[register][R-03]") {
    for (const Row& row : table) {
        INFO(row.title);
        CHECK(to_string(consent_state(answers_of(row), "P014", "website", today)) == to_string(row.state));
    }
}

TEST_CASE("no answer of another person or for another purpose counts", "[register][R-03]") {
    const std::vector<ConsentAnswer> answers{answer("P014", "website", yes)};
    CHECK(consent_state(answers, "P014", "website", today) == ConsentState::granted);
    CHECK(consent_state(answers, "P015", "website", today) == ConsentState::no_answer);
    CHECK(consent_state(answers, "P01", "website", today) == ConsentState::no_answer);
    CHECK(consent_state(answers, "", "website", today) == ConsentState::no_answer);
    CHECK(consent_state(answers, "P014", "social_media", today) == ConsentState::no_answer);
    CHECK(consent_state(answers, "P014", "", today) == ConsentState::no_answer);
}

TEST_CASE("an answer without a readable day never becomes a yes", "[register][R-03]") {
    ConsentAnswer grant = answer("P014", "website", yes, Date{});
    CHECK(consent_state({grant}, "P014", "website", today) == ConsentState::no_answer);
    grant.on = day(2026, 2, 30);
    CHECK(consent_state({grant}, "P014", "website", today) == ConsentState::no_answer);
    grant = answer("P014", "website", yes);
    grant.until = Date{};
    CHECK(consent_state({grant}, "P014", "website", today) == ConsentState::no_answer);
    grant.until = day(2027, 2, 30);
    CHECK(consent_state({grant}, "P014", "website", today) == ConsentState::no_answer);

    const ConsentAnswer refusal = answer("P014", "website", no, Date{});
    CHECK(consent_state({answer("P014", "website", yes), refusal}, "P014", "website", today) == ConsentState::refused);
    CHECK(consent_state({refusal, answer("P014", "website", yes)}, "P014", "website", today) == ConsentState::refused);
}

TEST_CASE("a grant and a no, recorded and dated in every order, on every day", "[register][R-03]") {
    struct Pair {
        std::string title;
        bool grant_first;  // recorded first
        int grant_on;
        int no_on;
        std::string states;  // four days before today, three, two, one: no answer ?, granted y, no n
    };
    const std::vector<Pair> pairs{
        {"the grant recorded first, the no dated before it", true, -2, -3, "?nnn"},
        {"the grant recorded first, the no dated the same day", true, -3, -3, "?nnn"},
        {"the grant recorded first, the no dated after it", true, -3, -2, "?ynn"},
        {"the no recorded first, the no dated before the grant", false, -2, -3, "?nyy"},
        {"the no recorded first, the no dated the same day", false, -3, -3, "?yyy"},
        {"the no recorded first, the no dated after the grant", false, -3, -2, "?ynn"},
    };
    for (const Answer what : {no, withdrawn})
        for (const Pair& pair : pairs)
            for (int i = 0; i < 4; ++i) {
                INFO(pair.title << ", " << to_string(what) << ", day " << i);
                Row row{"", {{what, pair.no_on}}, {}};
                row.given.insert(pair.grant_first ? row.given.begin() : row.given.end(), {yes, pair.grant_on});
                const ConsentState as_no = what == no ? ConsentState::refused : ConsentState::withdrawn;
                const char expected = pair.states[static_cast<std::size_t>(i)];
                CHECK(to_string(consent_state(answers_of(row), "P014", "website", in(i - 4))) ==
                      to_string(expected == 'y'   ? ConsentState::granted
                                : expected == 'n' ? as_no
                                                  : ConsentState::no_answer));
            }
}

TEST_CASE("whatever the answers, a giver's standing no is never outvoted", "[register][R-03]") {
    // Every sequence of three answers out of: two givers, three answers, three days, with and without evidence.
    std::vector<Given> choices;
    for (const char* by : {"parent:1", "parent:2"})
        for (const Answer what : {yes, no, withdrawn})
            for (const int on : {-3, -2, 1})
                for (const char* evidence : {"form-1", ""}) choices.push_back({what, on, by, std::nullopt, evidence});
    const auto stands = [](const std::vector<Given>& given, std::size_t at) {
        for (std::size_t later = at + 1; later < given.size(); ++later)
            if (given[later].by == given[at].by && given[later].answer == yes && !given[later].evidence.empty() &&
                given[later].on <= 0 && given[later].on >= given[at].on)
                return false;
        return true;
    };
    std::size_t granted = 0;
    std::size_t wrong = 0;
    const std::size_t count = choices.size();
    for (std::size_t number = 0; number < count * count * count; ++number) {
        Row row;
        for (std::size_t i = 0, rest = number; i < 3; ++i, rest /= count) row.given.push_back(choices[rest % count]);
        if (consent_state(answers_of(row), "P014", "website", today) != ConsentState::granted) continue;
        ++granted;
        bool some_yes = false;
        for (std::size_t i = 0; i < 3; ++i) {
            const Given& given = row.given[i];
            if (given.on > 0) continue;
            if (given.answer != yes && stands(row.given, i)) ++wrong;
            some_yes |= given.answer == yes && !given.evidence.empty();
        }
        if (!some_yes) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(granted > 0);
}

TEST_CASE("a no added anywhere never makes a yes", "[register][R-03]") {
    std::vector<Given> grants;
    for (const int on : {-5, -4, -3, -2, 1}) {
        grants.push_back({yes, on});
        grants.push_back({yes, on, "parent", -1});
        grants.push_back({yes, on, "parent", std::nullopt, ""});
    }
    for (const int on : {-5, -4, -3, 0}) grants.push_back({no, on});
    std::size_t wrong = 0;
    const std::size_t count = grants.size();
    for (std::size_t number = 0; number < count * count * count; ++number) {
        Row row;
        for (std::size_t i = 0, rest = number; i < 3; ++i, rest /= count) row.given.push_back(grants[rest % count]);
        if (consent_state(answers_of(row), "P014", "website", today) == ConsentState::granted) continue;
        for (std::ptrdiff_t at = 0; at <= 3; ++at)
            for (const int on : {-6, -4, -2, 0}) {
                Row with_no = row;
                with_no.given.insert(with_no.given.begin() + at, {withdrawn, on});
                wrong += consent_state(answers_of(with_no), "P014", "website", today) == ConsentState::granted;
            }
    }
    CHECK(wrong == 0);
}
