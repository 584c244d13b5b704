// SPDX-License-Identifier: Apache-2.0
#include "image/decode.hpp"

#include <utility>

#include "base/guard.hpp"
#include "image/codecs.hpp"
#include "image/exif_block.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

Result<Picture> decode_as_stored(ByteView bytes, Format format, const Limits& limits) {
    switch (format) {
        case Format::jpeg: return decode_jpeg(bytes, limits);
        case Format::png: return decode_png(bytes, limits);
        case Format::webp:
        case Format::bmp:
        case Format::tiff: return decode_with_opencv(bytes, format, limits);
        case Format::gif:
        case Format::heif:
        case Format::avif:
        case Format::jpeg_xl:
            return unreadable(std::string(to_string(format)) + " is not read yet: save it as JPEG.");
        case Format::raw_or_psd:
            return unreadable("Camera raw and Photoshop files are not read: save it as JPEG.");
        case Format::unknown: break;
    }
    return unreadable("This is no picture in a format that is read here (JPEG, PNG, WebP, BMP, TIFF): save it as JPEG.");
}

// OpenCV is told to leave TIFF and WebP as stored, so every format is turned here and in one way.
Result<Picture> decode_upright(ByteView bytes, const Limits& limits) {
    if (bytes.empty()) return unreadable("This file is empty: bring another copy of it.");
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    const Format format = sniff(bytes);
    auto picture = decode_as_stored(bytes, format, limits);
    if (!picture) return picture;
    const int orientation = read_orientation(bytes, format);
    picture->shown = upright(std::move(picture->shown), orientation);
    for (Raster& raster : picture->also) raster = upright(std::move(raster), orientation);
    return picture;
}

}  // namespace

Result<Picture> decode(ByteView bytes, const Limits& limits) {
    return guarded("reading the picture", [&] { return decode_upright(bytes, limits); });
}

Picture lay_out(int width, int height, std::vector<std::uint8_t> rgba) {
    const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    bool opaque = true;
    for (std::size_t i = 0; i < pixels && opaque; ++i) opaque = rgba[i * 4 + 3] == 255;

    const auto lay = [&](int ground, bool use_alpha) {
        Raster raster;
        raster.width = width;
        raster.height = height;
        raster.rgb.resize(pixels * 3);
        for (std::size_t i = 0; i < pixels; ++i) {
            const int alpha = use_alpha ? rgba[i * 4 + 3] : 255;
            for (std::size_t c = 0; c < 3; ++c)
                raster.rgb[i * 3 + c] =
                    static_cast<std::uint8_t>((rgba[i * 4 + c] * alpha + ground * (255 - alpha) + 127) / 255);
        }
        return raster;
    };
    Picture picture;
    picture.shown = lay(255, true);
    if (!opaque) {
        picture.also.push_back(lay(0, false));
        picture.also.push_back(lay(0, true));
    }
    return picture;
}

}  // namespace consent
