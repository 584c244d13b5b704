// SPDX-License-Identifier: Apache-2.0
//
// The back ends behind decode(), one a format, and what the sanitiser needs of them. None turns the picture upright but
// TIFF, whose pages may lie each their own way; each checks the header against the limits before it takes memory for
// pixels.
#pragma once

#include <optional>

#include <consent/bytes.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

#include "image/decode.hpp"

namespace consent {

// A JPEG of four inks without Adobe's marker says nowhere whether they are stored as ink or as light: both readings come.
Result<Picture> decode_jpeg(ByteView bytes, const Limits& limits);

// Still and animated; the still picture that decoders without animation show comes first where it is no frame.
Result<void> frames_png(ByteView bytes, const Limits& limits, const SeeFrame& see);

// HEIC and AVIF: the still picture that the file names, or the base of one that is tone-mapped. libheif turns, mirrors and
// crops it, so it comes upright. Colours are the numbers that are stored, brought from YCbCr to RGB and to eight bits.
// `also` holds, behind what transparency leaves open, a picture of high dynamic range as an ordinary screen shows it, and
// what of a grid's tiles lies outside the picture, for it leaves with the tiles.
Result<Picture> decode_heif(ByteView bytes, Format format, const Limits& limits);
// That it decodes, without the second look at what lies outside.
Result<void> check_heif(ByteView bytes, Format format, const Limits& limits);

// Every page through libtiff, upright; reduced copies of pages and masks are passed over, as the clean copy leaves them out.
Result<void> frames_tiff(ByteView bytes, const Limits& limits, const SeeFrame& see);

// Frame by frame as browsers put them on the canvas, and the colours that lie hidden under their transparency.
Result<void> frames_gif(ByteView bytes, const Limits& limits, const SeeFrame& see);

// Still and animated: each frame as it stands on the canvas, and the colours that lie hidden under its transparency.
Result<void> frames_webp(ByteView bytes, const Limits& limits, const SeeFrame& see);

// Windows and OS/2 bitmaps of every depth, with run lengths, masks and alpha. A colour that the palette lacks is black.
Result<Picture> decode_bmp(ByteView bytes, const Limits& limits);

// R, G, B, alpha as a picture: over white, and when any pixel is not opaque, also without alpha and over black.
Picture lay_out(int width, int height, const std::vector<std::uint8_t>& rgba);

// Whether the compressed data of a JPEG is exactly what its pixels need.
enum class JpegEntropy {
    exact,
    loose,  // it decodes, and there are bytes that no pixel needs
};

// By the walk of jpeg_huffman.hpp; where that finds a fault, and for arithmetic coding, by decoding.
// Fails: ErrorCode::unreadable when it does not decode whole.
Result<JpegEntropy> check_jpeg_entropy(ByteView bytes, const Limits& limits);

// By decoding alone, every coefficient at an eighth of the size: slower, and it passes over more.
// Fails: as check_jpeg_entropy.
Result<JpegEntropy> decode_jpeg_entropy(ByteView bytes, const Limits& limits);

// The same coefficients compressed anew, so that nothing but them is left; pixels come out the same. Colour markers
// (JFIF, Adobe) are kept, every other APPn and comment is not.
// Fails: ErrorCode::unreadable when it does not decode whole.
Result<Bytes> recompress_jpeg(ByteView bytes, const Limits& limits);

// The same coefficients with the picture the right way up for that EXIF orientation; colour markers are kept, every other
// APPn and comment is not. Nothing where the edge that would become the first ends in a part of a block: such a block
// cannot stand there. Decoders round the turned waves to within three levels of what they made of the others.
// Requires: 1 <= orientation <= 8. Fails: ErrorCode::unreadable when it does not decode whole.
Result<std::optional<Bytes>> turn_jpeg(ByteView bytes, int orientation, const Limits& limits);

// The samples of a JPEG of four inks as they are stored, 8 bits.
struct InkPicture {
    int width = 0, height = 0;
    Bytes inks;             // four a pixel
    bool inverted = false;  // 0 is full ink: what Adobe's marker says
};
// Requires: a JPEG of four components. Fails: as decode().
Result<InkPicture> decode_jpeg_inks(ByteView bytes, const Limits& limits);

}  // namespace consent
