// SPDX-License-Identifier: Apache-2.0
//
// One face: cleared, or why not.
#pragma once

#include <vector>

#include <consent/policy.hpp>

namespace consent {

// What everything about one face comes to. `reasons` is empty only for a face that is cleared with a fresh reference, or
// too small to identify anybody.
struct JudgedFace {
    FaceFinding finding;
    std::vector<Reason> reasons;
    bool may_be_attested = false;  // nothing but the lack of a match stands against it
};

JudgedFace judge_face(const FaceEvidence& face, int number, const Evidence& evidence, const Policy& policy,
                      const Use& use, Date day);

}  // namespace consent
