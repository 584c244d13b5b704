// SPDX-License-Identifier: Apache-2.0
//
// From how alike strangers look to a model, and the risk a school accepts, to the similarities at which it decides.
// Terms as in ISO/IEC 19795-1: FMR is the chance that one comparison of two people comes out as a match; FPIR the chance that
// a stranger is taken for anybody at all in the gallery; with N people in it, FPIR = 1 - (1 - FMR)^N.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

// Similarities (cosine, -1..1) at which decisions are taken for one model.
// Invariant: -1 <= deny <= clear <= 1, margin >= 0. The defaults clear nobody and suspect everybody.
struct Thresholds {
    float clear = 1;   // at or above: the face may be cleared as this person
    float deny = -1;   // at or above: the face is treated as a person who must not be shown; lower than clear
    float margin = 2;  // the best candidate must beat the next by at least this
};

// How often two different people come out alike: the similarity that only a share `fmr` of comparisons reaches.
struct ImpostorTable {
    struct Point {
        double fmr = 0;
        float similarity = 0;
    };
    std::vector<Point> points;      // fmr falls, similarity rises
    std::uint64_t comparisons = 0;  // it was taken from; many of them share a person, so that fewer are independent
    std::uint64_t people = 0;       // that were compared
    std::string data;               // name of the photographs
};

// At least so many comparisons lie above a point of a table: its FMR is then known to a factor of about 1.5 either way.
inline constexpr std::uint64_t least_impostors = 20;

// The table at fmr 1e-1, 3e-2, 1e-2 ... for as long as least_impostors scores lie above. Scores that are not finite count as
// the highest. No scores, no points.
CONSENT_API ImpostorTable impostor_table(std::vector<float> scores, std::uint64_t people, std::string data);

// The similarity that a share `fmr` of impostors reaches: between points, and below the last of them, on a straight line in
// log fmr (below: that of the last decade; measured, each decade adds less than the one before, which puts
// the line on the safe side). Never above 1.
// nullopt: the table makes no sense (fewer than two points, not monotone, a value that is not finite), or fmr is not in (0, 1).
CONSENT_API std::optional<float> similarity_at(const ImpostorTable& table, double fmr);

// The other way round: the share of impostors that reaches a similarity, by the same lines. Never below 1e-12.
// nullopt: the table makes no sense, or the similarity is not a number or below the table's first point.
CONSENT_API std::optional<double> fmr_at(const ImpostorTable& table, float similarity);

// A school's own table, from cross_scores(): of its own pupils, in place of the manifest's adults. Aggregates alone.
// Stored as a policy setting under the key "calibration".
struct Calibration {
    std::string model;
    Date on{};
    std::uint64_t references = 0;  // reference photos there were
    ImpostorTable table;           // comparisons, people; its data is the school's own
};

// "mobilefacenet;2026-11-20;450;67050;150;0.1=0.143,0.03=0.201": model, day, references, comparisons, people, points.
CONSENT_API std::string to_text(const Calibration& calibration);
CONSENT_API Result<Calibration> parse_calibration(std::string_view text);

// Fewer people than this tell nothing of how alike a school's pupils are.
inline constexpr std::uint64_t least_calibrated_people = 20;

struct CrossScores;
struct EmbedderInfo;
struct RegisterSnapshot;

// Fails: ErrorCode::refused, in a plain sentence, with fewer than least_calibrated_people people.
CONSENT_API Result<Calibration> calibrate(const CrossScores& scores, Date on);

// What the thresholds of a gate follow from.
struct ThresholdQuestion {
    std::string model;
    Thresholds fixed;                      // the manifest's
    std::optional<ImpostorTable> table;    // the manifest's
    std::uint64_t people = 0;              // in the gallery
    std::uint64_t references = 0;          // they have together
    double stranger_risk = 0;              // Policy::stranger_risk: FPIR
    double children_factor = 0;            // Policy::children_factor
    std::optional<Calibration> calibration;
};

// The question as a gate with that register and embedder puts it on that day.
// Fails: ErrorCode::invalid_argument when the register's policy settings cannot be understood.
CONSENT_API Result<ThresholdQuestion> threshold_question(const RegisterSnapshot& snapshot, const EmbedderInfo& embedder,
                                                         Date day);

enum class ThresholdSource : std::uint8_t {
    none,         // the question makes no sense: nobody is cleared
    fixed,        // the manifest's, for want of a table
    floor,        // the manifest's: the table asks for less
    table,        // the model's table and the children factor
    calibration,  // the school's own
};

struct ThresholdAnswer {
    Thresholds thresholds;
    ThresholdSource source = ThresholdSource::none;
    double fmr = 0;                  // that one comparison may have, for the risk and the people
    std::optional<float> by_table;   // clear, by the model's table at fmr / children_factor
    bool beyond_table = false;       // that lies below the table's last point: extrapolated
    std::optional<float> by_calibration;
    bool calibration_stale = false;  // templates have come or gone since
    std::vector<std::string> why;    // plain sentences, in order
};

// A pure function.
//   clear: what holds the risk by the model's table, with the FMR of its adults multiplied by children_factor; raised where the
//     school's own table asks for more, lowered to it only where its number of comparisons supports the FMR (rule of
//     three: 3 / pairs of people <= fmr) and it is not stale; never below the manifest's clear. Below the own table's last
//     point the own curve runs parallel to the model's.
//   deny, margin: the manifest's. They find more than they need, which blocks or asks; a risk does not lower them.
// Ensures: the invariant of Thresholds, and clear >= fixed.clear. Fixed thresholds, a risk, a factor or a table that make
// no sense give Thresholds{}, which clear nobody; a calibration that makes none is left out, and said so.
CONSENT_API ThresholdAnswer choose_thresholds(const ThresholdQuestion& question);

CONSENT_API std::string_view to_string(ThresholdSource source) noexcept;  // "none", "fixed", "floor", "table", "calibration"

}  // namespace consent
