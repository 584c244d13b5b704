// SPDX-License-Identifier: Apache-2.0
#include "image/text_runs.hpp"

#include <algorithm>
#include <cstddef>

#include "image/text_encoding.hpp"

namespace consent {
namespace {

constexpr std::size_t most_text = std::size_t{64} << 10;

bool is_letter(std::uint8_t c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80; }

// Bytes of the character at `at`: 1 for what can be printed of ASCII, 2 to 4 for UTF-8, 0 for neither.
std::size_t character(ByteView block, std::size_t at) noexcept {
    const std::uint8_t lead = block[at];
    if ((lead >= 0x20 && lead < 0x7F) || lead == '\n' || lead == '\r' || lead == '\t') return 1;
    const std::size_t size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (size == 0 || size > block.size() - at) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((block[at + i] & 0xC0) != 0x80) return 0;
    return size;
}

void add(std::string& out, ByteView run) {
    const std::string text = readable_text(run);
    if (text.empty() || text.size() > most_text - std::min(out.size(), most_text)) return;
    if (!out.empty()) out += '\n';
    out += text;
}

void narrow_runs(ByteView block, std::string& out) {
    for (std::size_t at = 0; at < block.size();) {
        const std::size_t start = at;
        std::size_t characters = 0, letters = 0, fit = 0;
        while (at < block.size()) {
            const std::size_t size = character(block, at);
            if (size == 0) break;
            const bool letter = is_letter(block[at]);
            letters += letter ? 1 : 0;
            fit += letter || block[at] == ' ' ? 1 : 0;
            ++characters;
            at += size;
        }
        const bool alone = (start == 0 || block[start - 1] == 0) && (at == block.size() || block[at] == 0);
        const bool word = alone && characters >= 3 && letters == characters;
        const bool words = characters >= 6 && letters >= 4 && fit * 4 >= characters * 3;
        const bool markup = characters >= 24 && letters * 4 >= characters;  // no chance makes so long a run
        if (word || words || markup)
            add(out, block.subspan(start, at - start));
        if (at == start) ++at;
    }
}

// Latin, Greek, Cyrillic, Hebrew and Arabic.
void wide_runs(ByteView block, bool big_endian, std::string& out) {
    const auto unit = [&](std::size_t at) -> unsigned {
        return big_endian ? static_cast<unsigned>(block[at] << 8 | block[at + 1])
                          : static_cast<unsigned>(block[at + 1] << 8 | block[at]);
    };
    for (std::size_t at = 0; at + 1 < block.size();) {
        const std::size_t start = at;
        std::size_t letters = 0;
        while (at + 1 < block.size()) {
            const unsigned c = unit(at);
            if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c >= 0x700) break;
            letters += c >= 0xA0 || is_letter(static_cast<std::uint8_t>(c)) ? 1 : 0;
            at += 2;
        }
        if (at - start >= 8 && letters >= 3 && out.size() < most_text) {
            if (!out.empty()) out += '\n';
            out += tidy_text(utf8_from_utf16(block.subspan(start, std::min(at - start, most_text)), big_endian));
        }
        if (at == start) ++at;
    }
}

}  // namespace

std::string text_runs(ByteView block) {
    std::string out;
    narrow_runs(block, out);
    wide_runs(block, false, out);
    wide_runs(block, true, out);
    return out;
}

}  // namespace consent
