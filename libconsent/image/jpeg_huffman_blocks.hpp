// SPDX-License-Identifier: Apache-2.0
//
// The blocks of a sequential Huffman scan, passed over one after the other: a DC difference and its AC coefficients up to
// the end of block (ITU-T T.81, F.1.2).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/jpeg_entropy_bits.hpp"
#include "image/jpeg_huffman_codes.hpp"

namespace consent {

// The codes of the blocks of an MCU in their order.
class BlockCodes {
public:
    struct Pair {
        const HuffmanCode* dc;
        const HuffmanCode* ac;
    };
    // Requires: 1 to 10 blocks, codes that outlive this. `width`: of SymbolChains; a wide one is worth its making for long scans.
    BlockCodes(const std::vector<Pair>& blocks, int width);

    // Passes over what is left of a block of which `coded` coefficients came already, from `place` on.
    // Requires: EntropyBits::most_in_advance bytes from there on may be read.
    // False: no such code, or more than 64 coefficients.
    [[nodiscard]] bool skip(std::size_t block, const std::uint8_t* data, std::size_t& place, unsigned coded = 0) const noexcept;

    [[nodiscard]] std::size_t blocks() const noexcept { return codes_.size(); }
    [[nodiscard]] const SymbolChains::Entry* entries() const noexcept { return entries_.data(); }
    [[nodiscard]] int shift() const noexcept { return shift_; }

    // Where a block's chains stand among the entries: from its start, and behind its first symbol.
    [[nodiscard]] std::uint32_t chains_at(std::size_t block, bool started) const noexcept {
        return started ? codes_[block].ac_at : codes_[block].dc_at;
    }

    // One symbol where a chain is of no use.
    [[nodiscard]] SequentialSymbol symbol(std::size_t block, bool started, std::uint64_t bits) const noexcept {
        const auto sixteen = static_cast<std::uint32_t>(bits >> 48);
        return started ? ac_symbol(codes_[block].ac->find(sixteen)) : dc_symbol(codes_[block].dc->find(sixteen));
    }

private:
    struct Codes {
        const HuffmanCode* dc;
        const HuffmanCode* ac;
        std::uint32_t dc_at, ac_at;
    };
    std::vector<Codes> codes_;
    std::vector<SymbolChains::Entry> entries_;
    int shift_;
};

inline bool BlockCodes::skip(std::size_t block, const std::uint8_t* data, std::size_t& place, unsigned coded) const noexcept {
    const Codes& codes = codes_[block];
    const SymbolChains::Entry* chains = entries_.data() + (coded == 0 ? codes.dc_at : codes.ac_at);
    std::uint64_t bits = bits_at(data, place);
    unsigned left = 57;
    for (;;) {
        const SymbolChains::Entry entry = chains[bits >> shift_];
        const unsigned next = coded + SymbolChains::coefficients(entry);
        unsigned used = SymbolChains::bits(entry);
        if ((next & SymbolChains::not_coded) == 0) {
            place += used;
            if (next >= SymbolChains::block_end) return true;
            coded = next;
        } else {
            const SequentialSymbol one = symbol(block, coded > 0, bits);
            if (one.coefficients == SymbolChains::not_coded) return false;
            place += used = one.bits;
            if (one.coefficients >= SymbolChains::block_end) return true;
            coded += one.coefficients;
            if (coded >= 64) return coded == 64;
        }
        chains = entries_.data() + codes.ac_at;
        left -= std::min(used, left);
        bits <<= used;
        if (left < 16) {  // the longest code
            bits = bits_at(data, place);
            left = 57;
        }
    }
}

}  // namespace consent
