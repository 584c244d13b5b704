// SPDX-License-Identifier: Apache-2.0
#include "words/name_forms.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "words/letter_block.hpp"
#include "words/nicknames.hpp"
#include "words/plain_words.hpp"

namespace consent {

namespace {

constexpr std::size_t longest_form = 60;  // letters; bits of NameForm::splits
constexpr std::uint32_t most_words = 30;  // of one person; bits of NameOwner::words
constexpr std::uint32_t enough = 1U << 15U;

bool is_in(std::u32string_view letters, std::string_view list) {
    // Between spaces; the list begins and ends with one.
    std::array<char, 12> wanted{' '};
    if (letters.size() > wanted.size() - 2) return false;
    std::size_t size = 1;
    for (const char32_t letter : letters) {
        if (letter >= 0x80) return false;
        wanted[size++] = static_cast<char>(letter);
    }
    wanted[size++] = ' ';
    return list.find(std::string_view(wanted.data(), size)) != std::string_view::npos;
}

bool is_honorific(std::u32string_view letters) {
    return is_in(letters, " mr mrs ms miss mx dr prof professor sir rev ");
}
bool is_suffix(std::u32string_view letters) { return is_in(letters, " jr jnr sr snr ii iii iv "); }

constexpr std::u32string_view arabic_article = U"\u0627\u0644";

bool is_jamo(char32_t c) { return c >= 0x1100 && c <= 0x11FF; }
bool is_unspaced(const Letter& letter) { return (letter.gap & gap::script) != 0 || letter.letter >= 0x2E80; }

// "Banks" and "Brooks" are words too; "Baker" is in the table, and "Billy" is not meant as like a bill.
std::uint32_t plain_class_of_name(std::string_view word) {
    const std::uint32_t exact = plain_class_of_exactly(word);
    if (exact != 0 || word.size() < 5 || !word.ends_with('s') || word.ends_with("ss")) return exact;
    return plain_class_of_exactly(word.substr(0, word.size() - 1)) & plain::noun;
}

// One word of a name: "Anne-Marie" has two pieces.
struct NameWord {
    std::vector<std::u32string> prefix;  // particles before it
    std::vector<std::u32string> pieces;
    std::u32string digraphs;             // with "ae" for the a with dots; empty where there is none
    std::vector<std::size_t> syllables;  // where one may begin, in scripts without spaces
    bool unspaced = false;
    std::uint32_t bit = 0;

    [[nodiscard]] std::u32string whole() const {
        std::u32string all;
        for (const std::u32string& piece : pieces) all += piece;
        return all;
    }
};

class Collector {
public:
    explicit Collector(const std::vector<Person>& everybody) {
        index_.reserve(everybody.size() * 4);
        for (const Person& person : everybody) add(person);
    }

    std::vector<NamedPerson> people;
    std::vector<NameForm> forms;
    std::vector<std::pair<std::uint32_t, NameOwner>> owners;  // form, owner; in order of person

private:
    void add(const Person& person) {
        NamedPerson named;
        named.id = person.id;
        person_ = static_cast<std::uint32_t>(people.size());
        std::uint32_t next = 0;
        const std::vector<NameWord> words = split(person.name, next);
        if (words.size() > 1) named.family = words.back().bit;
        for (const NameWord& word : words) named.words |= word.bit;
        std::vector<NameWord> every = words;
        for (const std::string& other : person.known_as) {
            // One word stands for the first; several are a name of their own.
            std::uint32_t fresh = next;
            std::vector<NameWord> known = split(other, fresh);
            if (known.size() == 1 && !words.empty()) {
                known.front().bit = words.front().bit;
            } else {
                next = fresh;
                if (known.size() > 1) named.family |= known.back().bit;
            }
            every.insert(every.end(), known.begin(), known.end());
        }
        for (const NameWord& word : every) {
            emit_word(word, (word.bit & named.family) == 0);
            if (!word.pieces.empty()) {
                for (const std::u32string& piece : word.pieces) named.initials.push_back({piece.front(), word.bit});
                for (const std::u32string& piece : word.prefix) named.initials.push_back({piece.front(), word.bit});
            }
            for (const std::u32string& particle : word.prefix)
                if (std::find(named.particles.begin(), named.particles.end(), particle) == named.particles.end())
                    named.particles.push_back(particle);
        }
        emit_run_together(words);
        people.push_back(std::move(named));
    }

    std::vector<NameWord> split(const std::string& name, std::uint32_t& next) {
        read_letters(name, 0, enough, folder_, block_);
        std::vector<NameWord> words;
        std::size_t after_comma = 0;  // "Thompson, Mia"
        for (const Token& token : block_.tokens) {
            constexpr std::uint32_t joints = gap::apostrophe | gap::hyphen | gap::dot;
            const std::uint32_t before = block_.letters[token.first].gap;
            if ((before & gap::comma) != 0 && after_comma == 0) after_comma = words.size();
            if (words.empty() || (before & ~(joints | gap::inside_word)) != 0) words.emplace_back();
            NameWord& word = words.back();
            const std::size_t done = word.whole().size();
            std::u32string piece;
            for (std::uint32_t at = token.first; at < token.last; ++at) {
                const Letter& letter = block_.letters[at];
                if (is_unspaced(letter)) {
                    word.unspaced = true;
                    if (at > token.first && letter.gap != 0) word.syllables.push_back(done + piece.size());
                }
                piece.push_back(letter.letter);
            }
            append_digraphs(word, token);
            word.pieces.push_back(std::move(piece));
        }
        std::rotate(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(after_comma), words.end());
        settle(words);
        for (NameWord& word : words) {
            word.bit = 1U << std::min(next, most_words);
            ++next;
        }
        return words;
    }

    // German, Danish, Swedish: "Müller" is written Mueller where there are no dots.
    void append_digraphs(NameWord& word, const Token& token) {
        static const std::pair<std::string_view, std::string_view> digraphs[] = {
            {"ä", "e"}, {"Ä", "e"}, {"ö", "e"}, {"Ö", "e"}, {"ü", "e"},
            {"Ü", "e"}, {"å", "a"}, {"Å", "a"}, {"ø", "e"}, {"Ø", "e"}};
        const std::u32string before = word.digraphs.empty() ? word.whole() : word.digraphs;
        std::u32string written = before;
        bool any = !word.digraphs.empty();
        for (std::uint32_t at = token.first; at < token.last; ++at) {
            const Letter& letter = block_.letters[at];
            written.push_back(letter.letter);
            if (letter.ascii) continue;
            const std::string_view source = block_.text.substr(letter.start, letter.end - letter.start);
            for (const auto& [sign, second] : digraphs)
                if (source == sign ||
                    (source.size() == 3 && source.substr(1) == "\xCC\x88" && sign.front() == '\xC3')) {
                    written.push_back(static_cast<unsigned char>(second.front()));
                    any = true;
                    break;
                }
        }
        word.digraphs = any ? written : std::u32string{};
    }

    // Puts particles before the words they belong to, and leaves out "Dr" and "Jr".
    static void settle(std::vector<NameWord>& words) {
        while (words.size() > 1 && is_honorific(words.front().whole())) words.erase(words.begin());
        while (words.size() > 1 && is_suffix(words.back().whole())) words.pop_back();
        for (std::size_t i = words.size() < 2 ? 0 : words.size() - 1; i-- > 1;) {
            if (!is_particle(words[i].whole())) continue;
            NameWord& next = words[i + 1];
            next.prefix.insert(next.prefix.begin(), words[i].pieces.begin(), words[i].pieces.end());
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
        }
        // "Van Dijk", "O Brien", "Al Bakri" where a surname is all that is given.
        if (words.size() == 2 && is_particle(words[0].whole()) && words[0].whole().size() <= 3) {
            const std::u32string first = words[0].whole();
            if (first == U"o" || first == U"al" || first == U"el" || first == U"mc" || first == U"ni") {
                words[1].prefix = {first};
                words.erase(words.begin());
            }
        }
    }

    void emit_word(const NameWord& word, bool given) {
        const std::u32string whole = word.whole();
        if (whole.size() == 1 && whole.front() < 0x80) {
            // "Mia J Thompson": an initial. A letter that is none of a to z as written can be a name.
            if (!word.digraphs.empty()) emit(whole, 0, word.bit, false);
            return;
        }
        std::uint64_t splits = 0;
        std::size_t at = 0;
        for (const std::u32string& piece : word.pieces) splits |= bit(at += piece.size());
        for (const std::size_t syllable : word.syllables) splits |= bit(syllable);
        emit(whole, splits, word.bit, false);
        if (!word.digraphs.empty()) emit(word.digraphs, 0, word.bit, false);
        if (word.pieces.size() > 1)
            for (const std::u32string& piece : word.pieces)
                if (piece.size() > 2 && !is_particle(piece)) emit(piece, 0, word.bit, false);
        std::u32string with_prefix = whole;
        std::uint64_t prefix_splits = splits;
        for (auto particle = word.prefix.rbegin(); particle != word.prefix.rend(); ++particle) {
            with_prefix.insert(0, *particle);
            prefix_splits = (prefix_splits << particle->size()) | bit(particle->size());
            emit(with_prefix, prefix_splits, word.bit, false);
        }
        emit_scots(whole, word.bit);
        if (whole.starts_with(arabic_article) && whole.size() > 4) emit(whole.substr(2), 0, word.bit, false);
        if (word.unspaced) emit_given_of(word, whole);
        if (given)
            for (const std::u32string* form : {&whole, &word.pieces.front()})
                for (const Nickname& nickname : nicknames_of(*form))
                    emit(nickname.name, 0, word.bit, nickname.unsure, true);
    }

    // "McDonald", "MacDonald", "Mac Donald".
    void emit_scots(const std::u32string& whole, std::uint32_t word) {
        if (whole.starts_with(U"mac") && whole.size() > 6) {
            emit(whole, bit(3), word, false);
            emit(U"mc" + whole.substr(3), bit(2), word, false);
        } else if (whole.starts_with(U"mc") && whole.size() > 4) {
            emit(whole, bit(2), word, false);
            emit(U"mac" + whole.substr(2), bit(3), word, false);
        }
    }

    // Chinese and Korean names written as one word: the family name is the first character, the rest is given.
    void emit_given_of(const NameWord& word, const std::u32string& whole) {
        const std::size_t characters = word.syllables.size() + 1;
        if (characters < 3 || characters > 4 || (whole.front() < 0x4E00 && !is_jamo(whole.front()))) return;
        emit(whole.substr(word.syllables[characters - 3]), 0, word.bit, false);
    }

    // Scripts that put no spaces between words put none in names.
    void emit_run_together(const std::vector<NameWord>& words) {
        const auto unspaced = [](const NameWord& word) { return word.unspaced; };
        if (words.size() < 2 || !std::all_of(words.begin(), words.end(), unspaced)) return;
        std::u32string whole;
        std::uint64_t splits = 0;
        std::uint32_t bits = 0;
        for (const NameWord& word : words) {
            if (!whole.empty()) splits |= bit(whole.size());
            whole += word.whole();
            bits |= word.bit;
        }
        emit(whole, splits, bits, false);
    }

    static std::uint64_t bit(std::size_t letter) { return letter < 64 ? std::uint64_t{1} << letter : 0U; }

    void emit(const std::u32string& letters, std::uint64_t splits, std::uint32_t words, bool loose, bool pet = false) {
        if (letters.empty() || letters.size() > longest_form) return;
        const auto [at, fresh] = index_.try_emplace(letters, static_cast<std::uint32_t>(forms.size()));
        if (fresh) {
            forms.push_back({letters, 0, 0, is_particle(letters) && nicknames_of(letters).empty(), 0, 0});
            if (std::all_of(letters.begin(), letters.end(), [](char32_t c) { return c < 0x80; }))
                forms.back().plain = plain_class_of_name(std::string(letters.begin(), letters.end()));
        }
        forms[at->second].splits |= splits & (bit(letters.size()) - 1);
        owners.push_back({at->second, {person_, words, loose, false, false, pet}});
    }

    LetterFolder folder_;
    LetterBlock block_;
    std::unordered_map<std::u32string, std::uint32_t> index_;
    std::uint32_t person_ = 0;
};

}  // namespace

bool is_particle(std::u32string_view letters) {
    if (letters.size() > 6) return false;
    return is_in(letters,
                 " de da do dos das del della di du des la le les los las lo van von der den dem ter ten te zu zum bin "
                 "ibn bint binti ben bar al el ul ud ad as ash az abu umm um ap ab ferch verch mac mc nic ni o ui "
                 "mhic mag san st saint af av y e i d l ");
}

NameForms::NameForms(const std::vector<Person>& people) {
    Collector all(people);
    people_ = std::move(all.people);
    forms_ = std::move(all.forms);
    std::vector<std::uint32_t> ends(forms_.size() + 1);
    for (const auto& [form, owner] : all.owners) ++ends[form + 1];
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    owners_.resize(all.owners.size());
    for (std::size_t i = 0; i < forms_.size(); ++i) forms_[i].owners = forms_[i].owners_end = ends[i];
    for (const auto& [form, owner] : all.owners) {
        NameForm& of = forms_[form];
        if (of.owners_end > of.owners && owners_[of.owners_end - 1].person == owner.person) {
            NameOwner& known = owners_[of.owners_end - 1];
            // What is sure of some words says nothing of those it is unsure of.
            if (known.loose == owner.loose) {
                known.words |= owner.words;
                known.pet = known.pet && owner.pet;
            } else if (known.loose) {
                known = owner;
            }
        } else {
            owners_[of.owners_end++] = owner;
        }
    }
    for (NameOwner& owner : owners_) {
        const NamedPerson& person = people_[owner.person];
        owner.whole = owner.words == person.words;
        owner.family = (owner.words & ~person.family) == 0;
    }
}

}  // namespace consent
