// SPDX-License-Identifier: Apache-2.0
#include "open_set.hpp"

#include <algorithm>
#include <cmath>

namespace consent::accuracy {

OpenSetCounts::OpenSetCounts(std::size_t people, float floor) : floor_(floor), people_(people) {}

std::size_t OpenSetCounts::step_of(float similarity) const {
    const float part = (similarity - floor_) / (1 - floor_) * static_cast<float>(steps);
    return static_cast<std::size_t>(std::clamp(part, 0.0F, static_cast<float>(steps - 1)));
}

void OpenSetCounts::count(std::vector<int>& histogram, float similarity) const {
    if (similarity < floor_) return;
    if (histogram.empty()) histogram.resize(steps);
    ++histogram[step_of(similarity)];
}

void OpenSetCounts::add_stranger(int person, float best) {
    OfPerson& of_person = people_[static_cast<std::size_t>(person)];
    ++of_person.strangers;
    count(of_person.stranger, best);
}

void OpenSetCounts::add_member(int person, float best, bool is_mate) {
    OfPerson& of_person = people_[static_cast<std::size_t>(person)];
    ++of_person.members;
    count(is_mate ? of_person.mate : of_person.other, best);
}

template <typename Select>
std::vector<Cluster> OpenSetCounts::clusters(float threshold, Select select) const {
    const std::size_t from = threshold > 1 ? steps : step_of(threshold);
    std::vector<Cluster> out;
    for (const OfPerson& of_person : people_) {
        const auto at_or_above = [&](const std::vector<int>& histogram) {
            int sum = 0;
            for (std::size_t i = from; i < histogram.size(); ++i) sum += histogram[i];
            return sum;
        };
        const auto [errors, trials] = select(of_person, at_or_above);
        if (trials > 0) out.push_back({static_cast<double>(errors), static_cast<double>(trials)});
    }
    return out;
}

std::vector<Cluster> OpenSetCounts::false_positives(float threshold) const {
    return clusters(threshold, [](const OfPerson& p, auto at_or_above) {
        return std::pair{at_or_above(p.stranger), p.strangers};
    });
}

std::vector<Cluster> OpenSetCounts::misses(float threshold) const {
    return clusters(threshold, [](const OfPerson& p, auto at_or_above) {
        return std::pair{p.members - at_or_above(p.mate), p.members};
    });
}

std::vector<Cluster> OpenSetCounts::mistaken(float threshold) const {
    return clusters(threshold, [](const OfPerson& p, auto at_or_above) {
        return std::pair{at_or_above(p.other), p.members};
    });
}

std::vector<float> OpenSetCounts::thresholds() const {
    std::vector<float> values;
    for (std::size_t i = 0; i < steps; ++i)
        values.push_back(floor_ + (1 - floor_) * static_cast<float>(i) / static_cast<float>(steps));
    return values;
}

}  // namespace consent::accuracy
