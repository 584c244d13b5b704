// SPDX-License-Identifier: Apache-2.0
//
// A whole media folder through one gate. Nothing is published: a scan judges and reports.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include <consent/export.hpp>
#include <consent/gate.hpp>
#include <consent/result.hpp>
#include <consent/use.hpp>
#include <consent/verdict.hpp>

namespace consent {

struct ScanItem {
    std::filesystem::path path;       // below the folder scanned
    Result<Decision> decision;        // unreadable pictures come as errors and count as blocked
    std::uint64_t done = 0;           // pictures so far, this one included
    std::uint64_t total = 0;          // pictures in the folder
};

struct ScanSummary {
    std::map<Verdict, std::uint64_t> by_verdict;  // every picture once
    std::map<Rule, std::uint64_t> by_rule;        // pictures with at least one reason of that rule
    std::uint64_t unreadable = 0;                 // among the blocked: no decision could be made
    std::uint64_t other_files = 0;                // no picture by content: not judged, and counted
};

// Called once for each picture, in order of path. Return false to stop.
using ScanObserver = std::function<bool(const ScanItem&)>;

// Walks `folder` and all below it without following symbolic links. What is a picture is told by content, or by a name
// that claims to be one (".jpg" with other content is an unreadable picture, not an ignored file).
// A picture that no decision can be made of, whatever the reason, counts as blocked.
// Fails: unreadable (no such folder, not a folder, a folder that may not be entered), invalid_argument (unknown purpose),
// and the gate's own unavailable: a scan does not go on without register or audit log.
CONSENT_API Result<ScanSummary> scan(Gate& gate, const std::filesystem::path& folder, const Use& use, Instant now,
                                     const ScanObserver& observer);

}  // namespace consent
