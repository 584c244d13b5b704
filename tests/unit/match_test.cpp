// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

#include "match/gallery.hpp"
#include "match/templates_in_use.hpp"
#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;

namespace {

const Date day = *parse_date("2026-09-01");

std::vector<float> unit(std::vector<float> values) {
    double square = 0;
    for (const float v : values) square += static_cast<double>(v) * static_cast<double>(v);
    for (float& v : values) v = static_cast<float>(v / std::sqrt(square));
    return values;
}

std::vector<float> random_unit(std::mt19937& random, std::size_t dimension) {
    std::normal_distribution<float> normal;
    std::vector<float> values(dimension);
    for (float& v : values) v = normal(random);
    return unit(values);
}

Embedding embedding(std::vector<float> values) { return {"model", std::move(values)}; }

// What match_all promises, written down: every row in turn.
std::vector<MatchCandidate> linear(const Gallery& gallery, const Embedding& probe, float floor) {
    std::vector<MatchCandidate> found;
    for (std::size_t row = 0; row < gallery.size(); ++row) {
        double sum = 0;
        for (std::size_t i = 0; i < probe.values.size(); ++i)
            sum += static_cast<double>(gallery.rows().at(row, i)) * static_cast<double>(probe.values[i]);
        const auto similarity = static_cast<float>(sum);
        if (similarity >= floor) found.push_back({gallery.person(row), similarity, gallery.taken(row)});
    }
    std::sort(found.begin(), found.end(), [](const MatchCandidate& a, const MatchCandidate& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.person < b.person;
    });
    return found;
}

bool same(const std::vector<MatchCandidate>& a, const std::vector<MatchCandidate>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const MatchCandidate& x, const MatchCandidate& y) {
        return x.person == y.person && x.similarity == y.similarity && x.taken == y.taken;
    });
}

}  // namespace

TEST_CASE("the fast search gives to the last bit what comparing one by one gives", "[match][property]") {
    std::mt19937 random(7);
    const auto number = [&](int least, int most) { return std::uniform_int_distribution<>(least, most)(random); };
    std::size_t found = 0;
    for (int round = 0; round < 400; ++round) {
        const auto dimension = static_cast<std::size_t>(round < 300 ? round + 1 : number(1, 600));
        std::vector<Template> templates;
        for (int person = number(1, 60); person > 0; --person)
            for (int references = number(1, 3); references > 0; --references)
                templates.push_back({"P" + std::to_string(person), embedding(random_unit(random, dimension)), day});
        const Gallery gallery(templates, "model");
        std::vector<Embedding> probes;
        for (int probe = number(1, 32); probe > 0; --probe) probes.push_back(embedding(random_unit(random, dimension)));
        // Floors that fall on a similarity that occurs, where rounding would show.
        const auto some = linear(gallery, probes.front(), -1);
        float floor = std::uniform_real_distribution<float>(-0.2F, 0.6F)(random);
        if (!some.empty() && round % 2 == 0) floor = some[some.size() / 2].similarity;
        if (round % 7 == 0) floor = std::nextafter(floor, 2.0F);
        const auto all = gallery.match_all(probes, floor);
        REQUIRE(all.size() == probes.size());
        for (std::size_t i = 0; i < probes.size(); ++i) {
            CAPTURE(round, dimension, i, floor);
            REQUIRE(same(all[i], linear(gallery, probes[i], floor)));
            found += all[i].size();
        }
    }
    CHECK(found > 10'000);  // or nothing was compared
}

TEST_CASE("vectors of every width find all pairs at the floor, and none far below it", "[match][property]") {
    std::mt19937 random(29);
    for (std::size_t dimension = 1; dimension < 200; dimension += dimension < 20 ? 1 : 27) {
        TemplatePanels panels(dimension);
        for (int row = 0; row < 37; ++row) panels.add(random_unit(random, dimension));
        std::vector<float> probes;
        for (int probe = 0; probe < 23; ++probe) {
            const auto values = random_unit(random, dimension);
            probes.insert(probes.end(), values.begin(), values.end());
        }
        const float floor = panels.product(11, std::span(probes).first(dimension));
        for (const std::size_t width : {16U, 32U, 64U}) {
            CAPTURE(dimension, width);
            std::set<std::pair<std::size_t, std::size_t>> hits;
            for (const auto& hit : panels.near(probes, floor, width)) REQUIRE(hits.emplace(hit.row, hit.probe).second);
            for (std::size_t row = 0; row < 37; ++row)
                for (std::size_t probe = 0; probe < 23; ++probe) {
                    const float product = panels.product(row, std::span(probes).subspan(probe * dimension, dimension));
                    if (product >= floor) REQUIRE(hits.contains({row, probe}));
                    if (product < floor - 2 * panels.rounding_error()) REQUIRE_FALSE(hits.contains({row, probe}));
                }
        }
    }
}

TEST_CASE("a search in many templates finds the few that are near", "[match][property]") {
    std::mt19937 random(23);
    std::vector<Template> templates;
    for (int person = 0; person < 3000; ++person)
        templates.push_back({"P" + std::to_string(person), embedding(random_unit(random, 128)), day});
    const Gallery gallery(templates, "model");
    std::vector<Embedding> probes;
    for (std::size_t i = 0; i < 31; ++i) probes.push_back(templates[i * 97].embedding);
    const auto all = gallery.match_all(probes, 0.9F);
    for (std::size_t i = 0; i < probes.size(); ++i) {
        REQUIRE(all[i].size() == 1);
        CHECK(all[i].front().person == templates[i * 97].person);
        CHECK(all[i].front().similarity == Approx(1));
    }
}

TEST_CASE("a gallery gives each person once, by the mean of the references, best first", "[match]") {
    const std::vector<Template> templates{
        {"P002", embedding({0, 0, 1}), day},
        {"P001", embedding({1, 0, 0}), *parse_date("2025-01-01")},
        {"P001", embedding({0, 1, 0}), day},
    };
    const Gallery gallery(templates, "model");
    const auto found = gallery.match(embedding(unit({1, 1, 0.5F})), -1);
    REQUIRE(found.size() == 2);
    CHECK(found[0].person == "P001");
    CHECK(found[0].similarity == Approx(std::sqrt(2.0) / 1.5));
    CHECK(found[0].taken == day);
    CHECK(found[1].similarity == Approx(0.5 / 1.5));
    CHECK(gallery.match(embedding(unit({1, 1, 0.5F})), 0.9F).size() == 1);
}

TEST_CASE("references that cancel out or are broken make no template, and nobody is forgotten for it", "[match][R-02]") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> other =
        GENERATE_COPY(values<std::vector<float>>({{-1, 0}, {nan, 0}, {2, 0}, {0, 0}, {1, 0, 0}, {}}));
    const std::vector<float> good{1, 0};
    CHECK(mean_template({&good, &other}).empty());
    const std::vector<Template> templates{{"P001", embedding(good), day}, {"P001", embedding(other), *parse_date("2020-01-01")}};
    const auto found = Gallery(templates, "model").match(embedding(good), 0.9F);
    REQUIRE(found.size() == 1);
    CHECK(found[0].taken == day);
}

TEST_CASE("a broken reference that is newer does not hide the others", "[match][R-02]") {
    using namespace consent::test;
    RegisterSnapshot all;
    all.people = {pupil("P001")};
    all.notices = {notified("P001")};
    all.answers = {answer("P001", "biometric", Answer::grant, test::day(2020, 1, 1))};
    Template old = face_template("P001");
    old.taken = test::day(2023, 9, 1);
    all.templates = {old, face_template("P001", 2)};
    all.templates[1].embedding.values[0] = std::numeric_limits<float>::quiet_NaN();
    const auto used = templates_in_use(all, "test_model", {}, test::today);
    REQUIRE(used.size() == 1);
    CHECK(used[0].taken == old.taken);
}

TEST_CASE("vectors of different models never meet", "[match]") {
    std::mt19937 random(13);
    const auto values = random_unit(random, 64);
    const Gallery gallery({{"P001", {"one", values}, day}}, "one");
    CHECK(gallery.match({"one", values}, 0.5F).size() == 1);
    CHECK(gallery.match({"other", values}, -1).empty());
    CHECK(Gallery({{"P001", {"one", values}, day}}, "other").size() == 0);
}

TEST_CASE("a probe of another length, not of unit length or with a value that is not finite matches nobody", "[match]") {
    std::mt19937 random(17);
    const auto values = random_unit(random, 64);
    const Gallery gallery({{"P001", embedding(values), day}}, "model");
    auto probe = values;
    SECTION("shorter") { probe.pop_back(); }
    SECTION("empty") { probe.clear(); }
    SECTION("longer than a unit") { probe[5] += 3; }
    SECTION("zero") { std::fill(probe.begin(), probe.end(), 0.0F); }
    SECTION("not a number") { probe[3] = std::numeric_limits<float>::quiet_NaN(); }
    SECTION("infinite") { probe[3] = std::numeric_limits<float>::infinity(); }
    const auto found = gallery.match_all({embedding(values), embedding(probe), embedding(values)}, -1);
    REQUIRE(found.size() == 3);
    CHECK(found[0].size() == 1);
    CHECK(found[1].empty());
    CHECK(found[2].size() == 1);
    CHECK(gallery.match(embedding(values), std::numeric_limits<float>::quiet_NaN()).empty());
}

TEST_CASE("only templates of people whose biometric consent is in force are used", "[match]") {
    using namespace consent::test;
    RegisterSnapshot all;
    for (const char* id : {"P001", "P002", "P003"}) {
        all.people.push_back(pupil(id));
        all.notices.push_back(notified(id));
        all.templates.push_back(face_template(id));
    }
    all.answers = {answer("P001", "biometric", Answer::grant), answer("P002", "biometric", Answer::refuse)};
    const auto used = templates_in_use(all, "test_model", {}, test::today);
    REQUIRE(used.size() == 1);
    CHECK(used[0].person == "P001");
    CHECK(templates_in_use(all, "another", {}, test::today).empty());
}

TEST_CASE("references a pupil has outgrown are left out where newer ones exist", "[match][R-08]") {
    using namespace consent::test;
    RegisterSnapshot all;
    all.people = {pupil("P001"), pupil("P002"), pupil("S001")};
    all.people[2].kind = PersonKind::staff;
    for (const char* id : {"P001", "P002", "S001"}) {
        all.notices.push_back(notified(id));
        all.answers.push_back(answer(id, "biometric", Answer::grant, test::day(2020, 1, 1)));
        if (std::string_view(id) == "S001") all.answers.back().by.role = GiverRole::self;
        Template old = face_template(id);
        old.taken = test::day(2023, 9, 1);
        all.templates.push_back(old);
    }
    all.templates.push_back(face_template("P001", 2));
    all.templates.push_back(face_template("S001", 2));
    std::vector<std::string> used;
    for (const Template& held : templates_in_use(all, "test_model", {}, test::today))
        used.push_back(held.person + " " + to_string(held.taken));
    CHECK(used == std::vector<std::string>{"P002 2023-09-01", "S001 2023-09-01", "P001 2026-09-02", "S001 2026-09-02"});
}
