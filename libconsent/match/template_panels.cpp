// SPDX-License-Identifier: Apache-2.0
#include "match/template_panels.hpp"

#include <algorithm>
#include <cstring>

namespace consent {

namespace {

constexpr std::size_t rows = TemplatePanels::rows;

struct Work {
    const float* panels = nullptr;
    std::size_t count = 0;  // of panels
    std::size_t dimension = 0;
    const float* probes = nullptr;
    std::size_t probe_count = 0;
    float limit = 0;
    std::vector<TemplatePanels::Hit>* hits = nullptr;
};

// A vector register of so many bytes.
template <std::size_t Bytes>
struct Register;
template <>
struct Register<64> {
    using Type __attribute__((vector_size(64))) = float;
};
template <>
struct Register<32> {
    using Type __attribute__((vector_size(32))) = float;
};
template <>
struct Register<16> {
    using Type __attribute__((vector_size(16))) = float;
};

#define CONSENT_INLINE __attribute__((always_inline)) inline

// One panel with `Group` probes: the sums stay in registers.
template <std::size_t Bytes, std::size_t Group>
CONSENT_INLINE void multiply(const float* panel, std::size_t dimension, const float* probes, float* products) {
    using Vector = typename Register<Bytes>::Type;
    constexpr std::size_t parts = rows * sizeof(float) / Bytes;
    Vector sums[Group * parts] = {};
    for (std::size_t i = 0; i < dimension; ++i) {
        Vector values[parts];
#pragma GCC unroll 4
        for (std::size_t part = 0; part < parts; ++part)
            std::memcpy(&values[part], panel + i * rows + part * (rows / parts), Bytes);
#pragma GCC unroll 16
        for (std::size_t probe = 0; probe < Group; ++probe)
#pragma GCC unroll 4
            for (std::size_t part = 0; part < parts; ++part)
                sums[probe * parts + part] += values[part] * probes[probe * dimension + i];
    }
#pragma GCC unroll 64
    for (std::size_t i = 0; i < Group * parts; ++i) std::memcpy(products + i * (rows / parts), &sums[i], Bytes);
}

template <std::size_t Group>
CONSENT_INLINE void collect(const float* products, std::size_t panel, std::size_t first_probe, const Work& work) {
    float most = products[0];
    for (std::size_t i = 1; i < Group * rows; ++i) most = products[i] > most ? products[i] : most;
    if (!(most < work.limit))
        for (std::size_t i = 0; i < Group * rows; ++i)
            if (!(products[i] < work.limit))
                work.hits->push_back({panel * rows + i % rows, first_probe + i / rows});
}

template <std::size_t Bytes, std::size_t Group>
CONSENT_INLINE void scan(const Work& work) {
    alignas(64) float products[Group * rows];
    for (std::size_t panel = 0; panel < work.count; ++panel) {
        const float* values = work.panels + panel * rows * work.dimension;
        std::size_t probe = 0;
        for (; probe + Group <= work.probe_count; probe += Group) {
            multiply<Bytes, Group>(values, work.dimension, work.probes + probe * work.dimension, products);
            collect<Group>(products, panel, probe, work);
        }
        for (; probe < work.probe_count; ++probe) {
            multiply<Bytes, 1>(values, work.dimension, work.probes + probe * work.dimension, products);
            collect<1>(products, panel, probe, work);
        }
    }
}

// As many probes at once as the sums have registers, beside the templates and one value of a probe.
void scan_any(const Work& work) { scan<16, 3>(work); }

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) void scan_avx2(const Work& work) { scan<32, 6>(work); }
__attribute__((target("avx512f"))) void scan_avx512(const Work& work) { scan<64, 10>(work); }
#endif

void scan_widest(const Work& work, [[maybe_unused]] std::size_t vector_bytes) {
#if defined(__x86_64__)
    if (vector_bytes >= 64 && __builtin_cpu_supports("avx512f")) return scan_avx512(work);
    if (vector_bytes >= 32 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return scan_avx2(work);
#endif
    scan_any(work);
}

}  // namespace

void TemplatePanels::add(std::span<const float> values) {
    const std::size_t lane = size_ % rows;
    if (lane == 0) values_.resize(values_.size() + rows * dimension_);
    float* panel = values_.data() + size_ / rows * rows * dimension_;
    for (std::size_t i = 0; i < dimension_; ++i) panel[i * rows + lane] = values[i];
    ++size_;
}

float TemplatePanels::product(std::size_t row, std::span<const float> probe) const noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < dimension_; ++i) sum += static_cast<double>(at(row, i)) * static_cast<double>(probe[i]);
    return static_cast<float>(sum);
}

std::vector<TemplatePanels::Hit> TemplatePanels::near(std::span<const float> probes, float floor,
                                                      std::size_t vector_bytes) const {
    std::vector<Hit> hits;
    if (size_ == 0 || dimension_ == 0) return hits;
    Work work;
    work.panels = values_.data();
    work.count = (size_ + rows - 1) / rows;
    work.dimension = dimension_;
    work.probes = probes.data();
    work.probe_count = probes.size() / dimension_;
    work.limit = floor - rounding_error();
    work.hits = &hits;
    scan_widest(work, vector_bytes);
    const std::size_t held = size_;  // the last panel may have rows that nobody filled
    hits.erase(std::remove_if(hits.begin(), hits.end(), [held](const Hit& hit) { return hit.row >= held; }), hits.end());
    return hits;
}

}  // namespace consent
