// SPDX-License-Identifier: Apache-2.0
//
// The compressed pixels of WebP without a byte that no pixel needs.
#pragma once

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent {

struct CleanStream {
    Bytes bytes;
    bool re_encoded = false;  // the same pixels, compressed anew
};

// A VP8 frame: each partition as short as its symbols allow and in the lowest of the numbers that say them, the hints at
// scaling up gone. What is left free: probabilities and filter settings that no block of this frame comes to use, a
// kilobyte at most.
// Fails: ErrorCode::unreadable when it ends before its last symbol.
Result<CleanStream> clean_vp8(ByteView frame);

// A VP8L stream, cut behind its last bit; compressed anew where it is roomy (vp8l_stream.hpp).
// Fails: ErrorCode::unreadable when it does not decode.
Result<CleanStream> clean_vp8l(ByteView stream);

// An ALPH chunk of a picture of that size: one byte for each pixel, or a VP8L stream in which green alone says anything.
// Fails: ErrorCode::unreadable as clean_vp8l.
Result<CleanStream> clean_webp_alpha(ByteView alpha, int width, int height);

}  // namespace consent
