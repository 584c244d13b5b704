// SPDX-License-Identifier: Apache-2.0
//
// A picture with its faces boxed and numbered as the reasons of a decision number them.
#pragma once

#include <span>

#include <consent/bytes.hpp>
#include <consent/image.hpp>
#include <consent/policy.hpp>

namespace consent::demo {

// A PNG file. Green: cleared; blue: named by a roll call, which says nothing about which face is whose; red: may not be
// shown; amber: somebody has to look; grey: too small.
// Requires: the boxes are in pixels of `picture`.
Bytes explained_png(const Raster& picture, std::span<const FaceFinding> faces);

}  // namespace consent::demo
