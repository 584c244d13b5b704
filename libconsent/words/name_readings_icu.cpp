// SPDX-License-Identifier: Apache-2.0
#include "words/name_readings.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <unicode/unistr.h>
#include <unicode/uspoof.h>

namespace consent {

namespace {

constexpr std::size_t longest_word = 120;       // bytes, with what is stuck to it
constexpr std::size_t longest_override = 1024;  // bytes

struct CloseSpoof {
    void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};

// The letters of other scripts that look like one of a to z. `l` stands for i and l.
std::unordered_map<char32_t, char32_t> look_alikes() {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<USpoofChecker, CloseSpoof> checker(uspoof_open(&status));
    if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
    // Greek, Coptic, Cyrillic, Armenian, Hebrew, Arabic; Cherokee, Canadian syllabics, runes; Tifinagh, Lisu, Vai.
    static constexpr std::array<std::array<UChar32, 2>, 9> ranges{{{0x0370, 0x06FF},
                                                                   {0x10A0, 0x10FF},
                                                                   {0x13A0, 0x16FF},
                                                                   {0x1C80, 0x1C8F},
                                                                   {0x2C80, 0x2D7F},
                                                                   {0xA4D0, 0xA4FF},
                                                                   {0xA500, 0xA69F},
                                                                   {0xAB70, 0xABBF},
                                                                   {0x10400, 0x1044F}}};
    LetterFolder folder;
    std::unordered_map<char32_t, char32_t> alike;
    for (const auto& [first, last] : ranges)
        for (UChar32 c = first; c <= last; ++c) {
            const auto character = static_cast<char32_t>(c);
            if (folder(character).sign != Sign::letter) continue;
            icu::UnicodeString skeleton;
            uspoof_getSkeletonUnicodeString(checker.get(), 0, icu::UnicodeString(c), skeleton, &status);
            if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
            if (skeleton == icu::UnicodeString(u"rn")) {
                alike[character] = U'm';
                continue;
            }
            if (skeleton.countChar32() != 1) continue;
            const FoldedSign& letter = folder(static_cast<char32_t>(skeleton.char32At(0)));
            if (letter.letters.size() == 1 && letter.letters.front() < 0x80) alike[character] = letter.letters.front();
        }
    alike[0x0493] = U'f';  // of small capitals, which have no f of their own
    return alike;
}

char32_t look_alike(char32_t character) {
    static const std::unordered_map<char32_t, char32_t> table = look_alikes();
    const auto found = table.find(character);
    return found == table.end() ? 0 : found->second;
}

char32_t letter_for_sign(char32_t sign, char32_t stroke) {
    switch (sign) {
        case U'0': return U'o';
        case U'1':
        case U'!':
        case U'|':
        case U'\u00A1': return stroke;
        case U'2': return U'z';
        case U'3':
        case U'\u20AC': return U'e';
        case U'4':
        case U'@': return U'a';
        case U'5':
        case U'$': return U's';
        case U'7':
        case U'+': return U't';
        case U'8': return U'b';
        case U'6':
        case U'9': return U'g';
        case U'\u00A3': return U'l';
        default: return 0;
    }
}

bool is_white(Sign sign) { return sign == Sign::space || sign == Sign::line; }

struct Character {
    char32_t character = 0;
    std::uint32_t start = 0;
    std::uint32_t end = 0;
};

struct Way {
    char32_t stroke = U'i';  // what 1 and | are read as
    bool shapes = false;     // rn for m, vv for w, I for l and l for I
    bool digraphs = false;   // ae for a with dots
    bool backwards = false;  // the letters are in reverse
};

std::uint32_t break_before(Sign sign) {
    switch (sign) {
        case Sign::unseen: return gap::unseen;
        case Sign::digit: return gap::digit;
        case Sign::apostrophe: return gap::apostrophe;
        case Sign::hyphen: return gap::hyphen;
        case Sign::dot: return gap::dot;
        case Sign::underscore: return gap::underscore;
        case Sign::space: return gap::space;
        case Sign::line: return gap::line;
        case Sign::comma: return gap::comma;
        case Sign::slash: return gap::slash;
        default: return gap::symbol;
    }
}

bool is_small(char32_t c) { return c >= U'a' && c <= U'z'; }
bool is_capital(char32_t c) { return c >= U'A' && c <= U'Z'; }
bool is_latin(char32_t c) { return is_small(c) || is_capital(c); }

// A small l where a capital I is due ("lsla", "MlA"), and the other way round ("AIice"): the letter meant, or 0.
char32_t swapped_stroke(char32_t before, char32_t c, char32_t next) {
    if (c == U'l' && (!is_latin(before) || (is_capital(before) && !is_small(next)))) return U'i';
    if (c == U'I' && is_latin(before) && (is_small(before) || is_small(next))) return U'l';
    return 0;
}

// German, Danish, Swedish: the second letter where there are no dots.
char32_t second_of(char32_t character) {
    switch (character) {
        case U'ä':
        case U'Ä':
        case U'ö':
        case U'Ö':
        case U'ü':
        case U'Ü':
        case U'ø':
        case U'Ø': return U'e';
        case U'å':
        case U'Å': return U'a';
        default: return 0;
    }
}

class Builder {
public:
    Builder(const LetterBlock& block, LetterFolder& folder, const std::function<void(const Reading&)>& use)
        : block_(block), folder_(folder), use_(use) {}

    void read(const std::vector<Character>& characters, const Way& way) {
        reading_.block.text = block_.text;
        reading_.backwards = way.backwards;
        reading_.block.letters.clear();
        reading_.replaced.clear();
        reading_.number.clear();
        std::uint32_t before = gap::space;
        for (std::size_t i = 0; i < characters.size(); ++i) {
            const Character& at = characters[i];
            const FoldedSign& folded = folder_(at.character);
            if (folded.sign == Sign::letter) {
                i += add_letters(characters, i, folded, way, before);
            } else if (const char32_t letter = letter_for_sign(at.character, way.stroke); letter != 0) {
                add(at.start, at.end, letter, before | gap::drawn, true, true);
                before = gap::drawn;
            } else if (folded.sign != Sign::mark) {
                before |= break_before(folded.sign);
            }
        }
        reading_.block.tail = gap::space;
        make_tokens(reading_.block);
        if (!reading_.block.letters.empty()) use_(reading_);
    }

private:
    // Returns how many characters more than one it took.
    std::size_t add_letters(const std::vector<Character>& all, std::size_t i, const FoldedSign& folded, const Way& way,
                            std::uint32_t& before) {
        const Character& at = all[i];
        const std::u32string letters = folded.letters;
        const std::uint32_t gap_before = std::exchange(before, 0U);
        const char32_t next = i + 1 < all.size() ? all[i + 1].character : 0;
        if (way.shapes) {
            const bool pair =
                (at.character == U'r' && next == U'n') || ((at.character | 0x20U) == U'v' && (next | 0x20U) == U'v');
            if (pair) {
                add(at.start, all[i + 1].end, at.character == U'r' ? U'm' : U'w', gap_before, true, false);
                return 1;
            }
            if (const char32_t meant = swapped_stroke(i > 0 ? all[i - 1].character : 0, at.character, next);
                meant != 0) {
                add(at.start, at.end, meant, gap_before, true, false);
                return 0;
            }
        }
        if (const char32_t alike = letters.front() < 0x80 ? 0 : look_alike(at.character); alike != 0) {
            add(at.start, at.end, alike == U'l' ? way.stroke : alike, gap_before, true, false);
            return 0;
        }
        for (std::size_t k = 0; k < letters.size(); ++k)
            add(at.start, at.end, letters[k], k == 0 ? gap_before : 0U, way.backwards, false);
        if (way.digraphs)
            if (const char32_t second = second_of(at.character); second != 0)
                add(at.start, at.end, second, 0, true, false);
        return 0;
    }

    void add(std::uint32_t start, std::uint32_t end, char32_t letter, std::uint32_t before, bool replaced,
             bool number) {
        reading_.block.letters.push_back({start, end, letter, before, false, false});
        reading_.replaced.push_back(replaced);
        reading_.number.push_back(number);
    }

    const LetterBlock& block_;
    LetterFolder& folder_;
    const std::function<void(const Reading&)>& use_;
    Reading reading_;
};

// What a word, with all that is stuck to it, invites.
struct Suspicion {
    bool signs = false;
    bool strokes = false;
    bool shapes = false;
    bool scripts = false;
    bool digraphs = false;
};

bool is_sign(unsigned char byte) {
    return (byte >= '0' && byte <= '9') || byte == '@' || byte == '$' || byte == '!' || byte == '|' || byte == '+' ||
           byte == 0xC2 || byte == 0xE2;
}

}  // namespace

bool Reading::is_worth(std::uint32_t first, std::uint32_t last) const {
    std::uint32_t others = 0;
    std::uint32_t numbers = 0;
    for (std::uint32_t at = first; at < last; ++at) {
        others += replaced[at] ? 1U : 0U;
        numbers += number[at] ? 1U : 0U;
    }
    // "5am" is no Sam.
    const std::uint32_t size = last - first;
    if (others == 0 || size < (number[first] ? 4U : 3U)) return false;
    return numbers * 2 < size || (numbers * 2 == size && !number[first]);
}

void each_reading(const LetterBlock& block, LetterFolder& folder, const std::function<void(const Reading&)>& use) {
    Builder builder(block, folder, use);
    std::vector<Character> characters;
    const std::string_view text = block.text;
    const auto read_from = [&](std::uint32_t from, std::size_t most, auto stops) {
        characters.clear();
        for (std::size_t at = from; at < text.size() && at - from < most;) {
            const auto start = static_cast<std::uint32_t>(at);
            const char32_t character = next_character(text.data(), text.size(), at);
            if (stops(character)) break;
            characters.push_back({character, start, static_cast<std::uint32_t>(at)});
        }
    };

    std::uint32_t done = 0;  // bytes
    const auto is_space = [&](char32_t c) { return c < 0x80 ? c <= 0x20 : is_white(folder(c).sign); };
    for (const Token& token : block.tokens) {
        const Letter& first = block.letters[token.first];
        const Letter& last = block.letters[token.last - 1];
        if (first.start < done) continue;
        const bool beside_sign = (first.start > 0 && is_sign(static_cast<unsigned char>(text[first.start - 1]))) ||
                                 (last.end < text.size() && is_sign(static_cast<unsigned char>(text[last.end])));
        if (!token.odd && !beside_sign) continue;

        // The word with all that is stuck to it.
        std::uint32_t from = first.start;
        while (from > done && first.start - from<longest_word&& static_cast<unsigned char>(text[from - 1])> 0x20)
            --from;
        while (from < first.start && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) ++from;
        read_from(from, longest_word, is_space);
        if (characters.empty()) continue;
        done = characters.back().end;
        Suspicion suspicion;
        std::size_t other_letters = 0;
        std::size_t alike = 0;
        for (std::size_t i = 0; i < characters.size(); ++i) {
            const char32_t c = characters[i].character;
            const char32_t next = i + 1 < characters.size() ? characters[i + 1].character : 0;
            if (letter_for_sign(c, U'i') != 0) {
                const bool final = (c == U'!' || c == U'+') && (next == 0 || next == U'!');
                suspicion.signs = suspicion.signs || !final;
                suspicion.strokes = suspicion.strokes || letter_for_sign(c, U'\0') == 0;
            } else if (c < 0x80) {
                suspicion.shapes = suspicion.shapes || (c == U'r' && next == U'n') ||
                                   ((c | 0x20U) == U'v' && (next | 0x20U) == U'v') ||
                                   swapped_stroke(i > 0 ? characters[i - 1].character : 0, c, next) != 0;
            } else if (const FoldedSign& folded = folder(c); folded.sign == Sign::letter) {
                if (folded.letters.front() >= 0x80) {
                    ++other_letters;
                    if (const char32_t letter = look_alike(c); letter != 0) {
                        ++alike;
                        suspicion.strokes = suspicion.strokes || letter == U'l';
                    }
                } else {
                    suspicion.digraphs = suspicion.digraphs || second_of(c) != 0;
                }
            }
        }
        suspicion.scripts = other_letters > 0 && alike == other_letters;
        if (suspicion.signs || suspicion.scripts) {
            builder.read(characters, {});
            if (suspicion.strokes) builder.read(characters, {.stroke = U'l'});
        }
        if (suspicion.shapes) builder.read(characters, {.shapes = true});
        if (suspicion.digraphs) builder.read(characters, {.digraphs = true});
    }

    constexpr std::string_view right_to_left_override = "\xE2\x80\xAE";
    for (std::size_t at = text.find(right_to_left_override); at != std::string_view::npos;
         at = text.find(right_to_left_override, at + longest_override)) {
        const auto from = static_cast<std::uint32_t>(at + right_to_left_override.size());
        read_from(from, longest_override, [](char32_t c) { return c == 0x202C || c == U'\n'; });
        std::reverse(characters.begin(), characters.end());
        builder.read(characters, {.backwards = true});
    }
}

}  // namespace consent
