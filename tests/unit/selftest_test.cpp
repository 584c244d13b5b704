// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <consent/selftest.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr std::size_t axes = 64;
const EmbedderInfo model{"model", static_cast<int>(axes), {0.6F, 0.4F, 0.1F}, {}};

// A unit vector near one axis, `share` of it towards another.
std::vector<float> towards(std::size_t axis, std::size_t other = 0, float share = 0) {
    std::vector<float> values(axes);
    values[other] = share;
    values[axis] = std::sqrt(1 - share * share);
    return values;
}

// `count` pupils born in spring 2018, each with two photos that are alike.
struct School {
    RegisterSnapshot all;

    explicit School(std::size_t count) {
        for (std::size_t i = 1; i <= count; ++i) {
            const std::string id = "P" + std::to_string(100 + i);
            add(id, day(2018, 4, 1));
            hold(id, towards(i));
            hold(id, towards(i, 0, 0.3F));
        }
    }
    Person& add(const std::string& id, std::optional<Date> born) {
        all.people.push_back(pupil(id));
        all.people.back().born = born;
        all.notices.push_back(notified(id));
        all.answers.push_back(answer(id, "biometric", Answer::grant));
        return all.people.back();
    }
    void hold(const std::string& person, std::vector<float> values) {
        all.templates.push_back({person, {"model", std::move(values)}, day(2026, 9, 2)});
    }
    SelfTest run() const {
        const auto result = self_test(all, model, today);
        REQUIRE(result);
        return *result;
    }
};

}  // namespace

TEST_CASE("year groups follow the English school year", "[selftest]") {
    CHECK(year_group(day(2016, 2, 29), day(2026, 11, 20)) == "Year 6");
    CHECK(year_group(day(2015, 9, 1), day(2026, 11, 20)) == "Year 6");
    CHECK(year_group(day(2015, 8, 31), day(2026, 11, 20)) == "Year 7");
    CHECK(year_group(day(2016, 8, 31), day(2026, 11, 20)) == "Year 6");
    CHECK(year_group(day(2016, 9, 1), day(2026, 11, 20)) == "Year 5");
    // The year changes on 1 September.
    CHECK(year_group(day(2016, 2, 29), day(2026, 8, 31)) == "Year 5");
    CHECK(year_group(day(2016, 2, 29), day(2026, 9, 1)) == "Year 6");
    CHECK(year_group(day(2016, 2, 29), day(2027, 1, 10)) == "Year 6");
    CHECK(year_group(day(2022, 3, 1), day(2026, 11, 20)) == "Reception");
    CHECK(year_group(day(2023, 3, 1), day(2026, 11, 20)) == "Nursery");
    CHECK(year_group(day(2008, 10, 1), day(2026, 11, 20)) == "Year 13");
    CHECK(year_group(day(2001, 10, 1), day(2026, 11, 20)) == "after Year 13");
}

TEST_CASE("intervals are those of Clopper and Pearson, and the rule of three where none is hit", "[selftest]") {
    // 3 of 100 and 10 of 20, from the beta quantiles; 0 of 100 is 1 - .05^(1/100).
    CHECK(share_interval(3, 100).low == Approx(0.00623).margin(1e-4));
    CHECK(share_interval(3, 100).high == Approx(0.08518).margin(1e-4));
    CHECK(share_interval(10, 20).low == Approx(0.27196).margin(1e-4));
    CHECK(share_interval(10, 20).high == Approx(0.72804).margin(1e-4));
    CHECK(share_interval(0, 100).low == 0);
    CHECK(share_interval(0, 100).high == Approx(0.02951).margin(1e-4));
    CHECK(share_interval(0, 3000).high == Approx(0.001).margin(1e-5));
    CHECK(share_interval(100, 100).low == Approx(0.97049).margin(1e-4));
    CHECK(share_interval(100, 100).high == 1);
}

TEST_CASE("a school that is too small is told how many more people it takes, and no share", "[selftest]") {
    const SelfTest result = School(12).run();
    CHECK(result.tested == 12);
    CHECK(result.references == 24);
    const TestedShare& recognised = result.everybody.recognised;
    CHECK(recognised.hits == 24);
    CHECK(recognised.photos == 24);
    CHECK(recognised.people == 12);
    CHECK_FALSE(recognised.share);
    CHECK_FALSE(recognised.low);
    CHECK_FALSE(recognised.high);
    CHECK(recognised.people_needed == 18);
    CHECK_FALSE(result.strangers.high);
    CHECK(result.people_to_prove_risk == 3000);
}

TEST_CASE("where nothing went wrong there is a bound and no share", "[selftest]") {
    const SelfTest result = School(40).run();
    const TestedShare& mistaken = result.everybody.mistaken;
    CHECK(mistaken.hits == 0);
    CHECK_FALSE(mistaken.share);
    REQUIRE(mistaken.high);
    CHECK(*mistaken.high == Approx(1 - std::pow(0.05, 1.0 / 40)));  // of 40 people, though there are 80 photos
    CHECK(*mistaken.low == 0);
    CHECK(mistaken.people_needed == 0);
    const TestedShare& recognised = result.everybody.recognised;
    CHECK_FALSE(recognised.share);
    CHECK(*recognised.low == Approx(std::pow(0.05, 1.0 / 40)));
    CHECK(*recognised.high == 1);
}

TEST_CASE("photos that are missed, or taken for somebody else, are counted where they belong", "[selftest][R-02][R-05]") {
    School school(40);
    school.add("P201", day(2012, 4, 1)).never_publish = true;  // two photos that do not resemble each other
    school.hold("P201", towards(50));
    school.hold("P201", towards(51));
    school.add("P202", std::nullopt);  // one photo of P101
    school.hold("P202", towards(52));
    school.hold("P202", towards(1, 52, 0.1F));
    school.add("P203", day(2018, 4, 1));  // one photo alone: nothing to compare it with
    school.hold("P203", towards(53));
    school.add("S1", day(1980, 1, 1)).kind = PersonKind::staff;
    school.all.answers.back().by.role = GiverRole::self;
    school.hold("S1", towards(54));
    school.hold("S1", towards(54, 55, 0.2F));

    const SelfTest result = school.run();
    CHECK(result.enrolled == 44);
    CHECK(result.tested == 43);
    CHECK(result.everybody.missed.hits == 4);
    CHECK(result.everybody.mistaken.hits == 1);
    CHECK(result.everybody.missed.photos == 86);
    REQUIRE(result.everybody.missed.share);
    CHECK(*result.everybody.missed.share == Approx(4.0 / 86));
    CHECK(*result.everybody.missed.low < 4.0 / 86);
    CHECK(*result.everybody.missed.high > 4.0 / 86);
    CHECK(result.listed_photos == 2);
    CHECK(result.listed_missed == 2);
    CHECK(result.listed_missed_people == std::vector<std::string>{"P201"});
    CHECK(result.strangers.photos == 87);
    CHECK(result.strangers.hits >= 1);

    REQUIRE(result.groups.size() == 4);
    CHECK(result.groups[0].name == "Year 4");
    CHECK(result.groups[0].recognised.people == 40);
    CHECK(result.groups[0].missed.hits == 0);
    CHECK(result.groups[1].name == "Year 10");
    CHECK(result.groups[1].missed.hits == 2);
    CHECK_FALSE(result.groups[1].missed.share);
    CHECK(result.groups[1].missed.people_needed == 29);
    CHECK(result.groups[2].name == "pupils without a date of birth");
    CHECK(result.groups[2].mistaken.hits == 1);
    CHECK(result.groups[3].name == "staff and other adults");
}

TEST_CASE("a register without templates has nothing to test", "[selftest]") {
    const auto result = self_test(RegisterSnapshot{}, model, today);
    REQUIRE(result);
    CHECK(result->tested == 0);
    CHECK(result->groups.empty());
    CHECK(result->everybody.recognised.people_needed == least_tested_people);
    RegisterSnapshot wrong;
    wrong.settings["stranger_risk"] = "none";
    CHECK(self_test(wrong, model, today).error().code == ErrorCode::invalid_argument);
}
