// SPDX-License-Identifier: Apache-2.0
//
// Answers from a school system's export, by a mapping that the school writes (docs/import.md). Two steps: what would change is
// worked out and can be read first; then it is done whole, or not at all. Nothing here can make a yes by accident: a value that
// is not in the mapping stops the import, conflicting answers are a no, an empty cell never grants, and the caller has to say
// how many noes it means to turn into a yes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/date.hpp>
#include <consent/export.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

// One file as exported: comma-separated values, UTF-8, UTF-16 with a byte order mark, or Windows-1252.
struct ImportFile {
    std::string name;  // as messages name it; a mapping may tell the purpose by it, without its folders
    Bytes bytes;
};

// How many people's standing goes from one state to another for a purpose.
struct ImportChange {
    std::string purpose;
    ConsentState before = ConsentState::no_answer;
    ConsentState after = ConsentState::no_answer;
    std::vector<std::string> people;  // ids, in order
};

struct ImportPlan {
    std::uint64_t register_version = 0;   // the plan holds for this state of the register alone
    std::size_t rows = 0;
    RegisterBatch batch;                  // what is to be written, in order
    std::vector<ImportChange> changes;    // by purpose, before, after; the same before and after left out
    std::size_t grants = 0;               // standings that turn from anything else into granted
    std::vector<std::string> conflicts;   // "P014 website": answers that contradict each other, taken as no
    std::vector<std::string> absent;      // pupils of the register, still at the school, in none of the files
    std::vector<std::string> renamed;     // people whose name is spelt otherwise in the files; the register keeps its own
};

// Works out what the files say against a register, on `today`. Requires: `all` is one snapshot.
// Fails: invalid_argument (the mapping), unreadable with file, line and column: a value, key or day that is not understood,
// a check letter that is wrong, a grant without day or evidence, a day to come, somebody who is not in the register where the
// mapping adds nobody, two rows that tell different people under one key, a purpose that there is not.
CONSENT_API Result<ImportPlan> plan_import(const RegisterSnapshot& all, std::string_view mapping,
                                           const std::vector<ImportFile>& files, Date today);

// Writes the plan in one transaction.
// `accepted_grants`: how many noes the caller means to turn into a yes; it has to be ImportPlan::grants.
// Fails: refused when that is another number, or the register has changed since the plan; otherwise as Register::apply.
CONSENT_API Result<void> apply_import(Register& people, const ImportPlan& plan, std::size_t accepted_grants, Instant now);

}  // namespace consent
