// SPDX-License-Identifier: Apache-2.0
#include "base/plain_text.hpp"

#include <algorithm>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace consent {

namespace {

// Calls `visit` with each code point (negative where the bytes are not UTF-8) and its bytes until it returns false.
template <typename Visit>
bool every_code_point(std::string_view text, const Visit& visit) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const std::size_t length = text.size();
    for (std::size_t at = 0; at < length;) {
        const std::size_t start = at;
        UChar32 c = -1;
        U8_NEXT(bytes, at, length, c);
        if (!visit(c, text.substr(start, at - start))) return false;
    }
    return true;
}

bool breaks_a_line(UChar32 c) { return u_iscntrl(c) || c == 0x2028 || c == 0x2029; }

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    return every_code_point(text, [](UChar32 c, std::string_view) { return c >= 0; });
}

bool is_one_line(std::string_view text) noexcept {
    return every_code_point(text, [](UChar32 c, std::string_view) { return c >= 0 && !breaks_a_line(c); });
}

bool is_id(std::string_view text) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

std::string printable(std::string_view text) {
    std::string shown;
    every_code_point(text, [&](UChar32 c, std::string_view bytes) {
        if (shown.size() + bytes.size() > 60) return false;
        shown += c >= 0 && u_isprint(c) ? std::string(bytes) : "?";
        return true;
    });
    return shown;
}

}  // namespace consent
