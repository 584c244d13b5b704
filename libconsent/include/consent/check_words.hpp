// SPDX-License-Identifier: Apache-2.0
//
// Words without a picture, and words that lie beside one.
#pragma once

#include <filesystem>
#include <vector>

#include <consent/export.hpp>
#include <consent/limits.hpp>
#include <consent/policy.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>
#include <consent/use.hpp>
#include <consent/verdict.hpp>
#include <consent/words.hpp>

namespace consent {

// What was found in words, and the words without it.
struct WordsDecision {
    // block: they name somebody or hold personal data, and may not go out as they are; review: they may; publish: nothing was
    // found. What the policy lets stay (names of staff) does not count.
    Verdict verdict = Verdict::block;
    std::vector<Reason> reasons;        // worst first
    std::vector<WordFinding> findings;  // of all words, each with its source
    std::vector<Words> clean;           // as many as there were, in their order
    bool names_looked_for = false;      // there was a register
};

// Looks for the register's names and for personal data, by the register's policy, as the gate does with a picture
// in which nobody is known. `people` may be null: then for personal data alone, by the default policy.
// Fails: invalid_argument (a text over limits.metadata_bytes or not UTF-8, a policy that cannot be understood), unavailable
// (the register), internal.
CONSENT_API Result<WordsDecision> check_words(Register* people, const std::vector<Words>& words, const Use& use,
                                              const Limits& limits = {});

// Words that are kept beside a picture and are never published: its file's and folder's name, and what files of the same
// name hold: PHOTO.txt, PHOTO.xmp, and PHOTO.json or PHOTO.jpg.supplemental-metadata.json as Google Takeout writes them (title,
// description, names of people, place; that file's name is cut short where it is long). For Candidate::unpublished.
// Ensures: at most limits.metadata_bytes are read of each. A file that cannot be read or understood adds nothing or its plain
// text: what stands here decides nothing but what the operator is told.
CONSENT_API Result<std::vector<Words>> words_beside(const std::filesystem::path& picture, const Limits& limits = {});

}  // namespace consent
