// SPDX-License-Identifier: Apache-2.0
#include "words/name_context.hpp"

#include <algorithm>
#include <string>

#include "words/name_phrases.hpp"
#include "words/plain_words.hpp"
#include "words/sentence_case.hpp"

namespace consent {

namespace {

constexpr std::uint32_t content = plain::noun | plain::adjective | plain::verb | plain::institution | plain::time | plain::virtue;

bool is_hard(std::uint32_t before) { return (before & ~gap::inside_word) != 0; }

// The word before or after, in the same sentence.
struct Neighbour {
    const Token* token = nullptr;
    std::string word;
    std::uint32_t plain = 0;
    std::uint32_t joint = 0;  // gap:: between

    [[nodiscard]] bool is(std::initializer_list<std::string_view> words) const {
        return std::find(words.begin(), words.end(), word) != words.end();
    }
    [[nodiscard]] bool any(std::uint32_t classes) const { return (plain & classes) != 0; }
    [[nodiscard]] bool upper() const { return token != nullptr && token->upper; }
};

class Weighing {
public:
    Weighing(const LetterBlock& block, const NameMention& mention, const NameNeighbours& neighbours, const NameForms& forms, bool shown)
        : block_(block), mention_(mention), neighbours_(neighbours), shown_(shown),
          token_(block.token_of(mention.first)), last_token_(block.token_of(mention.last - 1)) {
        upper_ = block.letters[mention.first].upper;
        starts_ = block.tokens[token_].starts_sentence && block.tokens[token_].first == mention.first;
        plain_ = mention.hit.form == nullptr ? 0 : mention.hit.form->plain;
        case_ = sentence_case(block, token_);
        before_ = neighbour(-1);
        after_ = neighbour(1);
        second_after_ = neighbour(2);
        second_before_ = neighbour(-2);
        family_only_ = std::all_of(mention.owners.begin(), mention.owners.end(), [&](const NameOwner& owner) {
            return (owner.words & ~forms.people()[owner.person].family) == 0;
        });
    }

    std::optional<Certainty> weigh() {
        if (mention_.full) return weigh_full();
        if (std::all_of(mention_.owners.begin(), mention_.owners.end(), [](const NameOwner& one) { return one.loose; })) return {};
        if (mention_.words > 1 && !mention_.all_mistyped && !mention_.all_plain) return Certainty::sure;
        if (mention_.hit.how == NameHit::mistyped) return weigh_mistyped();
        if (mention_.hit.weak) return weigh_weak();
        if (!mention_.titled && (is_in_phrase() || follows_saint())) return shown_ ? std::optional(Certainty::possible) : std::nullopt;
        if (mention_.hit.how == NameHit::affixed)
            return mention_.last - mention_.first > 4 || shown_ ? Certainty::sure : Certainty::possible;
        if (plain_ == 0 || mention_.last - mention_.first == 1) return weigh_name();
        if (mention_.hit.how == NameHit::disguised) return Certainty::possible;
        return grade(evidence());
    }

private:
    [[nodiscard]] Neighbour neighbour(int step) const {
        Neighbour found;
        const std::size_t from = step < 0 ? token_ : last_token_;
        const auto distance = static_cast<std::size_t>(step < 0 ? -step : step);
        if (step < 0 ? from < distance : from + distance >= block_.tokens.size()) return found;
        const std::size_t at = step < 0 ? from - distance : from + distance;
        for (std::size_t i = step < 0 ? at + 1 : from + 1; i <= (step < 0 ? from : at); ++i)
            if (block_.tokens[i].starts_sentence) return found;
        found.token = &block_.tokens[at];
        found.word = word_of(block_, *found.token);
        found.plain = plain_class(found.word);
        found.joint = block_.letters[step < 0 ? block_.tokens[at + 1].first : found.token->first].gap;
        return found;
    }

    // Both words of somebody's name; a chance meeting of two plain words is one of plain small words alone.
    [[nodiscard]] std::optional<Certainty> weigh_full() const {
        if (mention_.all_mistyped && mention_.words < 2) return Certainty::possible;
        if (!mention_.all_plain || mention_.titled) return Certainty::sure;
        const bool function = (plain_ & (plain::modal | plain::determiner | plain::pronoun)) != 0;
        const Letter& last = block_.letters[block_.tokens[last_token_].first];
        if (is_in_phrase()) return Certainty::possible;
        if (case_ == SentenceCase::mixed) {
            if (upper_ && last.upper) return Certainty::sure;
            if (cued()) return Certainty::sure;
            if (!upper_ || function) return shown_ ? std::optional(Certainty::possible) : std::nullopt;
            return Certainty::possible;
        }
        const auto parted = [](const Neighbour& one) {
            return one.token == nullptr || (one.joint & (gap::comma | gap::quote | gap::symbol | gap::underscore)) != 0;
        };
        return cued() || shown_ || (parted(before_) && parted(after_)) ? Certainty::sure : Certainty::possible;
    }

    [[nodiscard]] std::optional<Certainty> weigh_mistyped() const {
        const std::uint32_t size = mention_.last - mention_.first;
        const std::u32string& meant = mention_.hit.form->letters;
        const auto first = block_.letters[mention_.first].letter;
        const bool same_start = first == meant[0] || (meant.size() > 1 && first == meant[1] && block_.letters[mention_.first + 1].letter == meant[0]);
        if (!same_start || mention_.hit.errors > (size > 9 ? 2 : 1) || size < 6) return {};
        if (!upper_ && !cued() && size < 7) return {};
        if (case_ == SentenceCase::title || case_ == SentenceCase::capitals) {
            if (!cued() && !shown_) return {};
        }
        if (follows_saint() || names_place()) return {};
        return Certainty::possible;
    }

    // "An", "Le", "Van", one Chinese character.
    [[nodiscard]] std::optional<Certainty> weigh_weak() const {
        if (case_ != SentenceCase::mixed || !upper_ || starts_) return {};
        if (after_.upper() || mention_.last - mention_.first < 2) return {};
        if ((before_.joint & gap::quote) != 0 || before_.upper()) return {};
        return mention_.titled || cued() || shown_ ? std::optional(Certainty::possible) : std::nullopt;
    }

    // A word that is only a name.
    [[nodiscard]] std::optional<Certainty> weigh_name() const {
        if (names_place() && !mention_.titled) {
            if (shown_ || !family_only_) return Certainty::possible;
            return {};
        }
        if (mention_.hit.how == NameHit::plural && mention_.last - mention_.first < 5 && !upper_) return Certainty::possible;
        return Certainty::sure;
    }

    // "Thompson Road", "Lewis Hall".
    [[nodiscard]] bool names_place() const {
        if (!after_.upper() || !after_.any(plain::institution) || case_ != SentenceCase::mixed) return false;
        return (after_.joint & ~(gap::inside_word | gap::space)) == 0;
    }

    [[nodiscard]] bool follows_saint() const {
        return before_.is({"st", "saint", "saints", "sta"}) && before_.upper() && (before_.joint & gap::comma) == 0;
    }

    [[nodiscard]] bool is_in_phrase() const {
        for (const PhraseWord& one : phrases_with(word_of(block_, block_.tokens[token_]))) {
            if (token_ < one.place) continue;
            std::size_t at = token_ - one.place;
            bool all = true;
            for (std::size_t from = 0; from < one.phrase.size() && all; ++at) {
                const std::size_t end = std::min(one.phrase.find(' ', from), one.phrase.size());
                all = at < block_.tokens.size() && word_at(at) == one.phrase.substr(from, end - from);
                from = end + 1;
            }
            if (all) return true;
        }
        return false;
    }

    // With an apostrophe's s joined on: "mothers day".
    [[nodiscard]] std::string word_at(std::size_t& token) const {
        std::string word = word_of(block_, block_.tokens[token]);
        if (token + 1 < block_.tokens.size()) {
            const Token& next = block_.tokens[token + 1];
            if ((block_.letters[next.first].gap & ~gap::unseen) == gap::apostrophe && word_of(block_, next) == "s") {
                word += 's';
                ++token;
            }
        }
        return word;
    }

    // What is said before a name: "well done", "congratulations to", "by".
    [[nodiscard]] bool cued() const {
        if (before_.token == nullptr) return false;
        if (before_.is({"done", "named", "called", "meet", "thanks", "congratulations", "congrats", "hello", "hi", "bye", "goodbye", "dear",
                        "introducing", "presenting", "featuring", "starring", "welcome", "bravo", "birthday"}))
            return before_.word != "done" || second_before_.is({"well"});
        if (before_.is({"to", "for", "you", "with", "by"}) &&
            second_before_.is({"congratulations", "congrats", "thanks", "thank", "goes", "given", "awarded", "presented", "done", "shout",
                               "welcome", "goodbye", "hello", "farewell", "bye", "birthday", "written", "made", "drawn", "painted", "painting",
                               "picture", "photo", "poem", "story", "artwork", "credit", "kudos", "cheers", "drawing"}))
            return true;
        return before_.is({"by"}) && (upper_ || case_ != SentenceCase::mixed) && (plain_ & plain::time) == 0;
    }

    [[nodiscard]] static std::optional<Certainty> grade(int weight) {
        if (weight >= 2) return Certainty::sure;
        return weight >= 0 ? std::optional(Certainty::possible) : std::nullopt;
    }

    [[nodiscard]] bool is(std::uint32_t classes) const { return (plain_ & classes) != 0; }
    [[nodiscard]] bool is_given_word() const { return is(plain::virtue) && !is(plain::time) && !family_only_; }

    // For a word that is a plain word too: how much speaks for a name.
    [[nodiscard]] int evidence() const {
        if (const std::uint32_t joint = block_.letters[mention_.first].gap; !is_hard(joint) || is_part_of_handle()) return in_handle();
        if (case_ == SentenceCase::mixed && !upper_) return cued() && ends_clause() ? 0 : shown_ && beside_name() ? 0 : -9;
        const bool telling = case_ == SentenceCase::mixed && !starts_;
        int weight = telling ? 2 : case_ == SentenceCase::mixed && is_given_word() ? 0 : -1;
        if (telling && family_only_) weight = 1;
        if (mention_.hit.how == NameHit::plural) weight -= 1;
        if (block_.tokens.size() <= 2) weight += is_given_word() ? 1 : 0;
        if (mention_.titled) weight += 4;
        if (cued()) weight += is(plain::time) && before_.is({"for", "to"}) ? 0 : 3;
        if (beside_name()) weight += 2;
        if (shown_) weight += 1;
        weight += left(telling) + right(telling);
        return weight;
    }

    [[nodiscard]] bool ends_clause() const {
        return after_.token == nullptr || (after_.joint & (gap::comma | gap::stop | gap::line | gap::symbol)) != 0 || after_.is({"and", "for", "on"});
    }

    [[nodiscard]] bool is_part_of_handle() const {
        return (block_.letters[mention_.first].gap & (gap::hash | gap::at | gap::underscore)) != 0 ||
               (mention_.last < block_.letters.size() && (block_.letters[mention_.last].gap & gap::underscore) != 0) ||
               !is_hard(block_.gap_after(mention_.last));
    }

    // "#WellDoneWill", "#ArtClub".
    [[nodiscard]] int in_handle() const {
        const Token& token = block_.tokens[token_];
        std::string rest;
        for (std::uint32_t at = token.first; at < mention_.first && rest.size() < 40; ++at)
            rest.push_back(static_cast<char>(block_.letters[at].letter < 0x80 ? block_.letters[at].letter : U'?'));
        for (const std::string_view cue : {"welldone", "congratulations", "congrats", "goodluck", "happybirthday", "thankyou", "by"})
            if (rest == cue && upper_) return 2;
        if (rest == "team" || rest == "go") return is_given_word() ? 1 : -2;
        const bool alone = token.first == mention_.first && token.last == mention_.last;
        if (alone && upper_ && is_given_word()) return shown_ ? 1 : 0;
        return shown_ && is_given_word() ? 0 : -2;
    }

    // "Mia and Will", "Will, Mia".
    [[nodiscard]] bool beside_name() const {
        const auto is_and = [](const Neighbour& one) { return one.is({"and", "with"}); };
        const auto named = [](const NameMention* one) { return one != nullptr && (one->full || !one->all_plain) && !one->hit.weak; };
        if (named(neighbours_.before)) {
            const std::uint32_t end = neighbours_.before->last;
            if (end == mention_.first && (block_.letters[end].gap & (gap::comma | gap::symbol | gap::slash)) != 0) return true;
            if (is_and(before_) && before_.token->first == end) return true;
        }
        if (named(neighbours_.after)) {
            const std::uint32_t start = neighbours_.after->first;
            if (start == mention_.last && (block_.letters[start].gap & (gap::comma | gap::symbol | gap::slash)) != 0) return true;
            if (is_and(after_) && after_.token->last == start) return true;
        }
        return false;
    }

    [[nodiscard]] int left(bool telling) const {
        if (before_.token == nullptr) return 0;
        const bool number = (before_.joint & gap::digit) != 0;
        if (number && (is(plain::time) || (before_.joint & gap::comma) == 0)) return is(plain::time) ? -5 : -1;
        if ((before_.joint & gap::comma) != 0) return 0;
        if (before_.word == "s" && (before_.token->first > 0) && (block_.letters[before_.token->first].gap & gap::apostrophe) != 0) return -3;
        if (is(plain::time)) {
            if (before_.is({"in", "on", "since", "until", "till", "during", "of", "at", "last", "next", "this", "every", "late", "early",
                            "mid", "before", "after", "between", "through", "throughout", "each", "from", "per", "th", "st", "nd", "rd"}))
                return -5;
            if (before_.is({"by", "for", "to", "and", "or", "previous", "coming"}) && !cued()) return -2;
        }
        if (is(plain::place) && before_.is({"in", "at", "near", "visit", "visited", "visiting", "around", "across", "from", "to"})) return -4;
        if (before_.is({"my", "our", "your", "his", "her", "their", "its"})) return telling ? -1 : -3;
        if (before_.any(plain::determiner)) return -4;
        if (before_.any(plain::pronoun) && is(plain::modal | plain::verb) && !telling) return -4;
        if (before_.is({"to", "not", "please", "lets", "can", "will", "should", "must", "could", "would", "we", "they"}) &&
            is(plain::verb) && !telling && !cued())
            return -4;
        if (is(plain::modal) && !telling && before_.any(plain::noun | plain::pronoun) && !cued()) return -4;
        if (before_.upper() && before_.token != nullptr && !before_.any(plain::function | plain::past | plain::title | plain::greeting)) {
            if (before_.any(plain::verb) && before_.token->starts_sentence) return 0;
            // "Forest Green", "Sports Day", "Red Rose".
            if (before_.any(content)) return telling ? -3 : -2;
            return telling && family_only_ ? -1 : 0;
        }
        if (!telling && before_.any(plain::adjective | plain::noun) && !before_.any(plain::past | plain::function) && !cued()) return -1;
        if (telling && before_.any(plain::adjective) && !before_.any(plain::past | plain::verb | plain::function)) return -1;
        return 0;
    }

    [[nodiscard]] int right(bool telling) const {
        if (after_.token == nullptr) return 0;
        const std::uint32_t joint = after_.joint;
        if ((joint & gap::digit) != 0 && (joint & (gap::comma | gap::quote)) == 0) return is(plain::time) || family_only_ || !telling ? -4 : -2;
        if ((joint & gap::apostrophe) != 0 && after_.word == "s") return is(plain::time) ? -1 : telling ? 1 : 2;
        if ((joint & (gap::comma | gap::quote | gap::slash)) != 0) return 0;
        if ((joint & gap::hyphen) != 0 && (joint & gap::white) == 0) return -4;
        const bool doing = after_.any(plain::past) || is_third_person(after_);
        const bool being = after_.any(plain::auxiliary) && !after_.any(plain::verb);
        if (is(plain::modal)) {
            if (after_.any(plain::pronoun | plain::determiner) && !after_.upper()) return telling ? -1 : -5;
            if (doing || being || after_.is({"and"})) return 2;
            if (after_.any(plain::verb | plain::adverb)) return telling ? 0 : -3;
        }
        if (after_.is({"and", "or"}) || (joint & gap::symbol) != 0) return after_and(telling);
        if (is(plain::verb) && !telling && after_.any(plain::determiner | plain::pronoun)) return -4;
        if (is(plain::verb) && !telling && after_.any(plain::preposition) && !is_given_word()) return -2;
        if (after_.upper() && case_ == SentenceCase::mixed) {
            if (after_.any(plain::institution) && !after_.is({"year"})) return -4;
            if (after_.any(plain::noun | plain::adjective | plain::time) && !after_.any(plain::function | plain::past)) return -3;
            if (after_.plain == 0) return family_only_ ? -2 : 1;
            return 0;
        }
        if (doing) return is(plain::time) && !after_.any(plain::past) ? 0 : telling ? 1 : 2;
        if (being) return is_given_word() ? 1 : 0;
        if (after_.any(plain::noun | plain::adjective | plain::institution) && !after_.any(plain::function))
            return is_given_word() && telling ? -2 : -3;
        return 0;
    }

    [[nodiscard]] int after_and(bool telling) const {
        if (beside_name() || second_after_.token == nullptr) return 0;
        if (second_after_.upper()) return telling || second_after_.plain == 0 ? 1 : 0;
        // "rice and beans", "hope and joy".
        return second_after_.any(content) && !second_after_.any(plain::past) ? -3 : 0;
    }

    [[nodiscard]] static bool is_third_person(const Neighbour& one) {
        if (!one.word.ends_with('s') || one.word.ends_with("ss") || one.word.size() < 4) return false;
        return (plain_class(one.word) & plain::verb) != 0;
    }

    const LetterBlock& block_;
    const NameMention& mention_;
    const NameNeighbours& neighbours_;
    const bool shown_;
    const std::size_t token_;
    const std::size_t last_token_;
    bool upper_ = false;
    bool starts_ = false;
    bool family_only_ = false;
    std::uint32_t plain_ = 0;
    SentenceCase case_ = SentenceCase::mixed;
    Neighbour before_;
    Neighbour after_;
    Neighbour second_before_;
    Neighbour second_after_;
};

}  // namespace

std::optional<Certainty> weigh_mention(const LetterBlock& block, const NameMention& mention, const NameNeighbours& neighbours,
                                       const NameForms& forms, bool shown) {
    return Weighing(block, mention, neighbours, forms, shown).weigh();
}

}  // namespace consent
