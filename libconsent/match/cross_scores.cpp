// SPDX-License-Identifier: Apache-2.0
#include <consent/cross_scores.hpp>

#include <algorithm>
#include <map>

#include <consent/policy.hpp>

#include "base/guard.hpp"
#include "match/gallery.hpp"
#include "match/templates_in_use.hpp"

namespace consent {

namespace {

constexpr std::size_t most_comparisons = std::size_t{1} << 24;

using Values = std::vector<float>;

std::optional<float> to_the_others(const std::vector<const Template*>& references, std::size_t left_out) {
    std::vector<const Values*> others;
    for (std::size_t i = 0; i < references.size(); ++i)
        if (i != left_out) others.push_back(&references[i]->embedding.values);
    const Values mean = mean_template(others);
    const Values& probe = references[left_out]->embedding.values;
    if (mean.empty() || mean.size() != probe.size()) return std::nullopt;
    TemplatePanels row(mean.size());
    row.add(mean);
    return row.product(0, probe);
}

CrossScores compare(const std::vector<Template>& templates, std::string_view model) {
    const Gallery gallery(templates, model);
    std::map<std::string_view, std::vector<const Template*>> by_person;
    for (const Template& held : templates)
        if (is_unit(held.embedding.values) && held.embedding.values.size() == gallery.rows().dimension())
            by_person[held.person].push_back(&held);

    CrossScores scores;
    scores.model = model;
    const std::size_t people = gallery.size();
    for (std::size_t row = 0; row < people; ++row) {
        scores.people.push_back(gallery.person(row));
        scores.references += by_person[gallery.person(row)].size();
    }
    const std::size_t step = 1 + scores.references * people / most_comparisons;
    std::size_t number = 0;
    for (std::size_t person = 0; person < people; ++person) {
        const std::vector<const Template*>& references = by_person[scores.people[person]];
        for (std::size_t i = 0; i < references.size(); ++i) {
            if (number++ % step != 0) continue;
            scores.probes.push_back({person, references[i]->taken, to_the_others(references, i)});
            for (std::size_t row = 0; row < people; ++row)
                scores.impostors_.push_back(row == person ? 0 : gallery.rows().product(row, references[i]->embedding.values));
        }
    }
    return scores;
}

}  // namespace

std::vector<float> CrossScores::impostor_scores() const {
    std::vector<float> all;
    all.reserve(impostors_.size());
    for (std::size_t probe = 0; probe < probes.size(); ++probe)
        for (std::size_t person = 0; person < people.size(); ++person)
            if (person != probes[probe].person) all.push_back(similarity(probe, person));
    return all;
}

Result<CrossScores> cross_scores(const RegisterSnapshot& snapshot, std::string_view model, Date day) {
    return guarded("comparing the reference photos", [&]() -> Result<CrossScores> {
        const auto policy = policy_from(snapshot.settings);
        if (!policy) return policy.error();
        return compare(templates_in_use(snapshot, model, *policy, day), model);
    });
}

}  // namespace consent
