// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent {

// The content of a bzip2 file of one or more streams. Memory stays within `most` and about 4 MB, however much the
// packed bytes claim to hold.
// Fails: ErrorCode::unreadable (not bzip2, cut short, wrong check sum, bytes after the last stream, more than `most`).
Result<Bytes> unpack_bzip2(ByteView packed, std::size_t most);

// The most bytes a bzip2 file of `size` unpacked bytes takes when it is packed at all sensibly: bzip2's documentation
// names 1 % and 600 bytes for content that cannot be packed.
constexpr std::size_t most_packed(std::size_t size) { return size + size / 100 + 600; }

}  // namespace consent
