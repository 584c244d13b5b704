// SPDX-License-Identifier: Apache-2.0
//
// The containers that clean copies are written in.
#pragma once

#include <cstdint>
#include <optional>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

#include "sanitise/sanitise.hpp"

namespace consent {

// What may be said of a picture beside its pixels.
struct KeptFacts {
    int orientation = 1;         // EXIF orientation, 1..8
    std::optional<Bytes> icc;    // a clean profile that fits the picture's colour model
};

// Whether the compressed data of a JPEG is walked while the copy is made, or not before the proof, which walks it anyhow.
enum class EntropyCheck : std::uint8_t { here, left_to_the_proof };

// Ensures: with EntropyCheck::here, a copy that prove_clean() takes.
Result<CleanCopy> sanitise_jpeg(ByteView bytes, const Limits& limits, const CopyOptions& options = {},
                                EntropyCheck check = EntropyCheck::here);
Result<CleanCopy> sanitise_png(ByteView bytes, const Limits& limits);
Result<CleanCopy> sanitise_gif(ByteView bytes, const Limits& limits);
Result<CleanCopy> sanitise_webp(ByteView bytes, const Limits& limits);

// HEIC and AVIF item by item: the picture that the file names (the base of a tone-mapped one), the tiles it is made of and
// its alpha, each with what its pixels need (coded_picture.hpp) and its size, depth, colours, turning, mirroring and
// narrow crop. Thumbnails, other pictures, metadata items, films, groups, names, unknown boxes and properties and every
// byte that no item owns are left out. Nothing where that cannot be done without loss: other codings and derivations
// (an overlay covers pixels that would leave with it), crops of more than an edge, a profile that no copy may carry.
Result<std::optional<CleanCopy>> rewrite_heif(ByteView bytes, const Limits& limits);

// Every page of it, in the one layout of tiff_writer.hpp, classic and in the file's own byte order. A page keeps its
// strips or tiles where they hold its pixels exactly and in a way that all readers share; else the same samples are
// written anew with deflate (re_encoded), in the next layout that is shared (tiff_samples.hpp). What stays beside the
// pixels: size, layout, palette, orientation, alpha, resolution to the hundredth, a clean profile.
Result<CleanCopy> sanitise_tiff(ByteView bytes, const Limits& limits);

// A JPEG or PNG written here from pixels alone, with these facts put in.
Result<Bytes> with_facts_jpeg(ByteView bytes, const KeptFacts& facts, const Limits& limits);
Result<Bytes> with_facts_png(ByteView bytes, const KeptFacts& facts, const Limits& limits);

// A TIFF structure of one tag, the orientation. Requires: 1 <= orientation <= 8.
Bytes orientation_exif(int orientation);

}  // namespace consent
