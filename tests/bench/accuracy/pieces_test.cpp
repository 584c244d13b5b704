// SPDX-License-Identifier: Apache-2.0
//
// The pieces that could be wrong without anybody noticing: intervals, draws, and the truth of simulated pictures.
#include <algorithm>
#include <cmath>
#include <set>

#include "backdrops.hpp"
#include "camera.hpp"
#include "casts.hpp"
#include "detect/merge_boxes.hpp"
#include "detection_tally.hpp"
#include "draws.hpp"
#include "gate_tables.hpp"
#include "heads.hpp"
#include "intervals.hpp"
#include "open_set.hpp"
#include "plot.hpp"
#include "scenes.hpp"
#include "support/catch.hpp"
#include "table.hpp"
#include "trials.hpp"

using namespace consent;
using namespace consent::accuracy;

namespace {

bool near(double a, double b, double tolerance = 5e-4) { return std::abs(a - b) <= tolerance; }

Raster plain(int width, int height, std::uint8_t level) {
    return {width, height,
            std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, level)};
}

void fill(Raster& picture, const Box& box, std::uint8_t level) {
    for (int y = static_cast<int>(box.y); y < static_cast<int>(box.y + box.height); ++y)
        for (int x = static_cast<int>(box.x); x < static_cast<int>(box.x + box.width); ++x)
            std::fill_n(picture.rgb.begin() + (static_cast<std::ptrdiff_t>(y) * picture.width + x) * 3, 3, level);
}

// The bright part of a picture: the corner points of all pixels above half.
Box bright_part(const Raster& picture) {
    int left = picture.width, top = picture.height, right = 0, bottom = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            if (picture.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                             static_cast<std::size_t>(x)) *
                            3] > 127) {
                left = std::min(left, x);
                top = std::min(top, y);
                right = std::max(right, x + 1);
                bottom = std::max(bottom, y + 1);
            }
    return {static_cast<float>(left), static_cast<float>(top), static_cast<float>(right - left),
            static_cast<float>(bottom - top)};
}

// A white "face" in a black photograph of the size of LFW's.
Head white_face() {
    Head head{plain(250, 250, 0), {80, 65, 90, 120}};
    fill(head.photo, head.face, 255);
    return head;
}

std::vector<int> photo_counts_of_a_town() {
    std::vector<int> counts;
    for (int i = 0; i < 200; ++i) counts.push_back(i % 5 == 0 ? 6 : i % 5 == 1 ? 4 : 1);
    return counts;
}

School a_school(std::uint64_t seed) {
    demo::RandomSource random(seed);
    School school = assign_roles(draw_roster(photo_counts_of_a_town(), 60, 3, true, random), random);
    for (Pupil& pupil : school.pupils)
        pupil.enrolled = pupil.role == Role::without_template ? 0 : static_cast<int>(pupil.member.references.size());
    return school;
}

Shown shown(Role role, Box box) {
    Shown one;
    one.role = role;
    one.box = box;
    one.width_px = box.width;
    return one;
}

FaceFinding finding(Box box, FaceStatus status, std::string person = {}) {
    FaceFinding found;
    found.box = box;
    found.status = status;
    found.person = std::move(person);
    return found;
}

}  // namespace

TEST_CASE("intervals are those of the textbooks", "[accuracy]") {
    // Wilson 1927 and Clopper-Pearson as R's binom::binom.confint(8, 100) gives them.
    CHECK(near(wilson({8, 100}).low, 0.0411));
    CHECK(near(wilson({8, 100}).high, 0.1500));
    CHECK(near(clopper_pearson({8, 100}).low, 0.0352));
    CHECK(near(clopper_pearson({8, 100}).high, 0.1516));
    CHECK(near(clopper_pearson({1, 3000}).low, 8.4e-6, 1e-6));
    CHECK(near(clopper_pearson({1, 3000}).high, 1.856e-3, 2e-6));
}

TEST_CASE("no error in n trials still leaves about three in n", "[accuracy]") {
    CHECK(clopper_pearson({0, 3000}).low == 0);
    CHECK(near(clopper_pearson({0, 3000}).high, 3.0 / 3000, 5e-6));
    CHECK(clopper_pearson({30, 30}).high == 1);
    CHECK(near(clopper_pearson({30, 30}).low, 1 - clopper_pearson({0, 30}).high, 1e-12));
    CHECK(wilson({0, 0}).high == 1);
    CHECK(clopper_pearson({0, 0}).high == 1);
}

TEST_CASE("an interval over people is wider than one over their trials when the errors are few people's",
          "[accuracy]") {
    std::vector<Cluster> clusters(100, Cluster{0, 50});
    for (std::size_t i = 0; i < 4; ++i) clusters[i].errors = 50;
    demo::RandomSource random(5);
    const Interval people = bootstrap(clusters, random);
    const Interval trials = wilson({200, 5000});
    CHECK(ratio(clusters) == 0.04);
    CHECK(people.low < trials.low);
    CHECK(people.high > trials.high);
    CHECK(people.low <= 0.04);
    CHECK(people.high >= 0.04);
}

TEST_CASE("where nobody erred the interval over people counts people, not trials", "[accuracy]") {
    const std::vector<Cluster> clusters(100, Cluster{0, 1000});
    demo::RandomSource random(5);
    CHECK(bootstrap(clusters, random).low == 0);
    CHECK(near(bootstrap(clusters, random).high, 1 - std::pow(0.05, 0.01), 1e-9));
}

TEST_CASE("nobody is member and stranger, and no photograph is reference and probe", "[accuracy]") {
    const std::vector<int> counts = photo_counts_of_a_town();
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        demo::RandomSource random(seed);
        const bool probed_only = seed % 2 == 0;
        const Roster roster = draw_roster(counts, 50, probed_only ? 3 : 1, probed_only, random);
        std::set<int> people(roster.strangers.begin(), roster.strangers.end());
        CHECK(people.size() == roster.strangers.size());
        CHECK(roster.members.size() == 50);
        for (const Member& member : roster.members) {
            CHECK(people.insert(member.person).second);
            std::set<int> photos(member.references.begin(), member.references.end());
            CHECK(photos.size() == (probed_only ? 3U : 1U));
            for (const int probe : member.probes) CHECK(photos.insert(probe).second);
            CHECK(static_cast<int>(photos.size()) == counts[static_cast<std::size_t>(member.person)]);
            CHECK((!probed_only || !member.probes.empty()));
        }
        CHECK(people.size() == counts.size());
    }
}

TEST_CASE("a draw follows from its seed, and another seed draws otherwise", "[accuracy]") {
    const auto people = [](std::uint64_t seed) {
        demo::RandomSource random(seed_of(1, 2, seed));
        return shuffled(100, random);
    };
    CHECK(people(3) == people(3));
    CHECK(people(3) != people(4));
    CHECK(seed_of(1, 2, 3) != seed_of(1, 3, 2));
    CHECK(seed_of(1, 2, 3) != seed_of(2, 2, 3));
}

TEST_CASE("a picture is cast of different people in photographs that the register has not seen", "[accuracy]") {
    const std::vector<int> counts = photo_counts_of_a_town();
    const School school = a_school(9);
    std::set<std::pair<int, int>> references;
    for (const Pupil& pupil : school.pupils)
        if (pupil.role != Role::without_template)
            for (const int photo : pupil.member.references) references.insert({pupil.member.person, photo});
    for (int number = 0; number < 200; ++number) {
        for (const Kind kind : {Kind::forbidden, Kind::all_cleared}) {
            demo::RandomSource random(
                seed_of(7, static_cast<std::uint64_t>(kind), static_cast<std::uint64_t>(number)));
            const Shape shape = shape_of(kind, number, 30, random);
            const auto cast = draw_cast(school, counts, shape, random, [](int, int) { return true; });
            std::set<int> people;
            int forbidden = 0;
            for (const Part& part : cast) {
                CHECK(people.insert(part.person).second);
                CHECK(references.count({part.person, part.photo}) == 0);
                CHECK(part.width_px >= shape.smallest_px);
                CHECK(part.width_px <= shape.largest_px);
                forbidden += may_be_shown(part.role) ? 0 : 1;
                const bool stranger = std::find(school.strangers.begin(), school.strangers.end(), part.person) !=
                                      school.strangers.end();
                CHECK(stranger == (part.role == Role::stranger));
            }
            CHECK(forbidden == shape.forbidden);
            CHECK((kind == Kind::all_cleared ? forbidden == 0 : forbidden >= 1));
            CHECK(static_cast<int>(cast.size()) == shape.faces);
        }
    }
}

TEST_CASE("every role is cast, strangers as often as all others together", "[accuracy]") {
    const std::vector<int> counts = photo_counts_of_a_town();
    const School school = a_school(4);
    std::map<Role, int> met;
    int all = 0;
    for (int number = 0; number < 400; ++number) {
        demo::RandomSource random(seed_of(8, 0, static_cast<std::uint64_t>(number)));
        Shape shape;
        shape.faces = shape.forbidden = 1;
        for (const Part& part : draw_cast(school, counts, shape, random, [](int, int) { return true; }))
            ++met[part.role], ++all;
    }
    for (const Role role : roles)
        if (!may_be_shown(role)) CHECK(met[role] > 20);
    CHECK(met[Role::cleared] == 0);
    CHECK(std::abs(met[Role::stranger] - all / 2) < 40);
}

TEST_CASE("a pasted face lies where the truth says, as large as asked for", "[accuracy]") {
    const Head head = white_face();
    for (const float px : {24.0F, 60.0F, 200.0F}) {
        Raster onto = plain(800, 700, 0);
        const Box box = paste(head, {{401.3F, 333.8F}, px, 0}, onto);
        const Box bright = bright_part(onto);
        CAPTURE(px, box.x, box.y, box.width, box.height, bright.x, bright.y, bright.width, bright.height);
        CHECK(near(static_cast<double>(box.width), static_cast<double>(px), 0.01));
        CHECK(near(static_cast<double>(box.height / box.width), 120.0 / 90, 1e-3));
        // The corners of the box lie in the faded border of the head, so the edges are looked at.
        CHECK(near(static_cast<double>(bright.x), static_cast<double>(box.x), 1.5));
        CHECK(near(static_cast<double>(bright.y), static_cast<double>(box.y), 1.5));
        CHECK(near(static_cast<double>(bright.width), static_cast<double>(box.width), 2));
        CHECK(near(static_cast<double>(bright.height), static_cast<double>(box.height), 2));
    }
}

TEST_CASE("a pasted face that is turned keeps its centre, and turns clockwise", "[accuracy]") {
    Head head = white_face();
    fill(head.photo, {80, 65, 90, 60}, 0);  // white in its lower half only
    Raster onto = plain(500, 500, 0);
    const Box box = paste(head, {{250, 250}, 90, 90}, onto);
    CHECK(near(static_cast<double>(box.x + box.width / 2), 250, 0.01));
    CHECK(near(static_cast<double>(box.y + box.height / 2), 250, 0.01));
    CHECK(near(static_cast<double>(box.width), 120, 0.01));
    CHECK(near(static_cast<double>(box.height), 90, 0.01));
    const Box bright = bright_part(onto);
    CHECK(bright.x + bright.width <= 252);  // what was below is now on the left
    CHECK(bright.x < 200);
}

TEST_CASE("a head fades into the picture and leaves the rest of it alone", "[accuracy]") {
    const Head head{plain(250, 250, 255), {80, 65, 90, 120}};
    Raster onto = plain(600, 600, 0);
    paste(head, {{300, 300}, 90, 0}, onto);
    const auto level = [&](int x, int y) {
        return onto.rgb[(static_cast<std::size_t>(y) * 600 + static_cast<std::size_t>(x)) * 3];
    };
    CHECK(level(300, 300) == 255);
    CHECK(level(300, 100) == 0);
    CHECK(level(100, 300) == 0);
    int before = 255;
    for (int x = 300; x < 400; ++x) {
        CHECK(level(x, 300) <= before);
        before = level(x, 300);
    }
    CHECK(before == 0);
    CHECK(onto.rgb[0] == 0);
}

TEST_CASE("a backdrop that would be blown up is not taken where a larger one is there", "[accuracy]") {
    const std::vector<Raster> backdrops{plain(300, 200, 10), plain(1200, 900, 20), plain(1600, 1200, 30)};
    demo::RandomSource random(6);
    std::set<std::uint8_t> small;
    std::set<std::uint8_t> large;
    for (int i = 0; i < 60; ++i) {
        small.insert(choose_backdrop(backdrops, 400, 250, random).rgb[0]);
        large.insert(choose_backdrop(backdrops, 1700, 1300, random).rgb[0]);
    }
    CHECK(small == std::set<std::uint8_t>{10, 20, 30});
    CHECK(large == std::set<std::uint8_t>{20, 30});
    CHECK(choose_backdrop(backdrops, 9000, 9000, random).rgb[0] == 30);
    CHECK(cut_from(backdrops[0], 400, 250, random).rgb.size() == 400U * 250 * 3);
}

TEST_CASE("people in a picture stand whole within it and not before each other", "[accuracy]") {
    const Head head = white_face();
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        demo::RandomSource random(seed);
        std::vector<Actor> actors;
        const std::size_t count = 1 + random.below(30);
        for (std::size_t i = 0; i < count; ++i) actors.push_back({&head, random.uniform(24, 200)});
        const Layout layout = lay_out(actors, seed % 2 == 1, random);
        std::vector<Box> heads;
        for (std::size_t i = 0; i < actors.size(); ++i) {
            const float scale = actors[i].width_px / 90;
            const float width = 2 * head_half_width * 90 * scale;
            const float height = 2 * head_half_height * 120 * scale;
            const Box box{layout.centres[i].x - width / 2, layout.centres[i].y - height / 2, width, height};
            CHECK(box.x >= -0.5F);
            CHECK(box.y >= -0.5F);
            CHECK(box.x + box.width <= static_cast<float>(layout.width) + 0.5F);
            CHECK(box.y + box.height <= static_cast<float>(layout.height) + 0.5F);
            for (const Box& other : heads) CHECK(overlap(box, other) < (seed % 2 == 1 ? 0.3F : 1e-3F));
            heads.push_back(box);
        }
    }
}

TEST_CASE("a turned picture carries its labels along", "[accuracy]") {
    for (const float degrees : {0.0F, 15.0F, 45.0F, 90.0F, 135.0F, 180.0F, 270.0F}) {
        Raster picture = plain(300, 200, 0);
        const Box face{220, 30, 24, 30};
        fill(picture, face, 255);
        const Raster after = turned(picture, degrees);
        Raster found = after;
        for (std::uint8_t& value : found.rgb) value = value > 200 ? 255 : 0;  // corners are grey
        const Box box = turned(face, picture, after, degrees);
        const Box bright = bright_part(found);
        CAPTURE(degrees, box.x, box.y, bright.x, bright.y);
        CHECK(
            near(static_cast<double>(box.x + box.width / 2), static_cast<double>(bright.x + bright.width / 2), 1.5));
        CHECK(near(static_cast<double>(box.y + box.height / 2), static_cast<double>(bright.y + bright.height / 2),
                   1.5));
    }
}

TEST_CASE("each box stands for one face, and boxes on none are counted", "[accuracy]") {
    DetectionTally tally;
    const std::vector<LabelledFace> faces{
        {{10, 10, 40, 40}, 40, 0.1F, false}, {{100, 10, 40, 40}, 40, -1, true}, {{200, 10, 12, 12}, 12, -1, false}};
    const std::vector<Box> ignore{{300, 300, 50, 50}};
    tally.add(
        faces, ignore,
        {{{12, 10, 40, 40}, 0.9F}, {{8, 12, 40, 40}, 0.5F}, {{310, 310, 20, 20}, 0.9F}, {{500, 500, 40, 40}, 0.4F}});
    CHECK(tally.counted.hits == 1);
    CHECK(tally.counted.trials == 2);  // the small one is not counted
    CHECK(tally.touched.hits == 1);
    CHECK(tally.touched.trials == 2);
    CHECK(tally.false_boxes == 2);  // the second box on the first face, and the one on none
    CHECK(tally.by_mask[0].hits == 1);
    CHECK(tally.by_mask[1].trials == 1);
    CHECK(tally.by_yaw.back().trials == 1);
    CHECK(tally.pictures.hits == 0);
}

TEST_CASE("open-set counts tell strangers, mates and mistaken members apart", "[accuracy]") {
    OpenSetCounts counts(3, 0.2F);
    counts.add_stranger(0, 0.5F);
    counts.add_stranger(0, -1);
    counts.add_member(1, 0.7F, true);
    counts.add_member(1, 0.6F, false);
    counts.add_member(2, 0.1F, true);
    CHECK(ratio(counts.false_positives(0.45F)) == 0.5);
    CHECK(ratio(counts.false_positives(0.55F)) == 0);
    CHECK(near(ratio(counts.misses(0.45F)), 2.0 / 3, 1e-12));
    CHECK(near(ratio(counts.misses(0.75F)), 1, 1e-12));
    CHECK(near(ratio(counts.mistaken(0.45F)), 1.0 / 3, 1e-12));
    CHECK(counts.misses(0.45F).size() == 2);
}

TEST_CASE("a face is stopped by the reasons on it alone", "[accuracy]") {
    Trial trial;
    trial.people = {shown(Role::stranger, {100, 100, 50, 60}), shown(Role::refused, {300, 100, 50, 60}),
                    shown(Role::cleared, {500, 100, 50, 60}), shown(Role::stranger, {700, 100, 50, 60}),
                    shown(Role::stranger, {900, 100, 50, 60})};
    Decision decision;
    decision.verdict = Verdict::block;
    decision.faces = {
        finding({102, 101, 50, 60}, FaceStatus::unknown), finding({301, 99, 50, 60}, FaceStatus::refused, "M2"),
        finding({500, 100, 50, 60}, FaceStatus::cleared, "M3"),
        finding({700, 100, 50, 60}, FaceStatus::cleared, "M4"), finding({20, 400, 50, 60}, FaceStatus::unknown)};
    decision.reasons = {{Rule::no_consent, Verdict::block, 2, "x"},
                        {Rule::unknown_face, Verdict::review, 1, "x"},
                        {Rule::unknown_face, Verdict::review, 5, "x"}};
    judge_outcomes(decision, trial);
    CHECK(trial.people[0].outcome == Outcome::review);
    CHECK(trial.people[1].outcome == Outcome::block);
    CHECK(trial.people[2].outcome == Outcome::cleared);
    CHECK(trial.people[3].outcome == Outcome::cleared);
    CHECK(trial.people[3].taken_for == "M4");
    CHECK(trial.people[4].outcome == Outcome::unseen);
    CHECK(trial.false_boxes.size() == 1);
    CHECK(trial.stopped_by == std::vector<Rule>{Rule::no_consent, Rule::unknown_face});

    GateTables tables;
    trial.verdict = Verdict::publish;
    tables.add(Kind::forbidden, trial, 0);
    CHECK(tables.false_publishes().hits == 1);
    CHECK(tables.false_publishes().trials == 1);
}

TEST_CASE("somebody too small to be identified is no false publish", "[accuracy]") {
    Trial trial;
    trial.people = {shown(Role::cleared, {0, 0, 60, 60}), shown(Role::stranger, {100, 0, 19, 24})};
    CHECK_FALSE(trial.holds_somebody_not_to_be_shown());
    trial.people.push_back(shown(Role::stranger, {200, 0, 20, 24}));
    CHECK(trial.holds_somebody_not_to_be_shown());
}

TEST_CASE("tables quote what CSV asks for, and plots hold their values", "[accuracy]") {
    Table table("t", "title", {"a", "b"});
    table.row({"x, \"y\"", "1"});
    CHECK(table.csv() == "a,b\n\"x, \"\"y\"\"\",1\n");
    Plot plot;
    plot.title = "a < b";
    plot.x = {"x", 1e-4, 1, true, {}};
    plot.y = {"y", 0, 1, false, {}};
    plot.series = {{"one", {{1e-2, 0.5, {0.4, 0.6}}}, true}};
    const std::string svg = to_svg(plot);
    CHECK(svg.find("a &lt; b") != std::string::npos);
    CHECK(svg.find("cx=\"410.0\"") != std::string::npos);  // the middle of four decades
}
