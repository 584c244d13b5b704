// SPDX-License-Identifier: Apache-2.0
//
// Animated PNG files put together from still ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/picture_maker.hpp"

namespace consent::test {

struct ApngFrameSpec {
    Bytes still;   // a PNG of the same colour type and depth as the others, and with the same palette
    int x = 0;
    int y = 0;
    int delay = 1;
    int delay_parts = 10;
    int disposal = 0;  // 0 keep, 1 clear, 2 restore
    bool over = false;
};

// The first frame is as large as the canvas. `apart`: a still picture that is no frame.
Bytes make_apng(const std::vector<ApngFrameSpec>& frames, int plays = 0, const Bytes& apart = {});

struct PngPart {
    std::string type;
    Bytes data;
};
std::vector<PngPart> png_parts(ByteView png);
Bytes png_file(const std::vector<PngPart>& parts);

}  // namespace consent::test
