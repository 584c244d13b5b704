// SPDX-License-Identifier: Apache-2.0
//
// The marker segments of a JPEG file (ITU-T T.81, annex B), walked without decoding.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

namespace jpeg_marker {
inline constexpr std::uint8_t tem = 0x01, sof0 = 0xC0, dht = 0xC4, jpg = 0xC8, dac = 0xCC, rst0 = 0xD0, rst7 = 0xD7,
                              soi = 0xD8, eoi = 0xD9, sos = 0xDA, dqt = 0xDB, dnl = 0xDC, dri = 0xDD, app0 = 0xE0,
                              app1 = 0xE1, app2 = 0xE2, app13 = 0xED, app14 = 0xEE, app15 = 0xEF, com = 0xFE;
}

// True for every kind of frame header, of kinds that are read here or not.
[[nodiscard]] constexpr bool is_start_of_frame(std::uint8_t marker) noexcept {
    return marker >= jpeg_marker::sof0 && marker <= 0xCF && marker != jpeg_marker::dht && marker != jpeg_marker::jpg &&
           marker != jpeg_marker::dac;
}

struct JpegSegment {
    std::uint8_t marker = 0;   // the byte after 0xFF
    std::size_t offset = 0;    // of that 0xFF
    ByteView payload;          // what follows the length; empty for EOI
    ByteView entropy;          // SOS alone: the compressed data with its restart markers, up to the next other marker
};

// Size, kind and components of the one frame.
struct JpegFrame {
    std::uint8_t marker = 0;
    int precision = 0;
    int width = 0;
    int height = 0;
    int components = 0;
    std::array<std::uint8_t, 4> ids{};           // of the components, no two alike
    std::array<std::uint8_t, 4> quantisation{};  // the place of the table of each, 0..3
};

struct JpegWalk {
    std::vector<JpegSegment> segments;  // without SOI, EOI included, in file order
    JpegFrame frame;
    std::size_t scans = 0;
    std::size_t filler = 0;     // bytes between segments that belong to none: junk, fill bytes, stray markers
    bool loose_entropy = false; // the compressed data itself holds fill bytes or markers after its end
    ByteView trailer;           // everything after EOI
    bool without_end = false;   // the file ends behind the data of its last scan, which may be cut: EOI is added here
};

// Walks from SOI to EOI. Junk between segments is counted and stepped over, as decoders do.
// Ensures: exactly one frame header that is 8 bit deep, of a kind libjpeg reads, before the first scan, with a size
// within the limits; scans that code every bit of every coefficient of every component once, a progressive picture's
// bits in their order; every view lies inside `bytes`.
// Fails: ErrorCode::unreadable: no SOI, no EOI while something is still to be coded, an unknown segment or one that passes the end, a second frame, lossless,
// hierarchical or 12-bit coding, something coded twice or never, over a limit.
Result<JpegWalk> walk_jpeg(ByteView bytes, const Limits& limits);

// The segments in front of the picture alone, as far as they can be read; nothing is required of the rest. For
// metadata that a damaged file may still hold.
std::vector<JpegSegment> jpeg_header_segments(ByteView bytes, std::size_t most);

}  // namespace consent
