// SPDX-License-Identifier: Apache-2.0
#include "words/folded_text.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace consent {

namespace {

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

bool is_unseen(UChar32 c) {
    return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || u_charType(c) == U_FORMAT_CHAR ||
           (u_charType(c) == U_CONTROL_CHAR && !u_isspace(c));
}

bool has_spaces_between_words(UChar32 letter) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(letter, &status);
    return U_SUCCESS(status) && (script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC);
}

// One byte for a character that no compatibility form takes apart; 0: take it apart.
char plain_sign(UChar32 c) {
    switch (c) {
        case '\n': case 0x0085: case 0x2028: case 0x2029: return '\n';
        case '\t': case '\r': case '\v': case '\f': return ' ';
        case 0x00B0: case 0x00BA: case 0x02DA: return FoldedText::degree;
        case 0x2018: case 0x2019: case 0x201B: case 0x02BB: case 0x02BC: case 0x2032: case 0x00B4: return '\'';
        case 0x201C: case 0x201D: case 0x2033: case 0x00AB: case 0x00BB: return '"';
        case 0x2212: return '-';
        default: break;
    }
    switch (u_charType(c)) {
        case U_DASH_PUNCTUATION: return '-';
        case U_SPACE_SEPARATOR: return ' ';
        case U_CURRENCY_SYMBOL: return FoldedText::money;
        default: return 0;
    }
}

class Folder {
public:
    Folder() {
        UErrorCode status = U_ZERO_ERROR;
        compatible_ = icu::Normalizer2::getNFKDInstance(status);
        if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
    }

    void append(std::string& plain, UChar32 c) const {
        if (is_unseen(c) || is_mark(c)) return;
        if (const char sign = plain_sign(c)) {
            plain.push_back(sign);
            return;
        }
        if (const int32_t digit = u_charDigitValue(c); digit >= 0) {
            plain.push_back(static_cast<char>('0' + digit));
            return;
        }
        icu::UnicodeString parts;
        if (!compatible_->getDecomposition(c, parts)) {
            plain.push_back(letter_or_other(c));
            return;
        }
        if (parts.isBogus()) throw std::runtime_error("a character cannot be folded");
        for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
            const UChar32 part = parts.char32At(i);
            if (is_mark(part) || is_unseen(part)) continue;
            const char sign = part >= 0x80 || part < 0x20 ? plain_sign(part) : static_cast<char>(part);
            plain.push_back(sign != 0 ? sign : letter_or_other(part));
        }
    }

private:
    static char letter_or_other(UChar32 c) {
        return u_isalpha(c) && has_spaces_between_words(c) ? '_' : FoldedText::other;
    }

    const icu::Normalizer2* compatible_ = nullptr;
};

}  // namespace

FoldedText::FoldedText(std::string_view text) : text_(text) {
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) throw std::length_error("the text is too long");
    const Folder folder;
    plain_.reserve(text.size());
    start_of_.reserve(text.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::size_t at = 0; at < text.size();) {
        const auto before = static_cast<std::uint32_t>(at);
        const std::uint8_t byte = bytes[at];
        if (byte >= 0x20 && byte < 0x7F && byte != '$') {
            plain_.push_back(static_cast<char>(byte));
            start_of_.push_back(before);
            ++at;
            continue;
        }
        UChar32 c = -1;
        U8_NEXT(bytes, at, text.size(), c);
        if (c < 0) plain_.push_back(other);
        else folder.append(plain_, c);
        start_of_.resize(plain_.size(), before);
    }
}

std::size_t FoldedText::end_in_text(std::size_t end) const noexcept {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    std::size_t at = start_of_[end - 1];
    UChar32 c = -1;
    U8_NEXT(bytes, at, text_.size(), c);
    while (at < text_.size()) {
        std::size_t next = at;
        U8_NEXT(bytes, next, text_.size(), c);
        if (c < 0 || (!is_mark(c) && !u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR))) break;
        at = next;
    }
    return at;
}

std::size_t FoldedText::from_text(std::size_t offset) const noexcept {
    const auto found = std::lower_bound(start_of_.begin(), start_of_.end(), offset);
    return static_cast<std::size_t>(found - start_of_.begin());
}

}  // namespace consent
