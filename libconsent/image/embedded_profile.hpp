// SPDX-License-Identifier: Apache-2.0
//
// The colour profile that a file carries.
#pragma once

#include <optional>

#include <consent/bytes.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>

namespace consent {

// The profile as it stands in the file, put together where it comes in parts; nothing where there is none, where a part
// is missing or there twice, or where the file cannot be walked. JPEG, PNG, WebP, BMP and TIFF (its first page).
std::optional<Bytes> embedded_profile(ByteView bytes, Format format, const Limits& limits);

}  // namespace consent
