// SPDX-License-Identifier: Apache-2.0
//
// Text that is what it claims to be.
#pragma once

#include <string>
#include <string_view>

namespace consent {

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// At most 60 bytes of `text` that can be shown in one line: control characters and bytes that are not UTF-8 become '?'.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace consent
