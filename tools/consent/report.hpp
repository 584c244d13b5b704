// SPDX-License-Identifier: Apache-2.0
//
// Decisions in plain English, for a terminal or a file.
#pragma once

#include <string>
#include <string_view>

#include <consent/consent.hpp>

namespace consent::cli {

// "PUBLISH", "REVIEW", "BLOCK", coloured when `colour`.
std::string verdict_word(Verdict verdict, bool colour);

// The whole report on one picture, several lines, each ending in a newline.
std::string report(std::string_view file, const Decision& decision, bool colour);

// One line for a folder listing: verdict, rules, file.
std::string report_line(std::string_view file, const Result<Decision>& decision, bool colour);

// "EXIF:GPSLatitude, EXIF:Make and 12 more"
std::string some_of(const std::vector<std::string>& items, std::size_t most);

}  // namespace consent::cli
