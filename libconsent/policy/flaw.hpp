// SPDX-License-Identifier: Apache-2.0
//
// Why a face is seen too badly to match, and what to do about it.
#pragma once

#include <consent/face.hpp>
#include <consent/policy.hpp>

namespace consent {

struct Flaw {
    const char* what;    // after "Face 2 ": "is too blurred to match safely"
    const char* remedy;  // of a reference photo: "The face is blurred: bring a sharper photo."
};

// The first bound of the policy that the face misses, the gravest first; nullptr: none. A number that is none misses it.
const Flaw* flaw_of(const Quality& quality, const Policy& policy) noexcept;

}  // namespace consent
