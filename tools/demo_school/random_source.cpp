// SPDX-License-Identifier: Apache-2.0
#include "demo_school/random_source.hpp"

namespace consent::demo {

std::uint64_t RandomSource::next() noexcept {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

float RandomSource::uniform(float low, float high) noexcept {
    const float unit = static_cast<float>(next() >> 40) * 0x1p-24F;
    return low + (high - low) * unit;
}

// The sum of four uniforms has standard deviation 1/sqrt(3) and ends at +-2.
float RandomSource::around(float centre, float spread) noexcept {
    float sum = -2;
    for (int i = 0; i < 4; ++i) sum += uniform(0, 1);
    return centre + spread * sum;
}

bool RandomSource::chance(float probability) noexcept { return uniform(0, 1) < probability; }

std::size_t RandomSource::below(std::size_t count) noexcept {
    return static_cast<std::size_t>((next() >> 32) * count >> 32);
}

}  // namespace consent::demo
