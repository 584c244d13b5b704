// SPDX-License-Identifier: Apache-2.0
//
// Pictures with nobody in them, to set heads into.
#pragma once

#include <span>
#include <vector>

#include <consent/image.hpp>

#include "demo_school/random_source.hpp"
#include "photos.hpp"

namespace consent::accuracy {

// Rooms and playgrounds drawn by code.
std::vector<Raster> drawn_backdrops(int count, demo::RandomSource& random);

// The largest part of each group picture that no label touches (with a good margin), where it is large enough to be of use.
std::vector<Raster> empty_regions(std::span<const GroupPicture> groups, demo::RandomSource& random);

// One at random of those that need no great enlargement for a picture of that size; where none is large enough, the largest.
// Requires: at least one.
const Raster& choose_backdrop(std::span<const Raster> backdrops, int width, int height, demo::RandomSource& random);

// Some part of a backdrop, mirrored at will, brought to that size.
Raster cut_from(const Raster& backdrop, int width, int height, demo::RandomSource& random);

}  // namespace consent::accuracy
