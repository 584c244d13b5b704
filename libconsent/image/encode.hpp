// SPDX-License-Identifier: Apache-2.0
//
// From pixels to a file with nothing but pixels in it.
#pragma once

#include <cstdint>
#include <span>

#include <consent/bytes.hpp>
#include <consent/image.hpp>
#include <consent/result.hpp>

namespace consent {

// `quality` 1..100 as libjpeg counts. Colour resolution is halved below 95: what is written so was lossy with halved
// colour before.
// Requires: the invariant of Raster, and no side above 65 500.
Result<Bytes> encode_jpeg(const Raster& raster, int quality = 92);

// 8-bit RGB, without loss; RGBA where there is an alpha.
// Requires: the invariant of Raster; `alpha` is empty or as large as the picture.
Result<Bytes> encode_png(const Raster& raster, std::span<const std::uint8_t> alpha = {});

}  // namespace consent
