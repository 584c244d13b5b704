// SPDX-License-Identifier: Apache-2.0
//
// How much of the machine one file may take. On by default; a breach is an error, never a shortcut.
#pragma once

#include <cstddef>
#include <cstdint>

namespace consent {

struct Limits {
    std::size_t file_bytes = std::size_t{256} << 20;  // held in memory once, and once more as the clean copy
    std::int64_t pixels = 150'000'000;  // width x height; decoded RGB takes 3 bytes each: 450 MB at the limit
    int edge = 40'000;                  // longest side in pixels
    std::size_t parts = 20'000;         // JPEG segments, PNG chunks: the walk is linear in this
    std::size_t frames = 1'000;                    // of an animation, pages of a TIFF: each is looked at by itself
    std::int64_t frame_pixels = 200'000'000;       // of all frames together, where there is more than one: minutes of looking
    std::size_t metadata_bytes = std::size_t{16} << 20;  // text kept from one file, inflated size included
    std::size_t faces = 2'000;          // faces in one picture; 2 000 templates of 512 floats: 4 MB
};

}  // namespace consent
