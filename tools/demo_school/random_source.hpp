// SPDX-License-Identifier: Apache-2.0
//
// Numbers from a seed: the same on every machine and compiler, which the distributions of <random> do not promise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace consent::demo {

// SplitMix64 (Steele, Lea, Flood 2014).
class RandomSource {
public:
    explicit RandomSource(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint64_t next() noexcept;

    float uniform(float low, float high) noexcept;      // [low, high)
    float around(float centre, float spread) noexcept;  // bell-shaped, within centre +- 2 * spread
    bool chance(float probability) noexcept;
    std::size_t below(std::size_t count) noexcept;  // 0 .. count - 1; requires count > 0

    template <typename T>
    const T& pick(std::span<const T> choices) noexcept {
        return choices[below(choices.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace consent::demo
