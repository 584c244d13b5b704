// SPDX-License-Identifier: Apache-2.0
//
// Nobody stands in a picture twice: which of the people that several faces resemble is which face.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/policy.hpp>

namespace consent {

// The assignment of rows to columns, each at most once, whose weights sum to the most (Kuhn and Munkres). `weights` is row-major; a weight
// of 0 or below, or NaN, is no pair. Answers each row's column, or `columns` for none.
// Takes rows * rows * (columns + rows) steps.
std::vector<std::size_t> best_assignment(const std::vector<double>& weights, std::size_t rows, std::size_t columns);

// The candidates of one face that are left once those who are certainly another face are taken out.
struct LeftCandidates {
    struct Elsewhere {
        std::string person;
        std::size_t face = 0;  // which that person is, counted from 0
    };
    std::vector<MatchCandidate> candidates;  // in their order
    std::vector<Elsewhere> elsewhere;        // who was taken out
};

// A cleared person is certainly another face when the best assignment of the faces of one showing gives that face the person, and
// that face fits the person better by the margin at least.
// Ensures: only people for whom `cleared` holds are taken out; a face from which somebody is taken out has a candidate left
// at the clear threshold. More than 64 faces that hang together keep everything.
std::vector<LeftCandidates> without_those_elsewhere(const std::vector<FaceEvidence>& faces, const Thresholds& thresholds,
                                                    const std::function<bool(std::string_view)>& cleared);

}  // namespace consent
