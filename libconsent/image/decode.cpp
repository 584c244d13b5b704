// SPDX-License-Identifier: Apache-2.0
#include "image/decode.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/guard.hpp"
#include "image/codecs.hpp"
#include "image/exif_block.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

Result<void> hand_on(Result<Picture> picture, const SeeFrame& see) {
    if (!picture) return std::move(picture).error();
    return see(*std::move(picture));
}

Result<void> frames_as_stored(ByteView bytes, Format format, const Limits& limits, const SeeFrame& see) {
    switch (format) {
        case Format::jpeg: return hand_on(decode_jpeg(bytes, limits), see);
        case Format::png: return frames_png(bytes, limits, see);
        case Format::gif: return frames_gif(bytes, limits, see);
        case Format::webp: return frames_webp(bytes, limits, see);
        case Format::bmp: return hand_on(decode_bmp(bytes, limits), see);
        case Format::tiff: return frames_tiff(bytes, limits, see);
        case Format::heif:
        case Format::avif: return hand_on(decode_heif(bytes, format, limits), see);
        case Format::jpeg_xl:
            return unreadable(std::string(to_string(format)) + " is not read yet: save it as JPEG.");
        case Format::raw_or_psd:
            return unreadable("Camera raw and Photoshop files are not read: save it as JPEG.");
        case Format::unknown: break;
    }
    return unreadable(
        "This is no picture in a format that is read here (JPEG, PNG, GIF, WebP, HEIC, AVIF, BMP, TIFF): save it as JPEG.");
}

// Every format but TIFF comes as it is stored and is turned here, in one way.
Result<void> frames_upright(ByteView bytes, const Limits& limits, const SeeFrame& see) {
    if (bytes.empty()) return unreadable("This file is empty: bring another copy of it.");
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    const Format format = sniff(bytes);
    const int orientation = format == Format::tiff ? 1 : read_orientation(bytes, format);
    std::size_t frames = 0;
    std::int64_t pixels = 0;
    auto read = frames_as_stored(bytes, format, limits, [&](Picture picture) -> Result<void> {
        pixels += static_cast<std::int64_t>(picture.shown.width) * picture.shown.height;
        if (++frames > limits.frames || (frames > 1 && pixels > limits.frame_pixels)) return too_many_frames(limits);
        return see(upright(std::move(picture), orientation));
    });
    if (read && frames == 0) return damaged(to_string(format));
    return read;
}

}  // namespace

Result<void> each_frame(ByteView bytes, const Limits& limits, const SeeFrame& see) {
    return guarded("reading the picture", [&] { return frames_upright(bytes, limits, see); });
}

Result<Picture> decode(ByteView bytes, const Limits& limits) {
    std::optional<Picture> only;
    auto read = each_frame(bytes, limits, [&](Picture picture) -> Result<void> {
        if (only) return unreadable("This file holds more than one picture: save the one you mean as a picture of its own.");
        only = std::move(picture);
        return {};
    });
    if (!read) return std::move(read).error();
    return *std::move(only);
}

Picture lay_out(int width, int height, const std::vector<std::uint8_t>& rgba) {
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
            if (alpha == 255) {
                std::copy_n(&rgba[i * 4], 3, &raster.rgb[i * 3]);
                continue;
            }
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
        picture.alpha.resize(pixels);
        for (std::size_t i = 0; i < pixels; ++i) picture.alpha[i] = rgba[i * 4 + 3];
    }
    return picture;
}

}  // namespace consent
