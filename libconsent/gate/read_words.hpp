// SPDX-License-Identifier: Apache-2.0
//
// The words that go with a picture: names and personal data in them, and what is left when these are taken out.
#pragma once

#include <cstddef>
#include <vector>

#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/policy.hpp>
#include <consent/result.hpp>
#include <consent/text_reader.hpp>
#include <consent/use.hpp>
#include <consent/words.hpp>

#include "gate/register_view.hpp"

namespace consent {

// How many findings of each kind each of the words has.
struct WordCounts {
    std::vector<std::size_t> names;
    std::vector<std::size_t> personal;
};

// All words there are.
struct WordsGiven {
    const std::vector<Words>& published;
    const std::vector<Words>& unpublished;
    const std::vector<MetadataItem>& metadata;
};

// Fails: invalid_argument when the text is over a limit or not UTF-8.
Result<void> check_text(const Words& words, const Limits& limits);

// Fills in what Evidence says of words. Whoever evidence.faces and roll_call show is who a name most likely means. Throws what
// the finders throw.
WordCounts read_words(const WordsGiven& given, const Use& use, const RegisterView& view, Evidence& evidence);

// The same of text that was read in the picture. Call it once faces and roll call are known.
void read_seen_text(const std::vector<SeenText>& seen, const Use& use, const RegisterView& view, Evidence& evidence);

// The words without what the judge has marked, which lies in judgement.words as its comment says. Each is searched again: where
// something sure is left, the judgement says so and is no longer publish.
std::vector<Words> clean_words(const std::vector<Words>& published, const WordCounts& counts, const Evidence& evidence,
                               const Use& use, const RegisterView& view, Judgement& judgement);

}  // namespace consent
