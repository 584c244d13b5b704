// SPDX-License-Identifier: Apache-2.0
//
// Checks that every test of the sanitiser makes.
#pragma once

#include <string>
#include <utility>

#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "sanitise/sanitise.hpp"
#include "support/catch.hpp"
#include "support/picture_maker.hpp"

namespace consent::test {

inline Raster pixels_of(const Bytes& bytes) {
    auto picture = decode(bytes, Limits{});
    INFO((picture ? "" : picture.error().message));
    REQUIRE(picture);
    return std::move(picture->shown);
}

// The copy, proved clean, listed as empty, without the needle, and left as it is by a second pass.
inline CleanCopy clean_copy(const Bytes& bytes) {
    auto copy = sanitise(bytes, Limits{});
    INFO((copy ? "" : copy.error().message));
    REQUIRE(copy);
    const auto proved = prove_clean(copy->bytes, Limits{});
    INFO((proved ? "" : proved.error().message));
    CHECK(proved);
    CHECK(!holds_needle(copy->bytes));
    const auto listed = list_metadata(copy->bytes, Limits{});
    REQUIRE(listed);
    CHECK(listed->empty());
    const auto again = sanitise(copy->bytes, Limits{});
    REQUIRE(again);
    CHECK((again->bytes == copy->bytes));
    CHECK(again->method == CopyMethod::lossless);
    return std::move(*copy);
}

inline bool same_pixels(const Bytes& a, const Bytes& b) {
    const Raster first = pixels_of(a), second = pixels_of(b);
    return first.width == second.width && first.height == second.height && first.rgb == second.rgb;
}

}  // namespace consent::test
