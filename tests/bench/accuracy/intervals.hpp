// SPDX-License-Identifier: Apache-2.0
//
// How far a measured share may be from the true one. All intervals cover 95 %.
#pragma once

#include <span>

#include "demo_school/random_source.hpp"

namespace consent::accuracy {

// Shares, 0..1.
struct Interval {
    double low = 0;
    double high = 1;
};

// `hits` of `trials`, the trials independent of each other. No trials: 0..1.
// Requires: 0 <= hits <= trials.
struct Count {
    long hits = 0;
    long trials = 0;

    void add(bool hit) noexcept {
        hits += hit ? 1 : 0;
        ++trials;
    }
    [[nodiscard]] double share() const noexcept {
        return trials == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(trials);
    }
};

// Wilson 1927: for shares anywhere between 0 and 1.
Interval wilson(const Count& count) noexcept;

// Clopper and Pearson 1934, exact, never too narrow: for errors that should be none. With no hits the interval is
// one-sided, 0 .. 1 - .05^(1/trials): the "rule of three" (about 3 / trials); likewise with nothing but hits.
Interval clopper_pearson(const Count& count) noexcept;

// What one person brought into a measurement: errors and trials of one person depend on each other.
struct Cluster {
    double errors = 0;
    double trials = 0;
};

// The sum of all errors over the sum of all trials; 0 without a trial.
double ratio(std::span<const Cluster> clusters) noexcept;

// Of ratio(), by drawing whole clusters again with replacement (percentiles of
// 1 000 draws). Where no cluster has an error, or none is without, drawing again says nothing: then 0 .. the rule of
// three over the clusters that have a trial, or its mirror image.
Interval bootstrap(std::span<const Cluster> clusters, demo::RandomSource& random);

}  // namespace consent::accuracy
