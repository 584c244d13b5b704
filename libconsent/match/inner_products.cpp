// SPDX-License-Identifier: Apache-2.0
#include "match/gallery.hpp"

// One binary for every x86-64: the loader picks the version for the processor it runs on. Elsewhere (arm64) the
// compiler's baseline already has vectors.
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__)
#define CONSENT_WIDEST_VECTORS __attribute__((target_clones("avx512f", "arch=haswell", "default")))
#else
#define CONSENT_WIDEST_VECTORS
#endif

namespace consent {

namespace {

// Independent partial sums let the compiler use full vectors without reassociating a single sum.
constexpr std::size_t lanes = 32;

}  // namespace

CONSENT_WIDEST_VECTORS
void inner_products(const float* rows, std::size_t count, std::size_t dimension, const float* probe, float* out) {
    for (std::size_t row = 0; row < count; ++row) {
        const float* values = rows + row * dimension;
        float sums[lanes] = {};
        std::size_t i = 0;
        for (; i + lanes <= dimension; i += lanes)
            for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += values[i + lane] * probe[i + lane];
        for (std::size_t lane = 0; i < dimension; ++i, ++lane) sums[lane] += values[i] * probe[i];
        for (std::size_t width = lanes / 2; width > 0; width /= 2)
            for (std::size_t lane = 0; lane < width; ++lane) sums[lane] += sums[lane + width];
        out[row] = sums[0];
    }
}

void inner_products_reference(const float* rows, std::size_t count, std::size_t dimension, const float* probe,
                              float* out) {
    for (std::size_t row = 0; row < count; ++row) {
        double sum = 0;
        for (std::size_t i = 0; i < dimension; ++i)
            sum += static_cast<double>(rows[row * dimension + i]) * static_cast<double>(probe[i]);
        out[row] = static_cast<float>(sum);
    }
}

}  // namespace consent
