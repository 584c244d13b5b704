// SPDX-License-Identifier: Apache-2.0
//
// Time as a value. The library never asks a clock: every function whose answer depends on the day takes it
// as an argument, so that a decision can be made again later and come out the same.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

using Instant = std::chrono::sys_seconds;    // seconds since 1970-01-01 UTC
using Date = std::chrono::year_month_day;    // a calendar day

// "2026-11-20", exactly that form, and a day that exists.
// Fails: ErrorCode::invalid_argument.
CONSENT_API Result<Date> parse_date(std::string_view text);

// "2026-11-20" and "2026-11-20T14:03:00Z".
CONSENT_API std::string to_string(Date date);
CONSENT_API std::string to_string(Instant instant);

// The UTC day of an instant, and the first instant of a day.
CONSENT_API Date date_of(Instant instant) noexcept;
CONSENT_API Instant start_of(Date date) noexcept;

// Whole days from `from` to `to`; negative when `to` is earlier.
CONSENT_API int days_between(Date from, Date to) noexcept;

}  // namespace consent
