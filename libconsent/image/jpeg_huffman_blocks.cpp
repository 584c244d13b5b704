// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_huffman_blocks.hpp"

#include <algorithm>

namespace consent {

BlockCodes::BlockCodes(const std::vector<Pair>& blocks, int width) : shift_(64 - width) {
    for (const Pair& pair : blocks) {
        const auto same = std::find_if(codes_.begin(), codes_.end(),
                                       [&](const Codes& had) { return had.dc == pair.dc && had.ac == pair.ac; });
        Codes codes{pair.dc, pair.ac, 0, 0};
        if (same != codes_.end()) {
            codes = *same;
        } else {
            const auto add = [&](const HuffmanCode* dc) {
                const auto at = static_cast<std::uint32_t>(entries_.size());
                const SymbolChains chains(dc, *pair.ac, width);
                entries_.insert(entries_.end(), chains.entries().begin(), chains.entries().end());
                return at;
            };
            codes.dc_at = add(pair.dc);
            codes.ac_at = add(nullptr);
        }
        codes_.push_back(codes);
    }
}

}  // namespace consent
