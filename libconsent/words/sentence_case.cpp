// SPDX-License-Identifier: Apache-2.0
#include "words/sentence_case.hpp"

#include <algorithm>

#include "words/name_hits.hpp"
#include "words/plain_words.hpp"

namespace consent {

SentenceCase sentence_case(const LetterBlock& block, std::size_t token) {
    constexpr std::size_t near = 40;
    std::size_t first = token;
    while (first > 0 && token - first < near && !block.tokens[first].starts_sentence) --first;
    std::size_t capitals = 0;
    std::size_t uppers = 0;
    std::size_t smalls = 0;
    std::size_t small_words = 0;  // of weight
    for (std::size_t at = first; at < block.tokens.size() && at < token + near; ++at) {
        const Token& one = block.tokens[at];
        if (at > token && one.starts_sentence) break;
        const std::size_t size = one.last - one.first;
        if (size < 2) continue;
        if (one.upper) {
            ++uppers;
            capitals += one.capitals ? 1U : 0U;
        } else {
            ++smalls;
            if (size > 2 && (plain_class(word_of(block, one)) & plain::function) == 0) ++small_words;
        }
    }
    if (uppers == 0) return SentenceCase::small;
    if (smalls == 0 && capitals == uppers && uppers > 1) return SentenceCase::capitals;
    if (small_words == 0 && uppers > 1) return SentenceCase::title;
    return SentenceCase::mixed;
}

}  // namespace consent
