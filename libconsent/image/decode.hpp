// SPDX-License-Identifier: Apache-2.0
//
// From a file's bytes to upright pixels. The strict reader: what it cannot read whole it refuses.
#pragma once

#include <functional>
#include <vector>

#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// The pixels of a file, in every way a viewer could come to see them.
struct Picture {
    Raster shown;              // upright; transparency laid over white
    // With transparency first its colours without alpha, and laid over black. Then what else a viewer could bring to light,
    // of any size, and not turned: another curve, pixels outside the shown part. Else empty.
    std::vector<Raster> also;
    std::vector<std::uint8_t> alpha;  // of a picture with transparency: 0 clear .. 255 opaque, a byte a pixel. Else empty.
};

// What is done with one frame of a file; an error stops the reading and is handed on.
using SeeFrame = std::function<Result<void>(Picture)>;

// Reads every picture that the file shows, one after another: the one of a still picture, each frame of an animation as
// it stands on the canvas, each page of a TIFF. One frame is in memory at a time. The header passes the limits before
// any pixel memory is taken; a part that this reader cannot show is refused, never passed over.
// Ensures: `see` was called at least once.
// Fails: ErrorCode::unreadable with one line that says what is wrong and what to do: cut short, damaged, checksum, over
// a limit, a format that is not read ("Camera raw and Photoshop files are not read: save it as JPEG"); what `see` fails
// with. After a failure, frames may have been seen already: nothing may rest on them.
Result<void> each_frame(ByteView bytes, const Limits& limits, const SeeFrame& see);

// The picture of a file that shows one.
// Fails: as each_frame; ErrorCode::unreadable for a file with more than one frame.
Result<Picture> decode(ByteView bytes, const Limits& limits);

// EXIF orientation of the file, 1..8; 1 where there is none or it is out of range.
int orientation_of(ByteView bytes, Format format) noexcept;

// `raster` as seen with that EXIF orientation. Ensures: orientation 1 returns it unchanged.
Raster upright(Raster raster, int orientation);
Picture upright(Picture picture, int orientation);

}  // namespace consent
