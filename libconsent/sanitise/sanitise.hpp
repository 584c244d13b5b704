// SPDX-License-Identifier: Apache-2.0
//
// The clean copy: what a decoder needs to show the same picture, by allow-list, and nothing else.
#pragma once

#include <consent/bytes.hpp>
#include <consent/gate.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

struct CleanCopy {
    Bytes bytes;
    Format format = Format::unknown;   // jpeg or png
    CopyMethod method = CopyMethod::none;
};

// JPEG without touching the compressed pixels, PNG chunk by chunk; any other readable format is decoded and written anew
// as PNG (with transparency laid over white) or JPEG. A JPEG or PNG that cannot be cleaned without touching its pixels
// (filler between scans, bytes after the zlib stream) is written anew as well.
// Ensures: the copy decodes to the same upright pixels (lossless) or to what decode() shows (re_encoded, within JPEG's
// loss); a second pass over a lossless copy returns the same bytes.
// Fails: ErrorCode::unreadable as decode().
Result<CleanCopy> sanitise(ByteView bytes, const Limits& limits);

// Re-reads a copy with a walk of its own and proves that nothing but allow-listed parts is in it.
// Fails: ErrorCode::refused, naming the part that has no business there; unreadable when the copy cannot be walked.
Result<void> prove_clean(ByteView copy, const Limits& limits);

}  // namespace consent
