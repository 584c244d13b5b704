// SPDX-License-Identifier: Apache-2.0
//
// Weighs a word that is a plain word and a name: "Will you come?", "Will came".
#pragma once

#include "words/name_surroundings.hpp"

namespace consent {

// How much speaks for a name: 2 and more, it is one; less than 0, it is none; between them, who can tell.
int plain_name_evidence(const NameSurroundings& at);

}  // namespace consent
