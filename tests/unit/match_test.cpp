// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <random>

#include "match/gallery.hpp"
#include "support/catch.hpp"

using namespace consent;

namespace {

const Date day = *parse_date("2026-09-01");

std::vector<float> random_unit(std::mt19937& random, std::size_t dimension) {
    std::normal_distribution<float> normal;
    std::vector<float> values(dimension);
    float square = 0;
    for (float& v : values) {
        v = normal(random);
        square += v * v;
    }
    for (float& v : values) v /= std::sqrt(square);
    return values;
}

}  // namespace

TEST_CASE("the fast product equals the linear reference for every length", "[match][property]") {
    std::mt19937 random(7);
    for (std::size_t dimension = 1; dimension < 300; ++dimension) {
        std::vector<float> rows;
        for (int row = 0; row < 5; ++row) {
            const auto values = random_unit(random, dimension);
            rows.insert(rows.end(), values.begin(), values.end());
        }
        const auto probe = random_unit(random, dimension);
        std::vector<float> fast(5);
        std::vector<float> reference(5);
        inner_products(rows.data(), 5, dimension, probe.data(), fast.data());
        inner_products_reference(rows.data(), 5, dimension, probe.data(), reference.data());
        for (std::size_t i = 0; i < 5; ++i) REQUIRE(fast[i] == Approx(reference[i]).margin(1e-6));
    }
}

TEST_CASE("a gallery gives each person once, with the best similarity, best first", "[match]") {
    std::mt19937 random(11);
    const auto probe = random_unit(random, 128);
    auto near = probe;
    near[0] += 0.5F;
    std::vector<Template> templates{
        {"P002", {"model", random_unit(random, 128)}, day},
        {"P001", {"model", near}, *parse_date("2025-01-01")},
        {"P001", {"model", probe}, day},
    };
    const auto found = Gallery(templates, "model").match({"model", probe}, -1);
    REQUIRE(found.size() == 2);
    CHECK(found[0].person == "P001");
    CHECK(found[0].similarity == Approx(std::max(1.0F, 1 + 0.5F * probe[0])).epsilon(1e-4));
    CHECK(Gallery(templates, "model").match({"model", probe}, 0.9F).size() == 1);
}

TEST_CASE("vectors of different models never meet", "[match]") {
    std::mt19937 random(13);
    const auto values = random_unit(random, 64);
    const Gallery gallery({{"P001", {"one", values}, day}}, "one");
    CHECK(gallery.match({"one", values}, 0.5F).size() == 1);
    CHECK(gallery.match({"other", values}, -1).empty());
    CHECK(Gallery({{"P001", {"one", values}, day}}, "other").size() == 0);
}

TEST_CASE("a probe of another length or with a value that is not finite matches nobody", "[match]") {
    std::mt19937 random(17);
    const auto values = random_unit(random, 64);
    const Gallery gallery({{"P001", {"model", values}, day}}, "model");
    auto shorter = values;
    shorter.pop_back();
    CHECK(gallery.match({"model", shorter}, -1).empty());
    auto broken = values;
    broken[3] = std::numeric_limits<float>::quiet_NaN();
    CHECK(gallery.match({"model", broken}, -1).empty());
    CHECK(gallery.match({"model", {}}, -1).empty());
    CHECK(Gallery({{"P001", {"model", broken}, day}}, "model").size() == 0);
}
