// SPDX-License-Identifier: Apache-2.0
//
// The JPEG streams that the strips of a TIFF can be.
#pragma once

#include <optional>

#include <consent/limits.hpp>

#include "image/tiff_pages.hpp"
#include "sanitise/tiff_writer.hpp"

namespace consent {

// The page with each strip or tile as a JPEG of its own, with the tables that it needs and without any marker that a
// decoder can do without. `beginning`: what is known of the page beside its strips.
// Nothing for a page that is not 8-bit grey or YCbCr, whose streams are not of the size of their strips, or that is not
// sound JPEG with nothing but pixels in it.
std::optional<CleanTiffPage> keep_jpeg_strips(const TiffPage& page, CleanTiffPage beginning, const Limits& limits);

}  // namespace consent
