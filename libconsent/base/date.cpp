// SPDX-License-Identifier: Apache-2.0
#include <consent/date.hpp>

#include <array>
#include <charconv>
#include <cstdio>

namespace consent {

namespace {

bool parse_digits(std::string_view text, int& value) {
    for (const char c : text)
        if (c < '0' || c > '9') return false;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Result<Date> parse_date(std::string_view text) {
    int year = 0;
    int month = 0;
    int day = 0;
    if (text.size() == 10 && text[4] == '-' && text[7] == '-' && parse_digits(text.substr(0, 4), year) &&
        parse_digits(text.substr(5, 2), month) && parse_digits(text.substr(8, 2), day)) {
        const Date date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                        std::chrono::day{static_cast<unsigned>(day)}};
        if (date.ok()) return date;
    }
    return Error{ErrorCode::invalid_argument, "\"" + std::string(text.substr(0, 40)) +
                                                  "\" is not a date: write it as 2026-11-20 (year-month-day)."};
}

std::string to_string(Date date) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

std::string to_string(Instant instant) {
    const Date date = date_of(instant);
    const auto seconds = (instant - start_of(date)).count();
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "T%02d:%02d:%02dZ", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return to_string(date) + text.data();
}

Date date_of(Instant instant) noexcept { return Date{std::chrono::floor<std::chrono::days>(instant)}; }

Instant start_of(Date date) noexcept { return Instant{std::chrono::sys_days{date}}; }

int days_between(Date from, Date to) noexcept {
    return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
}

}  // namespace consent
