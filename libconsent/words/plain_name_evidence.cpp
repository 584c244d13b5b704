// SPDX-License-Identifier: Apache-2.0
#include "words/plain_name_evidence.hpp"

#include "words/plain_words.hpp"

namespace consent {

namespace {

constexpr std::uint32_t content =
    plain::noun | plain::adjective | plain::verb | plain::institution | plain::time | plain::virtue;

class Evidence {
public:
    explicit Evidence(const NameSurroundings& at) : at_(at) {}

    // For a word that is a plain word too: how much speaks for a name.
    [[nodiscard]] int evidence() const {
        if (const std::uint32_t joint = at_.block.letters[at_.mention.first].gap;
            !gap::parts_words(joint) || is_part_of_handle())
            return in_handle();
        if (at_.letter_case == SentenceCase::mixed && !at_.upper)
            return at_.cued() && ends_clause() ? 0 : at_.shown && beside_name() ? 0 : -9;
        const bool telling = at_.letter_case == SentenceCase::mixed && !at_.starts;
        int weight = telling ? 2 : at_.letter_case == SentenceCase::mixed && at_.is_given_word() ? 0 : -1;
        if (telling && at_.family_only) weight = 0;
        if (is_quoted()) weight -= 2;
        if (at_.mention.hit.how == NameHit::plural) weight -= 2;
        if (at_.block.tokens.size() <= 2) weight += at_.is_given_word() ? 1 : 0;
        if (at_.mention.titled) weight += 4;
        if (at_.cued())
            weight += at_.is(plain::time) && at_.before.is({"for", "to", "hello", "goodbye", "hi", "bye", "welcome"})
                          ? 0
                      : at_.family_only ? 1
                                        : 3;
        if (at_.letter_case != SentenceCase::mixed && at_.upper && is_addressed()) weight += 2;
        if (beside_plain()) weight -= 1;
        if (is_in_list_of_words()) weight -= 2;
        if (beside_name()) weight += 2;
        if (at_.shown) weight += 1;
        weight += left(telling) + right(telling);
        return weight;
    }

private:
    [[nodiscard]] bool ends_clause() const {
        return at_.after.token == nullptr ||
               (at_.after.joint & (gap::comma | gap::stop | gap::line | gap::symbol)) != 0 ||
               at_.after.is({"and", "for", "on"});
    }

    [[nodiscard]] bool is_part_of_handle() const {
        return (at_.block.letters[at_.mention.first].gap & (gap::hash | gap::at | gap::underscore)) != 0 ||
               (at_.mention.last < at_.block.letters.size() &&
                (at_.block.letters[at_.mention.last].gap & gap::underscore) != 0) ||
               !gap::parts_words(at_.block.gap_after(at_.mention.last));
    }

    // "#WellDoneWill", "#ArtClub".
    [[nodiscard]] int in_handle() const {
        const Token& token = at_.block.tokens[at_.token];
        std::string rest;
        for (std::uint32_t at = token.first; at < at_.mention.first && rest.size() < 40; ++at)
            rest.push_back(
                static_cast<char>(at_.block.letters[at].letter < 0x80 ? at_.block.letters[at].letter : U'?'));
        for (const std::string_view cue :
             {"welldone", "congratulations", "congrats", "goodluck", "happybirthday", "thankyou", "by"})
            if (rest == cue && at_.upper) return 2;
        if (rest == "team" || rest == "go") return at_.is_given_word() ? 1 : -2;
        const bool alone = token.first == at_.mention.first && token.last == at_.mention.last;
        if (alone && at_.upper && at_.is_given_word()) return at_.shown ? 1 : 0;
        return at_.shown && at_.is_given_word() ? 0 : -2;
    }

    // "Go, Will, go!"
    [[nodiscard]] bool is_addressed() const {
        return (at_.block.letters[at_.mention.first].gap & at_.block.gap_after(at_.mention.last) & gap::comma) != 0;
    }

    // "Hill, Brook, Wood and Field"
    [[nodiscard]] bool beside_plain() const {
        const auto is_plain = [&](const NameMention* one) { return one != nullptr && !one->full && one->all_plain; };
        const bool after = is_plain(at_.neighbours.after) && at_.after.token != nullptr &&
                           (at_.neighbours.after->first == at_.mention.last ||
                            (at_.after.is({"and", "or"}) && at_.after.token->last == at_.neighbours.after->first));
        const bool before = is_plain(at_.neighbours.before) && at_.before.token != nullptr &&
                            (at_.neighbours.before->last == at_.mention.first ||
                             (at_.before.is({"and", "or"}) && at_.before.token->first == at_.neighbours.before->last));
        return (after || before) && !at_.is_given_word();
    }

    // "Teams: Red, Green, Blue"
    [[nodiscard]] bool is_in_list_of_words() const {
        const auto is_word = [](const NeighbourWord& one) {
            return one.upper() && (one.joint & gap::comma) != 0 && one.any(content) &&
                   !one.any(plain::function | plain::greeting) &&
                   (!one.any(plain::virtue) || one.any(plain::adjective | plain::time)) && !one.is({"year", "class"});
        };
        return is_word(at_.before) || is_word(at_.after);
    }

    // The word "hope" itself.
    [[nodiscard]] bool is_quoted() const {
        return (at_.block.letters[at_.mention.first].gap & at_.block.gap_after(at_.mention.last) & gap::quote) != 0;
    }

    // "Mia and Will", "Will, Mia".
    [[nodiscard]] bool beside_name() const {
        const auto is_and = [](const NeighbourWord& one) { return one.is({"and", "with"}); };
        const auto named = [](const NameMention* one) {
            return one != nullptr && (one->full || !one->all_plain) && !one->hit.weak;
        };
        if (at_.neighbours.before != nullptr && (named(at_.neighbours.before) || at_.neighbours.before_is_sure)) {
            const std::uint32_t end = at_.neighbours.before->last;
            if (end == at_.mention.first && (at_.block.letters[end].gap & (gap::comma | gap::symbol | gap::slash)) != 0)
                return true;
            if (is_and(at_.before) && at_.before.token->first == end) return true;
        }
        if (named(at_.neighbours.after)) {
            const std::uint32_t start = at_.neighbours.after->first;
            if (start == at_.mention.last &&
                (at_.block.letters[start].gap & (gap::comma | gap::symbol | gap::slash)) != 0)
                return true;
            if (is_and(at_.after) && at_.after.token->last == start) return true;
        }
        return false;
    }

    [[nodiscard]] int left(bool telling) const {
        if (at_.before.token == nullptr) return 0;
        const bool number = (at_.before.joint & gap::digit) != 0;
        if (number && (at_.is(plain::time) || (at_.before.joint & gap::comma) == 0))
            return at_.is(plain::time) ? -5 : -1;
        if ((at_.before.joint & gap::comma) != 0) return 0;
        if (at_.before.word == "s" && (at_.block.letters[at_.before.token->first].gap & gap::apostrophe) != 0)
            return at_.second_before.is({"here", "there", "it", "that", "he", "she", "what", "who", "let", "where"})
                       ? (telling ? 0 : 2)
                       : -3;
        if (at_.is(plain::time)) {
            if (at_.before.is({"and", "or"}) && at_.second_before.any(plain::time) && at_.second_before.upper())
                return -4;
            if (!at_.cued() && at_.before.is({"in",   "on",     "since", "until",   "till",    "during",     "of",
                                              "at",   "last",   "next",  "this",    "every",   "late",       "early",
                                              "mid",  "before", "after", "between", "through", "throughout", "each",
                                              "from", "per",    "th",    "st",      "nd",      "rd"}))
                return -5;
            if (at_.before.is({"by", "for", "to", "and", "or", "previous", "coming"}) && !at_.cued())
                return at_.before.token->starts_sentence ? -4 : -2;
        }
        if (at_.is(plain::place) &&
            at_.before.is({"in", "at", "near", "visit", "visited", "visiting", "around", "across", "from", "to"}))
            return -6;
        if (at_.before.is({"my", "our", "your", "his", "her", "their", "its"})) return telling ? -1 : -3;
        if (at_.before.any(plain::determiner)) return -4;
        if (at_.before.any(plain::pronoun) && at_.is(plain::modal | plain::verb) && !telling && !at_.cued()) return -4;
        if (at_.before.is(
                {"to", "not", "please", "lets", "can", "will", "should", "must", "could", "would", "we", "they"}) &&
            at_.is(plain::verb) && !telling && !at_.cued())
            return -4;
        if (at_.is(plain::modal) && !telling && at_.before.any(plain::noun | plain::pronoun) && !at_.cued()) return -4;
        if (at_.before.upper() && at_.before.token != nullptr &&
            !at_.before.any(plain::function | plain::past | plain::title | plain::greeting)) {
            if (at_.before.any(plain::verb) && !at_.before.any(plain::noun) && at_.before.token->starts_sentence)
                return 0;
            // "Forest Green", "Sports Day", "Red Rose".
            if (at_.before.any(content)) return telling ? -3 : -2;
            return telling && at_.family_only ? -1 : 0;
        }
        if (!telling && at_.before.any(plain::adjective | plain::noun) &&
            !at_.before.any(plain::past | plain::function) && !at_.cued())
            return -1;
        if (!telling || at_.before.upper() ||
            at_.before.any(plain::past | plain::verb | plain::function | plain::greeting))
            return 0;
        if (at_.family_only || at_.before.any(plain::adjective)) return -1;
        return 0;
    }

    [[nodiscard]] int right(bool telling) const {
        if (at_.after.token == nullptr) return 0;
        const std::uint32_t joint = at_.after.joint;
        if (number_follows()) return at_.is(plain::time) || at_.family_only || !telling ? -4 : -2;
        if ((joint & gap::apostrophe) != 0 && at_.after.word == "s") {
            // "King's Awards"
            if (at_.second_after.upper() && at_.second_after.any(content) && at_.letter_case == SentenceCase::mixed)
                return -4;
            if (at_.is(plain::time))
                return at_.second_after.any(plain::noun) &&
                               !at_.second_after.any(plain::time | plain::institution | plain::function)
                           ? 1
                           : -2;
            return at_.family_only ? -1 : telling ? 1 : 2;
        }
        if ((joint & gap::comma) != 0 &&
            at_.after.is({"year", "aged", "age", "who", "class", "reception", "nursery", "from", "our"}))
            return 2;
        if ((joint & gap::comma) != 0 && !at_.after.upper() && at_.after.any(plain::noun | plain::adjective) &&
            !at_.after.any(plain::function))
            return -3;
        if ((joint & gap::colon) != 0) return at_.is_given_word() ? 0 : -2;
        if ((joint & (gap::comma | gap::quote | gap::slash)) != 0) return 0;
        if ((joint & gap::hyphen) != 0 && (joint & gap::white) == 0) return -4;
        const bool doing = is_doing();
        const bool being = at_.after.any(plain::auxiliary) && !at_.after.any(plain::verb);
        if (at_.is(plain::modal)) {
            if (at_.after.any(plain::pronoun | plain::determiner) && !at_.after.upper()) return telling ? -1 : -5;
            if (doing || being || at_.after.is({"and"})) return at_.is(plain::time) && being ? -3 : 2;
            if (is_participle(at_.after)) return at_.second_after.any(plain::determiner) ? 3 : 1;
            if (at_.after.any(plain::verb | plain::adverb)) return telling ? 0 : -3;
        }
        if (at_.after.is({"and", "or"}) || (joint & gap::symbol) != 0) return after_and();
        if (at_.is(plain::verb) && !telling && at_.after.any(plain::determiner | plain::pronoun)) return -4;
        if (at_.is(plain::verb) && !telling && at_.after.is({"to"}) && at_.second_after.any(plain::verb)) return -4;
        if (at_.is(plain::verb) && !telling && at_.after.any(plain::preposition) && !at_.is_given_word()) return -2;
        if (at_.after.upper() && at_.letter_case == SentenceCase::mixed) {
            if (at_.after.any(plain::institution) && !at_.after.is({"year"})) return -4;
            if (at_.after.any(plain::noun | plain::adjective | plain::time) &&
                !at_.after.any(plain::function | plain::past))
                return -3;
            if (at_.after.plain == 0) return at_.family_only ? -2 : 1;
            return 0;
        }
        if (doing && !telling && is_of_things(at_.after)) return -1;
        if (doing) return telling ? 1 : 2;
        if (!telling && at_.after.token != nullptr && !at_.after.upper() && at_.after.plain == 0 &&
            ends_like_noun(at_.after.word))
            return -2;
        if (being) return after_being();
        if (is_participle(at_.after))
            return at_.second_after.any(plain::determiner)                    ? 2
                   : at_.second_after.token == nullptr && at_.is_given_word() ? 1
                                                                              : -2;
        if (!telling && at_.after.is({"of", "for", "under", "till", "until", "all", "as", "like", "or"})) return -3;
        if (at_.after.any(plain::noun | plain::adjective | plain::institution) && !at_.after.any(plain::function))
            return at_.is_given_word() && telling ? -2 : -3;
        return 0;
    }

    // What only people do, or what they do to something: "Rose paints the sky", but "Rose petals", "Summer came".
    [[nodiscard]] bool is_doing() const {
        if (at_.letter_case != SentenceCase::mixed && !at_.after.any(plain::past)) return false;
        if (at_.is(plain::time) && at_.after.is({"came", "brought", "saw", "ended", "began", "arrived", "started",
                                                 "went", "passed", "turned"}))
            return false;
        if (at_.after.any(plain::past) ||
            (at_.after.plain == 0 && at_.after.word.size() > 4 && at_.after.word.ends_with("ed")))
            return true;
        if (at_.is(plain::modal) && is_third_person(at_.after)) return true;
        if (at_.family_only || at_.is(plain::time) || !is_third_person(at_.after)) return false;
        return at_.is_given_word() ? !at_.after.any(plain::noun) || at_.second_after.token == nullptr ||
                                         at_.second_after.any(plain::function)
                                   : at_.second_after.any(plain::determiner | plain::pronoun);
    }

    // "Joy filled the hall."
    [[nodiscard]] static bool is_of_things(const NeighbourWord& one) {
        return one.is({"filled", "spread",  "reigned", "echoed", "swept",     "flooded",  "oozed",   "grew",
                       "shone",  "burst",   "broke",   "fell",   "descended", "returned", "bloomed", "faded",
                       "dawned", "springs", "fills",   "reigns", "abounded",  "abounds",  "begins",  "began"});
    }

    [[nodiscard]] static bool ends_like_noun(std::string_view word) {
        for (const std::string_view ending : {"s", "ment", "tion", "ness", "ship", "ity", "ance", "ence"})
            if (word.size() > ending.size() + 2 && word.ends_with(ending)) return true;
        return false;
    }

    // "Grace is our captain", "Summer is wearing red"; "Hope is a powerful word", "May is busy".
    [[nodiscard]] int after_being() const {
        if (is_participle(at_.second_after)) return 2;
        if (at_.is(plain::time) || at_.family_only) return -3;
        if (at_.second_after.is({"our", "my", "in", "on", "at", "nine", "ten", "eight", "seven", "six", "eleven",
                                 "chosen", "named", "awarded", "pictured"}))
            return 1;
        if (at_.second_after.is({"a", "an", "the", "all", "not", "what", "why"})) return at_.is_given_word() ? -1 : -2;
        return at_.is_given_word() ? 1 : 0;
    }

    [[nodiscard]] static bool is_participle(const NeighbourWord& one) {
        return one.word.size() > 5 && one.word.ends_with("ing") && plain_class_of_exactly(one.word) == 0;
    }

    // "Green 134", "May 2026".
    [[nodiscard]] bool number_follows() const {
        std::size_t at = at_.mention.end;
        while (at < at_.block.text.size() && at_.block.text[at] == ' ') ++at;
        return at > at_.mention.end && at < at_.block.text.size() && at_.block.text[at] >= '0' &&
               at_.block.text[at] <= '9';
    }

    [[nodiscard]] int after_and() const {
        if (beside_name() || at_.second_after.token == nullptr) return 0;
        if (at_.second_after.upper() && at_.second_after.any(plain::virtue)) return 0;
        if (at_.second_after.upper()) return at_.second_after.plain == 0 && !at_.family_only ? 1 : -2;
        // "rice and beans", "hope and joy"; but "Will and his dog".
        return at_.second_after.any(plain::function | plain::past) ? 0 : -3;
    }

    [[nodiscard]] static bool is_third_person(const NeighbourWord& one) {
        if (!one.word.ends_with('s') || one.word.ends_with("ss") || one.word.size() < 4) return false;
        return (plain_class(one.word) & plain::verb) != 0;
    }

    const NameSurroundings& at_;
};

}  // namespace

int plain_name_evidence(const NameSurroundings& at) { return Evidence(at).evidence(); }

}  // namespace consent
