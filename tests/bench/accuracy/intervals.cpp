// SPDX-License-Identifier: Apache-2.0
#include "intervals.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace consent::accuracy {

namespace {

constexpr double z95 = 1.959963984540054;
constexpr int bootstrap_rounds = 1000;

// Probability of at most `hits` in `trials` with chance p each.
double binomial_cdf(long hits, long trials, double p) {
    if (p <= 0) return 1;
    if (p >= 1) return hits >= trials ? 1 : 0;
    const auto n = static_cast<double>(trials);
    double sum = 0;
    for (long k = 0; k <= hits; ++k) {
        const auto x = static_cast<double>(k);
        sum += std::exp(std::lgamma(n + 1) - std::lgamma(x + 1) - std::lgamma(n - x + 1) + x * std::log(p) +
                        (n - x) * std::log1p(-p));
    }
    return std::min(sum, 1.0);
}

// The p at which the decreasing function binomial_cdf(hits, trials, .) takes `value`.
double p_where_cdf_is(double value, long hits, long trials) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (binomial_cdf(hits, trials, middle) > value ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

Interval wilson(const Count& count) noexcept {
    if (count.trials == 0) return {};
    const auto n = static_cast<double>(count.trials);
    const double p = count.share();
    const double scale = 1 + z95 * z95 / n;
    const double centre = (p + z95 * z95 / (2 * n)) / scale;
    const double half = z95 / scale * std::sqrt(p * (1 - p) / n + z95 * z95 / (4 * n * n));
    return {count.hits == 0 ? 0 : std::max(0.0, centre - half),
            count.hits == count.trials ? 1 : std::min(1.0, centre + half)};
}

Interval clopper_pearson(const Count& count) noexcept {
    const auto [hits, trials] = count;
    if (trials == 0) return {};
    const double at_an_end = std::pow(0.05, 1 / static_cast<double>(trials));
    if (hits == 0) return {0, 1 - at_an_end};
    if (hits == trials) return {at_an_end, 1};
    return {p_where_cdf_is(0.975, hits - 1, trials), p_where_cdf_is(0.025, hits, trials)};
}

double ratio(std::span<const Cluster> clusters) noexcept {
    double errors = 0;
    double trials = 0;
    for (const Cluster& cluster : clusters) {
        errors += cluster.errors;
        trials += cluster.trials;
    }
    return trials > 0 ? errors / trials : 0;
}

Interval bootstrap(std::span<const Cluster> clusters, demo::RandomSource& random) {
    double errors = 0;
    double trials = 0;
    Count with_trials;
    for (const Cluster& cluster : clusters) {
        errors += cluster.errors;
        trials += cluster.trials;
        if (cluster.trials > 0) with_trials.add(false);
    }
    if (errors <= 0) return clopper_pearson(with_trials);
    if (errors >= trials) return clopper_pearson({with_trials.trials, with_trials.trials});
    std::vector<double> shares;
    while (static_cast<int>(shares.size()) < bootstrap_rounds) {
        double e = 0;
        double t = 0;
        for (std::size_t i = 0; i < clusters.size(); ++i) {
            const Cluster& drawn = clusters[random.below(clusters.size())];
            e += drawn.errors;
            t += drawn.trials;
        }
        if (t > 0) shares.push_back(e / t);
    }
    std::sort(shares.begin(), shares.end());
    return {shares[bootstrap_rounds / 40], shares[bootstrap_rounds - 1 - bootstrap_rounds / 40]};
}

}  // namespace consent::accuracy
