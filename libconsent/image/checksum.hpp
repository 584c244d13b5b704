// SPDX-License-Identifier: Apache-2.0
//
// The checksum of PNG chunks.
#pragma once

#include <cstdint>

#include <consent/bytes.hpp>

namespace consent {

// CRC-32 as in ISO/IEC 15948, annex D.
std::uint32_t crc32_of(ByteView bytes) noexcept;

}  // namespace consent
