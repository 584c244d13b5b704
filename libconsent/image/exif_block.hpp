// SPDX-License-Identifier: Apache-2.0
//
// Where a file keeps its EXIF.
#pragma once

#include <consent/bytes.hpp>
#include <consent/image.hpp>

namespace consent {

// The TIFF structure of the first EXIF block of a JPEG, PNG or WebP file, a TIFF file itself; empty where there is none.
// Tolerates a damaged file: what stands in front of the damage is found.
ByteView exif_block(ByteView bytes, Format format);

// `payload` without "Exif\0\0", where it begins so.
ByteView without_exif_prefix(ByteView payload) noexcept;

}  // namespace consent
