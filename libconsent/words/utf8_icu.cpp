// SPDX-License-Identifier: Apache-2.0
#include "words/utf8.hpp"

#include <algorithm>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace consent {

namespace {

template <typename Visit>
void for_each_code_point(std::string_view text, const Visit& visit) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const std::size_t length = text.size();
    for (std::size_t at = 0; at < length;) {
        const std::size_t start = at;
        UChar32 c = -1;
        U8_NEXT(bytes, at, length, c);
        if (!visit(c, text.substr(start, at - start))) return;
    }
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    bool good = true;
    for_each_code_point(text, [&](UChar32 c, std::string_view) { return good = c >= 0; });
    return good;
}

std::string printable(std::string_view text) {
    std::string shown;
    for_each_code_point(text, [&](UChar32 c, std::string_view bytes) {
        if (shown.size() + bytes.size() > 60) return false;
        shown += c >= 0 && u_isprint(c) ? std::string(bytes) : "?";
        return true;
    });
    return shown;
}

}  // namespace consent
