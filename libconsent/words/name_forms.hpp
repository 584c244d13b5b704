// SPDX-License-Identifier: Apache-2.0
//
// The ways in which the words of people's names may be written, as plain letters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <consent/register.hpp>

namespace consent {

// Somebody of whose name a form may be, and which words of the name it stands for.
struct NameOwner {
    std::uint32_t person = 0;  // index into NameForms::people()
    std::uint32_t words = 0;   // a bit for each word: "Thompson" is the second of "Mia Thompson"
    bool loose = false;        // says nothing by itself: "William" of a Will
    bool whole = false;        // the words are all there are
    bool family = false;       // they are family names alone
    bool pet = false;          // not as registered: a pet form or another spelling
};

constexpr bool several_words(std::uint32_t words) { return (words & (words - 1)) != 0; }

struct NameForm {
    std::u32string letters;
    std::uint64_t splits = 0;  // bit k: "de la Cruz", "O'Brien" may have a space before letter k
    std::uint32_t plain = 0;   // plain:: of it; 0: no plain word
    bool article = false;      // also an article or particle: "le", "van", "al"
    std::uint32_t owners = 0;  // in NameForms: [owners, owners_end)
    std::uint32_t owners_end = 0;
};

struct NamedPerson {
    struct Initial {
        char32_t letter = 0;
        std::uint32_t words = 0;
    };
    std::string id;
    std::uint32_t words = 0;   // all of them
    std::uint32_t family = 0;  // the last of each name of several words
    std::vector<Initial> initials;
    std::vector<std::u32string> particles;  // "de", "la", "ni"
};

// Immutable after construction. About 0.5 kB a person. Throws std::runtime_error when ICU fails.
class NameForms {
public:
    explicit NameForms(const std::vector<Person>& people);

    [[nodiscard]] const std::vector<NamedPerson>& people() const { return people_; }
    [[nodiscard]] const std::vector<NameForm>& forms() const { return forms_; }
    // In order of person, each once.
    [[nodiscard]] std::span<const NameOwner> owners(const NameForm& form) const {
        return std::span<const NameOwner>(owners_).subspan(form.owners, form.owners_end - form.owners);
    }

private:
    std::vector<NamedPerson> people_;
    std::vector<NameForm> forms_;
    std::vector<NameOwner> owners_;
};

// Words that join the parts of names and are none by themselves: "de", "van", "bin", "ap".
bool is_particle(std::u32string_view letters);

}  // namespace consent
