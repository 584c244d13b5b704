// SPDX-License-Identifier: Apache-2.0
//
// The clean copy: what a decoder needs to show the same picture, by allow-list, and nothing else.
#pragma once

#include <consent/bytes.hpp>
#include <consent/copy.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

struct CleanCopy {
    Bytes bytes;
    Format format = Format::unknown;
    CopyMethod method = CopyMethod::none;
};

// JPEG without touching the compressed pixels, PNG chunk by chunk. Where the compressed data itself holds more than its
// pixels (bytes behind a scan, behind the zlib stream or behind the last scanline in it), the same coefficients or
// scanlines are compressed anew: re_encoded, and the pixels still the same. An animated PNG keeps its frames; of one that
// breaks the rules of animation, so that programs read it differently, the still picture alone leaves.
// TIFF page by page, each with its strips as they are where they hold its pixels exactly and in a way that all readers
// share, else with the same samples packed anew: re_encoded.
// WebP, still and animated, frame by frame without touching the pixels; each stream is cut to the last bit that a pixel
// needs, and a lossless one with other room in it is compressed anew (webp_streams.hpp says what stays free). Its
// orientation stays as it is though browsers pass it over in a WebP: so the copy looks everywhere as the original does,
// and faces are sought on all four sides.
// GIF frame by frame with its times: codes that make no pixel are compressed away (re_encoded), colours that no pixel has
// are black, what of a frame lies beside the canvas is cut, disposals that do not exist are what browsers take them for.
// Free are the codes' own choices, and the cut of the data into codes.
// HEIC and AVIF item by item (containers.hpp): the picture that the file names leaves, and of a file that holds a film too,
// that picture alone; lossless is said of what leaves. How far a stream is searched, coded_picture.hpp says. An HDR curve
// stays, and the picture is looked at as an ordinary screen shows it, too. What else is coded there, or put together in
// other ways, is decoded and written anew.
// Any other readable format is decoded and written anew: what was lossy and has no transparency as JPEG, the rest as PNG,
// with its transparency.
// Faces are sought in the numbers as they are stored, so what would show other ones does not stay beside them: a colour
// profile stays when it is of one curve a channel and three primaries, near to ordinary ones (icc_limits.hpp), and is one
// of our own where it is sRGB, Display P3 or Adobe RGB. Of any other that viewers follow (lookup tables, four inks, linear
// light) the numbers are turned into sRGB: re_encoded, a JPEG at quality 95 without halved colour. gAMA from 0.40 to 0.60,
// cHRM of ordinary primaries, cICP for sRGB and Display P3 stay; without them the picture is shown as sRGB.
// Ensures: the copy decodes to the same upright pixels; of what was lossy and is written anew, to them within JPEG's
// loss. A second pass over a copy returns the same bytes.
// Fails: invalid_argument: options out of range, or a smaller copy of a file that shows several pictures;
// ErrorCode::unreadable as decode(), a PNG with a broken animation apart; tables of a JPEG that do not parse, or that
// different decoders would read differently; internal (memory).
Result<CleanCopy> sanitise(ByteView bytes, const Limits& limits, const CopyOptions& options = {});

// Re-reads a copy with a walk of its own and proves that nothing but allow-listed parts is in it.
// Fails: ErrorCode::refused, naming the part that has no business there; unreadable when the copy cannot be walked.
Result<void> prove_clean(ByteView copy, const Limits& limits);

// Both in one, and quicker: the compressed data of a JPEG is walked once, by the proof.
// Ensures: as sanitise(); prove_clean() takes the copy. Fails: as either.
Result<CleanCopy> sanitise_and_prove(ByteView bytes, const Limits& limits, const CopyOptions& options = {});

}  // namespace consent
