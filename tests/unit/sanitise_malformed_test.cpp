// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "sanitise_fixture.hpp"
#include "support/picture_mutations.hpp"

using namespace consent;
using namespace consent::test;

TEST_CASE("a damaged file makes no copy", "[sanitise][R-01]") {
    const auto refused = [](const Bytes& bytes) {
        const auto copy = sanitise(bytes, Limits{});
        return !copy && copy.error().code == ErrorCode::unreadable;
    };
    JpegOptions options;
    options.progressive = GENERATE(false, true);
    const Bytes jpeg = plant(make_jpeg(draw(120, 90), options), "exif");
    for (std::size_t tenth = 0; tenth < 10; ++tenth)
        CHECK(refused(Bytes(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(jpeg.size() * tenth / 10))));
    CHECK(refused(Bytes(jpeg.begin(), jpeg.end() - 3)));
    Bytes hollow = jpeg;
    hollow.erase(hollow.end() - 300, hollow.end() - 2);
    CHECK(refused(hollow));

    const Bytes png = make_png(draw(60, 40));
    Bytes flipped = png;
    flipped[flipped.size() - 20] ^= 1;
    CHECK(refused(flipped));
    CHECK(refused(with_png_chunk(png, "IDAT", [](Bytes& data) { data.back() ^= 1; })));
    CHECK(refused(with_png_chunk(png, "IDAT", [](Bytes& data) { data.resize(data.size() / 2); })));
    for (std::size_t size = 0; size < png.size(); size += 1 + png.size() / 50)
        CHECK(refused(Bytes(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(size))));
}

TEST_CASE("whatever is damaged is refused or leaves clean", "[sanitise][fuzz][R-17]") {
    std::size_t copies = 0, refusals = 0;
    for (const Bytes& file : mutation_seeds())
        for (unsigned seed = 0; seed < 150; ++seed) {
            const auto copy = sanitise(mutated(file, seed), Limits{});
            if (!copy) {
                ++refusals;
                CHECK(copy.error().code == ErrorCode::unreadable);
                continue;
            }
            ++copies;
            const auto proved = prove_clean(copy->bytes, Limits{});
            INFO("seed " << seed << ": " << (proved ? "" : proved.error().message));
            REQUIRE(proved);
            REQUIRE(decode(copy->bytes, Limits{}));
            CHECK(!holds_needle(copy->bytes));
            const auto again = sanitise(copy->bytes, Limits{});
            REQUIRE(again);
            CHECK((again->bytes == copy->bytes));
        }
    CHECK(copies > 100);
    CHECK(refusals > 100);
}

TEST_CASE("a damaged clean copy is not proved clean unless it is another clean copy", "[sanitise][fuzz][R-17]") {
    for (const Bytes& file : mutation_seeds()) {
        const auto copy = sanitise(file, Limits{});
        REQUIRE(copy);
        for (unsigned seed = 0; seed < 60; ++seed) {
            const Bytes damaged = mutated(copy->bytes, seed);
            if (!prove_clean(damaged, Limits{})) continue;
            const auto again = sanitise(damaged, Limits{});
            REQUIRE(again);
            const auto listed = list_metadata(damaged, Limits{});
            REQUIRE(listed);
            CHECK(listed->empty());
        }
    }
}
