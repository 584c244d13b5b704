// SPDX-License-Identifier: Apache-2.0
#include "image/text_encoding.hpp"

#include <algorithm>

#include "base/plain_text.hpp"

namespace consent {
namespace {

void put_code_point(std::string& out, char32_t c) {
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

}  // namespace

std::string utf8_from_latin1(ByteView bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (const std::uint8_t b : bytes) put_code_point(out, b);
    return out;
}

std::string utf8_from_utf16(ByteView bytes, bool big_endian) {
    std::size_t at = 0;
    if (bytes.size() >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) {
        big_endian = true;
        at = 2;
    } else if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) {
        big_endian = false;
        at = 2;
    }
    const auto unit = [&](std::size_t i) -> char32_t {
        return static_cast<char32_t>(big_endian ? bytes[i] << 8 | bytes[i + 1] : bytes[i + 1] << 8 | bytes[i]);
    };
    std::string out;
    for (; at + 1 < bytes.size(); at += 2) {
        char32_t c = unit(at);
        if (c >= 0xD800 && c < 0xE000) {
            const char32_t low = c < 0xDC00 && at + 3 < bytes.size() ? unit(at + 2) : 0;
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            } else {
                c = 0xFFFD;
            }
        }
        put_code_point(out, c);
    }
    return out;
}

std::string tidy_text(std::string text) {
    text.resize(std::min(text.find('\0'), text.size()));
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string every_text(ByteView bytes) {
    std::string out;
    while (!bytes.empty()) {
        const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
        const auto size = static_cast<std::size_t>(end - bytes.begin());
        const std::string text = readable_text(bytes.first(size));
        if (!out.empty() && !text.empty()) out += '\n';
        out += text;
        bytes = bytes.subspan(std::min(size + 1, bytes.size()));
    }
    return out;
}

std::string readable_text(ByteView bytes) {
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    const ByteView text = bytes.first(static_cast<std::size_t>(end - bytes.begin()));
    std::string as_is(text.begin(), text.end());
    return tidy_text(is_utf8(as_is) ? std::move(as_is) : utf8_from_latin1(text));
}

}  // namespace consent
