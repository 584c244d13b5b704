// SPDX-License-Identifier: Apache-2.0
//
// Pictures spoilt on purpose, the same way for the same seed.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "support/picture_maker.hpp"

namespace consent::test {

// Small sound files of many kinds: JPEG baseline, progressive, grey, with restarts and with everything planted; PNG of
// several colour types, interlaced, and with everything planted.
std::vector<Bytes> mutation_seeds();

// A few bytes changed, cut out, doubled or overwritten. The chunk checksums of a PNG are set right again for every
// second seed, so that the damage is met behind them.
Bytes mutated(ByteView file, unsigned seed);

// The PNG with the data of its first chunk of that type changed, and the checksum right.
Bytes with_png_chunk(ByteView png, std::string_view type, const std::function<void(Bytes&)>& change);

// A grey PNG of that size whose pixel stream goes on with zeros to `inflated` bytes.
Bytes png_bomb(int width, int height, std::size_t inflated);

// The PNG with a zTXt chunk of that many bytes of text.
Bytes png_text_bomb(ByteView png, std::size_t inflated);

}  // namespace consent::test
