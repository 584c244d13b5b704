// SPDX-License-Identifier: Apache-2.0
//
// Comma-separated values (RFC 4180) as school systems export them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent {

struct CsvRow {
    std::size_t line = 0;             // of the file, from 1, where the row begins: a quoted value may hold line ends
    std::vector<std::string> cells;   // UTF-8, spaces around them gone; as many as the heading has
};

struct CsvTable {
    std::string file;                 // as messages name it
    std::vector<std::string> heading;
    std::vector<CsvRow> rows;         // lines with nothing in them left out
};

// UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252. Quoted values may hold the delimiter, quotes
// (doubled) and line ends.
// Fails: ErrorCode::unreadable with file and line: a quote out of place, a row of another length than the heading, a heading
// twice or empty, a NUL, a byte that Windows-1252 does not have, no row at all, more than `most_rows`.
Result<CsvTable> read_csv(ByteView bytes, const std::string& file, char delimiter, std::size_t most_rows = 2'000'000);

// The text of a file in one of those encodings, as UTF-8. Fails: ErrorCode::unreadable.
Result<std::string> utf8_text(ByteView bytes, const std::string& file);

}  // namespace consent
