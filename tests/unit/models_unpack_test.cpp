// SPDX-License-Identifier: Apache-2.0
#include "models/unpack.hpp"
#include "models_packed.hpp"
#include "support/catch.hpp"

using namespace consent;
using namespace consent::test;

TEST_CASE("a packed file unpacks to its content, stream after stream", "[models]") {
    auto once = unpack_bzip2(bytes_of(packed_model()), 10000);
    REQUIRE(once);
    CHECK(std::string(once->begin(), once->end()) == unpacked_model());
    auto twice = unpack_bzip2(bytes_of(packed_model() + packed_model()), 20000);
    REQUIRE(twice);
    CHECK(std::string(twice->begin(), twice->end()) == unpacked_model() + unpacked_model());
}

TEST_CASE("a packed file that holds more than it should is refused", "[models]") {
    auto unpacked = unpack_bzip2(bytes_of(packed_model()), 9999);
    REQUIRE_FALSE(unpacked);
    CHECK(unpacked.error().code == ErrorCode::unreadable);
}

TEST_CASE("a damaged packed file is refused, wherever the damage is", "[models]") {
    const std::string packed = packed_model();
    SECTION("cut short") {
        for (std::size_t size = 0; size < packed.size(); ++size) {
            const std::string cut = packed.substr(0, size);
            INFO(size);
            CHECK_FALSE(unpack_bzip2(bytes_of(cut), 10000));
        }
    }
    SECTION("a bit turned over") {
        for (std::size_t at = 0; at < packed.size(); ++at) {
            std::string turned = packed;
            turned[at] = static_cast<char>(turned[at] ^ 0x10);
            auto unpacked = unpack_bzip2(bytes_of(turned), 10000);
            INFO(at);
            // The block size in byte 3 may say more than is used; the content is then the same.
            if (unpacked) CHECK(std::string(unpacked->begin(), unpacked->end()) == unpacked_model());
        }
    }
    SECTION("something after the end") {
        const std::string longer = packed + "x";
        CHECK_FALSE(unpack_bzip2(bytes_of(longer), 10000));
    }
}
