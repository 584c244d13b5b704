// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_huffman_codes.hpp"

#include <algorithm>
#include <bitset>

namespace consent {

std::optional<HuffmanCode> HuffmanCode::read(ByteView table) {
    if (table.size() < 16) return std::nullopt;
    HuffmanCode made;
    std::bitset<256> had;
    std::uint32_t code = 0;
    for (int length = 1; length <= 16; ++length) {
        const std::size_t here = table[static_cast<std::size_t>(length) - 1];
        code <<= 1;
        made.first_[static_cast<std::size_t>(length)] = static_cast<std::int32_t>(made.count_) - static_cast<std::int32_t>(code);
        if (made.count_ + here > 256 || table.size() < 16 + made.count_ + here) return std::nullopt;
        for (std::size_t i = 0; i < here; ++i, ++code, ++made.count_) {
            const std::uint8_t symbol = table[16 + made.count_];
            if (had.test(symbol)) return std::nullopt;
            had.set(symbol);
            made.symbols_[made.count_] = symbol;
            if (length > quick_bits) continue;
            const std::uint32_t from = code << (quick_bits - length), to = (code + 1) << (quick_bits - length);
            if (to > made.quick_.size()) return std::nullopt;
            std::fill(made.quick_.begin() + from, made.quick_.begin() + to,
                      static_cast<std::uint16_t>(length << 8 | symbol));
        }
        if (here > 0 && code >= std::uint32_t{1} << length) return std::nullopt;
        made.end_[static_cast<std::size_t>(length)] = code << (16 - length);
    }
    return made;
}

HuffmanCode::Symbol HuffmanCode::find_long(std::uint32_t bits) const noexcept {
    for (std::size_t length = quick_bits + 1; length <= 16; ++length) {
        if (bits >= end_[length]) continue;
        const auto place = static_cast<std::int32_t>(bits >> (16 - length)) + first_[length];
        if (place < 0 || place >= static_cast<std::int32_t>(count_)) return {};
        return {static_cast<int>(length), symbols_[static_cast<std::size_t>(place)]};
    }
    return {};
}

bool HuffmanCode::every_symbol_is_below(int limit) const noexcept {
    return std::all_of(symbols_.begin(), symbols_.begin() + static_cast<std::ptrdiff_t>(count_),
                       [limit](std::uint8_t symbol) { return symbol < limit; });
}

SymbolChains::SymbolChains(const HuffmanCode* dc, const HuffmanCode& ac, int width)
    : entries_(std::size_t{1} << width) {
    const auto index_bits = static_cast<unsigned>(width);
    for (std::uint32_t index = 0; index < entries_.size(); ++index) {
        const std::uint64_t bits = std::uint64_t{index} << (48 - index_bits);  // zeros behind, taken for unknown
        unsigned used = 0, passed = 0;
        bool first = dc != nullptr;
        while (used < index_bits) {
            const auto sixteen = static_cast<std::uint32_t>(bits >> (32 - used)) & 0xFFFFU;
            const HuffmanCode::Symbol symbol = (first ? *dc : ac).find(sixteen);
            const SequentialSymbol step = first ? dc_symbol(symbol) : ac_symbol(symbol);
            // The code must stand in the index; the number behind it is passed over unseen.
            if (step.coefficients == not_coded || used + static_cast<unsigned>(symbol.length) > index_bits) break;
            if (used + step.bits > most_bits || (passed + step.coefficients > 63 && step.coefficients < block_end)) break;
            used += step.bits;
            passed += step.coefficients;
            first = false;
            if (passed >= block_end) break;
        }
        entries_[index] = used | (used == 0 ? not_coded : passed) << 24;
    }
}

}  // namespace consent
