// SPDX-License-Identifier: Apache-2.0
//
// A TIFF file in the one way it is written here (TIFF 6.0): for each page its directory, the values that do not fit into
// it in the order of their tags, then its strips or tiles in theirs; no byte between them but one zero where a number
// must begin at an even place.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

#include "image/tiff_pages.hpp"

namespace consent {

struct CleanTiffPage {
    std::int64_t width = 0, height = 0;
    std::uint64_t bits = 8, samples = 1, compression = 1, photometric = 1, predictor = 1;
    int orientation = 1;
    int extra = tiff_extra::none;
    bool tiled = false;
    std::int64_t chunk_width = 0, chunk_height = 0;
    std::vector<std::uint16_t> colour_map;
    std::uint64_t halved_x = 0, halved_y = 0;   // of YCbCr; 0: no such tag
    std::array<std::uint32_t, 2> resolution{};  // hundredths of pixels a unit; 0: it is not said
    std::uint64_t resolution_unit = 2;
    Bytes icc;
    bool re_encoded = false;                    // some of the strips are not as they were
    std::vector<Bytes> owned;                   // what `chunks` may be views of
    std::vector<ByteView> chunks;
};

// Fails: ErrorCode::unreadable when the file would pass Limits::file_bytes or what a TIFF can hold.
Result<Bytes> write_tiff(const std::vector<CleanTiffPage>& pages, bool big_endian, const Limits& limits);

}  // namespace consent
