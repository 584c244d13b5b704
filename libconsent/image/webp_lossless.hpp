// SPDX-License-Identifier: Apache-2.0
//
// Pixels of a lossless WebP stream (VP8L), and back.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent {

// R, G, B, alpha. Nothing where the stream is damaged or of another size.
std::optional<std::vector<std::uint8_t>> unpack_vp8l(ByteView stream, int width, int height);

// Every channel as it is, colours under full transparency too.
// Requires: rgba.size() == width * height * 4, no side above 16 383.
Result<Bytes> pack_vp8l(const std::vector<std::uint8_t>& rgba, int width, int height);

// The stream that an ALPH chunk holds behind its first byte, with the header that it goes without.
Bytes alpha_as_vp8l(ByteView headless, int width, int height);

}  // namespace consent
