// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <random>

#include <consent/cross_scores.hpp>
#include <consent/thresholds.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

// .06 a decade from .14 at FMR .1 to .38 at 1e-5.
ImpostorTable straight(float from = 0.14F) {
    return {{{1e-1, from}, {1e-2, from + 0.06F}, {1e-3, from + 0.12F}, {1e-4, from + 0.18F}, {1e-5, from + 0.24F}}, 2'500'000, 1454, "made up"};
}

ThresholdQuestion question() {
    ThresholdQuestion asked;
    asked.model = "model";
    asked.fixed = {0.3F, 0.2F, 0.1F};
    asked.table = straight();
    asked.people = 100;
    asked.references = 300;
    asked.stranger_risk = 0.001;
    asked.children_factor = 1;
    return asked;
}

Calibration own(float shift, std::uint64_t people = 100) {
    Calibration made{"model", today, people * 3, straight(0.14F + shift)};
    made.table.points.resize(3);
    made.table.people = people;
    made.table.comparisons = people * 3 * (people - 1);
    return made;
}

bool clears_nobody(const ThresholdAnswer& answer) {
    const Thresholds& t = answer.thresholds;
    return t.clear == 1 && t.deny == -1 && t.margin == 2 && answer.source == ThresholdSource::none && !answer.why.empty();
}

}  // namespace

TEST_CASE("the threshold follows from the risk, the people and the table", "[match][thresholds]") {
    ThresholdQuestion asked = question();
    const ThresholdAnswer answer = choose_thresholds(asked);
    CHECK(answer.source == ThresholdSource::table);
    CHECK(answer.fmr == Approx(1e-5).epsilon(0.01));  // .001 of 100 people
    CHECK(answer.thresholds.clear == Approx(0.38).margin(1e-4));
    CHECK_FALSE(answer.beyond_table);
    CHECK(answer.thresholds.deny == 0.2F);
    CHECK(answer.thresholds.margin == 0.1F);

    SECTION("ten times as many people are a decade") {
        asked.people = 1000;
        CHECK(choose_thresholds(asked).thresholds.clear == Approx(0.44).margin(1e-3));
        CHECK(choose_thresholds(asked).beyond_table);
    }
    SECTION("a risk ten times as high is a decade the other way") {
        asked.stranger_risk = 0.01;
        CHECK(choose_thresholds(asked).thresholds.clear == Approx(0.32).margin(1e-3));
    }
    SECTION("children who are mistaken ten times as often are a decade") {
        asked.children_factor = 10;
        CHECK(choose_thresholds(asked).thresholds.clear == Approx(0.44).margin(1e-3));
    }
    SECTION("a tiny register keeps the floor") {
        asked.people = GENERATE(0U, 1U, 2U);
        CHECK(choose_thresholds(asked).thresholds.clear == 0.3F);
        CHECK(choose_thresholds(asked).source == ThresholdSource::floor);
    }
    SECTION("a model without a table keeps what the manifest has") {
        asked.table.reset();
        CHECK(choose_thresholds(asked).thresholds.clear == 0.3F);
        CHECK(choose_thresholds(asked).source == ThresholdSource::fixed);
    }
}

TEST_CASE("what makes no sense clears nobody", "[match][thresholds]") {
    ThresholdQuestion asked = question();
    SECTION("no point") { asked.table = ImpostorTable{}; }
    SECTION("one point") { asked.table->points.resize(1); }
    SECTION("a similarity that is not a number") { asked.table->points[2].similarity = not_a_number; }
    SECTION("a similarity above 1") { asked.table->points.back().similarity = 1.5F; }
    SECTION("a similarity that falls") { asked.table->points[2].similarity = 0.1F; }
    SECTION("an FMR that rises") { asked.table->points[2].fmr = 0.5; }
    SECTION("an FMR that is not a number") { asked.table->points[2].fmr = not_a_number; }
    SECTION("an FMR of nothing") { asked.table->points.back().fmr = 0; }
    SECTION("no comparisons") { asked.table->comparisons = 0; }
    SECTION("a risk of nothing") { asked.stranger_risk = 0; }
    SECTION("a risk of one") { asked.stranger_risk = 1; }
    SECTION("a risk that is not a number") { asked.stranger_risk = static_cast<double>(not_a_number); }
    SECTION("a factor below one") { asked.children_factor = 0.5; }
    SECTION("a factor that is not a number") { asked.children_factor = static_cast<double>(not_a_number); }
    SECTION("an infinite factor") { asked.children_factor = std::numeric_limits<double>::infinity(); }
    SECTION("a clear that is not a number") { asked.fixed.clear = not_a_number; }
    SECTION("a deny that is not a number") { asked.fixed.deny = not_a_number; }
    SECTION("a margin that is not a number") { asked.fixed.margin = not_a_number; }
    SECTION("a deny above clear") { asked.fixed.deny = 0.4F; }
    CHECK(clears_nobody(choose_thresholds(asked)));
    CHECK(clears_nobody(choose_thresholds(ThresholdQuestion{})));
}

TEST_CASE("the school's own people raise the threshold, and lower it only where they are enough", "[match][thresholds]") {
    ThresholdQuestion asked = question();
    asked.children_factor = 10;  // .44 by the table
    SECTION("more alike than the factor supposes: raised, along the model's curve") {
        asked.calibration = own(0.10F);
        const auto answer = choose_thresholds(asked);
        CHECK(answer.source == ThresholdSource::calibration);
        CHECK(answer.thresholds.clear == Approx(0.48).margin(1e-3));
    }
    SECTION("less alike, but a hundred people cannot vouch for one in 100 000") {
        asked.calibration = own(0.0F);
        const auto answer = choose_thresholds(asked);
        CHECK(answer.source == ThresholdSource::table);
        CHECK(answer.by_calibration == Approx(0.38).margin(1e-3));
        CHECK(answer.thresholds.clear == Approx(0.44).margin(1e-3));
    }
    SECTION("less alike, and enough people for the risk") {
        asked.people = 800;
        asked.references = 2400;
        asked.stranger_risk = 0.01;
        asked.calibration = own(0.0F, 800);
        const auto answer = choose_thresholds(asked);
        CHECK(answer.source == ThresholdSource::calibration);
        CHECK(answer.thresholds.clear == Approx(0.375).margin(2e-3));
        SECTION("but not when people have come since") {
            asked.people = 801;
            const auto stale = choose_thresholds(asked);
            CHECK(stale.calibration_stale);
            CHECK(stale.source == ThresholdSource::table);
            CHECK(stale.thresholds.clear > answer.thresholds.clear + 0.05F);
        }
        SECTION("and never below the floor") {
            asked.fixed.clear = 0.4F;
            CHECK(choose_thresholds(asked).thresholds.clear == 0.4F);
        }
    }
    SECTION("stale, it still raises") {
        asked.calibration = own(0.10F);
        asked.references = 301;
        const auto answer = choose_thresholds(asked);
        CHECK(answer.calibration_stale);
        CHECK(answer.thresholds.clear == Approx(0.48).margin(1e-3));
    }
    SECTION("of another model it does not count") {
        asked.calibration = own(0.10F);
        asked.calibration->model = "another";
        CHECK(choose_thresholds(asked).thresholds.clear == Approx(0.44).margin(1e-3));
        CHECK_FALSE(choose_thresholds(asked).by_calibration);
    }
    SECTION("senseless it does not count") {
        asked.calibration = own(0.10F);
        asked.calibration->table.points[1].similarity = not_a_number;
        CHECK(choose_thresholds(asked).thresholds.clear == Approx(0.44).margin(1e-3));
    }
}

TEST_CASE("whatever is asked, clear is never below the floor nor deny above it", "[match][thresholds][property]") {
    std::mt19937 random(5);
    const auto number = [&](double least, double most) {
        const int kind = std::uniform_int_distribution<>(0, 60)(random);
        if (kind == 0) return std::numeric_limits<double>::quiet_NaN();
        if (kind == 1) return std::numeric_limits<double>::infinity();
        return std::uniform_real_distribution<>(least, most)(random);
    };
    for (int round = 0; round < 20'000; ++round) {
        ThresholdQuestion asked;
        asked.model = "model";
        asked.fixed = {static_cast<float>(number(0.1, 1)), static_cast<float>(number(-1, 0.5)), static_cast<float>(number(0, 2))};
        asked.people = std::uniform_int_distribution<std::uint64_t>(0, 100'000)(random);
        asked.stranger_risk = number(-0.01, 0.2);
        asked.children_factor = number(0, 100);
        const auto table = [&] {
            ImpostorTable made = straight(static_cast<float>(number(-0.2, 0.9)));
            if (round % 3 == 0) made.points[round % 5U].similarity = static_cast<float>(number(-1, 1));
            if (round % 5 == 0) made.points[round % 4U].fmr = number(0, 1);
            made.points.resize(std::uniform_int_distribution<std::size_t>(0, 5)(random));
            return made;
        };
        if (round % 4 != 0) asked.table = table();
        if (round % 3 != 0) asked.calibration = Calibration{"model", today, 3, table()};
        const Thresholds given = choose_thresholds(asked).thresholds;
        CAPTURE(round);
        REQUIRE(given.clear <= 1);
        REQUIRE(given.deny >= -1);
        REQUIRE(given.deny <= given.clear);
        REQUIRE(given.margin >= 0);
        if (asked.fixed.clear <= 1) REQUIRE(given.clear >= asked.fixed.clear);
        if (!(asked.fixed.clear <= 1)) REQUIRE(given.clear == 1);
    }
}

TEST_CASE("a table goes as far down as twenty comparisons, and its rates are kept", "[match][thresholds]") {
    std::mt19937 random(3);
    std::normal_distribution<float> normal(0, 0.1F);
    std::vector<float> scores(100'000);
    for (float& score : scores) score = normal(random);
    const ImpostorTable table = impostor_table(scores, 500, "made up");
    REQUIRE(table.points.size() == 6);
    CHECK(table.points.back().fmr == 3e-4);
    CHECK(table.comparisons == 100'000);
    for (const auto& point : table.points) {
        const auto above = std::count_if(scores.begin(), scores.end(), [&](float s) { return s >= point.similarity; });
        CHECK(static_cast<double>(above) <= point.fmr * 1e5);
        CHECK(static_cast<double>(above) >= point.fmr * 1e5 - 1);
        CHECK(*similarity_at(table, point.fmr) == Approx(point.similarity));
    }
    CHECK(impostor_table({}, 0, "").points.empty());
    scores.assign(1000, not_a_number);
    CHECK_FALSE(similarity_at(impostor_table(scores, 500, "broken"), 0.01));
    scores.assign(1000, 0.5F);
    CHECK_FALSE(similarity_at(impostor_table(scores, 500, "all alike"), 0.01));
}

TEST_CASE("a similarity's rate is the table the other way round", "[match][thresholds]") {
    CHECK(*fmr_at(straight(), 0.20F) == Approx(1e-2).epsilon(1e-3));
    CHECK(*fmr_at(straight(), 0.23F) == Approx(std::pow(10, -2.5)).epsilon(1e-3));
    CHECK(*fmr_at(straight(), 0.44F) == Approx(1e-6).epsilon(1e-3));
    CHECK(*fmr_at(straight(), 1.0F) <= 1e-11);
    CHECK_FALSE(fmr_at(straight(), 0.1F));
    CHECK_FALSE(fmr_at(straight(), not_a_number));
    CHECK_FALSE(fmr_at({}, 0.3F));
}

TEST_CASE("a calibration survives the way to text and back, and other text is refused", "[match][thresholds][settings]") {
    const Calibration calibration = own(0.05F);
    const auto back = parse_calibration(to_text(calibration));
    REQUIRE(back);
    CHECK(to_text(*back) == to_text(calibration));
    CHECK(back->model == "model");
    CHECK(back->on == today);
    CHECK(back->references == 300);
    CHECK(back->table.people == 100);
    CHECK(back->table.points.size() == 3);
    const std::string text = GENERATE("", "none", ";;;;;", "model;2026-11-20;300;1;100", "model;2026-11-20;300;29700;100;",
                                      "model;2026-11-20;300;29700;100;0.1=0.2", "model;2026-11-20;300;29700;100;0.1=nan,0.01=0.3",
                                      "model;2026-11-20;300;29700;100;0.1=0.3,0.01=0.2", "model;2026-13-20;300;29700;100;0.1=0.2,0.01=0.3",
                                      "model;2026-11-20;-3;29700;100;0.1=0.2,0.01=0.3", "model;2026-11-20;300;29700;100;0.1=0.2,0.01=0.3,",
                                      "model;2026-11-20;300;0;100;0.1=0.2,0.01=0.3");
    CAPTURE(text);
    CHECK(parse_calibration(text).error().code == ErrorCode::invalid_argument);
    CHECK_FALSE(parse_calibration("model;2026-11-20;300;29700;100;" + std::string(5000, '1')));
}

TEST_CASE("a calibration takes enough people, and holds no vector", "[match][thresholds]") {
    const auto scores = [](int people) {
        std::mt19937 random(9);
        RegisterSnapshot all;
        for (int i = 0; i < people; ++i) {
            const std::string id = "P" + std::to_string(i);
            all.people.push_back(pupil(id));
            all.notices.push_back(notified(id));
            all.answers.push_back(answer(id, "biometric", Answer::grant));
            for (int photo = 0; photo < 2; ++photo) {
                Template held = face_template(id, 1, 32);
                std::normal_distribution<float> normal;
                double square = 0;
                for (float& value : held.embedding.values) {
                    value = normal(random);
                    square += static_cast<double>(value * value);
                }
                for (float& value : held.embedding.values) value = static_cast<float>(value / std::sqrt(square));
                all.templates.push_back(held);
            }
        }
        return *cross_scores(all, "test_model", today);
    };
    const auto few = calibrate(scores(19), today);
    REQUIRE_FALSE(few);
    CHECK(few.error().code == ErrorCode::refused);
    CHECK(few.error().message.find("at least 20") != std::string::npos);
    const auto enough = calibrate(scores(20), today);
    REQUIRE(enough);
    CHECK(enough->table.comparisons == 40 * 19);
    CHECK(enough->table.people == 20);
    CHECK(enough->references == 40);
    CHECK(to_text(*enough).size() < 200);
}
