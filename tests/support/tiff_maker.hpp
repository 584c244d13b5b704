// SPDX-License-Identifier: Apache-2.0
//
// TIFF files of every kind, written by libtiff.
//
//     Bytes file = test::make_tiff({{test::draw(40, 30), {.compression = 5}}});
#pragma once

#include <vector>

#include "support/picture_maker.hpp"

namespace consent::test {

struct TiffOptions {
    int bits = 8;            // 1, 2, 4, 8, 12, 16 or 32
    int photometric = 2;     // 0 and 1 grey (of red), 2 RGB, 3 palette (of red), 5 CMYK, 6 YCbCr, 8 Lab
    int compression = 1;     // the number that the file has
    int extra = -1;          // an extra sample of that kind: 200 in the left half, else 255
    int planar = 1;
    int predictor = 1;
    int tile = 0;            // the side of a tile; 0: strips
    int rows_per_strip = 16;
    int orientation = 0;     // 0: no such tag
    int fill_order = 1;
    int sample_format = 1;   // 2: the numbers less 100; 3: of 32 bits, from 0 to 1
    int subfile = -1;        // the kind of page; -1: not said
    int halved = 1;          // 2: YCbCr with halved colour
    bool planted = false;    // every kind of text that libtiff writes, with the needle
};

struct TiffPicture {
    Raster raster;
    TiffOptions options = {};
};

struct TiffFile {
    bool big_endian = false;
    bool big = false;        // BigTIFF
};

Bytes make_tiff(const std::vector<TiffPicture>& pages, const TiffFile& file = {});

// The raster as a page of those options shows it: one bit, one colour and so on.
Raster as_stored(const Raster& raster, const TiffOptions& options);

// With GPS and EXIF directories, needles in them, at the end of the file. Requires: little-endian, no BigTIFF, one page
// with options.planted.
Bytes with_tiff_directories(ByteView tiff);

}  // namespace consent::test
