// SPDX-License-Identifier: Apache-2.0
//
// One-to-many comparison of probes with the enrolled people (open-set identification): one row a person and model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <consent/embedder.hpp>
#include <consent/face.hpp>
#include <consent/policy.hpp>
#include <consent/register.hpp>
#include <consent/thresholds.hpp>

#include "match/template_panels.hpp"

namespace consent {

// Whether these are values that can be compared: a unit vector within 1e-3.
bool is_unit(const std::vector<float>& values);

// The mean of unit vectors, brought back to unit length; empty where there are none, their lengths differ, one is not a unit
// vector within 1e-3, or they cancel out. With several references it misses fewer people at the same rate of
// mistakes than the best, or the average, of the single similarities (models/README.md, "Several reference photos").
std::vector<float> mean_template(const std::vector<const std::vector<float>*>& references);

// Immutable after construction; const functions may be called from several threads.
// Memory: 4 bytes for each value of a row, rows rounded up to sixteen (100 000 people, 128 values: 51 MB), and the ids.
class Gallery {
public:
    // One row a person: the mean template of that person's templates of `model`; others are left out, for vectors of
    // different models never meet, and so is each that is not a unit vector of the length of the first. Where they cancel out the
    // newest stands for the person: a do-not-publish list must not forget. Which templates count is the caller's choice.
    Gallery(const std::vector<Template>& templates, std::string_view model);

    // For each probe, every person whose similarity (cosine) is at `floor` or above, best first, ties by id. Exactly what
    // comparing one by one gives: the fast pass only leaves out what rounding cannot bring up to the floor.
    // A probe of another model, of another length, not of unit length or with a value that is not finite matches nobody.
    [[nodiscard]] std::vector<std::vector<MatchCandidate>> match_all(const std::vector<Embedding>& probes,
                                                                     float floor) const;
    [[nodiscard]] std::vector<MatchCandidate> match(const Embedding& probe, float floor) const;

    // Whether match() can tell whom a probe resembles: false for one of those that match nobody whoever they are of.
    [[nodiscard]] bool can_compare(const Embedding& probe) const {
        return probe.model == model_ && (person_.empty() || probe.values.size() == rows_.dimension()) && is_unit(probe.values);
    }

    [[nodiscard]] std::size_t size() const noexcept { return person_.size(); }  // people
    [[nodiscard]] std::size_t references() const noexcept { return references_; }
    [[nodiscard]] const std::string& person(std::size_t row) const { return person_[row]; }
    [[nodiscard]] Date taken(std::size_t row) const { return taken_[row]; }
    [[nodiscard]] const TemplatePanels& rows() const noexcept { return rows_; }

private:
    std::string model_;
    TemplatePanels rows_;
    std::vector<std::string> person_;  // of each row, in order
    std::vector<Date> taken_;          // of the newest reference
    std::size_t references_ = 0;
};

// What the thresholds for a gallery follow from.
ThresholdQuestion threshold_question(const Gallery& gallery, const EmbedderInfo& embedder, const Policy& policy);

}  // namespace consent
