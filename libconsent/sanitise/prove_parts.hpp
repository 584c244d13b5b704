// SPDX-License-Identifier: Apache-2.0
//
// What the proofs of all containers share. Written against the formats, not against the code that cleans.
#pragma once

#include <cstdint>
#include <string>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// Requires: the JPEG starts with SOI. Fails: as prove_clean.
Result<void> prove_jpeg(ByteView bytes, const Limits& limits);

// Requires: the PNG starts with its signature. Fails: as prove_clean.
Result<void> prove_png(ByteView bytes, const Limits& limits);

// Requires: the file starts with an ftyp box. Fails: as prove_clean.
Result<void> prove_heif(ByteView bytes, const Limits& limits);

// Requires: the TIFF starts with its byte order and 42. Fails: as prove_clean.
Result<void> prove_tiff(ByteView bytes, const Limits& limits);

// Requires: the GIF starts with its signature. Fails: as prove_clean.
Result<void> prove_gif(ByteView bytes, const Limits& limits);

// Requires: the WebP starts with RIFF and WEBP. Fails: as prove_clean.
Result<void> prove_webp(ByteView bytes, const Limits& limits);

// The refusal that names the part.
Error not_clean(const std::string& part);

// Of a density: no viewer stretches the picture by more than a quarter.
constexpr bool pixels_are_square(std::int64_t x, std::int64_t y) noexcept {
    return x >= 1 && y >= 1 && x * 4 <= y * 5 && y * 4 <= x * 5;
}

// One tag, the orientation, in the one way it is written here.
bool is_orientation_alone(ByteView exif);

}  // namespace consent
