// SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <fstream>

namespace consent::accuracy {

namespace {

std::string csv_cell(const std::string& cell) {
    if (cell.find_first_of(",\"\n") == std::string::npos) return cell;
    std::string quoted = "\"";
    for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) line += (line.empty() ? "" : ",") + csv_cell(cell);
    return line + '\n';
}

}  // namespace

Table::Table(std::string name, std::string title, std::vector<std::string> columns)
    : name_(std::move(name)), title_(std::move(title)), columns_(std::move(columns)) {}

void Table::row(std::vector<std::string> cells) {
    assert(cells.size() == columns_.size());
    rows_.push_back(std::move(cells));
}

void Table::print() const {
    std::vector<int> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = columns_[i].size();
        for (const auto& cells : rows_) width = std::max(width, cells[i].size());
        widths.push_back(static_cast<int>(width));
    }
    const auto print_line = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            i == 0 ? std::printf("  %-*s", widths[i], cells[i].c_str())
                   : std::printf("  %*s", widths[i], cells[i].c_str());
        std::printf("\n");
    };
    std::printf("\n%s\n", title_.c_str());
    print_line(columns_);
    for (const auto& cells : rows_) print_line(cells);
    std::fflush(stdout);
}

std::string Table::csv() const {
    std::string text = csv_line(columns_);
    for (const auto& cells : rows_) text += csv_line(cells);
    return text;
}

bool Table::put(const std::filesystem::path& folder) const {
    print();
    return write_file(folder / (name_ + ".csv"), csv());
}

std::string number(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string number(long value) { return std::to_string(value); }

std::string share(double value, int digits) { return number(value, digits); }

std::string range(const Interval& interval, int digits) {
    return number(interval.low, digits) + "-" + number(interval.high, digits);
}

bool write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream stream(path, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) std::fprintf(stderr, "%s cannot be written\n", path.string().c_str());
    return static_cast<bool>(stream);
}

}  // namespace consent::accuracy
