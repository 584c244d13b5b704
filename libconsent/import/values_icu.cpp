// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>

#include <unicode/unistr.h>

#include "import/mapping.hpp"

namespace consent {
namespace {

constexpr std::array<std::string_view, 12> months{"january", "february", "march",     "april",   "may",      "june",
                                                  "july",    "august",   "september", "october", "november", "december"};

std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<unsigned> month_of(std::string_view text) {
    if (text.size() <= 2) return number(text);
    for (std::size_t i = 0; i < months.size(); ++i)
        if (text == months[i] || text == months[i].substr(0, 3) || (text == "sept" && i == 8)) return static_cast<unsigned>(i + 1);
    return std::nullopt;
}

}  // namespace

std::string folded_value(std::string_view text) {
    std::string spaced;
    bool gap = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            gap = !spaced.empty();
            continue;
        }
        if (gap) spaced += ' ';
        gap = false;
        spaced += c;
    }
    std::string folded;
    icu::UnicodeString::fromUTF8(spaced).foldCase().toUTF8String(folded);
    return folded;
}

std::optional<Date> read_uk_date(std::string_view text) {
    if (const auto iso = parse_date(text)) return *iso;
    const std::string folded = folded_value(text);
    std::array<std::string_view, 3> parts;
    std::string_view rest = folded;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t end = i < 2 ? rest.find_first_of("/.- ") : rest.size();
        if (end == std::string_view::npos) return std::nullopt;
        parts[i] = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const auto day = parts[0].size() <= 2 ? number(parts[0]) : std::nullopt;
    const auto month = month_of(parts[1]);
    const auto year = parts[2].size() == 4 ? number(parts[2]) : std::nullopt;
    if (!day || !month || !year) return std::nullopt;
    const Date date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day)};
    if (!date.ok()) return std::nullopt;
    return date;
}

}  // namespace consent
