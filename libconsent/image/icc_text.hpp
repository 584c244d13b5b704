// SPDX-License-Identifier: Apache-2.0
//
// What a colour profile says of itself once it is clean.
#pragma once

#include <string_view>

namespace consent::icc_text {

inline constexpr std::string_view rgb = "Generic RGB", grey = "Generic grey", cmyk = "Generic CMYK",
                                  srgb = "sRGB", display_p3 = "Display P3", adobe_rgb = "Adobe RGB", copyright = "No copyright";

}  // namespace consent::icc_text
