// SPDX-License-Identifier: Apache-2.0
//
// What belongs to a written name beside the words of it that are found: initials, words with typing errors, particles, titles.
#include <algorithm>
#include <iterator>
#include <utility>

#include "words/name_mentions.hpp"
#include "words/plain_words.hpp"
#include "words/sentence_case.hpp"

namespace consent {

namespace {

constexpr std::size_t longest_before = 9;  // letters of particles and titles

bool is_word_letter(char32_t letter) { return letter == U'a' || letter == U'i'; }

// "when she met Mia I was there": no initial.
bool is_word_here(const LetterBlock& block, std::uint32_t letter) {
    if (!is_word_letter(block.letters[letter].letter)) return false;
    const std::size_t token = block.token_of(letter);
    const SentenceCase around = sentence_case(block, token);
    if (around != SentenceCase::mixed)
        return (block.gap_after(letter + 1) & (gap::edge | gap::comma | gap::stop | gap::line)) == 0;
    if (block.letters[letter].letter == U'a' || token + 1 == block.tokens.size()) return false;
    const std::uint32_t next = plain_class(word_of(block, block.tokens[token + 1]));
    return (next & (plain::auxiliary | plain::modal | plain::verb | plain::past | plain::adverb)) != 0;
}

}  // namespace

// "Mia T.", "M. Thompson", "MJ Thompson", "Mia_T".
bool NameMentions::take_initial(const LetterBlock& block, NameMention& mention, bool right, std::uint32_t from) {
    const std::vector<Letter>& letters = block.letters;
    const auto size = static_cast<std::uint32_t>(letters.size());
    if (right ? mention.last >= size : mention.first <= from) return false;
    const std::uint32_t at = right ? mention.last : mention.first - 1;
    const std::uint32_t joint = right ? letters[at].gap : letters[mention.first].gap;
    constexpr std::uint32_t never = never_joins | gap::colon | gap::apostrophe | gap::slash;
    if ((joint & never) != 0 || joint == 0 || letters[at].letter >= 0x80) return false;
    const std::uint32_t after = block.gap_after(at + 1);
    const bool dotted = (after & gap::dot) != 0;
    std::uint32_t first = at;
    if (!block.is_single(at)) {
        // Two given names: "MJ Thompson".
        const bool two = !right && at > from && letters[at].upper && letters[at - 1].upper &&
                         gap::parts_words(letters[at - 1].gap) && gap::parts_words(joint);
        if (!two) return false;
        first = at - 1;
    } else {
        const bool written = letters[at].upper || (joint & (gap::underscore | gap::hyphen)) != 0 ||
                             ((joint & gap::dot) != 0 && (joint & gap::white) == 0) ||
                             (dotted && (after & gap::edge) != 0) || (dotted && letters[at].letter != U'a');
        if (!written || (right && (joint & gap::dot) != 0 && (joint & gap::white) != 0)) return false;
        if (right && (joint & gap::comma) != 0 && !dotted && !gap::parts_words(after & ~(gap::space))) return false;
        if (right && !dotted && (joint & gap::white) != 0 && is_word_here(block, at)) return false;
    }
    const auto is_family = [&](const NameOwner& owner) {
        return (owner.words & index_.forms.people()[owner.person].family) != 0;
    };
    NameOwners initialled;
    for (const NameOwner& owner : mention.owners)
        for (const NamedPerson::Initial& one : index_.forms.people()[owner.person].initials)
            if (one.letter == letters[first].letter && (one.words & owner.words) == 0 &&
                (right || !is_word_letter(one.letter) || dotted || is_family(owner))) {
                initialled.push_back({owner.person, owner.words | one.words, false, false, false, owner.pet});
                break;
            }
    const bool double_name =
        !right && (joint & gap::hyphen) != 0 && mention.full && (joint & gap::white) == 0;  // "A-R Whitaker"
    if (initialled.empty() && !double_name) {
        // "J. Thompson" is a whole name, whoever that is.
        if (right || !dotted || (joint & gap::white) == 0) return false;
        if (first > from && !block.tokens[block.token_of(first)].starts_sentence &&
            !gap::parts_words(letters[first].gap & ~gap::space))
            return false;
    } else if (!initialled.empty()) {
        keep(mention, std::move(initialled));
        mention.all_plain = false;
    }
    mention.extend(block, first, at + 1);
    // The point of an initial, unless it may end the sentence as well.
    if (right && dotted && at + 1 < size && !block.tokens[block.token_of(at + 1)].upper) {
        const std::size_t point = block.text.find('.', mention.end);
        if (point == mention.end) ++mention.end;
    }
    return true;
}

bool NameMentions::take_mistyped(const LetterBlock& block, NameMention& mention, bool right, std::uint32_t from) {
    const auto size = static_cast<std::uint32_t>(block.letters.size());
    if (right ? mention.last >= size : mention.first <= from) return false;
    const std::uint32_t joint = right ? block.letters[mention.last].gap : block.letters[mention.first].gap;
    if (!gap::parts_words(joint) || (joint & (never_joins | gap::colon | gap::slash | gap::apostrophe)) != 0)
        return false;
    if ((joint & gap::dot) != 0 && (joint & gap::white) != 0) return false;
    const std::size_t index = block.token_of(right ? mention.last : mention.first - 1);
    const Token& token = block.tokens[index];
    if (token.last - token.first < NameTypos::shortest || token.first < from) return false;
    if (right ? token.first != mention.last : token.last != mention.first) return false;
    const std::uint32_t plain = plain_class(word_of(block, token));
    if (plain != 0 && (!token.upper || token.starts_sentence || (plain & plain::function) != 0)) return false;
    if (!token.upper || plain != 0) {
        const SentenceCase around = sentence_case(block, index);
        if (around != (token.upper ? SentenceCase::mixed : SentenceCase::small)) return false;
    }
    std::vector<NameHit> hits;
    hits_.find_mistyped(block, token, 2, hits);
    for (const NameHit& hit : hits) {
        NameOwners both = shared_owners(mention.owners, hit.owners);
        std::erase_if(both, [](const NameOwner& owner) { return !several_words(owner.words); });
        if (both.empty()) continue;
        keep(mention, std::move(both));
        mention.all_plain = mention.all_small = false;
        ++mention.words;
        mention.extend(block, token.first, token.last);
        return true;
    }
    return false;
}

// Particles of the name, an O', and a title.
void NameMentions::take_before(const LetterBlock& block, NameMention& mention, std::uint32_t from) {
    while (mention.first > from) {
        const std::uint32_t joint = block.letters[mention.first].gap;
        const Token& token = block.tokens[block.token_of(mention.first - 1)];
        if (token.first < from || !gap::parts_words(joint) || (joint & (never_joins | gap::comma | gap::colon)) != 0)
            return;
        if (token.last - token.first > longest_before) return;
        const std::u32string letters = letters_of(block, token);
        const auto has = [&](const NameOwner& owner) {
            const auto& particles = index_.forms.people()[owner.person].particles;
            return std::find(particles.begin(), particles.end(), letters) != particles.end();
        };
        const bool elided = letters.size() == 1 && (joint & gap::apostrophe) != 0 && (joint & gap::white) == 0;
        const bool particle =
            elided || (is_particle(letters) && std::any_of(mention.owners.begin(), mention.owners.end(), has));
        if (!particle) {
            const std::uint32_t plain = plain_class_of_exactly(word_of(block, token));
            if ((plain & plain::title) == 0 || (joint & gap::white) == 0) return;
            if (!token.upper && sentence_case(block, block.token_of(token.first)) != SentenceCase::small) return;
            mention.titled = true;
            static constexpr std::string_view absorbed[] = {"mr", "mrs",  "ms",        "miss", "mx",
                                                            "dr", "prof", "professor", "sir",  "doctor"};
            const std::string word = word_of(block, token);
            if (std::find(std::begin(absorbed), std::end(absorbed), word) == std::end(absorbed)) return;
        }
        mention.extend(block, token.first, mention.last);
        if (mention.titled) return;
    }
}

// "Smith-Jones" is one name where Jones alone is registered.
void NameMentions::take_hyphenated(const LetterBlock& block, NameMention& mention, std::uint32_t from) {
    const auto belongs = [&](const Token& token) {
        return token.upper && token.last - token.first > 2 && plain_class(word_of(block, token)) == 0;
    };
    while (mention.last < block.letters.size() && (block.letters[mention.last].gap & ~gap::unseen) == gap::hyphen) {
        const Token& token = block.tokens[block.token_of(mention.last)];
        if (!belongs(token)) break;
        mention.extend(block, mention.first, token.last);
    }
    while (mention.first > from && (block.letters[mention.first].gap & ~gap::unseen) == gap::hyphen) {
        const Token& token = block.tokens[block.token_of(mention.first - 1)];
        if (!belongs(token) || token.first < from) break;
        mention.extend(block, token.first, mention.last);
    }
}

}  // namespace consent
