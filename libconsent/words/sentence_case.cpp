// SPDX-License-Identifier: Apache-2.0
#include "words/sentence_case.hpp"

#include <algorithm>

#include "words/name_hits.hpp"
#include "words/plain_words.hpp"

namespace consent {

namespace {
constexpr std::uint32_t small_in_titles = plain::determiner | plain::preposition | plain::conjunction | plain::foreign;
}

SentenceCase sentence_case(const LetterBlock& block, std::size_t token) {
    constexpr std::size_t near = 40;
    // A colon or a quotation mark begins a sentence within one: capitals there mean what they mean around it.
    constexpr std::uint32_t ends = gap::edge | gap::line | gap::paragraph | gap::stop | gap::dot | gap::broken;
    const auto starts = [&](std::size_t at) {
        return block.tokens[at].starts_sentence && (block.letters[block.tokens[at].first].gap & ends) != 0;
    };
    std::size_t first = token;
    while (first > 0 && token - first < near && !starts(first)) --first;
    std::size_t capitals = 0;
    std::size_t uppers = 0;
    std::size_t smalls = 0;
    std::size_t small_words = 0;  // of weight
    for (std::size_t at = first; at < block.tokens.size() && at < token + near; ++at) {
        const Token& one = block.tokens[at];
        if (at > token && starts(at)) break;
        const std::size_t size = one.last - one.first;
        if (size < 2) {
            // "A noble effort": it begins with a capital, whatever that says of the rest.
            if (at == first && one.upper) ++uppers;
            continue;
        }
        if (one.upper) {
            ++uppers;
            capitals += one.capitals ? 1U : 0U;
        } else {
            ++smalls;
            if (size > 2 && (plain_class(word_of(block, one)) & small_in_titles) == 0) ++small_words;
        }
    }
    if (uppers == 0) return SentenceCase::small;
    if (smalls == 0 && capitals == uppers && uppers > 1) return SentenceCase::capitals;
    if (small_words == 0 && uppers > 1) return SentenceCase::title;
    return SentenceCase::mixed;
}

}  // namespace consent
