// SPDX-License-Identifier: Apache-2.0
#include "words/letter_block.hpp"

#include <algorithm>
#include <array>

namespace consent {

namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 20U;
constexpr std::size_t patience = 1024;  // letters to wait for a space after enough of them

constexpr char32_t first_leading_jamo = 0x1100;
constexpr char32_t last_leading_jamo = 0x115F;

struct AsciiSigns {
    std::array<Sign, 128> sign{};
    constexpr AsciiSigns() {
        for (std::size_t c = 0; c < 128; ++c) {
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
                sign[c] = Sign::letter;
            else if (c >= '0' && c <= '9')
                sign[c] = Sign::digit;
            else if (c == ' ' || c == '\t')
                sign[c] = Sign::space;
            else if (c >= '\n' && c <= '\r')
                sign[c] = Sign::line;
            else if (c < ' ' || c == 0x7F)
                sign[c] = Sign::unseen;
            else
                sign[c] = Sign::symbol;
        }
        for (const char c : {'\'', '`'}) sign[static_cast<std::size_t>(c)] = Sign::apostrophe;
        for (const char c : {'"', '(', ')', '[', ']', '{', '}', '<', '>'})
            sign[static_cast<std::size_t>(c)] = Sign::quote;
        for (const char c : {'/', '\\'}) sign[static_cast<std::size_t>(c)] = Sign::slash;
        for (const char c : {'!', '?'}) sign[static_cast<std::size_t>(c)] = Sign::stop;
        for (const char c : {':', ';'}) sign[static_cast<std::size_t>(c)] = Sign::colon;
        sign['-'] = Sign::hyphen;
        sign['.'] = Sign::dot;
        sign['_'] = Sign::underscore;
        sign[','] = Sign::comma;
        sign['@'] = Sign::at;
        sign['#'] = Sign::hash;
    }
};
constexpr AsciiSigns ascii_signs;

std::uint32_t gap_of(Sign sign) {
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
        case Sign::quote: return gap::quote;
        case Sign::slash: return gap::slash;
        case Sign::stop: return gap::stop;
        case Sign::colon: return gap::colon;
        case Sign::at: return gap::at;
        case Sign::hash: return gap::hash;
        case Sign::symbol: return gap::symbol;
        case Sign::broken: return gap::broken;
        case Sign::letter:
        case Sign::mark: break;
    }
    return 0;
}

class Reader {
public:
    Reader(std::string_view text, std::size_t from, LetterFolder& folder, LetterBlock& block)
        : folder_(folder), block_(block), text_(text.substr(from)), pending_(from == 0 ? gap::edge : 0U) {}

    std::size_t read(std::size_t enough) {
        const auto limit = static_cast<std::uint32_t>(std::min(text_.size(), most_bytes));
        std::uint32_t at = 0;
        while (at < limit) {
            const auto byte = static_cast<unsigned char>(text_[at]);
            if (byte >= 'a' && byte <= 'z' && within_small_letters()) {
                // Most of a text.
                const auto most =
                    static_cast<std::uint32_t>(enough + patience - std::min(block_.letters.size(), enough + patience));
                const std::uint32_t end = std::min(limit, at + most);
                std::uint32_t last = at;
                while (last < end && text_[last] >= 'a' && text_[last] <= 'z') ++last;
                if (last == at) return at;
                std::size_t place = block_.letters.size();
                block_.letters.resize(place + (last - at));
                for (; at < last; ++at, ++place)
                    block_.letters[place] = {at, at + 1, static_cast<unsigned char>(text_[at]), 0, false, true};
                continue;
            }
            if (byte < 0x80) {
                const Sign sign = ascii_signs.sign[byte];
                if (sign == Sign::letter) {
                    if (block_.letters.size() >= enough + patience) return at;
                    const bool upper = byte < 'a';
                    add(at, at + 1, upper ? byte + U'a' - U'A' : byte, upper, true);
                } else {
                    if (block_.letters.size() >= enough && stops_here(sign, enough)) return at;
                    pass(sign, byte == '\r');
                }
                ++at;
                continue;
            }
            std::size_t next = at;
            const char32_t character = next_character(text_.data(), text_.size(), next);
            const FoldedSign& folded = folder_(character);
            if (folded.sign == Sign::letter) {
                if (block_.letters.size() >= enough + patience) return at;
                take(folded, at, static_cast<std::uint32_t>(next));
            } else if (folded.sign == Sign::mark) {
                if (!block_.letters.empty() && (pending_ & ~gap::unseen) == 0)
                    block_.letters.back().end = static_cast<std::uint32_t>(next);
            } else {
                if (block_.letters.size() >= enough && stops_here(folded.sign, enough)) return at;
                pass(folded.sign, false);
            }
            at = static_cast<std::uint32_t>(next);
        }
        return at;
    }

    [[nodiscard]] std::uint32_t pending() const { return pending_; }

private:
    [[nodiscard]] bool stops_here(Sign sign, std::size_t enough) const {
        return sign == Sign::space || sign == Sign::line || block_.letters.size() >= enough + patience;
    }

    [[nodiscard]] bool within_small_letters() const {
        return pending_ == 0 && !last_drawn_ && !last_unspaced_ && !block_.letters.empty() &&
               !block_.letters.back().upper;
    }

    void pass(Sign sign, bool carriage_return) {
        if (sign == Sign::line) {
            // "\r\n" is one end of a line.
            if ((pending_ & gap::line) != 0 && !after_carriage_return_) pending_ |= gap::paragraph;
            after_carriage_return_ = carriage_return;
        }
        pending_ |= gap_of(sign);
    }

    void take(const FoldedSign& folded, std::uint32_t start, std::uint32_t end) {
        if (folded.drawn || last_drawn_) pending_ |= gap::drawn;
        if (folded.unspaced || last_unspaced_) pending_ |= gap::script;
        for (const char32_t letter : folded.letters) {
            if (letter >= first_leading_jamo && letter <= last_leading_jamo) pending_ |= gap::script;
            add(start, end, letter, folded.upper, false);
        }
        last_drawn_ = folded.drawn;
        last_unspaced_ = folded.unspaced;
    }

    void add(std::uint32_t start, std::uint32_t end, char32_t letter, bool upper, bool ascii) {
        std::vector<Letter>& letters = block_.letters;
        std::uint32_t before = pending_;
        if (!letters.empty() && (before & ~gap::inside_word) == 0) {
            Letter& last = letters.back();
            if (ascii && (last_drawn_ || last_unspaced_)) before |= last_drawn_ ? gap::drawn : gap::script;
            if (upper && !last.upper && last.start != start) before |= gap::camel;
            const bool ends_capitals = !upper && last.upper && letters.size() > 1 && letters[letters.size() - 2].upper;
            if (ends_capitals && (last.gap & ~gap::inside_word) == 0) last.gap |= gap::camel;
        }
        if (ascii) last_drawn_ = last_unspaced_ = false;
        letters.push_back({start, end, letter, before, upper, ascii});
        pending_ = 0;
        after_carriage_return_ = false;
    }

    LetterFolder& folder_;
    LetterBlock& block_;
    std::string_view text_;
    std::uint32_t pending_;
    bool last_drawn_ = false;
    bool last_unspaced_ = false;
    bool after_carriage_return_ = false;
};

bool starts_sentence(const LetterBlock& block, std::uint32_t first) {
    constexpr std::uint32_t always = gap::edge | gap::line | gap::paragraph | gap::stop | gap::quote | gap::broken;
    const std::uint32_t before = block.letters[first].gap;
    if ((before & always) != 0) return true;
    if ((before & (gap::symbol | gap::colon | gap::hyphen)) != 0 && (before & gap::space) != 0) return true;
    if ((before & gap::dot) == 0 || (before & gap::white) == 0) return false;
    // "M. Thompson", "Mr. Thompson", "St. Mary's" go on.
    const std::vector<Token>& tokens = block.tokens;
    return tokens.empty() || tokens.back().last - tokens.back().first > 2;
}

// Whether a letter may be meant for another: see Token::odd.
bool is_odd(const std::vector<Letter>& letters, std::uint32_t at, bool begins, bool more) {
    const Letter& letter = letters[at];
    if (!letter.ascii || (letter.gap & gap::digit) != 0) return true;
    switch (letter.letter) {
        case U'n': return !begins && letters[at - 1].letter == U'r';
        case U'v': return !begins && letters[at - 1].letter == U'v';
        case U'l': return !letter.upper && (begins || letters[at - 1].upper);
        case U'i': return letter.upper && !begins && !(letters[at - 1].upper && (!more || letters[at + 1].upper));
        default: return false;
    }
}

// Cheaper, and true of more.
bool may_be_odd(const Letter& letter) {
    constexpr std::uint32_t odd_letters = 1U << ('i' - 'a') | 1U << ('l' - 'a') | 1U << ('n' - 'a') | 1U << ('v' - 'a');
    return !letter.ascii || letter.gap != 0 || ((odd_letters >> ((letter.letter - U'a') & 31U)) & 1U) != 0;
}

}  // namespace

void read_letters(std::string_view text, std::size_t from, std::size_t enough, LetterFolder& folder,
                  LetterBlock& block) {
    block.letters.clear();
    Reader reader(text, from, folder, block);
    const std::size_t size = reader.read(enough);
    block.text = text.substr(from, size);
    block.tail = reader.pending();
    block.ends_text = from + size == text.size();

    make_tokens(block);
}

std::u32string letters_of(const LetterBlock& block, const Token& token) {
    constexpr std::uint32_t most = 24;
    std::u32string letters;
    for (std::uint32_t at = token.first; at < std::min(token.last, token.first + most); ++at)
        letters.push_back(block.letters[at].letter);
    return letters;
}

void make_tokens(LetterBlock& block) {
    block.tokens.clear();
    std::vector<Letter>& letters = block.letters;
    for (std::uint32_t first = 0; first < letters.size();) {
        std::uint32_t last = first + 1;
        std::uint32_t capitals = letters[first].upper ? 1 : 0;
        const auto token = static_cast<std::uint16_t>(block.tokens.size());
        letters[first].token = token;
        bool odd = is_odd(letters, first, true, false);
        for (; last < letters.size() && (letters[last].gap & ~gap::inside_word) == 0; ++last) {
            capitals += letters[last].upper ? 1U : 0U;
            letters[last].token = token;
            if (!odd && may_be_odd(letters[last])) odd = is_odd(letters, last, false, last + 1 < letters.size());
        }
        block.tokens.push_back({first, last, letters[first].upper, last - first > 1 && capitals == last - first,
                                starts_sentence(block, first), odd});
        first = last;
    }
}

}  // namespace consent
