// SPDX-License-Identifier: Apache-2.0
//
// The compressed bytes of one strip or tile of a TIFF, unpacked by a reader that minds every one of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>

namespace consent {

// What a strip of `size` bytes holds, for the compressions none, LZW, deflate and PackBits. Nothing when any bit of
// `strip` is not needed for exactly those bytes: what follows an end, what comes after the last pixel, codes that stand
// for nothing, a last byte that is not filled up with zeros; and when less comes out, or the compression is another.
std::optional<Bytes> unpack_exactly(ByteView strip, std::uint64_t compression, std::size_t size);

}  // namespace consent
