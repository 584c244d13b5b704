// SPDX-License-Identifier: Apache-2.0
#include "match/gallery.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace consent {

namespace {

bool all_finite(const std::vector<float>& values) {
    return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

}  // namespace

Gallery::Gallery(const std::vector<Template>& templates, std::string_view model) : model_(model) {
    for (const Template& held : templates) {
        const std::vector<float>& values = held.embedding.values;
        if (held.embedding.model != model || values.empty() || !all_finite(values)) continue;
        if (dimension_ == 0) dimension_ = values.size();
        if (values.size() != dimension_) continue;
        rows_.insert(rows_.end(), values.begin(), values.end());
        person_.push_back(held.person);
        taken_.push_back(held.taken);
    }
}

std::vector<MatchCandidate> Gallery::match(const Embedding& probe, float floor) const {
    if (probe.model != model_ || probe.values.size() != dimension_ || person_.empty() || !all_finite(probe.values))
        return {};
    std::vector<float> similarity(person_.size());
    inner_products(rows_.data(), person_.size(), dimension_, probe.values.data(), similarity.data());

    std::vector<MatchCandidate> best;
    std::unordered_map<std::string_view, std::size_t> place;
    for (std::size_t row = 0; row < similarity.size(); ++row) {
        if (!(similarity[row] >= floor)) continue;
        const auto [found, added] = place.try_emplace(person_[row], best.size());
        if (added)
            best.push_back({person_[row], similarity[row], taken_[row]});
        else if (similarity[row] > best[found->second].similarity)
            best[found->second] = {person_[row], similarity[row], taken_[row]};
    }
    std::sort(best.begin(), best.end(), [](const MatchCandidate& a, const MatchCandidate& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.person < b.person;
    });
    return best;
}

}  // namespace consent
