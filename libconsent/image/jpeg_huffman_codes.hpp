// SPDX-License-Identifier: Apache-2.0
//
// Huffman codes of a JPEG (ITU-T T.81, annex C), made for skipping: what matters of a symbol is how many bits it takes
// and how far it moves along the block.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

class HuffmanCode {
public:
    // `table` as it stands in a DHT segment, behind its number: sixteen counts, then the symbols.
    // Nothing when codes run over, when one is all ones, or when a symbol stands twice.
    static std::optional<HuffmanCode> read(ByteView table);

    struct Symbol {
        int length = 0;  // of the code in bits, 0: no symbol has this code
        std::uint8_t value = 0;
    };
    // The symbol whose code begins these sixteen bits.
    [[nodiscard]] Symbol find(std::uint32_t bits) const noexcept {
        const std::uint16_t quick = quick_[bits >> (16 - quick_bits)];
        return quick != 0 ? Symbol{quick >> 8, static_cast<std::uint8_t>(quick)} : find_long(bits);
    }

    [[nodiscard]] bool every_symbol_is_below(int limit) const noexcept;

private:
    static constexpr int quick_bits = 9;

    [[nodiscard]] Symbol find_long(std::uint32_t bits) const noexcept;

    std::array<std::uint32_t, 17> end_{};     // by length: the first sixteen bits behind its codes and all shorter ones
    std::array<std::int32_t, 17> first_{};    // by length: place of the symbol of code 0, had it one
    std::array<std::uint8_t, 256> symbols_{};
    std::size_t count_ = 0;
    std::array<std::uint16_t, 1 << quick_bits> quick_{};  // length and symbol, 0 for longer codes
};

// What the symbols of a sequential block that begin within the next bits come to, all in one look: how many bits they
// take with the numbers behind them, how many coefficients they code, and whether the last of them ends the block.
class SymbolChains {
public:
    using Entry = std::uint32_t;     // bits, and the coefficients in the highest byte
    static constexpr int most_bits = 31;            // that one entry takes
    static constexpr unsigned block_end = 128;      // added to the coefficients of a chain that ends its block
    static constexpr unsigned not_coded = 64;       // the coefficients of an entry that a single symbol is to be found for

    // `dc`: for chains from the start of a block; null: for chains behind its first symbol.
    // Requires: 8 <= width <= 13.
    SymbolChains(const HuffmanCode* dc, const HuffmanCode& ac, int width);

    static constexpr unsigned bits(Entry entry) noexcept { return entry & 255U; }
    static constexpr unsigned coefficients(Entry entry) noexcept { return entry >> 24; }

    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

private:
    std::vector<Entry> entries_;  // 2 to the power of width
};

// One symbol in the terms of a chain; not_coded where there is no such code or symbol.
struct SequentialSymbol {
    unsigned bits = 0;
    unsigned coefficients = SymbolChains::not_coded;
};
[[nodiscard]] inline SequentialSymbol dc_symbol(HuffmanCode::Symbol symbol) noexcept {
    if (symbol.length == 0 || symbol.value > 15) return {};
    return {static_cast<unsigned>(symbol.length + symbol.value), 1};
}
[[nodiscard]] inline SequentialSymbol ac_symbol(HuffmanCode::Symbol symbol) noexcept {
    const unsigned run = symbol.value >> 4, size = symbol.value & 15;
    const auto length = static_cast<unsigned>(symbol.length);
    if (length == 0 || (size == 0 && run != 0 && run != 15)) return {};
    if (size == 0) return {length, run == 0 ? SymbolChains::block_end : 16U};
    return {length + size, run + 1};
}

}  // namespace consent
