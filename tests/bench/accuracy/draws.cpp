// SPDX-License-Identifier: Apache-2.0
#include "draws.hpp"

#include <numeric>
#include <utility>

namespace consent::accuracy {

std::vector<int> shuffled(int count, demo::RandomSource& random) {
    std::vector<int> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

Roster draw_roster(std::span<const int> photo_counts, std::size_t members, int references, bool probed_only,
                   demo::RandomSource& random) {
    const int needed = references + (probed_only ? 1 : 0);
    Roster roster;
    for (const int person : shuffled(static_cast<int>(photo_counts.size()), random)) {
        const int count = photo_counts[static_cast<std::size_t>(person)];
        if (roster.members.size() == members || count < needed) {
            roster.strangers.push_back(person);
            continue;
        }
        const std::vector<int> photos = shuffled(count, random);
        roster.members.push_back(
            {person, {photos.begin(), photos.begin() + references}, {photos.begin() + references, photos.end()}});
    }
    return roster;
}

std::uint64_t seed_of(std::uint64_t seed, std::uint64_t kind, std::uint64_t number) noexcept {
    demo::RandomSource first(seed * 1'000'003U + kind);
    demo::RandomSource second(first.next() + number);
    return second.next();
}

}  // namespace consent::accuracy
