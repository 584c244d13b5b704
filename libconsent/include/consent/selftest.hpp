// SPDX-License-Identifier: Apache-2.0
//
// A school's own error, estimated from its own enrolment photos: no photograph more is needed, and nothing leaves the
// machine. Terms as in ISO/IEC 19795-1.
//
// Each reference photo in turn plays a face in a picture. It is compared with the mean of its person's *other* photos and
// with everybody else's template, at the thresholds that the gate would use. What this flatters: enrolment photos are sharp
// and frontal, and those of one day are alike. What it makes worse: a person has one photo fewer than at the gate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/embedder.hpp>
#include <consent/export.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

// Fewer people than this and no share is told: with 30, even none in error leaves room for one in ten.
inline constexpr std::uint64_t least_tested_people = 30;

// How many photos something happened to. Photos of one person err together, so that the interval counts people: the share of
// photos, of as many independent trials as there are people (Clopper and Pearson 1934; with none or all, one-sided, the
// "rule of three").
struct TestedShare {
    std::uint64_t hits = 0;
    std::uint64_t photos = 0;
    std::uint64_t people = 0;
    std::optional<double> share;  // hits / photos; absent where the trials support none: too few people, or hits is 0 or all
    std::optional<double> low;    // 95 % interval, 0..1; absent with too few people
    std::optional<double> high;
    // People to be enrolled besides (with two photos and more) until something can be told. 0: enough.
    std::uint64_t people_needed = 0;
};

struct SelfTestGroup {
    std::string name;        // "Year 4", "Reception", "staff and other adults", "everybody" ...
    TestedShare recognised;  // own at or above clear, and better than everybody else by the margin: the gate would clear it
    TestedShare mistaken;    // somebody else at or above clear, and better than the own: taken for another enrolled person
    TestedShare missed;      // own below deny: somebody on the do-not-publish list whose face would not be known
};

struct SelfTest {
    std::string model;
    Date day{};
    Thresholds thresholds;
    std::uint64_t enrolled = 0;
    std::uint64_t references = 0;
    std::uint64_t tested = 0;     // people with two references and more: the others have nothing to be compared with
    SelfTestGroup everybody;
    std::vector<SelfTestGroup> groups;  // by year, youngest first; then pupils of no known age, then adults
    // The photos of those on the do-not-publish list that would be missed. They are few: no share is told of them.
    std::uint64_t listed_photos = 0;
    std::uint64_t listed_missed = 0;
    std::vector<std::string> listed_missed_people;  // ids: take new photos of them
    // Each photo against everybody else alone, as a child who is not enrolled: taken for somebody at or above clear.
    TestedShare strangers;
    double stranger_risk = 0;     // what the policy allows of that
    // People that would have to be enrolled for "none" to prove stranger_risk: 3 / stranger_risk.
    std::uint64_t people_to_prove_risk = 0;
};

// "Nursery", "Reception", "Year 1" to "Year 13", by the English school year (1 September to 31 August): Year 1 is who was five
// on the 31 August before it began. Older: "after Year 13".
CONSENT_API std::string year_group(Date born, Date day);

// The interval of TestedShare, for counts. Requires: hits <= trials, trials > 0.
struct ShareInterval {
    double low = 0;
    double high = 1;
};
CONSENT_API ShareInterval share_interval(std::uint64_t hits, std::uint64_t trials);

// A pure function. Fails: ErrorCode::invalid_argument when the register's policy settings cannot be understood.
CONSENT_API Result<SelfTest> self_test(const RegisterSnapshot& snapshot, const EmbedderInfo& info, Date day);

}  // namespace consent
