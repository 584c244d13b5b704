// SPDX-License-Identifier: Apache-2.0
//
// JPEG and PNG files made by code, with things planted in them that must not leave: a made-up name and a position.
//
//     Bytes dirty = test::plant_all(test::make_jpeg(test::draw(320, 240)));
//     REQUIRE(test::holds_needle(dirty));
//
// Broken arguments throw std::invalid_argument.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/image.hpp>

namespace consent::test {

// Stands in every planted part: as UTF-8, and where the format says so as UTF-16.
inline constexpr std::string_view needle_name = "Nkechi Adeyemi";
// The planted GPS position: 6 degrees 27' 11.52" N, 3 degrees 24' 8.64" E.
inline constexpr double needle_latitude = 6.4532, needle_longitude = 3.4024;
// DateTimeOriginal of the planted EXIF.
inline constexpr std::string_view needle_date = "2026-05-04";

// A picture with shading, edges and noise, in which no two of its eight orientations look alike.
Raster draw(int width, int height, unsigned seed = 1);

struct JpegOptions {
    int quality = 90;
    int components = 3;         // 1, 3 or 4 (inverted CMYK with Adobe's marker)
    bool adobe_marker = true;   // of four components alone
    bool progressive = false;
    bool arithmetic = false;
    bool halved_colour = true;  // 4:2:0
    int restart_rows = 0;
    int orientation = 1;        // in an EXIF block of its own when it is not 1
};
Bytes make_jpeg(const Raster& raster, const JpegOptions& options = {});

struct PngOptions {
    int colour_type = 2;        // 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
    int bit_depth = 8;          // 16: not for a palette; 1, 2, 4: for grey and palette
    bool interlaced = false;
    bool transparent = false;   // alpha or tRNS: the left third is not opaque
    int orientation = 1;
};
Bytes make_png(const Raster& raster, const PngOptions& options = {});

// The names that plant() takes, one a kind of hiding place. Those of a JPEG: "exif", "xmp", "iptc", "comment",
// "jfif thumbnail", "jfxx thumbnail", "icc", "application segment", "colour marker", "table", "between segments",
// "between scans" (of a progressive JPEG), "after scan", "mpf", "trailer". Of a PNG: "text", "compressed text",
// "international text", "raw profile", "exif", "icc", "private chunk", "palette name", "after pixels", "after stream",
// "animation", "trailer".
std::vector<std::string> needles_for(ByteView file);

// The file with the name planted there. `orientation` is what planted EXIF says.
Bytes plant(ByteView file, std::string_view place, int orientation = 1);

// In every place at once.
Bytes plant_all(ByteView file, int orientation = 1);

// True when the name or the position stands anywhere in the file: in the raw bytes as UTF-8 or UTF-16, in a
// compressed chunk of a PNG, or as the rationals of EXIF.
bool holds_needle(ByteView file);

// A colour profile of the colours of sRGB, with the name in its description, copyright and maker, and a date.
Bytes make_icc_profile(int components = 3);

// Parts to build other files from.
void put_jpeg_segment(Bytes& out, std::uint8_t marker, ByteView payload);
void put_png_chunk(Bytes& out, std::string_view type, ByteView data);
Bytes needle_exif(int orientation);  // a TIFF block with descriptions, GPS, maker note, comment, thumbnail
Bytes needle_xmp();

}  // namespace consent::test
