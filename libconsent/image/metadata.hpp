// SPDX-License-Identifier: Apache-2.0
//
// What a file carries beside its pixels: listed for the operator, and read for names.
#pragma once

#include <optional>
#include <vector>

#include <consent/date.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// Everything in the file that a viewer does not need: EXIF tags (through libexif), XMP, IPTC, comments, text chunks,
// thumbnails, maker notes, further pictures, bytes after the end. In file order, each name once with its texts joined.
// Best effort on damaged metadata: a block that cannot be parsed is listed by its container name ("JPEG:APP1").
// Fails: ErrorCode::unreadable when the container cannot be walked or a limit is passed.
Result<std::vector<MetadataItem>> list_metadata(ByteView bytes, const Limits& limits);

// True for names that tell where the picture was taken ("EXIF:GPS...", XMP and IPTC places).
bool tells_position(const MetadataItem& item) noexcept;

// EXIF DateTimeOriginal, else DateTimeDigitized, as a day.
std::optional<Date> date_taken(ByteView bytes);

}  // namespace consent
