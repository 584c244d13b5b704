// SPDX-License-Identifier: Apache-2.0
//
// The gate's own error: how often a picture that holds somebody who must not be shown gets out.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>

#include "gate_tables.hpp"
#include "options.hpp"
#include "simulation.hpp"

namespace consent::accuracy {

namespace {

constexpr int backdrops_needed = 5;
constexpr int samples_kept = 10;  // of each kind, to be looked at

void keep_picture(const Options& options, const std::string& name, const Simulation::Judged& judged) {
    if (options.keep.empty()) return;
    std::ofstream file(options.keep / (name + ".jpg"), std::ios::binary);
    file.write(reinterpret_cast<const char*>(judged.file.data()), static_cast<std::streamsize>(judged.file.size()));
    (void)write_file(options.keep / (name + ".txt"), describe(judged.trial));
}

std::optional<GateTables> simulate(const Options& options, Simulation& simulation) {
    GateTables tables;
    const auto judge = [&](Kind kind, int number) {
        const std::clock_t start = std::clock();
        const auto judged = simulation.judge(kind, number);
        if (!judged) {
            std::fprintf(stderr, "picture %d: %s\n", number, judged.error().message.c_str());
            return false;
        }
        if (number - (kind == Kind::forbidden ? options.first : options.first / 3) < samples_kept)
            keep_picture(options, (kind == Kind::forbidden ? "sample-" : "sample-cleared-") + std::to_string(number),
                         *judged);
        tables.add(kind, judged->trial, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        if (kind == Kind::forbidden && judged->trial.verdict == Verdict::publish &&
            judged->trial.holds_somebody_not_to_be_shown()) {
            std::printf("\nFALSE PUBLISH: seed %llu, picture %d\n%s", static_cast<unsigned long long>(options.seed),
                        number, describe(judged->trial).c_str());
            std::fflush(stdout);
            keep_picture(options, "false-publish-" + std::to_string(options.seed) + "-" + std::to_string(number),
                         *judged);
        }
        return true;
    };
    const int cleared = options.cleared.value_or(options.pictures / 3);
    for (int i = 0; i < std::max(options.pictures, 3 * cleared); ++i) {
        if (i < options.pictures && !judge(Kind::forbidden, options.first + i)) return std::nullopt;
        // One of cleared people after every third.
        if (i % 3 == 2 && i / 3 < cleared && !judge(Kind::all_cleared, options.first / 3 + i / 3))
            return std::nullopt;
        if ((i + 1) % 50 == 0)
            std::fprintf(stderr, "%d of %d, %ld false publishes\n", i + 1, std::max(options.pictures, 3 * cleared),
                         tables.false_publishes().hits);
    }
    return tables;
}

}  // namespace

bool measure_gate(const Options& options) {
    const People people = read_people(options.data);
    const auto backdrops = make_backdrops(read_groups(options.data), options.setup(), options.seed);
    if (!backdrops || people.photos.empty() || backdrops->size() < backdrops_needed) {
        std::fprintf(stderr, "%s\n",
                     backdrops ? "no photographs, or no pictures without faces to set them into"
                               : backdrops.error().message.c_str());
        return false;
    }
    std::printf("\n== The gate: %zu people, %zu backdrops, seed %llu, pictures %d to %d\n", people.photos.size(),
                backdrops->size(), static_cast<unsigned long long>(options.seed), options.first,
                options.first + options.pictures - 1);
    SimulationSettings settings;
    settings.seed = options.seed;
    settings.setup = options.setup();
    settings.policy = options.policy;
    Simulation simulation(people, *backdrops, settings);
    const auto tables = simulate(options, simulation);
    return tables && tables->put(options.out);
}

}  // namespace consent::accuracy
