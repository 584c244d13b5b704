// SPDX-License-Identifier: Apache-2.0
//
// Words that go with a picture, and what was found in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <consent/export.hpp>
#include <consent/face.hpp>
#include <consent/verdict.hpp>

namespace consent {

// Words that would be published with the picture. UTF-8.
struct Words {
    std::string source;  // "caption", "alt", "title"; "EXIF:ImageDescription" and the like for embedded ones
    std::string text;
};

// What was found: a name of the register, or personal data.
enum class WordKind : std::uint8_t {
    name = 0, email, phone, postcode, address, birth_date, age, pupil_number, nhs_number, national_insurance, class_group,
    registration_plate, handle, link, position,
};
CONSENT_API std::string_view to_string(WordKind kind) noexcept;  // "name", "email", ...

// Whether it is what it looks like. A word that is a name to some and a plain word to others ("Will", "Grace") is possible
// where its neighbours do not settle it; a person looks at it.
enum class Certainty : std::uint8_t { possible = 0, sure = 1 };
CONSENT_API std::string_view to_string(Certainty certainty) noexcept;  // "possible", "sure"

struct WordFinding {
    std::string source;
    std::size_t start = 0;  // byte offsets in the UTF-8 text: [start, end)
    std::size_t end = 0;
    WordKind kind = WordKind::name;
    std::string person;     // id of the person named; the first of them where several share the name
    bool removed = true;    // false: may stay (a written named_photo consent)
    Certainty certainty = Certainty::sure;
    Rule rule = Rule::name_in_words;
    std::optional<Box> box{};  // where it stands in the picture, for text that was read there
};

}  // namespace consent
