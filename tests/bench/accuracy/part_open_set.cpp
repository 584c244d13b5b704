// SPDX-License-Identifier: Apache-2.0
//
// Open-set identification with the gate's own gallery: strangers taken for a member (FPIR) and members not recognised (FNIR),
// over many draws of who is a member and who a stranger.
#include <algorithm>
#include <array>
#include <cstdio>

#include <consent/policy.hpp>
#include <consent/thresholds.hpp>

#include "draws.hpp"
#include "match/gallery.hpp"
#include "open_set.hpp"
#include "options.hpp"
#include "plot.hpp"
#include "samples.hpp"
#include "schools.hpp"
#include "table.hpp"

namespace consent::accuracy {

namespace {

struct RegisterSize {
    std::size_t members;
    int references;
    bool probed_only;  // members are drawn from those with a photograph to spare
};
constexpr std::array sizes{RegisterSize{50, 3, true}, RegisterSize{150, 3, true}, RegisterSize{500, 1, false},
                           RegisterSize{1000, 1, false}};

using ByPerson = std::vector<std::vector<const Sample*>>;

std::string label(const RegisterSize& size) {
    return number(static_cast<long>(size.members)) + " people, " + number(static_cast<long>(size.references)) +
           (size.references == 1 ? " photo" : " photos");
}

void identify(const Sample& probe, const Gallery& gallery, float floor, OpenSetCounts& counts,
              const std::string* mate) {
    const auto found = gallery.match(probe.face.embedding, floor);
    const float best = found.empty() ? -1 : found.front().similarity;
    if (mate == nullptr)
        counts.add_stranger(probe.person, best);
    else
        counts.add_member(probe.person, best, !found.empty() && found.front().person == *mate);
}

std::string id_of(int person) { return "M" + std::to_string(person); }

Gallery gallery_of(const Roster& roster, const ByPerson& people, const std::string& model) {
    std::vector<Template> templates;
    for (const Member& member : roster.members)
        for (const int photo : member.references) {
            const Sample& sample = *people[static_cast<std::size_t>(member.person)][static_cast<std::size_t>(photo)];
            templates.push_back({id_of(member.person), sample.face.embedding, date_of(school_time())});
        }
    return {templates, model};
}

void draw_once(const ByPerson& people, const std::vector<int>& photo_counts, const RegisterSize& size,
               const std::string& model, float floor, demo::RandomSource& random, OpenSetCounts& counts) {
    const Roster roster = draw_roster(photo_counts, size.members, size.references, size.probed_only, random);
    const Gallery gallery = gallery_of(roster, people, model);
    for (const Member& member : roster.members) {
        const std::string mate = id_of(member.person);
        for (const int photo : member.probes)
            identify(*people[static_cast<std::size_t>(member.person)][static_cast<std::size_t>(photo)], gallery,
                     floor, counts, &mate);
    }
    for (const int stranger : roster.strangers)
        for (const Sample* sample : people[static_cast<std::size_t>(stranger)])
            identify(*sample, gallery, floor, counts, nullptr);
}

// The lowest of the thresholds at which at most this share of the strangers is taken for somebody.
float threshold_for(const OpenSetCounts& counts, double rate) {
    const std::vector<float> thresholds = counts.thresholds();
    return *std::partition_point(thresholds.begin(), thresholds.end() - 1,
                                 [&](float t) { return ratio(counts.false_positives(t)) > rate; });
}

struct Report {
    Table table{"open_set",
                "Open-set identification (95 %: bootstrap over people; \"mistaken\": a member returned as another)",
                {"register", "at", "threshold", "FPIR", "95 %", "FNIR", "95 %", "mistaken", "95 %"}};
    Plot plot;
    demo::RandomSource random{0};

    void row(const RegisterSize& size, const std::string& what, float threshold, const OpenSetCounts& counts) {
        const auto positives = counts.false_positives(threshold);
        const auto missed = counts.misses(threshold);
        const auto mistaken = counts.mistaken(threshold);
        table.row({label(size), what, number(static_cast<double>(threshold), 5), share(ratio(positives), 5),
                   range(bootstrap(positives, random), 5), share(ratio(missed)), range(bootstrap(missed, random)),
                   share(ratio(mistaken), 5), range(bootstrap(mistaken, random), 5)});
    }

    void curve(const RegisterSize& size, const OpenSetCounts& counts) {
        Series series{label(size), {}, true};
        for (const double rate : {0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001}) {
            const auto missed = counts.misses(threshold_for(counts, rate));
            series.points.push_back({rate, ratio(missed), bootstrap(missed, random)});
        }
        std::reverse(series.points.begin(), series.points.end());
        plot.series.push_back(std::move(series));
    }
};

}  // namespace

bool measure_open_set(const Options& options, const Recognition& recognition) {
    const People& people = recognition.people;
    const std::vector<Sample>& samples = recognition.samples;
    ByPerson by_person(people.photos.size());
    for (const Sample& sample : samples) by_person[static_cast<std::size_t>(sample.person)].push_back(&sample);
    std::vector<int> photo_counts;
    for (const auto& of_person : by_person) photo_counts.push_back(static_cast<int>(of_person.size()));

    const EmbedderInfo& info = recognition.parts.embedder->info();
    const auto policy = policy_from(options.policy);
    if (!policy) return false;
    const float floor = info.thresholds.deny - info.thresholds.margin;
    std::printf("\n== Open set with %s: %zu photographs of %zu people, %d draws\n", info.model.c_str(),
                samples.size(), people.photos.size(), options.draws);
    Report report;
    report.random = demo::RandomSource(seed_of(options.seed, 31, 0));
    report.plot.title = "Open-set identification: " + info.model;
    report.plot.note = number(static_cast<long>(options.draws)) +
                       " draws of members and strangers; bars: 95 %, bootstrap over people";
    report.plot.x = {"FPIR: strangers taken for a member", 1e-4, 0.3, true, {}};
    report.plot.y = {"FNIR: members not recognised", 1e-3, 1, true, {}};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        OpenSetCounts counts(people.photos.size(), floor);
        for (int draw = 0; draw < options.draws; ++draw) {
            demo::RandomSource random(seed_of(options.seed, 32 + i, static_cast<std::uint64_t>(draw)));
            draw_once(by_person, photo_counts, sizes[i], info.model, floor, random, counts);
        }
        demo::RandomSource first(seed_of(options.seed, 32 + i, 0));
        const Gallery gallery =
            gallery_of(draw_roster(photo_counts, sizes[i].members, sizes[i].references, sizes[i].probed_only, first),
                       by_person, info.model);
        const Thresholds thresholds = choose_thresholds(threshold_question(gallery, info, *policy)).thresholds;
        report.row(sizes[i], "the gate's clear", thresholds.clear, counts);
        report.row(sizes[i], "the gate's deny", thresholds.deny, counts);
        for (const double rate : {0.01, 0.001})
            report.row(sizes[i], "FPIR " + number(rate, 3), threshold_for(counts, rate), counts);
        report.curve(sizes[i], counts);
    }
    const bool good = report.table.put(options.out);
    return write_file(options.out / "open_set.svg", to_svg(report.plot)) && good;
}

}  // namespace consent::accuracy
