// SPDX-License-Identifier: Apache-2.0
//
// GIF files made by code, with things planted in them that must not leave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/picture_maker.hpp"

namespace consent::test {

struct GifFrameSpec {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
    Bytes indexes;              // a byte a pixel, rows from the top
    Bytes colours;              // its own, a power of two of them; empty: those of the file
    int delay = 10;
    int disposal = 0;
    std::optional<int> transparent;
    bool interlaced = false;
};

struct GifSpec {
    int width = 0;
    int height = 0;
    Bytes colours;              // R, G, B each, a power of two of them
    int background = 0;
    std::optional<int> loops;
    std::vector<GifFrameSpec> frames;
};

// As giflib writes it. Throws std::invalid_argument when it does not.
Bytes make_gif(const GifSpec& spec);

// What giflib reads of it again: sizes, indexes, palettes, times; nothing where it does not read it.
std::optional<GifSpec> read_gif(ByteView gif);

// A palette of `count` colours, no two alike.
Bytes gif_colours(int count, unsigned seed = 1);

// Stripes and spots of the first `colours` indexes.
Bytes gif_pixels(int width, int height, int colours, unsigned seed = 1);

// Two still frames and three that cover parts, with every disposal, transparency and interlacing.
GifSpec gif_animation();

// Places for plant_gif: "comment", "comment between frames", "comment behind the frames", "xmp", "application",
// "plain text", "trailer", "after pixels" behind the end code of the first frame, "unused colours" of the file.
std::vector<std::string> gif_needles();
Bytes plant_gif(const GifSpec& spec, std::string_view place);

}  // namespace consent::test
