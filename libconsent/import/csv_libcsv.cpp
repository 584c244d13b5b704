// SPDX-License-Identifier: Apache-2.0
#include "import/csv.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <csv.h>

namespace consent {
namespace {

Error wrong(const std::string& file, std::size_t line, const std::string& what) {
    return {ErrorCode::unreadable, file + ", line " + std::to_string(line) + ": " + what};
}

// What libcsv calls back into. An exception may not pass through its frames.
struct Reading {
    std::size_t line = 1, row_line = 1;
    std::vector<std::string> cells;
    std::vector<CsvRow> rows;
    bool out_of_memory = false;

    static void cell(void* text, std::size_t size, void* self) {
        auto& reading = *static_cast<Reading*>(self);
        try {
            reading.cells.emplace_back(static_cast<const char*>(text), size);
        } catch (...) {
            reading.out_of_memory = true;
        }
    }
    static void row(int, void* self) {
        auto& reading = *static_cast<Reading*>(self);
        try {
            reading.rows.push_back({reading.row_line, std::exchange(reading.cells, {})});
        } catch (...) {
            reading.out_of_memory = true;
        }
    }
};

class Parser {
public:
    Parser() : ready_(csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) == 0) {}
    ~Parser() {
        if (ready_) csv_free(&parser_);
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    [[nodiscard]] bool ready() const noexcept { return ready_; }
    csv_parser* get() noexcept { return &parser_; }

private:
    csv_parser parser_{};
    bool ready_;
};

bool is_blank(const CsvRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

Result<CsvTable> to_table(std::vector<CsvRow> rows, const std::string& file, std::size_t most_rows) {
    CsvTable table;
    table.file = file;
    for (CsvRow& row : rows) {
        if (is_blank(row)) continue;
        if (table.heading.empty()) {
            std::set<std::string> seen;
            for (const std::string& name : row.cells) {
                if (name.empty()) return wrong(file, row.line, "a column has no heading: give it one, or take it out.");
                if (!seen.insert(name).second) return wrong(file, row.line, "two columns are headed \"" + name + "\".");
            }
            table.heading = std::move(row.cells);
            continue;
        }
        if (row.cells.size() != table.heading.size())
            return wrong(file, row.line, "there are " + std::to_string(row.cells.size()) + " values under " +
                                             std::to_string(table.heading.size()) + " headings.");
        if (table.rows.size() == most_rows)
            return wrong(file, row.line, "there are more than " + std::to_string(most_rows) + " rows, which is the limit.");
        table.rows.push_back(std::move(row));
    }
    if (table.rows.empty()) return Error{ErrorCode::unreadable, file + " holds no row under a heading."};
    return table;
}

}  // namespace

Result<CsvTable> read_csv(ByteView bytes, const std::string& file, char delimiter, std::size_t most_rows) {
    const auto text = utf8_text(bytes, file);
    if (!text) return text.error();
    Parser parser;
    if (!parser.ready()) return Error{ErrorCode::internal, "Out of memory while reading " + file + "."};
    csv_set_delim(parser.get(), static_cast<unsigned char>(delimiter));

    Reading reading;
    // A line at a time, so that a row knows where it began.
    for (std::size_t at = 0; at < text->size();) {
        const std::size_t end = std::min(text->find('\n', at), text->size() - 1) + 1;
        if (reading.cells.empty()) reading.row_line = reading.line;
        const std::size_t rows_before = reading.rows.size();
        if (csv_parse(parser.get(), text->data() + at, end - at, Reading::cell, Reading::row, &reading) != end - at)
            return wrong(file, reading.line, "a quotation mark stands where none may: write it twice, inside quotation marks.");
        if (reading.out_of_memory) return Error{ErrorCode::internal, "Out of memory while reading " + file + "."};
        ++reading.line;
        // Libcsv keeps an open quoted value to itself until it ends; a row that ended begins the next one.
        if (reading.rows.size() > rows_before) reading.row_line = reading.line;
        at = end;
    }
    if (csv_fini(parser.get(), Reading::cell, Reading::row, &reading) != 0)
        return wrong(file, reading.row_line, "a quotation mark is opened and never closed.");
    if (reading.out_of_memory) return Error{ErrorCode::internal, "Out of memory while reading " + file + "."};
    return to_table(std::move(reading.rows), file, most_rows);
}

}  // namespace consent
