// SPDX-License-Identifier: Apache-2.0
#include "words/letters.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace consent {

namespace {

struct Plain {
    UChar32 letter;
    const char32_t* plain;
};

// Letters that Unicode does not take apart though they are written without their stroke, hook or dot where a keyboard
// lacks them, and letters that keyboards for Arabic, Persian and Urdu write differently. Lower case, in order.
constexpr Plain plain_letters[] = {
    {0x00E6, U"ae"},     {0x00F0, U"d"},      {0x00F8, U"o"},      {0x00FE, U"th"},     {0x0111, U"d"},
    {0x0127, U"h"},      {0x0131, U"i"},      {0x0138, U"k"},      {0x0142, U"l"},      {0x014B, U"n"},
    {0x0153, U"oe"},     {0x0167, U"t"},      {0x0180, U"b"},      {0x0188, U"c"},      {0x0192, U"f"},
    {0x0199, U"k"},      {0x019A, U"l"},      {0x019E, U"n"},      {0x01A5, U"p"},      {0x01AD, U"t"},
    {0x01B4, U"y"},      {0x01B6, U"z"},      {0x01DD, U"e"},      {0x01E5, U"g"},      {0x0221, U"d"},
    {0x0234, U"l"},      {0x0235, U"n"},      {0x0236, U"t"},      {0x0237, U"j"},      {0x023C, U"c"},
    {0x023F, U"s"},      {0x0240, U"z"},      {0x0247, U"e"},      {0x0249, U"j"},      {0x024B, U"q"},
    {0x024D, U"r"},      {0x024F, U"y"},      {0x0253, U"b"},      {0x0254, U"o"},      {0x0256, U"d"},
    {0x0257, U"d"},      {0x0259, U"e"},      {0x025B, U"e"},      {0x0260, U"g"},      {0x0262, U"g"},
    {0x0266, U"h"},      {0x0268, U"i"},      {0x026A, U"i"},      {0x026B, U"l"},      {0x026D, U"l"},
    {0x0271, U"m"},      {0x0272, U"n"},      {0x0273, U"n"},      {0x0274, U"n"},      {0x0275, U"o"},
    {0x027D, U"r"},      {0x0280, U"r"},      {0x0282, U"s"},      {0x0288, U"t"},      {0x0289, U"u"},
    {0x028B, U"v"},      {0x028F, U"y"},      {0x0290, U"z"},      {0x0299, U"b"},      {0x029C, U"h"},
    {0x029F, U"l"},      {0x0629, U"\u0647"}, {0x0649, U"\u064A"}, {0x06A9, U"\u0643"}, {0x06AA, U"\u0643"},
    {0x06BE, U"\u0647"}, {0x06C0, U"\u0647"}, {0x06C1, U"\u0647"}, {0x06C3, U"\u0647"}, {0x06CC, U"\u064A"},
    {0x06D0, U"\u064A"}, {0x06D2, U"\u064A"}, {0x06D5, U"\u0647"}, {0x1D00, U"a"},      {0x1D03, U"b"},
    {0x1D04, U"c"},      {0x1D05, U"d"},      {0x1D07, U"e"},      {0x1D0A, U"j"},      {0x1D0B, U"k"},
    {0x1D0C, U"l"},      {0x1D0D, U"m"},      {0x1D0F, U"o"},      {0x1D18, U"p"},      {0x1D1B, U"t"},
    {0x1D1C, U"u"},      {0x1D20, U"v"},      {0x1D21, U"w"},      {0x1D22, U"z"},      {0x1D7B, U"i"},
    {0x1D7D, U"p"},      {0x1D7E, U"u"},      {0x2C61, U"l"},      {0x2C65, U"a"},      {0x2C66, U"t"},
    {0xA730, U"f"},      {0xA731, U"s"},      {0xA741, U"k"},      {0xA749, U"l"},      {0xA74B, U"o"},
    {0xA751, U"p"},      {0xA7A1, U"g"},      {0xA7A3, U"k"},      {0xA7A5, U"n"},      {0xA7A7, U"r"},
    {0xA7A9, U"s"}};
static_assert(std::is_sorted(std::begin(plain_letters), std::end(plain_letters),
                             [](const Plain& a, const Plain& b) { return a.letter < b.letter; }));

bool is_invisible(UChar32 c) {
    return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_charType(c) == U_FORMAT_CHAR ||
           (u_charType(c) == U_CONTROL_CHAR && !u_isspace(c));
}

bool is_dropped_mark(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0; }

bool is_letter(UChar32 c) {
    constexpr std::uint32_t letters = U_GC_L_MASK | U_GC_MC_MASK | U_GC_NL_MASK;
    return (U_GET_GC_MASK(c) & letters) != 0;
}

bool is_digit(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_ND_MASK) != 0; }

bool is_unspaced(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_BOPOMOFO:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
        case USCRIPT_TIBETAN: return U_SUCCESS(status);
        default: return false;
    }
}

// The white letters on black circles and squares have no compatibility form.
UChar32 white_on_black(UChar32 c) {
    for (const UChar32 first : {0x1F150, 0x1F170})
        if (c >= first && c < first + 26) return 'a' + (c - first);
    return 0;
}

Sign break_sign(UChar32 c) {
    switch (c) {
        case '\'':
        case '`':
        case 0xB4:
        case 0x2018:
        case 0x2019:
        case 0x201A:
        case 0x201B:
        case 0x2032:
        case 0x2035:
        case 0x02B9:
        case 0x02BB:
        case 0x02BC:
        case 0x02BD:
        case 0x02BE:
        case 0x02BF:
        case 0x02C8:
        case 0x02CA:
        case 0x02CB:
        case 0x055A:
        case 0x05F3:
        case 0xA78B:
        case 0xA78C:
        case 0xFF07:
        case 0xFF40:
        case 0x07F4:
        case 0x07F5: return Sign::apostrophe;
        case '.':
        case 0x2024:
        case 0x00B7:
        case 0x2027:
        case 0x30FB:
        case 0xFF0E:
        case 0xFE52: return Sign::dot;
        case '_':
        case 0xFF3F:
        case 0x203F: return Sign::underscore;
        case ',':
        case 0x060C:
        case 0x3001:
        case 0xFF0C:
        case 0xFE50:
        case 0x055D: return Sign::comma;
        case '"':
        case '(':
        case ')':
        case '[':
        case ']':
        case '{':
        case '}':
        case '<':
        case '>': return Sign::quote;
        case '/':
        case '\\':
        case 0x2044:
        case 0xFF0F: return Sign::slash;
        case '!':
        case '?':
        case 0x2026:
        case 0x3002:
        case 0x06D4:
        case 0x061F:
        case 0x0964:
        case 0x0965:
        case 0xFF01:
        case 0xFF1F:
        case 0xFF61:
        case 0x203C:
        case 0x2047:
        case 0x2048:
        case 0x2049: return Sign::stop;
        case ':':
        case ';':
        case 0xFF1A:
        case 0xFF1B:
        case 0x061B: return Sign::colon;
        case '@':
        case 0xFF20: return Sign::at;
        case '#':
        case 0xFF03: return Sign::hash;
        case '\n':
        case '\r':
        case '\v':
        case '\f':
        case 0x85:
        case 0x2028:
        case 0x2029: return Sign::line;
        case 0x2212: return Sign::hyphen;
        default: break;
    }
    if (u_hasBinaryProperty(c, UCHAR_DASH)) return Sign::hyphen;
    if (u_isUWhiteSpace(c)) return Sign::space;
    constexpr std::uint32_t quotes = U_GC_PS_MASK | U_GC_PE_MASK | U_GC_PI_MASK | U_GC_PF_MASK;
    if ((U_GET_GC_MASK(c) & quotes) != 0) return Sign::quote;
    return Sign::symbol;
}

class Folding {
public:
    Folding() {
        UErrorCode status = U_ZERO_ERROR;
        casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
        decompose_ = icu::Normalizer2::getNFDInstance(status);
        if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
    }

    [[nodiscard]] FoldedSign fold(UChar32 c) const {
        FoldedSign folded;
        if (c < 0) {
            folded.sign = Sign::broken;
        } else if (is_invisible(c)) {
            folded.sign = Sign::unseen;
        } else if (is_digit(c)) {
            folded.sign = Sign::digit;
        } else if (is_dropped_mark(c)) {
            folded.sign = Sign::mark;
        } else if (const Sign sign = break_sign(c); sign != Sign::symbol) {
            folded.sign = sign;
        } else {
            append_letters(folded.letters, c);
            if (folded.letters.empty()) return folded;
            folded.sign = Sign::letter;
            folded.upper = u_isupper(c) || u_istitle(c);
            folded.drawn = !is_letter(c);
            folded.unspaced = is_unspaced(c);
        }
        return folded;
    }

private:
    void append_letters(std::u32string& letters, UChar32 c) const {
        if (const UChar32 letter = white_on_black(c)) {
            letters.push_back(static_cast<char32_t>(letter));
            return;
        }
        UErrorCode status = U_ZERO_ERROR;
        const icu::UnicodeString parts =
            decompose_->normalize(casefold_->normalize(icu::UnicodeString(c), status), status);
        if (U_FAILURE(status) || parts.isBogus())
            throw std::runtime_error(U_FAILURE(status) ? u_errorName(status) : "a character cannot be folded");
        for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
            const UChar32 part = parts.char32At(i);
            if (!is_letter(part)) continue;
            const Plain* found =
                std::lower_bound(std::begin(plain_letters), std::end(plain_letters), part,
                                 [](const Plain& plain, UChar32 letter) { return plain.letter < letter; });
            if (found != std::end(plain_letters) && found->letter == part) {
                letters.append(found->plain);
            } else {
                letters.push_back(static_cast<char32_t>(part));
            }
        }
    }

    const icu::Normalizer2* casefold_ = nullptr;
    const icu::Normalizer2* decompose_ = nullptr;
};

}  // namespace

struct LetterFolder::Cache {
    static constexpr std::size_t places = 1024;
    struct Place {
        char32_t character = 0xFFFFFFFE;
        FoldedSign folded;
    };
    Folding folding;
    std::vector<Place> kept{places};
};

LetterFolder::LetterFolder() = default;
LetterFolder::~LetterFolder() = default;

const FoldedSign& LetterFolder::operator()(char32_t character) {
    if (!cache_) cache_ = std::make_unique<Cache>();
    Cache::Place& place = cache_->kept[character % Cache::places];
    if (place.character != character) {
        place.folded = cache_->folding.fold(static_cast<UChar32>(character));
        place.character = character;
    }
    return place.folded;
}

char32_t next_character(const char* text, std::size_t size, std::size_t& at) noexcept {
    UChar32 c = -1;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
    U8_NEXT(bytes, at, size, c);
    return static_cast<char32_t>(c);
}

}  // namespace consent
