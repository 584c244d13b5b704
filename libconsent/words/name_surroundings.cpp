// SPDX-License-Identifier: Apache-2.0
#include "words/name_surroundings.hpp"

#include "words/plain_words.hpp"

namespace consent {

NameSurroundings::NameSurroundings(const LetterBlock& in_block, const NameMention& of, const NameNeighbours& beside,
                                   bool is_shown)
    : block(in_block),
      mention(of),
      neighbours(beside),
      shown(is_shown),
      token(in_block.token_of(of.first)),
      last_token(in_block.token_of(of.last - 1)),
      upper(in_block.letters[of.first].upper),
      plain(of.hit.form == nullptr ? 0 : of.hit.form->plain) {
    // Most are settled without a look around.
    if (mention.full && !mention.all_plain) return;
    starts = block.tokens[token].starts_sentence && block.tokens[token].first == mention.first;
    letter_case = sentence_case(block, token);
    before = neighbour(-1);
    after = neighbour(1);
    second_before = neighbour(-2);
    second_after = neighbour(2);
    family_only =
        std::all_of(mention.owners.begin(), mention.owners.end(), [](const NameOwner& owner) { return owner.family; });
}

bool NameSurroundings::is_given_word() const { return is(plain::virtue) && !is(plain::time) && !family_only; }

NeighbourWord NameSurroundings::neighbour(int step) const {
    NeighbourWord found;
    const std::size_t from = step < 0 ? token : last_token;
    const auto distance = static_cast<std::size_t>(step < 0 ? -step : step);
    if (step < 0 ? from < distance : from + distance >= block.tokens.size()) return found;
    const std::size_t at = step < 0 ? from - distance : from + distance;
    for (std::size_t i = step < 0 ? at + 1 : from + 1; i <= (step < 0 ? from : at); ++i)
        if (block.tokens[i].starts_sentence) return found;
    found.token = &block.tokens[at];
    found.word = word_of(block, *found.token);
    found.plain = plain_class(found.word);
    found.joint = block.letters[step < 0 ? block.tokens[at + 1].first : found.token->first].gap;
    return found;
}

bool NameSurroundings::cued() const {
    if (before.token == nullptr) return false;
    if (before.is({"done", "named", "called", "meet", "thanks", "congratulations", "congrats", "hello", "hi", "bye",
                   "goodbye", "dear", "introducing", "presenting", "featuring", "starring", "welcome", "bravo",
                   "birthday"}))
        return before.word != "done" || second_before.is({"well"});
    if (before.is({"to", "for", "you", "by", "from"}) && second_before.is({"congratulations",
                                                                           "congrats",
                                                                           "thanks",
                                                                           "thank",
                                                                           "goes",
                                                                           "given",
                                                                           "awarded",
                                                                           "presented",
                                                                           "done",
                                                                           "shout",
                                                                           "welcome",
                                                                           "goodbye",
                                                                           "hello",
                                                                           "farewell",
                                                                           "bye",
                                                                           "birthday",
                                                                           "written",
                                                                           "made",
                                                                           "drawn",
                                                                           "painted",
                                                                           "painting",
                                                                           "picture",
                                                                           "photo",
                                                                           "poem",
                                                                           "story",
                                                                           "artwork",
                                                                           "credit",
                                                                           "kudos",
                                                                           "cheers",
                                                                           "drawing",
                                                                           "card",
                                                                           "letter"}))
        return true;
    return before.is({"by"}) && (upper || letter_case != SentenceCase::mixed) && (plain & plain::time) == 0;
}

}  // namespace consent
