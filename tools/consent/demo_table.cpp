// SPDX-License-Identifier: Apache-2.0
#include "demo_table.hpp"

#include <algorithm>
#include <sstream>

#include "report.hpp"

namespace consent::cli {

namespace {

constexpr std::size_t picture_width = 24;
constexpr std::size_t verdict_width = 9;
constexpr std::size_t rules_width = 7;
constexpr std::size_t why_width = 66;

// Columns the text takes on a terminal: one a code point, which holds for the scripts used here.
std::size_t columns(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t taken = columns(text);
    if (taken < width) text.append(width - taken, ' ');
    return text;
}

void wrap(const std::string& paragraph, std::size_t width, std::vector<std::string>& lines) {
    std::istringstream words(paragraph);
    std::string line;
    for (std::string word; words >> word;) {
        if (!line.empty() && columns(line) + 1 + columns(word) > width) {
            lines.push_back(line);
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    if (!line.empty()) lines.push_back(line);
}

}  // namespace

std::string demo_table_head() {
    return padded("picture", picture_width) + padded("verdict", verdict_width) + padded("rules", rules_width) +
           "why\n" + std::string(picture_width + verdict_width + rules_width + why_width, '-') + "\n";
}

std::string demo_table_row(const DemoRow& row, bool colour) {
    std::vector<std::string> shows{row.picture};
    wrap(row.shows, picture_width - 2, shows);
    std::vector<std::string> rules;
    wrap(row.rules, rules_width - 1, rules);
    std::vector<std::string> why;
    for (const std::string& paragraph : row.why) wrap(paragraph, why_width, why);

    std::string text;
    for (std::size_t i = 0; i < std::max({shows.size(), rules.size(), why.size()}); ++i) {
        const auto cell = [i](const std::vector<std::string>& lines) {
            return i < lines.size() ? lines[i] : std::string();
        };
        std::string line = padded(cell(shows), picture_width);
        const std::string plain = i == 0 ? verdict_word(row.verdict, false) : std::string();
        line += (i == 0 ? verdict_word(row.verdict, colour) : plain) + std::string(verdict_width - plain.size(), ' ');
        line += padded(cell(rules), rules_width) + cell(why);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

}  // namespace consent::cli
