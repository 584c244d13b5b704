// SPDX-License-Identifier: Apache-2.0
//
// A decision as one JSON object on one line: what `consent check --json` prints and what bindings return. Every field is
// shown in tests/golden/decision.json; "schema" changes when a field changes its meaning or goes, not when one is added.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <consent/check_words.hpp>
#include <consent/export.hpp>
#include <consent/gate.hpp>
#include <consent/result.hpp>

namespace consent {

// `file` is how the caller names the picture; it is copied into the object. Text that is not UTF-8 is replaced by U+FFFD.
CONSENT_API std::string to_json(std::string_view file, const Decision& decision);

// The same after an attempt to publish, with "published": where the copy is, or null when it did not leave.
CONSENT_API std::string to_json(std::string_view file, const Decision& decision, const std::optional<Receipt>& receipt);

// The object for a picture no decision could be made of: verdict block, rule R-01 for unreadable, "error" set.
CONSENT_API std::string to_json(std::string_view file, const Error& error, const Use& use, Instant at);

// What was found in words: "words" and "clean_words" are as those of a picture.
CONSENT_API std::string to_json(const WordsDecision& decision);

}  // namespace consent
