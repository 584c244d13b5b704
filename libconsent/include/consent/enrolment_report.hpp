// SPDX-License-Identifier: Apache-2.0
//
// What the office should know of its reference photos: who is too alike, what fits badly, what is missing or grows old.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <consent/date.hpp>
#include <consent/embedder.hpp>
#include <consent/export.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

// A reference photo of a pupil is "soon" too old this many days before it is.
inline constexpr int reference_notice_days = 60;

struct EnrolmentReport {
    // Two people whose templates are at or above the deny threshold: siblings, twins, or chance, which brings a handful in a
    // school of 150 and more than a thousand in one of 1 500. At or above clear, each may be taken for the other.
    struct LookAlikes {
        std::string one;  // ids, one < other
        std::string other;
        float similarity = 0;
    };
    // A reference that its own person's others would miss (below deny), or that somebody else's template fits better.
    struct Misfit {
        std::string person;
        Date taken{};
        float own = 0;       // similarity to the mean of the person's other references
        std::string better;  // who it fits better; empty: nobody
        float similarity = 0;
    };
    struct Ageing {
        std::string person;
        Date newest{};      // of the references
        Date last_day{};    // until which the policy lets it clear somebody
        bool over = false;  // that day has passed
    };

    std::string model;
    Date day{};
    Thresholds thresholds;       // as the gate would decide with this register on that day
    std::size_t enrolled = 0;    // people with a template that counts
    std::size_t references = 0;  // templates that count
    std::size_t of_other_models = 0;  // templates that this model cannot use
    std::vector<LookAlikes> look_alikes;         // most alike first
    std::vector<Misfit> misfits;                 // worst first
    std::vector<std::string> single_reference;   // enrolled from one photo alone
    std::vector<Ageing> ageing;                  // too old or soon to be, pupils alone; oldest first
    std::vector<std::string> to_enrol;           // some use and biometrics agreed, and no template
    std::vector<std::string> without_biometric;  // some use agreed but not biometrics: never recognised, a roll call is needed
    std::vector<std::string> not_notified;       // biometrics agreed, and a parent not notified: nothing of theirs is compared
    std::vector<std::string> left;               // no longer at the school, and templates are still held
};

// A pure function of the register. People are told by id alone; whoever has left is only in `left`.
// Fails: ErrorCode::invalid_argument when the register's policy settings cannot be understood.
CONSENT_API Result<EnrolmentReport> report_enrolment(const RegisterSnapshot& snapshot, const EmbedderInfo& info, Date day);

}  // namespace consent
