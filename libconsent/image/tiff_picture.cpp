// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "image/tiff_samples.hpp"

namespace consent {
namespace {

using Pixel = std::array<std::uint8_t, 4>;  // R, G, B, the extra sample

std::uint8_t over(int colour, int alpha, int ground) noexcept {
    return static_cast<std::uint8_t>((colour * alpha + ground * (255 - alpha) + 127) / 255);
}

// The samples of one row, each at 8 bits.
void read_row(const TiffSamples& samples, std::size_t y, std::vector<std::uint8_t>& row) {
    const std::uint8_t* from = samples.data.data() + y * samples.row_bytes();
    if (samples.bits == 8) {
        std::copy(from, from + row.size(), row.begin());
    } else if (samples.bits == 16) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::uint16_t value;
            std::memcpy(&value, from + i * 2, sizeof value);
            row[i] = static_cast<std::uint8_t>((value * 255U + 32767U) / 65535U);
        }
    } else {
        const auto bits = static_cast<unsigned>(samples.bits);
        const unsigned most = (1U << bits) - 1;
        const unsigned scale = samples.photometric == tiff_photometric::palette ? 1 : 255 / most;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::size_t bit = i * bits;
            row[i] = static_cast<std::uint8_t>((from[bit / 8] >> (8 - bits - bit % 8) & most) * scale);
        }
    }
}

// A map of 8-bit numbers, as some programs write it, is told by its lack of larger ones: so does libtiff.
std::vector<std::uint8_t> shown_colours(const std::vector<std::uint16_t>& map) {
    const bool narrow = std::all_of(map.begin(), map.end(), [](std::uint16_t value) { return value < 256; });
    std::vector<std::uint8_t> shown(map.size());
    for (std::size_t i = 0; i < map.size(); ++i)
        shown[i] = static_cast<std::uint8_t>(narrow ? map[i] : map[i] * 255U / 65535U);
    return shown;
}

template <typename Take>
void for_each_pixel(const TiffSamples& samples, const std::vector<std::uint16_t>& map, Take take) {
    const auto width = static_cast<std::size_t>(samples.width), height = static_cast<std::size_t>(samples.height);
    const auto per_pixel = static_cast<std::size_t>(samples.samples);
    const std::vector<std::uint8_t> colours = shown_colours(map);
    const std::size_t entries = colours.size() / 3;
    std::vector<std::uint8_t> row(width * per_pixel);
    const bool has_extra = samples.extra != tiff_extra::none;
    for (std::size_t y = 0, i = 0; y < height; ++y) {
        read_row(samples, y, row);
        const std::uint8_t* from = row.data();
        for (std::size_t x = 0; x < width; ++x, ++i, from += per_pixel) {
            Pixel pixel{from[0], from[0], from[0], has_extra ? from[per_pixel - 1] : std::uint8_t{255}};
            switch (samples.photometric) {
                case tiff_photometric::white_is_zero:
                    for (std::size_t c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(255 - from[0]);
                    break;
                case tiff_photometric::black_is_zero: break;
                case tiff_photometric::palette:
                    for (std::size_t c = 0; c < 3; ++c) pixel[c] = colours[c * entries + from[0]];
                    break;
                case tiff_photometric::separated:
                    for (std::size_t c = 0; c < 3; ++c) pixel[c] = over(255 - from[c], 255 - from[3], 0);
                    break;
                default: std::copy(from, from + 3, pixel.begin());
            }
            take(i, pixel);
        }
    }
}

enum class Reading { colours, over_white, over_black, multiplied_over_white, divided };

void put(std::uint8_t* to, const Pixel& pixel, Reading reading) noexcept {
    const int alpha = pixel[3];
    for (std::size_t c = 0; c < 3; ++c) switch (reading) {
            case Reading::colours: to[c] = pixel[c]; break;
            case Reading::over_white: to[c] = over(pixel[c], alpha, 255); break;
            case Reading::over_black: to[c] = over(pixel[c], alpha, 0); break;
            case Reading::multiplied_over_white:
                to[c] = static_cast<std::uint8_t>(std::min(255, pixel[c] + 255 - alpha));
                break;
            case Reading::divided:
                to[c] = alpha == 0 ? pixel[c]
                                   : static_cast<std::uint8_t>(std::min(255, (pixel[c] * 255 + alpha / 2) / alpha));
        }
}

std::vector<Reading> readings_of(int extra) {
    switch (extra) {
        case tiff_extra::associated: return {Reading::multiplied_over_white, Reading::divided, Reading::colours};
        case tiff_extra::unassociated: return {Reading::over_white, Reading::colours, Reading::over_black};
        default:
            return {Reading::colours, Reading::over_white, Reading::over_black, Reading::multiplied_over_white,
                    Reading::divided};
    }
}

}  // namespace

Picture to_picture(const TiffSamples& samples, const std::vector<std::uint16_t>& colour_map) {
    std::vector<Reading> readings{Reading::colours};
    if (samples.extra != tiff_extra::none) {
        bool opaque = true;
        for_each_pixel(samples, colour_map, [&](std::size_t, const Pixel& pixel) { opaque = opaque && pixel[3] == 255; });
        if (!opaque) readings = readings_of(samples.extra);
    }
    Picture picture;
    const bool see_through = readings.size() > 1 && samples.extra != tiff_extra::unspecified;
    if (see_through)
        picture.alpha.resize(static_cast<std::size_t>(samples.width) * static_cast<std::size_t>(samples.height));
    std::vector<Raster> rasters(readings.size());
    for (Raster& raster : rasters) {
        raster.width = static_cast<int>(samples.width);
        raster.height = static_cast<int>(samples.height);
        raster.rgb.resize(static_cast<std::size_t>(samples.width) * static_cast<std::size_t>(samples.height) * 3);
    }
    for_each_pixel(samples, colour_map, [&](std::size_t i, const Pixel& pixel) {
        for (std::size_t r = 0; r < readings.size(); ++r) put(rasters[r].rgb.data() + i * 3, pixel, readings[r]);
        if (see_through) picture.alpha[i] = pixel[3];
    });
    picture.shown = std::move(rasters.front());
    picture.also.assign(std::make_move_iterator(rasters.begin() + 1), std::make_move_iterator(rasters.end()));
    // Not every reader minds that black is the greatest number of 16 bits.
    if (samples.photometric == tiff_photometric::white_is_zero && samples.bits == 16) {
        Raster turned = picture.shown;
        for (std::uint8_t& value : turned.rgb) value = static_cast<std::uint8_t>(255 - value);
        picture.also.push_back(std::move(turned));
    }
    return picture;
}

}  // namespace consent
