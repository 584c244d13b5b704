// SPDX-License-Identifier: Apache-2.0
//
// A register's reference photos compared with one another: what a school can know of its own errors without a
// photograph more. Terms as in ISO/IEC 19795-1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/export.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

// Each reference photo plays the face in a picture (the probe), in turn; the people play themselves, as the gate sees
// them: one template a person, the mean of the references that count (biometric consent in force; of a pupil
// those within Policy::reference_days, where there are any).
struct CrossScores {
    struct Probe {
        std::size_t person = 0;    // place in `people`
        Date taken{};
        // Genuine: similarity to the mean of the same person's *other* references. Absent where there is no other. These others
        // are one fewer than the gate has, and often of the same day: on both counts no picture of a class.
        std::optional<float> own;
    };

    std::string model;
    std::vector<std::string> people;  // ids, ascending: everybody with a template that counts
    std::vector<Probe> probes;        // by person, in the order of the register
    std::size_t references = 0;       // there are; more than probes.size() where only every n-th was compared

    // Impostor: similarity of a probe to the template of somebody else.
    // Requires: probe < probes.size(), person < people.size(), person != probes[probe].person.
    [[nodiscard]] float similarity(std::size_t probe, std::size_t person) const {
        return impostors_[probe * people.size() + person];
    }

    // All impostor similarities, in no particular order.
    [[nodiscard]] std::vector<float> impostor_scores() const;

    std::vector<float> impostors_;  // probes x people, a probe's own person included and meaningless
};

// Compares the references of `model` that count on `day`. Of registers with more than 2^24 comparisons every n-th
// reference is a probe. Nothing but numbers and ids comes back: no vector.
// Fails: ErrorCode::invalid_argument when the register's policy settings cannot be understood.
CONSENT_API Result<CrossScores> cross_scores(const RegisterSnapshot& snapshot, std::string_view model, Date day);

}  // namespace consent
