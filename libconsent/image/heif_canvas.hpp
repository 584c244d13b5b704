// SPDX-License-Identifier: Apache-2.0
//
// What of a grid's tiles lies outside the picture that it shows.
#pragma once

#include <optional>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/image.hpp>

#include "image/heif_boxes.hpp"

namespace consent {

// The same file with the picture's grid as large as all its tiles. Nothing when the item is no grid, or its tiles reach
// less than 16 pixels over its edges: no face that anybody could tell has room there.
std::optional<Bytes> with_whole_canvas(ByteView bytes, const HeifWalk& walk, const HeifItem& item);

// The strips of the whole canvas to the right of and below the picture, each with a part of the picture beside it, so that
// a face on the border is whole. Not turned. A strip of one colour, as phones leave it, shows nothing and is left out.
std::vector<Raster> outside_of(const HeifItem& item, const Raster& canvas);

}  // namespace consent
