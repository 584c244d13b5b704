// SPDX-License-Identifier: Apache-2.0
//
// A text in plain ASCII, so that patterns need not know every way of writing a digit, a dash or a space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace consent {

// `plain` holds, for every character that can be seen, one or more bytes:
//   - digits of any script and Unicode compatibility forms (full-width, circled, bold) as ASCII; letters keep their case
//     and lose their accents, strokes stay another letter;
//   - dashes and the minus as '-', spaces as ' ', line ends as '\n', quotation marks and primes as '\'' and '"';
//   - another letter of an alphabet with spaces between words (Greek, Cyrillic, Latin) as '_'; anything else as `other`;
//   - the degree sign as `degree`, signs of money as `money`.
// Characters that are not seen, control characters among them, and combining marks leave nothing. Bytes that are not UTF-8
// are `other`, one each.
class FoldedText {
public:
    static constexpr char other = '\x80';
    static constexpr char degree = '\xB0';
    static constexpr char money = '\xA3';

    // Throws: std::runtime_error when ICU cannot fold a character; std::length_error for 4 GiB and more. Takes time in
    // proportion to the text, and five bytes of memory for each of `plain`.
    explicit FoldedText(std::string_view text);

    [[nodiscard]] std::string_view plain() const noexcept { return plain_; }

    // Byte offsets in the text of what plain[start, end) stands for, unseen characters inside and marks after it included.
    // Requires: start < end <= plain().size().
    [[nodiscard]] std::size_t start_in_text(std::size_t start) const noexcept { return start_of_[start]; }
    [[nodiscard]] std::size_t end_in_text(std::size_t end) const noexcept;

    // The first byte of `plain` that stands for something at or after a byte of the text.
    [[nodiscard]] std::size_t from_text(std::size_t offset) const noexcept;

private:
    std::string_view text_;
    std::string plain_;
    std::vector<std::uint32_t> start_of_;  // of each byte of plain_
};

}  // namespace consent
