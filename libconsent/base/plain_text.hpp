// SPDX-License-Identifier: Apache-2.0
//
// Text from outside, checked before it is stored or shown.
#pragma once

#include <string>
#include <string_view>

namespace consent {

// Well-formed UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

// UTF-8 without control characters (C0, DEL, C1) or line and paragraph separators: safe in a line of output.
bool is_one_line(std::string_view text) noexcept;

// 1 to 64 of A-Z a-z 0-9 . _ -: an id of a person, channel or model.
bool is_id(std::string_view text) noexcept;

// At most 60 bytes of `text` that can be shown in one line; what cannot be printed becomes '?'.
std::string printable(std::string_view text);

}  // namespace consent
