// SPDX-License-Identifier: Apache-2.0
#include <consent/date.hpp>
#include <consent/digest.hpp>
#include <consent/use.hpp>
#include <consent/verdict.hpp>

#include "base/guard.hpp"
#include "support/catch.hpp"

using namespace consent;

TEST_CASE("a date is read only in its one form and only when it exists", "[base]") {
    const auto date = parse_date("2028-02-29");
    REQUIRE(date);
    CHECK(to_string(*date) == "2028-02-29");
    const char* wrong = GENERATE("2027-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026/01/01", "2026-1-1", "",
                                 "2026-11-20 ", "+026-11-20", "20a6-11-20", "2026-11-31");
    CAPTURE(wrong);
    CHECK_FALSE(parse_date(wrong));
}

TEST_CASE("an instant falls on its UTC day, before 1970 too", "[base]") {
    const Date day = *parse_date("2026-11-20");
    CHECK(date_of(start_of(day)) == day);
    CHECK(date_of(start_of(day) + std::chrono::hours(24) - std::chrono::seconds(1)) == day);
    CHECK(date_of(Instant(std::chrono::seconds(-1))) == *parse_date("1969-12-31"));
    CHECK(to_string(start_of(day) + std::chrono::seconds(3661)) == "2026-11-20T01:01:01Z");
    CHECK(days_between(*parse_date("2026-11-20"), *parse_date("2026-11-19")) == -1);
}

TEST_CASE("SHA-256 is FIPS 180-4's", "[base]") {
    const Bytes abc{'a', 'b', 'c'};
    const std::string hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    CHECK(to_hex(sha256(abc)) == hex);
    CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    REQUIRE(digest_from_hex(hex));
    CHECK(*digest_from_hex(hex) == sha256(abc));
    CHECK_FALSE(digest_from_hex(hex.substr(1)));
    CHECK_FALSE(digest_from_hex("zz" + hex.substr(2)));
    CHECK_FALSE(digest_from_hex(hex + "00"));
}

TEST_CASE("a use is a purpose a picture can be checked for, and a channel if one is named", "[base]") {
    REQUIRE(parse_use("website@school-site"));
    CHECK(parse_use("website@school-site")->channel == "school-site");
    CHECK(to_string(*parse_use("display")) == "display");
    const char* wrong = GENERATE("", "webiste", "website@", "@site", "biometric", "named_photo", "Website", "website ");
    CAPTURE(wrong);
    REQUIRE_FALSE(parse_use(wrong));
    CHECK(parse_use(wrong).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("rule ids are R-01 to R-18, each with a title, and lead back to their rule", "[base]") {
    REQUIRE(all_rules().size() == 18);
    for (const Rule rule : all_rules()) {
        CHECK(rule_from_id(id_of(rule)) == rule);
        CHECK_FALSE(title_of(rule).empty());
    }
    CHECK(id_of(Rule::unknown_face) == "R-04");
    CHECK_FALSE(rule_from_id("R-19"));
}

TEST_CASE("the worse of two verdicts is the more careful one", "[base]") {
    CHECK(worse(Verdict::publish, Verdict::review) == Verdict::review);
    CHECK(worse(Verdict::block, Verdict::review) == Verdict::block);
}

TEST_CASE("whatever is thrown inside comes out as an error of one line", "[base]") {
    const auto thrown = guarded("testing", []() -> Result<int> { throw std::runtime_error("two\nlines"); });
    REQUIRE_FALSE(thrown);
    CHECK(thrown.error().code == ErrorCode::internal);
    CHECK(thrown.error().message.find('\n') == std::string::npos);
    CHECK_FALSE(guarded("testing", []() -> Result<void> { throw std::bad_alloc(); }));
    CHECK_FALSE(guarded("testing", []() -> Result<void> { throw 7; }));
}
