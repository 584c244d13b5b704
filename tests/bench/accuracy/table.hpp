// SPDX-License-Identifier: Apache-2.0
//
// A table on the terminal, and the same as a CSV file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "intervals.hpp"

namespace consent::accuracy {

class Table {
public:
    // `name` is the file's name without ".csv".
    Table(std::string name, std::string title, std::vector<std::string> columns);

    // Requires: as many cells as columns.
    void row(std::vector<std::string> cells);

    void print() const;
    [[nodiscard]] std::string csv() const;

    // Prints, and writes NAME.csv into `folder`. False where that cannot be written.
    [[nodiscard]] bool put(const std::filesystem::path& folder) const;

private:
    std::string name_;
    std::string title_;
    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> rows_;
};

std::string number(double value, int digits);
std::string number(long value);

// "0.9876", and "0.9712-0.9953"; rates that should be near nothing want a digit more.
std::string share(double value, int digits = 4);
std::string range(const Interval& interval, int digits = 4);

// The whole text, or nothing. False where it cannot be written.
[[nodiscard]] bool write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace consent::accuracy
