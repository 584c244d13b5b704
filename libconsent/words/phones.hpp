// SPDX-License-Identifier: Apache-2.0
//
// What a telephone number looks like, in every country.
#pragma once

#include <cstdint>
#include <string_view>

namespace consent {

enum class PhoneLikeness : std::uint8_t {
    none = 0,   // no number of any network
    possible,   // as long as one, in the place it names or in the United Kingdom
    valid,      // of a range in use
};

// `text`: one candidate in ASCII, "+44 7700 900123" or "(01632) 960 983 ext 12"; national numbers are read as British.
// Thread-safe. Takes time bounded by the length of the text, which is at most 64 bytes; longer is none.
PhoneLikeness phone_likeness(std::string_view text);

}  // namespace consent
