// SPDX-License-Identifier: Apache-2.0
//
// From a file's bytes to upright pixels. The strict reader: what it cannot read whole it refuses.
#pragma once

#include <vector>

#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// The pixels of a file, in every way a viewer could come to see them.
struct Picture {
    Raster shown;              // upright; transparency laid over white
    std::vector<Raster> also;  // a picture with transparency: its colours without alpha, and laid over black. Else empty.
};

// Reads JPEG and PNG with libjpeg and libpng, WebP, BMP and single-page TIFF with OpenCV (the untrusted class), after
// the header has passed the limits and before any pixel memory is taken. A file with more than one frame that this
// reader does not show is refused, never half-read.
// Fails: ErrorCode::unreadable with one line that says what is wrong and what to do: cut short, damaged, checksum, over
// a limit, a format that is not read yet ("HEIC is not read yet: save it as JPEG").
Result<Picture> decode(ByteView bytes, const Limits& limits);

// EXIF orientation of the file, 1..8; 1 where there is none or it is out of range.
int orientation_of(ByteView bytes, Format format) noexcept;

// `raster` as seen with that EXIF orientation. Ensures: orientation 1 returns it unchanged.
Raster upright(Raster raster, int orientation);

}  // namespace consent
