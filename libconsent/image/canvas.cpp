// SPDX-License-Identifier: Apache-2.0
#include "image/canvas.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "image/codecs.hpp"

namespace consent {
namespace {

std::size_t times(int a, int b) noexcept { return static_cast<std::size_t>(a) * static_cast<std::size_t>(b); }

// One pixel over another, neither multiplied by its alpha.
void lay_over(std::uint8_t* below, const std::uint8_t* above) noexcept {
    const std::uint32_t alpha = above[3];
    if (alpha == 0) return;
    if (alpha == 255 || below[3] == 0) {
        std::memcpy(below, above, 4);
        return;
    }
    const std::uint32_t kept = below[3] * (255 - alpha);  // of 255 * 255
    const std::uint32_t whole = alpha * 255 + kept;
    for (std::size_t c = 0; c < 3; ++c)
        below[c] = static_cast<std::uint8_t>((above[c] * alpha * 255 + below[c] * kept + whole / 2) / whole);
    below[3] = static_cast<std::uint8_t>((whole + 127) / 255);
}

bool is_opaque(const std::vector<std::uint8_t>& rgba) noexcept {
    for (std::size_t i = 3; i < rgba.size(); i += 4)
        if (rgba[i] != 255) return false;
    return true;
}

}  // namespace

Canvas::Canvas(int width, int height) : width_(width), height_(height), rgba_(times(width, height) * 4) {}

std::uint8_t* Canvas::row(const CanvasArea& area, int y) noexcept {
    return rgba_.data() + (times(area.y + y, width_) + static_cast<std::size_t>(area.x)) * 4;
}

void Canvas::put(const CanvasArea& area, const std::vector<std::uint8_t>& rgba, CanvasPut how) {
    const std::size_t row_bytes = times(area.width, 4);
    for (int y = 0; y < area.height; ++y) {
        const std::uint8_t* from = rgba.data() + times(y, area.width) * 4;
        std::uint8_t* to = row(area, y);
        if (how == CanvasPut::instead) {
            std::memcpy(to, from, row_bytes);
            continue;
        }
        for (std::size_t i = 0; i < row_bytes; i += 4) lay_over(to + i, from + i);
    }
}

void Canvas::clear(const CanvasArea& area) {
    for (int y = 0; y < area.height; ++y) std::fill_n(row(area, y), times(area.width, 4), std::uint8_t{0});
}

std::vector<std::uint8_t> Canvas::copy(const CanvasArea& area) const {
    std::vector<std::uint8_t> out;
    out.reserve(times(area.width, area.height) * 4);
    for (int y = 0; y < area.height; ++y) {
        const auto from = rgba_.begin() +
                          static_cast<std::ptrdiff_t>((times(area.y + y, width_) + static_cast<std::size_t>(area.x)) * 4);
        out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(times(area.width, 4)));
    }
    return out;
}

Picture Canvas::shown_with(const CanvasArea& area, const std::vector<std::uint8_t>& frame) const {
    Picture picture = lay_out(width_, height_, rgba_);
    if (is_opaque(frame)) return picture;
    Raster colours;
    colours.width = area.width;
    colours.height = area.height;
    colours.rgb.resize(times(area.width, area.height) * 3);
    for (std::size_t i = 0; i < colours.rgb.size() / 3; ++i) std::memcpy(&colours.rgb[i * 3], &frame[i * 4], 3);
    picture.also.push_back(std::move(colours));
    return picture;
}

}  // namespace consent
