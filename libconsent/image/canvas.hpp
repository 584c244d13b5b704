// SPDX-License-Identifier: Apache-2.0
//
// What the frames of an animation (WebP, GIF, APNG) are put on, one after another.
#pragma once

#include <cstdint>
#include <vector>

#include "image/decode.hpp"

namespace consent {

// A rectangle on the canvas, in pixels.
struct CanvasArea {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

enum class CanvasPut : std::uint8_t {
    over,     // laid over what stands there, by its transparency
    instead,  // in its place, transparency and all
};

// Transparent at first. Pixels are R, G, B, alpha.
// Requires: each area lies on the canvas, and its pixels are width * height * 4 bytes.
class Canvas {
public:
    Canvas(int width, int height);

    void put(const CanvasArea& area, const std::vector<std::uint8_t>& rgba, CanvasPut how);
    void clear(const CanvasArea& area);

    [[nodiscard]] std::vector<std::uint8_t> copy(const CanvasArea& area) const;

    // The canvas as lay_out() shows it; and where the frame that was put last has transparency, its own colours without
    // it, for what lies hidden under it.
    [[nodiscard]] Picture shown_with(const CanvasArea& area, const std::vector<std::uint8_t>& frame) const;

private:
    [[nodiscard]] std::uint8_t* row(const CanvasArea& area, int y) noexcept;

    int width_, height_;
    std::vector<std::uint8_t> rgba_;
};

}  // namespace consent
