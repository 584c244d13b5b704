// SPDX-License-Identifier: Apache-2.0
//
// Whether new reference photos show the person they are given for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <consent/embedder.hpp>
#include <consent/register.hpp>

#include "match/gallery.hpp"

namespace consent {

class ReferenceFit {
public:
    // `in_use`: the templates that count today; `added`: of the new photos of `person`.
    ReferenceFit(std::vector<Template> in_use, const std::string& person, const std::vector<Embedding>& added,
                 const EmbedderInfo& info);

    // Similarity of a new photo to the mean of the person's others, new and old; absent where there are none.
    // Requires: photo < added.size().
    [[nodiscard]] std::optional<float> own(std::size_t photo) const { return own_[photo]; }

    // Why the photo cannot serve, in words for the office; absent: it can.
    [[nodiscard]] std::optional<std::string> why_not(std::size_t photo, const std::vector<std::string>& looks_like) const;

private:
    std::string person_;
    Thresholds thresholds_;
    std::size_t references_ = 0;           // of the person, old and new
    std::vector<std::optional<float>> own_;
    std::vector<float> nearest_copy_;      // the best single similarity to another reference of the person
    std::vector<std::vector<MatchCandidate>> others_;  // everybody else at deny or above
};

}  // namespace consent
