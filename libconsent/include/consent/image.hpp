// SPDX-License-Identifier: Apache-2.0
//
// Pixels and what a picture file carries beside them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/export.hpp>

namespace consent {

// Pixels as seen by a viewer: upright, 8 bits a channel, R, G, B interleaved, rows from the top without
// padding. Wider sample depths are scaled down, grey is repeated, CMYK is converted.
// Invariant: rgb.size() == width * height * 3 (computed in std::size_t), width >= 1, height >= 1.
struct Raster {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
};

// What the bytes are, by their content; a file's name is never asked.
enum class Format : std::uint8_t { unknown = 0, jpeg, png, webp, gif, bmp, tiff, heif, avif, jpeg_xl, raw_or_psd };

CONSENT_API std::string_view to_string(Format format) noexcept;  // "JPEG", "PNG", ...
CONSENT_API std::string_view extension_of(Format format) noexcept;  // ".jpg", ".png", ...; ".bin" for what is not written
CONSENT_API Format sniff(ByteView bytes) noexcept;

// A piece of metadata found in the file as it came: "EXIF:GPSLatitude", "XMP:dc:description",
// "IPTC:Caption-Abstract", "PNG:tEXt:Author", "JPEG:COM", "JPEG:trailer". `text` holds its text where it is text
// (UTF-8, else empty): words that would have left with the picture.
struct MetadataItem {
    std::string name;
    std::string text;
};

}  // namespace consent
