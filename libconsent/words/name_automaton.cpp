// SPDX-License-Identifier: Apache-2.0
#include "words/name_automaton.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace consent {

namespace {

constexpr std::uint32_t most_rows = 1024;  // of 104 bytes

std::uint64_t edge(std::uint32_t state, char32_t letter) { return (std::uint64_t{state} << 32U) | letter; }

}  // namespace

NameAutomaton::NameAutomaton(const std::vector<std::u32string>& patterns) {
    std::vector<std::uint32_t> order(patterns.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return patterns[a] < patterns[b]; });

    // Breadth first: a state stands for the patterns order[from, to), which begin with the same `depth` letters.
    struct Span {
        std::uint32_t from;
        std::uint32_t to;
    };
    std::vector<Span> spans{{0, static_cast<std::uint32_t>(order.size())}};
    std::vector<char32_t> letter_to{0};
    std::vector<std::uint32_t> parent{0};
    nodes_.emplace_back();
    pattern_.push_back(none);
    std::size_t level_end = 1;
    std::size_t depth = 0;
    for (std::uint32_t state = 0; state < nodes_.size(); ++state) {
        if (state == level_end) {
            level_end = nodes_.size();
            ++depth;
        }
        std::uint32_t from = spans[state].from;
        const std::uint32_t to = spans[state].to;
        if (from < to && patterns[order[from]].size() == depth) pattern_[state] = order[from++];
        while (from < to) {
            const char32_t letter = patterns[order[from]][depth];
            std::uint32_t end = from + 1;
            while (end < to && patterns[order[end]][depth] == letter) ++end;
            const auto next = static_cast<std::uint32_t>(nodes_.size());
            if (letter - U'a' < 26) {
                Node& node = nodes_[state];
                if (node.children == 0) node.first_child = next;
                node.children |= 1U << (letter - U'a');
            } else {
                others_.emplace(edge(state, letter), next);
            }
            nodes_.emplace_back();
            pattern_.push_back(none);
            spans.push_back({from, end});
            letter_to.push_back(letter);
            parent.push_back(state);
            from = end;
        }
    }

    rows_ = std::min(most_rows, static_cast<std::uint32_t>(nodes_.size()));
    row_.assign(std::size_t{rows_} * 26, start);
    for (std::uint32_t state = 0; state < nodes_.size(); ++state) {
        Node& node = nodes_[state];
        if (state != start)
            node.fail = parent[state] == start ? start : step(nodes_[parent[state]].fail, letter_to[state]) & ~ends_bit;
        node.ending = pattern_[state] != none ? state : nodes_[node.fail].ending;
        if (state >= rows_) continue;
        std::uint32_t* row = &row_[std::size_t{state} * 26];
        if (state != start) std::copy_n(&row_[std::size_t{node.fail} * 26], 26, row);
        std::uint32_t next = node.first_child;
        for (std::uint32_t left = node.children; left != 0; left &= left - 1) row[std::countr_zero(left)] = next++;
    }
    for (std::uint32_t& next : row_) next = marked(next);
}

std::uint32_t NameAutomaton::child(std::uint32_t state, char32_t letter) const {
    const auto found = others_.find(edge(state, letter));
    return found == others_.end() ? none : found->second;
}

std::uint32_t NameAutomaton::step_beyond(std::uint32_t state, char32_t letter) const {
    if (others_.empty()) return start;
    for (;; state = nodes_[state].fail) {
        if (const std::uint32_t next = child(state, letter); next != none) return marked(next);
        if (state == start) return start;
    }
}

}  // namespace consent
