// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <consent/limits.hpp>

namespace consent::fuzz {

// Small enough that an execution takes milliseconds; what lies beyond is refused by the same code as beyond the real ones.
inline Limits limits() {
    Limits small;
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
