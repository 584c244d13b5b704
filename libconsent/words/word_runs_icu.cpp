// SPDX-License-Identifier: Apache-2.0
#include "words/word_runs.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace consent {

namespace {

struct Plain {
    UChar32 letter;
    const char* plain;
};

// Letters that Unicode does not take apart though they are written without their stroke, hook or dot where a keyboard
// lacks them. Lower case, in order.
constexpr Plain plain_letters[] = {
    {0x00E6, "ae"}, {0x00F0, "d"},  {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"}, {0x0127, "h"}, {0x0131, "i"},
    {0x0138, "k"},  {0x0142, "l"},  {0x014B, "n"}, {0x0153, "oe"}, {0x0167, "t"}, {0x0180, "b"}, {0x0188, "c"},
    {0x0192, "f"},  {0x0199, "k"},  {0x019A, "l"}, {0x019E, "n"},  {0x01A5, "p"}, {0x01AD, "t"}, {0x01B4, "y"},
    {0x01B6, "z"},  {0x01DD, "e"},  {0x01E5, "g"}, {0x0221, "d"},  {0x0234, "l"}, {0x0235, "n"}, {0x0236, "t"},
    {0x0237, "j"},  {0x023C, "c"},  {0x023F, "s"}, {0x0240, "z"},  {0x0247, "e"}, {0x0249, "j"}, {0x024B, "q"},
    {0x024D, "r"},  {0x024F, "y"},  {0x0253, "b"}, {0x0254, "o"},  {0x0256, "d"}, {0x0257, "d"}, {0x0259, "e"},
    {0x025B, "e"},  {0x0260, "g"},  {0x0262, "g"}, {0x0266, "h"},  {0x0268, "i"}, {0x026A, "i"}, {0x026B, "l"},
    {0x026D, "l"},  {0x0271, "m"},  {0x0272, "n"}, {0x0273, "n"},  {0x0274, "n"}, {0x0275, "o"}, {0x027D, "r"},
    {0x0280, "r"},  {0x0282, "s"},  {0x0288, "t"}, {0x0289, "u"},  {0x028B, "v"}, {0x028F, "y"}, {0x0290, "z"},
    {0x0299, "b"},  {0x029C, "h"},  {0x029F, "l"}, {0x1D00, "a"},  {0x1D03, "b"}, {0x1D04, "c"}, {0x1D05, "d"},
    {0x1D07, "e"},  {0x1D0A, "j"},  {0x1D0B, "k"}, {0x1D0C, "l"},  {0x1D0D, "m"}, {0x1D0F, "o"}, {0x1D18, "p"},
    {0x1D1B, "t"},  {0x1D1C, "u"},  {0x1D20, "v"}, {0x1D21, "w"},  {0x1D22, "z"}, {0x1D7B, "i"}, {0x1D7D, "p"},
    {0x1D7E, "u"},  {0x2C61, "l"},  {0x2C65, "a"}, {0x2C66, "t"},  {0xA730, "f"}, {0xA731, "s"}, {0xA741, "k"},
    {0xA749, "l"},  {0xA74B, "o"},  {0xA751, "p"}, {0xA7A1, "g"},  {0xA7A3, "k"}, {0xA7A5, "n"}, {0xA7A7, "r"},
    {0xA7A9, "s"}};
static_assert(std::is_sorted(std::begin(plain_letters), std::end(plain_letters),
                             [](const Plain& a, const Plain& b) { return a.letter < b.letter; }));

// Apostrophes that Unicode counts as letters: "O'Brien" parts at each of them.
bool is_apostrophe(UChar32 c) { return c == 0x02BB || c == 0x02BC; }

bool is_invisible(UChar32 c) {
    return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_charType(c) == U_FORMAT_CHAR ||
           (u_charType(c) == U_CONTROL_CHAR && !u_isspace(c));
}

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }
bool is_dropped_mark(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0; }
bool belongs_to_word(UChar32 c) { return (u_isalnum(c) || is_mark(c)) && !is_apostrophe(c); }

void append(std::string& text, UChar32 c) {
    std::array<char, U8_MAX_LENGTH> bytes{};
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, c);
    text.append(bytes.data(), length);
}

void append_plain(std::string& text, UChar32 c) {
    const Plain* found = std::lower_bound(std::begin(plain_letters), std::end(plain_letters), c,
                                          [](const Plain& plain, UChar32 letter) { return plain.letter < letter; });
    if (found != std::end(plain_letters) && found->letter == c) {
        text.append(found->plain);
    } else {
        append(text, c);
    }
}

// The white letters on black circles and squares have no compatibility form.
UChar32 white_on_black(UChar32 c) {
    for (const UChar32 first : {0x1F150, 0x1F170})
        if (c >= first && c < first + 26) return 'a' + (c - first);
    return 0;
}

class Folding {
public:
    Folding() {
        UErrorCode status = U_ZERO_ERROR;
        casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
        decompose_ = icu::Normalizer2::getNFDInstance(status);
        if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
    }

    // The letters, digits and spacing marks that `c` stands for: none for most symbols.
    void append(std::string& text, UChar32 c) const {
        if (c < 0x80) {
            if (u_isalnum(c)) text.push_back(static_cast<char>(u_tolower(c)));
            return;
        }
        if (const UChar32 letter = white_on_black(c)) {
            text.push_back(static_cast<char>(letter));
            return;
        }
        UErrorCode status = U_ZERO_ERROR;
        const icu::UnicodeString parts = decompose_->normalize(casefold_->normalize(icu::UnicodeString(c), status), status);
        if (U_FAILURE(status) || parts.isBogus())
            throw std::runtime_error(U_FAILURE(status) ? u_errorName(status) : "a character cannot be folded");
        for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
            const UChar32 part = parts.char32At(i);
            if (belongs_to_word(part) && !is_dropped_mark(part)) append_plain(text, part);
        }
    }

private:
    const icu::Normalizer2* casefold_ = nullptr;
    const icu::Normalizer2* decompose_ = nullptr;
};

}  // namespace

std::vector<WordRun> word_runs(std::string_view text) {
    const Folding folding;
    std::vector<WordRun> runs;
    bool in_run = false;
    bool in_piece = false;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    std::string folded;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t before = at;
        UChar32 c = -1;
        U8_NEXT(bytes, at, text.size(), c);
        if (c >= 0 && is_invisible(c)) {
            in_piece = false;
            continue;
        }
        folded.clear();
        const bool inside = c >= 0 && belongs_to_word(c);
        if (c >= 0 && !is_apostrophe(c)) folding.append(folded, c);
        if (!inside && folded.empty()) {
            in_run = in_piece = false;
            continue;
        }
        if (!in_run) runs.emplace_back();
        WordRun& run = runs.back();
        const bool new_piece = !in_run || !inside || (!in_piece && !is_mark(c));
        if (new_piece) run.pieces.push_back({before, at, run.folded.size(), run.folded.size(), !inside});
        run.folded.append(folded);
        run.pieces.back().end = at;
        run.pieces.back().folded_end = run.folded.size();
        in_run = true;
        if (new_piece) in_piece = inside;
    }
    return runs;
}

}  // namespace consent
