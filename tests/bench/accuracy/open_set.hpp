// SPDX-License-Identifier: Apache-2.0
//
// Open-set identification over many draws of members and strangers, kept by person. Terms as in ISO/IEC 19795-1.
#pragma once

#include <cstddef>
#include <vector>

#include "intervals.hpp"

namespace consent::accuracy {

// Similarities of probes in steps, from `floor` to 1; what lies below the floor was not found at all.
class OpenSetCounts {
public:
    OpenSetCounts(std::size_t people, float floor);

    // A probe of somebody who is not enrolled, and the best similarity to anybody who is.
    void add_stranger(int person, float best);
    // A probe of somebody who is: `best` is the best similarity, and of the mate's reference or of another's.
    void add_member(int person, float best, bool is_mate);

    // FPIR: strangers for whom somebody is returned; FNIR: members whose own reference is not returned first.
    // `mistaken`: members for whom another member is returned first.
    [[nodiscard]] std::vector<Cluster> false_positives(float threshold) const;
    [[nodiscard]] std::vector<Cluster> misses(float threshold) const;
    [[nodiscard]] std::vector<Cluster> mistaken(float threshold) const;

    // The similarities of the steps, lowest first.
    [[nodiscard]] std::vector<float> thresholds() const;

private:
    struct OfPerson {
        std::vector<int> stranger, mate, other;  // probes by step of the best similarity
        int strangers = 0;
        int members = 0;
    };
    static constexpr std::size_t steps = 2000;

    [[nodiscard]] std::size_t step_of(float similarity) const;
    void count(std::vector<int>& histogram, float similarity) const;
    template <typename Select>
    [[nodiscard]] std::vector<Cluster> clusters(float threshold, Select select) const;

    float floor_;
    std::vector<OfPerson> people_;
};

}  // namespace consent::accuracy
