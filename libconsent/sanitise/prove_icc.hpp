// SPDX-License-Identifier: Apache-2.0
//
// The proof that a colour profile holds numbers alone. Written against the format, not against the code that cleans.
#pragma once

#include <consent/bytes.hpp>

namespace consent {

// True when every byte of the profile is a number that colours need, a neutral text, or zero filling of less than four
// bytes.
bool icc_is_clean(ByteView profile);

}  // namespace consent
