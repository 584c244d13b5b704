// SPDX-License-Identifier: Apache-2.0
//
// The samples of a TIFF page, out of their strips and tiles, in the few layouts that every reader agrees on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

#include "image/decode.hpp"
#include "image/tiff_pages.hpp"

namespace consent {

// Rows from the top as stored, each on a whole number of bytes, the samples of a pixel together, 16 bits in the order
// of this machine, unused bits of a row zero.
// Invariant: is_plain() of what they say.
struct TiffSamples {
    std::int64_t width = 0, height = 0;
    std::uint64_t bits = 8;     // 1, 2, 4 (of one sample alone), 8 or 16
    std::uint64_t samples = 1;  // colours and at most one more
    std::uint64_t photometric = tiff_photometric::black_is_zero;
    int extra = tiff_extra::none;
    Bytes data;

    [[nodiscard]] std::size_t row_bytes() const noexcept {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(width) * samples * bits + 7) / 8);
    }
};

// Grey (1 to 16 bits, from 8 on also with alpha), RGB (8 or 16 bits, also with alpha), palette (1 to 8 bits) or CMYK (8
// or 16 bits), unsigned.
bool is_plain(std::uint64_t bits, std::uint64_t samples, std::uint64_t photometric) noexcept;
bool is_plain(const TiffPage& page) noexcept;

// Decodes a page through libtiff. What is not plain becomes so: colour models that few readers show (YCbCr, Lab, LogLuv)
// become RGB, odd depths the next of 8 and 16 bits, signed and floating numbers 16 bits over the range that they use,
// samples beyond the first extra one are left out.
// Fails: ErrorCode::unreadable: data that is damaged or short, a compression that libtiff was built without.
Result<TiffSamples> read_tiff_samples(ByteView bytes, const TiffPage& page, const Limits& limits);

// What read_tiff_samples needs, from the unpacked samples as libtiff gives them; rows as in TiffSamples.
// Requires: `raw` holds height rows of `page.samples` samples of `page.bits` bits, unsigned, signed or floating.
Result<TiffSamples> to_plain_samples(const TiffPage& page, Bytes raw);

// As a picture, not turned. Where readers differ in what they make of an extra sample, every reading comes.
Picture to_picture(const TiffSamples& samples, const std::vector<std::uint16_t>& colour_map);

}  // namespace consent
