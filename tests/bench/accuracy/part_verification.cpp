// SPDX-License-Identifier: Apache-2.0
//
// Comparisons of all pairs of photographs: how often two of one person fall below a threshold (FNMR) at which two of
// different people reach it this often (FMR). Terms as in ISO/IEC 19795-1.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "draws.hpp"
#include "options.hpp"
#include "plot.hpp"
#include "samples.hpp"
#include "table.hpp"

namespace consent::accuracy {

namespace {

constexpr std::size_t pairs_listed = 40;

struct ClosePair {
    float similarity = 0;
    const Sample* one = nullptr;
    const Sample* other = nullptr;
};

struct Pairs {
    std::vector<float> impostors;             // sorted
    std::vector<ClosePair> closest;           // of the impostors, the closest first
    std::vector<std::vector<float>> genuine;  // of each person
};

Pairs pairs_of(const std::vector<Sample>& samples, std::size_t people, float suspicious) {
    Pairs pairs;
    pairs.genuine.resize(people);
    for (std::size_t i = 0; i < samples.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const float s = similarity(samples[i].face.embedding, samples[j].face.embedding);
            if (samples[i].person == samples[j].person)
                pairs.genuine[static_cast<std::size_t>(samples[i].person)].push_back(s);
            else {
                pairs.impostors.push_back(s);
                if (s > suspicious) pairs.closest.push_back({s, &samples[i], &samples[j]});
            }
        }
    std::sort(pairs.closest.begin(), pairs.closest.end(),
              [](const ClosePair& a, const ClosePair& b) { return a.similarity > b.similarity; });
    if (pairs.closest.size() > pairs_listed) pairs.closest.resize(pairs_listed);
    std::sort(pairs.impostors.begin(), pairs.impostors.end());
    return pairs;
}

// The lowest threshold that no more than this share of the impostors reach.
float threshold_for(const std::vector<float>& impostors, double rate) {
    const auto allowed = static_cast<std::size_t>(rate * static_cast<double>(impostors.size()));
    return allowed >= impostors.size() ? -1.0F : std::nextafter(impostors[impostors.size() - 1 - allowed], 2.0F);
}

std::vector<Cluster> misses(const Pairs& pairs, float threshold) {
    std::vector<Cluster> clusters;
    for (const auto& of_person : pairs.genuine) {
        if (of_person.empty()) continue;
        const auto missed = std::count_if(of_person.begin(), of_person.end(), [&](float s) { return s < threshold; });
        clusters.push_back({static_cast<double>(missed), static_cast<double>(of_person.size())});
    }
    return clusters;
}

}  // namespace

bool measure_verification(const Options& options, const Recognition& recognition) {
    const People& people = recognition.people;
    const std::vector<Sample>& samples = recognition.samples;
    const Pairs pairs = pairs_of(samples, people.photos.size(), recognition.parts.embedder->info().thresholds.clear);
    std::size_t genuine = 0;
    for (const auto& of_person : pairs.genuine) genuine += of_person.size();
    const std::string& model = recognition.parts.embedder->info().model;
    std::printf("\n== Verification with %s: %zu photographs, %zu genuine and %zu impostor comparisons\n",
                model.c_str(), samples.size(), genuine, pairs.impostors.size());

    Table table("verification", "FNMR at FMR (95 %: bootstrap over people)", {"FMR", "threshold", "FNMR", "95 %"});
    Plot plot;
    plot.title = "Verification: " + model;
    plot.note = number(static_cast<long>(genuine)) + " genuine, " +
                number(static_cast<long>(pairs.impostors.size())) +
                " impostor comparisons; bars: 95 %, bootstrap over people";
    plot.x = {"FMR", 1e-6, 1, true, {}};
    plot.y = {"FNMR", 1e-3, 1, true, {}};
    plot.series = {{model, {}, true}};
    demo::RandomSource random(seed_of(options.seed, 21, 0));
    for (const double rate : {1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1}) {
        if (rate * static_cast<double>(pairs.impostors.size()) < 1) continue;
        const float threshold = threshold_for(pairs.impostors, rate);
        const auto clusters = misses(pairs, threshold);
        const Interval interval = bootstrap(clusters, random);
        table.row(
            {number(rate, 6), number(static_cast<double>(threshold), 5), share(ratio(clusters)), range(interval)});
        plot.series[0].points.push_back({rate, ratio(clusters), interval});
    }
    Table closest("verification_closest", "",
                  {"similarity", "photograph", "photograph of somebody with another name"});
    const auto file = [&](const Sample& sample) {
        return people.photos[static_cast<std::size_t>(sample.person)][static_cast<std::size_t>(sample.photo)]
            .filename()
            .string();
    };
    for (const ClosePair& pair : pairs.closest)
        closest.row({number(static_cast<double>(pair.similarity), 4), file(*pair.one), file(*pair.other)});
    std::printf(
        "\nThe closest pairs under two names are in verification_closest.csv: look at them, for a data set's wrong "
        "labels are among them.\n");
    const bool good = table.put(options.out) && write_file(options.out / "verification_closest.csv", closest.csv());
    return write_file(options.out / "verification.svg", to_svg(plot)) && good;
}

}  // namespace consent::accuracy
