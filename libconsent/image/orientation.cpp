// SPDX-License-Identifier: Apache-2.0
#include "image/decode.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "image/exif_block.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

// How the stored picture of width w and height h is read while the upright one is written: where it begins, and how many
// pixels further each step right and each step down lies.
struct Reading {
    std::ptrdiff_t start;
    std::ptrdiff_t right;
    std::ptrdiff_t down;
};

Reading reading_of(int orientation, std::ptrdiff_t w, std::ptrdiff_t h) noexcept {
    switch (orientation) {
        case 2: return {w - 1, -1, w};
        case 3: return {w * h - 1, -1, -w};
        case 4: return {w * (h - 1), 1, -w};
        case 5: return {0, w, 1};
        case 6: return {w * (h - 1), -w, 1};
        case 7: return {w * h - 1, -w, -1};
        case 8: return {w - 1, w, -1};
        default: return {0, 1, w};
    }
}

// Bytes of `channels` a pixel, seen with that orientation.
template <std::size_t channels>
std::vector<std::uint8_t> turn(const std::vector<std::uint8_t>& stored, int w, int h, int orientation) {
    const int width = orientation >= 5 ? h : w, height = orientation >= 5 ? w : h;
    std::vector<std::uint8_t> turned(stored.size());
    const Reading reading = reading_of(orientation, w, h);
    // Tiles keep both the rows read and the rows written in the cache when the picture is turned by a quarter.
    constexpr int tile = 32;
    for (int top = 0; top < height; top += tile)
        for (int left = 0; left < width; left += tile)
            for (int y = top; y < std::min(height, top + tile); ++y) {
                std::uint8_t* to = turned.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                                    static_cast<std::size_t>(left)) * channels;
                std::ptrdiff_t at = reading.start + left * reading.right + y * reading.down;
                for (int x = left; x < std::min(width, left + tile); ++x, to += channels, at += reading.right) {
                    const std::uint8_t* from = stored.data() + at * static_cast<std::ptrdiff_t>(channels);
                    for (std::size_t c = 0; c < channels; ++c) to[c] = from[c];
                }
            }
    return turned;
}

}  // namespace

int read_orientation(ByteView bytes, Format format) {
    // A HEIF file is turned by its properties; what its EXIF says of it does not count (ISO/IEC 23008-12, A.2).
    if (format == Format::heif || format == Format::avif) return 1;
    const auto block = TiffBlock::parse(exif_block(bytes, format));
    if (!block) return 1;
    const auto directory = block->directory(block->first_directory());
    if (!directory) return 1;
    const auto value = block->number(*directory, tiff_tag::orientation).value_or(1);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

int orientation_of(ByteView bytes, Format format) noexcept {
    try {
        return read_orientation(bytes, format);
    } catch (...) {
        return 1;
    }
}

Raster upright(Raster raster, int orientation) {
    if (orientation <= 1 || orientation > 8) return raster;
    Raster turned;
    turned.rgb = turn<3>(raster.rgb, raster.width, raster.height, orientation);
    turned.width = orientation >= 5 ? raster.height : raster.width;
    turned.height = orientation >= 5 ? raster.width : raster.height;
    return turned;
}

Picture upright(Picture picture, int orientation) {
    if (orientation <= 1 || orientation > 8) return picture;
    if (!picture.alpha.empty())
        picture.alpha = turn<1>(picture.alpha, picture.shown.width, picture.shown.height, orientation);
    picture.shown = upright(std::move(picture.shown), orientation);
    for (Raster& raster : picture.also) raster = upright(std::move(raster), orientation);
    return picture;
}

}  // namespace consent
