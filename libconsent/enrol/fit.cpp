// SPDX-License-Identifier: Apache-2.0
#include "enrol/fit.hpp"

#include <algorithm>

#include <consent/enrol.hpp>

namespace consent {

namespace {

float product(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.empty() || a.size() != b.size()) return -1;
    TemplatePanels row(a.size());
    row.add(a);
    return row.product(0, b);
}

}  // namespace

ReferenceFit::ReferenceFit(std::vector<Template> in_use, const std::string& person, const std::vector<Embedding>& added,
                           const EmbedderInfo& info)
    : person_(person), thresholds_(info.thresholds) {
    std::vector<const std::vector<float>*> references;
    for (const Embedding& one : added) references.push_back(&one.values);
    for (const Template& held : in_use)
        if (held.person == person) references.push_back(&held.embedding.values);
    references_ = references.size();

    for (std::size_t photo = 0; photo < added.size(); ++photo) {
        std::vector<const std::vector<float>*> others = references;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(photo));
        float nearest = -1;
        for (const std::vector<float>* other : others) nearest = std::max(nearest, product(*other, added[photo].values));
        nearest_copy_.push_back(nearest);
        own_.push_back(others.empty() ? std::nullopt
                                      : std::optional<float>(product(mean_template(others), added[photo].values)));
    }

    std::erase_if(in_use, [&](const Template& held) { return held.person == person; });
    others_ = Gallery(in_use, info.model).match_all(added, info.thresholds.deny);
}

std::optional<std::string> ReferenceFit::why_not(std::size_t photo, const std::vector<std::string>& looks_like) const {
    if (nearest_copy_[photo] >= same_photo_similarity)
        return "This is a copy of another photo of " + person_ + ", and tells nothing new: bring one from another day.";
    const std::optional<float> own = own_[photo];
    for (const MatchCandidate& other : others_[photo]) {
        if (std::find(looks_like.begin(), looks_like.end(), other.person) != looks_like.end()) continue;
        const std::string known_apart = " If these are two people who look alike, and somebody who knows both has told them "
                                        "apart, say --looks-like " + other.person + ".";
        if (own && other.similarity > *own)
            return "The face fits " + other.person + " better than " + person_ + ": check whose photo this is." + known_apart;
        if (other.similarity >= thresholds_.clear)
            return "The face matches " + other.person + ", who is already enrolled: check whose photo this is." + known_apart;
    }
    if (own && !(*own >= thresholds_.deny)) {
        const std::string earlier = " If the other is the wrong one, run `consent register unenrol " + person_ +
                                    "` and enrol anew.";
        return references_ == 2
                   ? "The face does not fit the other photo of " + person_ + ": check that both show " + person_ +
                         ", and bring another if they do." + earlier
                   : "The face does not fit the other photos of " + person_ + ": check that it shows " + person_ +
                         ", and bring another if it does.";
    }
    return std::nullopt;
}

}  // namespace consent
