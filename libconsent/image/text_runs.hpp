// SPDX-License-Identifier: Apache-2.0
//
// Texts in bytes whose structure nobody tells: maker notes, trailers, blocks of one maker.
#pragma once

#include <string>

#include <consent/bytes.hpp>

namespace consent {

// What reads like text in `block`, as UTF-8, a run a line: UTF-8 or ASCII of six characters or more that are letters and
// spaces mostly, of 24 or more whatever they are, of three letters or more between zero bytes, and UTF-16 of four or more.
// At most 64 KiB.
// Of random bytes little passes for text; of text a short word between other bytes may be missed.
std::string text_runs(ByteView block);

}  // namespace consent
