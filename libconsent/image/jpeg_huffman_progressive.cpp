// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <span>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "image/jpeg_huffman.hpp"

namespace consent {
namespace {

HuffmanCode::Symbol next_symbol(const HuffmanCode& code, std::uint64_t bits) noexcept {
    return code.find(static_cast<std::uint32_t>(bits >> 48));
}

// How many blocks have nothing more in this band, this one included: what follows a symbol of that many bits.
std::uint64_t empty_blocks(unsigned size, std::uint64_t bits_behind) noexcept {
    return (std::uint64_t{1} << size) + (size == 0 ? 0 : bits_behind >> (64 - size));
}

// The nth bit that is set, counted from 0; nothing where there are not so many.
struct NthBit {
    std::uint64_t operator()(std::uint64_t set, unsigned n) const noexcept {
        for (unsigned i = 0; i < n; ++i) set &= set - 1;
        return set & (0 - set);
    }
};

// A pass that brings each known coefficient one more bit and adds new ones. `coded`: a block each, which coefficients are
// not zero; `band`: those that the pass is about.
template <typename Nth>
[[gnu::always_inline]] inline bool refine(EntropyBits& bits, const HuffmanCode& ac, std::span<std::uint64_t> coded,
                                          std::uint64_t band) {
    std::uint64_t empty = 0;
    for (std::uint64_t& block : coded) {
        bits.more();
        const std::uint64_t known = block;
        std::uint64_t ahead = band;
        while (empty == 0 && ahead != 0) {
            const std::uint64_t next = bits.peek();
            const HuffmanCode::Symbol symbol = next_symbol(ac, next);
            if (symbol.length == 0) return false;
            const unsigned run = symbol.value >> 4, size = symbol.value & 15U;
            bits.place += static_cast<unsigned>(symbol.length);
            if (size > 1) return false;
            if (size == 0 && run < 15) {
                empty = empty_blocks(run, next << symbol.length);
                bits.place += run;
                break;
            }
            // The coefficient that comes, or the last of sixteen that stay zero; each known one before it has a bit.
            const std::uint64_t target = Nth()(ahead & ~known, run), up_to = target | (target - 1);
            if (target == 0) return false;
            bits.place += static_cast<unsigned>(std::popcount(ahead & known & up_to)) + size;
            if (size > 0) block |= target;
            ahead &= ~up_to;
            if (size == 0 && ahead == 0) return false;
        }
        if (empty > 0) {
            bits.place += static_cast<unsigned>(std::popcount(ahead & known));
            --empty;
        }
        if (!bits.sound()) return false;
    }
    return empty == 0;
}

#if defined(__x86_64__)
struct NthBitBmi2 {
    __attribute__((target("bmi2"))) std::uint64_t operator()(std::uint64_t set, unsigned n) const noexcept {
        return _pdep_u64(std::uint64_t{1} << n, set);
    }
};

__attribute__((target("bmi,bmi2,popcnt"))) bool refine_bmi2(EntropyBits& bits, const HuffmanCode& ac,
                                                            std::span<std::uint64_t> coded, std::uint64_t band) {
    return refine<NthBitBmi2>(bits, ac, coded, band);
}
#endif

}  // namespace

bool JpegHuffmanWalk::dc_passes(const Scan& scan, std::uint64_t mcus) {
    if (scan.before > 0) {
        std::uint64_t left = 0;  // a bit a block
        for (const std::size_t component : scan.components) left += mcus * blocks_in_mcu(scan, component);
        while (left > 0) {
            bits_.more();
            const std::uint64_t passed = std::min<std::uint64_t>(left, 8 * (EntropyBits::most_in_advance - 8));
            bits_.place += passed;
            left -= passed;
            if (!bits_.sound()) return false;
        }
        return true;
    }
    for (std::uint64_t mcu = 0; mcu < mcus; ++mcu)
        for (std::size_t i = 0; i < scan.components.size(); ++i)
            for (std::size_t block = blocks_in_mcu(scan, scan.components[i]); block > 0; --block) {
                bits_.more();
                const HuffmanCode* const dc = code(0, scan.tables[i] >> 4);
                if (dc == nullptr) return false;
                const HuffmanCode::Symbol symbol = next_symbol(*dc, bits_.peek());
                if (symbol.length == 0) return false;
                bits_.place += static_cast<unsigned>(symbol.length) + symbol.value;
                if (!bits_.sound()) return false;
            }
    return true;
}

bool JpegHuffmanWalk::ac_first(const Scan& scan, std::uint64_t first_block, std::uint64_t blocks) {
    const HuffmanCode* const ac = code(1, scan.tables[0] & 15);
    if (ac == nullptr) return false;
    Component& component = components_[scan.components[0]];
    const bool refined = scan.bit > 0;
    if (refined) component.coded.resize(component.blocks, 0);
    std::uint64_t empty = 0;
    for (std::uint64_t block = 0; block < blocks; ++block) {
        if (empty > 0) {
            --empty;
            continue;
        }
        bits_.more();
        std::uint64_t coded = 0;
        for (std::size_t k = scan.first; k <= scan.last;) {
            const std::uint64_t bits = bits_.peek();
            const HuffmanCode::Symbol symbol = next_symbol(*ac, bits);
            if (symbol.length == 0) return false;
            const unsigned run = symbol.value >> 4, size = symbol.value & 15U;
            bits_.place += static_cast<unsigned>(symbol.length) + size;
            if (size > 0) {
                k += run;
                coded |= k > scan.last ? 0 : std::uint64_t{1} << k;
                if (k++ > scan.last) return false;
            } else if (run == 15) {
                k += 16;
                if (k > scan.last) return false;
            } else {
                empty = empty_blocks(run, bits << symbol.length) - 1;
                bits_.place += run;
                break;
            }
        }
        if (refined) component.coded[first_block + block] |= coded;
        if (!bits_.sound()) return false;
    }
    return empty == 0;
}

bool JpegHuffmanWalk::ac_refined(const Scan& scan, std::uint64_t first_block, std::uint64_t blocks) {
    const HuffmanCode* const ac = code(1, scan.tables[0] & 15);
    if (ac == nullptr) return false;
    Component& component = components_[scan.components[0]];
    component.coded.resize(component.blocks, 0);
    const std::uint64_t band = (scan.last == 63 ? ~std::uint64_t{0} : (std::uint64_t{1} << (scan.last + 1)) - 1) &
                               ~((std::uint64_t{1} << scan.first) - 1);
    const std::span<std::uint64_t> coded = std::span(component.coded).subspan(first_block, blocks);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) return refine_bmi2(bits_, *ac, coded, band);
#endif
    return refine<NthBit>(bits_, *ac, coded, band);
}

}  // namespace consent
