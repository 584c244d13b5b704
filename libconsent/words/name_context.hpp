// SPDX-License-Identifier: Apache-2.0
//
// Whether what may be a name is meant as one, by what stands around it.
#pragma once

#include <optional>
#include <span>

#include <consent/words.hpp>

#include "words/letter_block.hpp"
#include "words/name_mentions.hpp"

namespace consent {

// Mentions around the one that is weighed.
struct NameNeighbours {
    const NameMention* before = nullptr;
    const NameMention* after = nullptr;
    bool before_is_sure = false;  // that the one before is a name
};

// Absent: no name. `shown`: somebody it may name is known to be in the picture. Never absent for a word that is nothing but
// a name, unless it stands in a saying or the name of a place ("Harry Potter", "Victoria Street") and nobody is shown.
std::optional<Certainty> weigh_mention(const LetterBlock& block, const NameMention& mention,
                                       const NameNeighbours& neighbours, bool shown);

}  // namespace consent
