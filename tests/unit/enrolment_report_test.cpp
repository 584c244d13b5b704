// SPDX-License-Identifier: Apache-2.0
#include <consent/enrolment_report.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

const EmbedderInfo model{"model", 4, {0.6F, 0.4F, 0.1F}, {}};

// Clear .6, deny .4; P1 and P2 are twins, one photo of P3 is of P4, P5 has no template, P6 no biometric consent, P7 has left.
struct School {
    RegisterSnapshot all;

    School() {
        for (const char* id : {"P1", "P2", "P3", "P4", "P5", "P6", "P7"}) {
            all.people.push_back(pupil(id));
            all.notices.push_back(notified(id));
            if (std::string_view(id) != "P6") all.answers.push_back(answer(id, "biometric", Answer::grant));
            all.answers.push_back(answer(id, "website", Answer::grant));
        }
        all.people[6].left_on = day(2026, 7, 20);
        hold("P1", {1, 0, 0, 0});
        hold("P2", {0.8F, 0.6F, 0, 0});
        hold("P3", {0, 0, 1, 0});
        hold("P3", {0, 0, 0.96F, 0.28F});
        hold("P3", {0, 0, 0, 1});
        hold("P4", {0, 0, 0, 1});
        hold("P7", {0, 0, 0, -1});
    }
    void hold(const char* person, std::vector<float> values, Date taken = day(2026, 9, 2), const char* of = "model") {
        all.templates.push_back({person, {of, std::move(values)}, taken});
    }
    EnrolmentReport report(Date on = today) {
        const auto made = report_enrolment(all, model, on);
        REQUIRE(made);
        return *made;
    }
};

}  // namespace

TEST_CASE("people who look alike are reported once a pair, most alike first", "[enrol][report]") {
    const EnrolmentReport report = School().report();
    REQUIRE(report.look_alikes.size() == 2);
    CHECK(report.look_alikes[0].one == "P1");
    CHECK(report.look_alikes[0].other == "P2");
    CHECK(report.look_alikes[0].similarity == Approx(0.8));
    CHECK(report.look_alikes[1].one == "P3");
    CHECK(report.look_alikes[1].other == "P4");
}

TEST_CASE("a photo that fits somebody else better, or nobody, is reported", "[enrol][report]") {
    School school;
    EnrolmentReport report = school.report();
    REQUIRE(report.misfits.size() == 1);
    CHECK(report.misfits[0].person == "P3");
    CHECK(report.misfits[0].better == "P4");
    CHECK(report.misfits[0].similarity == Approx(1));
    CHECK(report.misfits[0].own < 0.4F);
    school.all.templates.erase(school.all.templates.begin() + 5);  // P4's
    report = school.report();
    REQUIRE(report.misfits.size() == 1);
    CHECK(report.misfits[0].better.empty());
}

TEST_CASE("what is missing is reported, and who has left", "[enrol][report]") {
    School school;
    school.hold("P1", {0, 1, 0}, day(2026, 9, 2), "another_model");
    const EnrolmentReport report = school.report();
    CHECK(report.enrolled == 4);
    CHECK(report.references == 6);
    CHECK(report.of_other_models == 1);
    CHECK(report.single_reference == std::vector<std::string>{"P1", "P2", "P4"});
    CHECK(report.to_enrol == std::vector<std::string>{"P5"});
    CHECK(report.without_biometric == std::vector<std::string>{"P6"});
    CHECK(report.not_notified.empty());
    CHECK(report.left == std::vector<std::string>{"P7"});
}

TEST_CASE("references too old for a growing child, or soon to be, are reported with their last day", "[enrol][report][R-08]") {
    School school;
    school.all.settings["reference_days"] = "365";
    CHECK(school.report(day(2027, 7, 3)).ageing.empty());  // 61 days to go
    EnrolmentReport report = school.report(day(2027, 7, 4));
    REQUIRE(report.ageing.size() == 4);
    CHECK_FALSE(report.ageing[0].over);
    CHECK(report.ageing[0].last_day == day(2027, 9, 2));
    CHECK_FALSE(school.report(day(2027, 9, 2)).ageing[0].over);
    CHECK(school.report(day(2027, 9, 3)).ageing[0].over);
    school.hold("P1", {1, 0, 0, 0}, day(2027, 9, 1));
    report = school.report(day(2027, 9, 3));
    CHECK(report.ageing.size() == 3);
    for (Person& person : school.all.people) person.kind = PersonKind::staff;
    CHECK(school.report(day(2027, 9, 3)).ageing.empty());
}

TEST_CASE("an empty register has nothing to report, and one whose policy cannot be read is refused", "[enrol][report]") {
    const auto empty = report_enrolment(RegisterSnapshot{}, model, today);
    REQUIRE(empty);
    CHECK(empty->enrolled == 0);
    CHECK(empty->look_alikes.empty());
    RegisterSnapshot wrong;
    wrong.settings["reference_days"] = "never";
    CHECK(report_enrolment(wrong, model, today).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("who waits for a parent to be notified is told, and is not compared", "[enrol][report][biometric]") {
    School school;
    std::erase_if(school.all.notices, [](const ParentNotice& notice) { return notice.person == "P1"; });
    const EnrolmentReport report = school.report();
    CHECK(report.not_notified == std::vector<std::string>{"P1"});
    CHECK(report.look_alikes.size() == 1);
}
