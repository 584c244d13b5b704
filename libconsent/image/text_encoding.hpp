// SPDX-License-Identifier: Apache-2.0
//
// Text out of metadata, whatever it is written in, as UTF-8.
#pragma once

#include <string>

#include <consent/bytes.hpp>

namespace consent {

std::string utf8_from_latin1(ByteView bytes);

// Unpaired surrogates become U+FFFD; an odd byte at the end is left out. A byte order mark decides over `big_endian`.
std::string utf8_from_utf16(ByteView bytes, bool big_endian);

// Text whose encoding is not said: UTF-8 where it is valid, else Latin-1. Ends at the first zero byte; spaces at its ends
// are left out and control characters become spaces.
std::string readable_text(ByteView bytes);

// The same of each part between zero bytes, a part a line.
std::string every_text(ByteView bytes);

// The same tidying for text that is UTF-8 already.
std::string tidy_text(std::string text);

}  // namespace consent
