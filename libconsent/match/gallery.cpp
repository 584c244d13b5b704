// SPDX-License-Identifier: Apache-2.0
#include "match/gallery.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace consent {

namespace {

constexpr double unit_tolerance = 1e-3;

double norm(const std::vector<float>& values) {
    double sum = 0;
    for (const float value : values) sum += static_cast<double>(value) * static_cast<double>(value);
    return std::sqrt(sum);
}

// Vectors this close to nothing have no direction that means anybody.
constexpr double least_mean = 0.05;

}  // namespace

// A value that is not finite makes a norm that is none of this.
bool is_unit(const std::vector<float>& values) { return std::abs(norm(values) - 1) <= unit_tolerance; }

std::vector<float> mean_template(const std::vector<const std::vector<float>*>& references) {
    if (references.empty()) return {};
    std::vector<double> sum(references.front()->size());
    for (const std::vector<float>* values : references) {
        if (values->size() != sum.size() || !is_unit(*values)) return {};
        const double length = norm(*values);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>((*values)[i]) / length;
    }
    double square = 0;
    for (const double value : sum) square += value * value;
    const double length = std::sqrt(square);
    if (!(length >= least_mean * static_cast<double>(references.size()))) return {};
    std::vector<float> mean;
    for (const double value : sum) mean.push_back(static_cast<float>(value / length));
    return mean;
}

Gallery::Gallery(const std::vector<Template>& templates, std::string_view model) : model_(model) {
    struct References {
        std::vector<const std::vector<float>*> values;
        const Template* newest = nullptr;
    };
    std::map<std::string_view, References> people;
    std::size_t dimension = 0;
    for (const Template& held : templates) {
        const std::vector<float>& values = held.embedding.values;
        if (held.embedding.model != model || !is_unit(values)) continue;
        if (dimension == 0) dimension = values.size();
        if (values.size() != dimension) continue;
        References& references = people[held.person];
        if (references.newest == nullptr || held.taken > references.newest->taken) references.newest = &held;
        references.values.push_back(&values);
    }
    rows_ = TemplatePanels(dimension);
    for (const auto& [person, references] : people) {
        const std::vector<float> mean = mean_template(references.values);
        rows_.add(mean.empty() ? references.newest->embedding.values : mean);
        person_.emplace_back(person);
        taken_.push_back(references.newest->taken);
        references_ += references.values.size();
    }
}

std::vector<std::vector<MatchCandidate>> Gallery::match_all(const std::vector<Embedding>& probes, float floor) const {
    std::vector<std::vector<MatchCandidate>> found(probes.size());
    std::vector<float> values;
    std::vector<std::size_t> place;  // in `probes`, of each that can be compared
    for (std::size_t i = 0; i < probes.size(); ++i) {
        if (person_.empty() || !can_compare(probes[i])) continue;
        values.insert(values.end(), probes[i].values.begin(), probes[i].values.end());
        place.push_back(i);
    }
    if (person_.empty() || place.empty()) return found;
    for (const TemplatePanels::Hit& hit : rows_.near(values, floor)) {
        const std::size_t probe = place[hit.probe];
        const float similarity = rows_.product(hit.row, probes[probe].values);
        if (similarity >= floor) found[probe].push_back({person_[hit.row], similarity, taken_[hit.row]});
    }
    for (std::vector<MatchCandidate>& candidates : found)
        std::sort(candidates.begin(), candidates.end(), [](const MatchCandidate& a, const MatchCandidate& b) {
            return a.similarity != b.similarity ? a.similarity > b.similarity : a.person < b.person;
        });
    return found;
}

std::vector<MatchCandidate> Gallery::match(const Embedding& probe, float floor) const {
    return std::move(match_all({probe}, floor).front());
}

}  // namespace consent
