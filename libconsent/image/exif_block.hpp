// SPDX-License-Identifier: Apache-2.0
//
// Where a file keeps its EXIF.
#pragma once

#include <consent/bytes.hpp>
#include <consent/image.hpp>

namespace consent {

// The TIFF structure of the first EXIF block of a JPEG, PNG, WebP, HEIC or AVIF file, a TIFF file itself; empty where there is none.
// Tolerates a damaged file: what stands in front of the damage is found.
ByteView exif_block(ByteView bytes, Format format);

// As orientation_of(), for callers whose answer would be wrong, not merely plain, without it: throws std::bad_alloc
// where orientation_of() would have to guess.
int read_orientation(ByteView bytes, Format format);

// The TIFF structure in the bytes of an "Exif" item of HEIF, which begin with how far away it starts; empty where there
// is none.
ByteView exif_in_item(ByteView data) noexcept;

// `payload` without "Exif\0\0", where it begins so.
ByteView without_exif_prefix(ByteView payload) noexcept;

}  // namespace consent
