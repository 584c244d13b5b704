// SPDX-License-Identifier: Apache-2.0
//
// Who is a member of the register and who a stranger, which photographs are references and which are probes: all by
// number, so that nothing here sees a picture.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demo_school/random_source.hpp"

namespace consent::accuracy {

struct Member {
    int person = 0;
    std::vector<int> references;  // numbers of photographs
    std::vector<int> probes;      // the others; empty for a person with no more than the references
};

struct Roster {
    std::vector<Member> members;
    std::vector<int> strangers;  // everybody else
};

// `members` people with at least `references` photographs each (at least one more where `probed_only`), at random, their
// references at random among their photographs; fewer members where there are not as many.
// Ensures: nobody is both member and stranger, nobody is left out, no photograph is both reference and probe.
Roster draw_roster(std::span<const int> photo_counts, std::size_t members, int references, bool probed_only,
                   demo::RandomSource& random);

// The numbers 0 .. count - 1 in random order (Fisher and Yates).
std::vector<int> shuffled(int count, demo::RandomSource& random);

// A seed of its own for the number-th thing of a kind, so that each can be made again alone.
std::uint64_t seed_of(std::uint64_t seed, std::uint64_t kind, std::uint64_t number) noexcept;

}  // namespace consent::accuracy
