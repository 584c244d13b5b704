// SPDX-License-Identifier: Apache-2.0
//
// From pixels to a file with nothing but pixels in it.
#pragma once

#include <consent/bytes.hpp>
#include <consent/image.hpp>
#include <consent/result.hpp>

namespace consent {

// Quality 92 with halved colour resolution: what is written so was lossy with halved colour before.
// Requires: the invariant of Raster, and no side above 65 500.
Result<Bytes> encode_jpeg(const Raster& raster);

// 8-bit RGB, without loss.
// Requires: the invariant of Raster.
Result<Bytes> encode_png(const Raster& raster);

}  // namespace consent
