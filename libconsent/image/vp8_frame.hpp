// SPDX-License-Identifier: Apache-2.0
//
// A key frame of VP8 (RFC 6386), read symbol by symbol without making pixels of it: where each of its parts ends.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

// A stretch of arithmetic code. It is a long number; every number of a narrow range says the same symbols, and what
// follows the last symbol says nothing.
struct Vp8Partition {
    ByteView stored;  // what the frame's sizes give it
    Bytes exact;      // the lowest number that says the same symbols, and no byte more than reading them takes
};

struct Vp8Frame {
    int width = 0;
    int height = 0;
    ByteView header;                       // the ten bytes in front of the first partition
    std::vector<Vp8Partition> partitions;  // first that of the modes, then one to eight of coefficients
};

// Nothing when it is no key frame that is shown, or ends before its last symbol.
// Memory: the partitions once more, and a few bytes a column.
std::optional<Vp8Frame> read_vp8_frame(ByteView data);

}  // namespace consent
