// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

#include <consent/limits.hpp>

namespace consent::fuzz {

// Small enough that an execution takes milliseconds; what lies beyond is refused by the same code as beyond the real ones.
// With CONSENT_FUZZ_WHOLE set they are the real ones: for going once over whole photographs.
inline Limits limits() {
    Limits small;
    if (std::getenv("CONSENT_FUZZ_WHOLE") != nullptr) return small;
    small.file_bytes = std::size_t{1} << 20;
    small.pixels = 250'000;
    small.edge = 4'000;
    small.parts = 2'000;
    small.frames = 40;
    small.frame_pixels = 2'000'000;
    small.metadata_bytes = std::size_t{1} << 20;
    return small;
}

}  // namespace consent::fuzz
