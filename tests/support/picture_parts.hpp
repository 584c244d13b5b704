// SPDX-License-Identifier: Apache-2.0
//
// What picture_maker puts its files together from.
#pragma once

#include <string_view>
#include <vector>

#include "support/picture_maker.hpp"

namespace consent::test {

void append(Bytes& out, ByteView more);
void append(Bytes& out, std::string_view text);
Bytes text_bytes(std::string_view text);
Bytes wide_text(std::string_view ascii, bool big_endian);  // UTF-16

Bytes needle_photoshop();  // an APP13 payload with IPTC in it
Bytes needle_mpf();        // an index of two pictures
Bytes needle_position();   // the latitude as EXIF stores it

int jpeg_components(ByteView jpeg);

Bytes zlib_stream(ByteView data);
Bytes raw_profile(std::string_view kind, ByteView block);  // as ImageMagick writes it
Bytes hex_bytes(ByteView text);                            // the bytes that the hexadecimal digits in it spell
std::vector<Bytes> unpacked_png_chunks(ByteView png);      // text, profiles and the pixel stream, inflated
Bytes png_with_more_pixels(ByteView png, ByteView more);   // the same stream with more behind the last scanline

}  // namespace consent::test
