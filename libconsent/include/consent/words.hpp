// SPDX-License-Identifier: Apache-2.0
//
// Words that go with a picture, and what was found in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace consent {

// Words that would be published with the picture. UTF-8.
struct Words {
    std::string source;  // "caption", "alt", "title"; "EXIF:ImageDescription" and the like for embedded ones
    std::string text;
};

enum class WordKind : std::uint8_t { name };

struct WordFinding {
    std::string source;
    std::size_t start = 0;  // byte offsets in the UTF-8 text: [start, end)
    std::size_t end = 0;
    WordKind kind = WordKind::name;
    std::string person;     // id of the person named; the first of them where several share the name
    bool removed = true;    // false: may stay (a written named_photo consent)
};

}  // namespace consent
