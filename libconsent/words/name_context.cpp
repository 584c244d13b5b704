// SPDX-License-Identifier: Apache-2.0
#include "words/name_context.hpp"

#include <algorithm>
#include <string>

#include "words/name_phrases.hpp"
#include "words/name_surroundings.hpp"
#include "words/plain_name_evidence.hpp"
#include "words/plain_words.hpp"

namespace consent {

namespace {

class Weighing {
public:
    explicit Weighing(const NameSurroundings& at) : at_(at) {}

    std::optional<Certainty> weigh() {
        if (at_.mention.full) return weigh_full();
        if (std::all_of(at_.mention.owners.begin(), at_.mention.owners.end(),
                        [](const NameOwner& one) { return one.loose; }))
            return {};
        if (at_.mention.words > 1 && !at_.mention.all_mistyped && !at_.mention.all_plain) return Certainty::sure;
        if (at_.mention.hit.how == NameHit::mistyped) return weigh_mistyped();
        if (at_.mention.hit.weak) return weigh_weak();
        // "Các em", "et al.", "is-a": short names and pet forms want a capital where others have one.
        const std::size_t size = at_.mention.last - at_.mention.first;
        const bool pet = std::all_of(at_.mention.owners.begin(), at_.mention.owners.end(),
                                     [](const NameOwner& one) { return one.pet; });
        const bool short_and_small = size < (pet ? 5 : 3) && !at_.upper && at_.block.letters[at_.mention.first].ascii;
        if (short_and_small && at_.letter_case == SentenceCase::mixed && !at_.cued() && !at_.shown) return {};
        if (is_in_phrase() || is_by_name() || (follows_saint() && !at_.mention.titled))
            return at_.shown ? std::optional(Certainty::possible) : std::nullopt;
        if (at_.mention.hit.how == NameHit::affixed)
            return at_.mention.last - at_.mention.first > 4 || at_.shown ? Certainty::sure : Certainty::possible;
        if (at_.plain == 0 || at_.mention.last - at_.mention.first == 1) return weigh_name();
        if (at_.mention.hit.how == NameHit::disguised) return Certainty::possible;
        return grade(plain_name_evidence(at_));
    }

private:
    // Both words of somebody's name; a chance meeting of two plain words is one of plain small words alone.
    [[nodiscard]] std::optional<Certainty> weigh_full() const {
        if (at_.mention.all_mistyped && at_.mention.words < 2) return Certainty::possible;
        if (!at_.mention.all_plain || at_.mention.titled) return Certainty::sure;
        const bool function = (at_.plain & (plain::modal | plain::determiner | plain::pronoun)) != 0;
        const Letter& last = at_.block.letters[at_.block.tokens[at_.last_token].first];
        if (is_in_phrase()) return Certainty::possible;
        if (at_.letter_case == SentenceCase::mixed) {
            if (at_.upper && last.upper) return Certainty::sure;
            if (at_.cued()) return Certainty::sure;
            if (!at_.upper || function) return at_.shown ? std::optional(Certainty::possible) : std::nullopt;
            return Certainty::possible;
        }
        const auto parted = [](const NeighbourWord& one) {
            return one.token == nullptr ||
                   (one.joint & (gap::comma | gap::quote | gap::symbol | gap::underscore | gap::slash)) != 0;
        };
        return at_.cued() || at_.shown || (parted(at_.before) && parted(at_.after)) ? Certainty::sure
                                                                                    : Certainty::possible;
    }

    [[nodiscard]] std::optional<Certainty> weigh_mistyped() const {
        const std::uint32_t size = at_.mention.last - at_.mention.first;
        const std::u32string& meant = at_.mention.hit.form->letters;
        const auto first = at_.block.letters[at_.mention.first].letter;
        const bool same_start = first == meant[0] || (meant.size() > 1 && first == meant[1] &&
                                                      at_.block.letters[at_.mention.first + 1].letter == meant[0]);
        if (!same_start || at_.mention.hit.errors > (size > 9 ? 2 : 1) || size < 6) return {};
        if (!at_.upper && !at_.cued() && size < 7) return {};
        if (at_.letter_case == SentenceCase::title || at_.letter_case == SentenceCase::capitals) {
            if (!at_.cued() && !at_.shown) return {};
        }
        if (follows_saint() || names_place()) return {};
        return Certainty::possible;
    }

    // "An", "Le", "Van", one Chinese character.
    [[nodiscard]] std::optional<Certainty> weigh_weak() const {
        if (at_.letter_case != SentenceCase::mixed || !at_.upper || at_.starts) return {};
        if (at_.after.upper() || at_.mention.last - at_.mention.first < 2) return {};
        if ((at_.before.joint & gap::quote) != 0 || at_.before.upper()) return {};
        return at_.mention.titled || at_.cued() || at_.shown ? std::optional(Certainty::possible) : std::nullopt;
    }

    // A word that is only a name.
    [[nodiscard]] std::optional<Certainty> weigh_name() const {
        if (names_place() && !at_.mention.titled) {
            if (at_.shown || !at_.family_only) return Certainty::possible;
            return {};
        }
        if (at_.mention.hit.how == NameHit::plural && at_.mention.last - at_.mention.first < 5 && !at_.upper)
            return Certainty::possible;
        return Certainty::sure;
    }

    // "Thompson Road", "Lewis Hall".
    [[nodiscard]] bool names_place() const {
        if (!at_.after.upper() || !at_.after.any(plain::institution) || at_.letter_case == SentenceCase::capitals)
            return false;
        return (at_.after.joint & ~(gap::inside_word | gap::space)) == 0;
    }

    // "Robert the Bruce", "Alfred the Great"
    [[nodiscard]] bool is_by_name() const {
        return at_.upper && at_.after.is({"the"}) && !at_.after.upper() && at_.second_after.upper() &&
               (at_.after.joint & ~gap::space) == 0 && at_.letter_case != SentenceCase::capitals;
    }

    [[nodiscard]] bool follows_saint() const {
        return at_.before.is({"st", "saint", "saints", "sta"}) && at_.before.upper() &&
               (at_.before.joint & gap::comma) == 0;
    }

    [[nodiscard]] bool is_in_phrase() const {
        for (const PhraseWord& one : phrases_with(word_of(at_.block, at_.block.tokens[at_.token]))) {
            if (at_.token < one.place) continue;
            std::size_t at = at_.token - one.place;
            bool all = true;
            for (std::size_t from = 0; from < one.phrase.size() && all; ++at) {
                const std::size_t end = std::min(one.phrase.find(' ', from), one.phrase.size());
                all = at < at_.block.tokens.size() && word_at(at) == one.phrase.substr(from, end - from);
                from = end + 1;
            }
            if (all) return true;
        }
        return false;
    }

    // With an apostrophe's s joined on: "mothers day".
    [[nodiscard]] std::string word_at(std::size_t& token) const {
        std::string word = word_of(at_.block, at_.block.tokens[token]);
        if (token + 1 < at_.block.tokens.size()) {
            const Token& next = at_.block.tokens[token + 1];
            if ((at_.block.letters[next.first].gap & ~gap::unseen) == gap::apostrophe &&
                word_of(at_.block, next) == "s") {
                word += 's';
                ++token;
            }
        }
        return word;
    }

    [[nodiscard]] static std::optional<Certainty> grade(int weight) {
        if (weight >= 2) return Certainty::sure;
        return weight >= 0 ? std::optional(Certainty::possible) : std::nullopt;
    }

    const NameSurroundings& at_;
};

}  // namespace

std::optional<Certainty> weigh_mention(const LetterBlock& block, const NameMention& mention,
                                       const NameNeighbours& neighbours, bool shown) {
    const NameSurroundings at(block, mention, neighbours, shown);
    return Weighing(at).weigh();
}

}  // namespace consent
