// SPDX-License-Identifier: Apache-2.0
//
// Unpacking a zlib stream from a file that may be a bomb.
#pragma once

#include <cstddef>
#include <cstdint>

#include <consent/bytes.hpp>

namespace consent {

enum class InflateEnd : std::uint8_t {
    damaged = 0,  // not a zlib stream, broken, cut short, or its checksum is wrong
    too_large,    // more than `most` bytes would have come out
    whole,
};

struct Inflated {
    InflateEnd end = InflateEnd::damaged;
    Bytes data;                // what came out; at most `most` bytes
    std::size_t consumed = 0;  // bytes of the stream; what follows them belongs to no stream
};

// Memory: at most `most` bytes and a little, whatever the stream claims.
Inflated inflate_bounded(ByteView stream, std::size_t most);

enum class DeflateEffort : std::uint8_t { best = 0, quick };

// A zlib stream of `data`.
Bytes deflate_whole(ByteView data, DeflateEffort effort = DeflateEffort::best);

}  // namespace consent
