// SPDX-License-Identifier: Apache-2.0
#include "image/decode.hpp"
#include "image/exif_block.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

// Where the pixel that is shown at (x, y) stands in the stored picture of width w and height h.
struct Source {
    int x;
    int y;
};

Source source_of(int orientation, int x, int y, int w, int h) noexcept {
    switch (orientation) {
        case 2: return {w - 1 - x, y};
        case 3: return {w - 1 - x, h - 1 - y};
        case 4: return {x, h - 1 - y};
        case 5: return {y, x};
        case 6: return {y, h - 1 - x};
        case 7: return {w - 1 - y, h - 1 - x};
        case 8: return {w - 1 - y, x};
        default: return {x, y};
    }
}

}  // namespace

int read_orientation(ByteView bytes, Format format) {
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
    const int w = raster.width, h = raster.height;
    Raster turned;
    turned.width = orientation >= 5 ? h : w;
    turned.height = orientation >= 5 ? w : h;
    turned.rgb.resize(raster.rgb.size());

    // Tiles keep both the rows read and the rows written in the cache when the picture is turned by a quarter.
    constexpr int tile = 32;
    for (int top = 0; top < turned.height; top += tile)
        for (int left = 0; left < turned.width; left += tile)
            for (int y = top; y < turned.height && y < top + tile; ++y) {
                std::uint8_t* to = turned.rgb.data() +
                                   (static_cast<std::size_t>(y) * static_cast<std::size_t>(turned.width) +
                                    static_cast<std::size_t>(left)) * 3;
                for (int x = left; x < turned.width && x < left + tile; ++x, to += 3) {
                    const Source at = source_of(orientation, x, y, w, h);
                    const std::uint8_t* from = raster.rgb.data() +
                                               (static_cast<std::size_t>(at.y) * static_cast<std::size_t>(w) +
                                                static_cast<std::size_t>(at.x)) * 3;
                    to[0] = from[0];
                    to[1] = from[1];
                    to[2] = from[2];
                }
            }
    return turned;
}

}  // namespace consent
