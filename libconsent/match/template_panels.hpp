// SPDX-License-Identifier: Apache-2.0
//
// Templates laid out for reading them once: sixteen of them abreast, so that one pass over memory compares them with
// every face of a picture.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace consent {

class TemplatePanels {
public:
    static constexpr std::size_t rows = 16;  // of one panel

    struct Hit {
        std::size_t row = 0;
        std::size_t probe = 0;
    };

    explicit TemplatePanels(std::size_t dimension = 0) : dimension_(dimension) {}

    // Requires: values.size() == dimension().
    void add(std::span<const float> values);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return values_.size() * sizeof(float); }
    [[nodiscard]] float at(std::size_t row, std::size_t i) const noexcept {
        return values_[(row / rows * dimension_ + i) * rows + row % rows];
    }

    // The inner product by its definition, in double precision, first value first: the same on every machine.
    [[nodiscard]] float product(std::size_t row, std::span<const float> probe) const noexcept;

    // All pairs whose product is at `floor` or above, and perhaps some a little below it.
    // `probes` lie one after the other, dimension() values each. Takes the widest vector unit of the running processor; how
    // the sums are rounded depends on it, so that a product is only promised to lie within rounding_error() of product().
    // `vector_bytes`: no wider vectors than this (64, 32, 16), for tests of the narrow ones on a processor with wide ones.
    // Requires: templates and probes of unit length within 1e-3; `floor` is not NaN.
    [[nodiscard]] std::vector<Hit> near(std::span<const float> probes, float floor, std::size_t vector_bytes = 64) const;

    // What summing in float32, in any order and with or without fused products, may be off by: for n products of unit
    // vectors (n + 1) * 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, 3.1); twice that here.
    [[nodiscard]] float rounding_error() const noexcept { return static_cast<float>(dimension_ + 8) * 1.2e-7F; }

private:
    std::size_t dimension_ = 0;
    std::size_t size_ = 0;
    std::vector<float> values_;  // panel after panel; in each, the first values of its rows, then the second ...
};

}  // namespace consent
