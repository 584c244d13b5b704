// SPDX-License-Identifier: Apache-2.0
//
// Finds every one of many strings of letters in one pass (Aho and Corasick, "Efficient string matching", 1975).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace consent {

// Immutable after construction. About 16 bytes a state; the states nearest to the start also have a row of 26 for a to z,
// which is where nearly all steps through a text happen.
class NameAutomaton {
public:
    static constexpr std::uint32_t start = 0;
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    // Requires: `patterns` differ and none is empty. Takes time in proportion to their letters, and to sort them.
    explicit NameAutomaton(const std::vector<std::u32string>& patterns);

    // Next state. Requires: `state` as step returned it, or `start`.
    [[nodiscard]] std::uint32_t step(std::uint32_t state, char32_t letter) const {
        state &= ~ends_bit;
        if (letter - U'a' >= 26) return step_beyond(state, letter);
        const std::uint32_t place = letter - U'a';
        while (state >= rows_) {
            const Node& node = nodes_[state];
            const std::uint32_t bit = 1U << place;
            if ((node.children & bit) != 0) return marked(node.first_child + ones(node.children & (bit - 1)));
            state = node.fail;
        }
        return row_[state * 26 + place];
    }

    // The state of the longest pattern that ends here; then that of the next longest. `none`: no more.
    [[nodiscard]] std::uint32_t ending(std::uint32_t state) const {
        return (state & ends_bit) == 0 ? none : nodes_[state & ~ends_bit].ending;
    }
    [[nodiscard]] std::uint32_t shorter_ending(std::uint32_t state) const { return nodes_[nodes_[state].fail].ending; }
    [[nodiscard]] std::uint32_t pattern(std::uint32_t state) const { return pattern_[state]; }

private:
    struct Node {
        std::uint32_t children = 0;  // which of a to z; they lie side by side from first_child
        std::uint32_t first_child = 0;
        std::uint32_t fail = 0;
        std::uint32_t ending = none;
    };
    // Of a state that some pattern ends in, so that most letters cost no look at the state itself.
    static constexpr std::uint32_t ends_bit = std::uint32_t{1} << 31U;
    [[nodiscard]] std::uint32_t marked(std::uint32_t state) const {
        return nodes_[state].ending == none ? state : state | ends_bit;
    }
    // std::popcount is a call where the processor is not known to count.
    static std::uint32_t ones(std::uint32_t bits) {
        bits -= (bits >> 1U) & 0x55555555U;
        bits = (bits & 0x33333333U) + ((bits >> 2U) & 0x33333333U);
        return (((bits + (bits >> 4U)) & 0x0F0F0F0FU) * 0x01010101U) >> 24U;
    }
    [[nodiscard]] std::uint32_t step_beyond(std::uint32_t state, char32_t letter) const;
    [[nodiscard]] std::uint32_t child(std::uint32_t state, char32_t letter) const;

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> pattern_;  // by state
    std::vector<std::uint32_t> row_;      // of the first rows_ states
    std::uint32_t rows_ = 0;
    std::unordered_map<std::uint64_t, std::uint32_t> others_;  // children by letters that are not a to z
};

}  // namespace consent
