// SPDX-License-Identifier: Apache-2.0
#include "import/export_rows.hpp"

#include <algorithm>
#include <filesystem>

#include "base/plain_text.hpp"
#include "import/csv.hpp"
#include "import/pupil_number.hpp"

namespace consent {
namespace {

constexpr std::size_t absent = static_cast<std::size_t>(-1);

// Where the columns of the mapping stand in one file.
struct Columns {
    std::size_t key = absent, purpose = absent, evidence = absent, on = absent;
    std::size_t forename = absent, surname = absent, preferred = absent, born = absent, left = absent;
    std::vector<std::size_t> answers;
};

Result<std::size_t> find_column(const CsvTable& table, const std::string& name, bool needed) {
    if (name.empty()) return absent;
    const auto found = std::find(table.heading.begin(), table.heading.end(), name);
    if (found != table.heading.end()) return static_cast<std::size_t>(found - table.heading.begin());
    if (!needed) return absent;
    return Error{ErrorCode::unreadable, table.file + " has no column \"" + printable(name) + "\", which the mapping names."};
}

Result<Columns> find_columns(const CsvTable& table, const Mapping& mapping) {
    Columns columns;
    for (const auto& [to, name] : {std::pair{&columns.key, &mapping.key_column}, {&columns.purpose, &mapping.purpose_column},
                                   {&columns.evidence, &mapping.evidence.column}, {&columns.on, &mapping.answered_on.column},
                                   {&columns.forename, &mapping.forename}, {&columns.surname, &mapping.surname},
                                   {&columns.preferred, &mapping.preferred}, {&columns.born, &mapping.born},
                                   {&columns.left, &mapping.left}}) {
        const auto at = find_column(table, *name, true);
        if (!at) return at.error();
        *to = *at;
    }
    for (const AnswerColumn& answer : mapping.answers) {
        const auto at = find_column(table, answer.column, true);
        if (!at) return at.error();
        columns.answers.push_back(*at);
    }
    return columns;
}

// A quoted value keeps its spaces.
std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

// Two answers for one thing: the same, or a no.
void merge(ExportedAnswer& into, const ExportedAnswer& more) {
    if (into.said == more.said) {
        if (more.on && (!into.on || *more.on > *into.on)) {
            into.on = more.on;
            into.evidence = more.evidence;
        }
        return;
    }
    const bool a_no = into.said != Said::grant && more.said != Said::grant;  // two ways to say no: no contradiction
    into = {Said::refuse, std::nullopt, {}, into.conflict || !a_no};
}

class Reader {
public:
    Reader(const Mapping& mapping, const std::vector<Purpose>& purposes, Date today) : mapping_(mapping), purposes_(purposes), today_(today) {}

    Result<void> read(const ImportFile& file) {
        const auto table = read_csv(file.bytes, file.name, mapping_.delimiter);
        if (!table) return table.error();
        const auto columns = find_columns(*table, mapping_);
        if (!columns) return columns.error();
        std::string purpose;
        if (!mapping_.purpose_by_file.empty()) {
            const auto named = mapping_.purpose_by_file.find(std::filesystem::path(file.name).filename().string());
            if (named == mapping_.purpose_by_file.end())
                return Error{ErrorCode::unreadable, "The mapping does not say which purpose " + file.name + " is about."};
            purpose = named->second;
        }
        for (const CsvRow& row : table->rows) {
            const Place where{file.name, row.line};
            auto person = person_of(row, *columns, where);
            if (!person) return std::move(person).error();
            if (const Result<void> done = add_answers(row, *columns, where, purpose, **person); !done) return done;
            ++exported_.rows;
        }
        return {};
    }

    [[nodiscard]] Exported finish() && { return std::move(exported_); }

private:
    [[nodiscard]] static std::string cell(const CsvRow& row, std::size_t column) {
        return column == absent ? std::string() : row.cells[column];
    }

    Result<std::optional<Date>> day(const CsvRow& row, std::size_t column, const std::string& name, const Place& where) const {
        const std::string text = cell(row, column);
        if (text.empty()) return std::optional<Date>();
        const auto date = read_uk_date(text);
        if (!date) return wrong_cell(where, name, "\"" + printable(text) + "\" is no day: write it like 20/11/2026.");
        return std::optional<Date>(*date);
    }

    Result<ExportedPerson*> person_of(const CsvRow& row, const Columns& columns, const Place& where) {
        std::string key = trimmed(cell(row, columns.key));
        if (key.empty()) return wrong_cell(where, mapping_.key_column, "it is empty, so nobody knows whose row this is.");
        if (mapping_.key_kind == KeyKind::pupil_number) {
            key = upper(key);
            if (!is_pupil_number(key)) return wrong_cell(where, mapping_.key_column, "this is no UPN: its check letter does not fit.");
        }
        if (!is_one_line(key) || key.size() > 64) return wrong_cell(where, mapping_.key_column, "a key is one line of at most 64 bytes.");
        const auto born = day(row, columns.born, mapping_.born, where);
        if (!born) return born.error();
        const auto left = day(row, columns.left, mapping_.left, where);
        if (!left) return left.error();
        ExportedPerson read{where, key, cell(row, columns.forename), cell(row, columns.surname), cell(row, columns.preferred), *born, *left, {}};
        if (mapping_.add_people && (read.forename.empty() || read.surname.empty()))
            return wrong_cell(where, read.surname.empty() ? mapping_.surname : mapping_.forename, "it is empty, and a person needs a name.");

        const auto [at, fresh] = by_key_.emplace(std::move(key), exported_.people.size());
        if (fresh) {
            exported_.people.push_back(std::move(read));
            return &exported_.people.back();
        }
        ExportedPerson& there = exported_.people[at->second];
        if (folded_value(there.forename + " " + there.surname) != folded_value(read.forename + " " + read.surname) || there.born != read.born)
            return wrong_cell(where, mapping_.key_column, "line " + std::to_string(there.where.line) + " of " + there.where.file +
                                                              " has somebody else under this key.");
        if (read.left && (!there.left || *read.left < *there.left)) there.left = read.left;
        return &there;
    }

    Result<std::string> purpose_of(const CsvRow& row, const Columns& columns, const Place& where) const {
        const std::string text = cell(row, columns.purpose);
        const auto found = mapping_.purpose_by_value.find(folded_value(text));
        if (found == mapping_.purpose_by_value.end())
            return wrong_cell(where, mapping_.purpose_column, "\"" + printable(text) + "\" is not in the mapping.");
        return found->second;
    }

    Result<void> add_answers(const CsvRow& row, const Columns& columns, const Place& where, const std::string& file_purpose, ExportedPerson& person) {
        for (std::size_t i = 0; i < mapping_.answers.size(); ++i) {
            const AnswerColumn& column = mapping_.answers[i];
            std::string purpose = column.purpose.empty() ? file_purpose : column.purpose;
            if (columns.purpose != absent) {
                auto told = purpose_of(row, columns, where);
                if (!told) return std::move(told).error();
                purpose = *std::move(told);
            }
            if (!find_purpose(purposes_, purpose))
                return wrong_cell(where, column.column, "there is no purpose \"" + printable(purpose) + "\".");
            auto answer = answer_of(row, columns, i, where);
            if (!answer) return std::move(answer).error();
            if (answer->said == Said::nothing && column.table.denial) continue;
            const auto [at, fresh] = person.answers.try_emplace({purpose, column.by}, *answer);
            if (!fresh) merge(at->second, *answer);
        }
        return {};
    }

    Result<ExportedAnswer> answer_of(const CsvRow& row, const Columns& columns, std::size_t i, const Place& where) const {
        const AnswerColumn& column = mapping_.answers[i];
        const std::string text = row.cells[columns.answers[i]];
        const auto said = column.table.find(text);
        if (!said) return wrong_cell(where, column.column, "\"" + printable(text) + "\" is not in the mapping. Nothing was imported.");
        ExportedAnswer answer;
        answer.said = *said;
        answer.evidence = columns.evidence == absent ? mapping_.evidence.text : row.cells[columns.evidence];
        if (columns.on != absent) {
            const auto on = day(row, columns.on, mapping_.answered_on.column, where);
            if (!on) return on.error();
            answer.on = *on;
        } else if (!mapping_.answered_on.text.empty()) {
            answer.on = read_uk_date(mapping_.answered_on.text);
        }
        if (answer.on && *answer.on > today_) return wrong_cell(where, column.column, "it was given on a day that is still to come.");
        if (answer.said != Said::grant) return answer;
        if (!answer.on) return wrong_cell(where, column.column, "a yes needs the day it was given (\"answered_on\" in the mapping).");
        if (answer.evidence.empty()) return wrong_cell(where, column.column, "a yes needs the reference of its written form (\"evidence\" in the mapping).");
        return answer;
    }

    const Mapping& mapping_;
    const std::vector<Purpose>& purposes_;
    Date today_;
    Exported exported_;
    std::map<std::string, std::size_t> by_key_;
};

}  // namespace

Error wrong_cell(const Place& where, const std::string& column, const std::string& what) {
    return {ErrorCode::unreadable, where.file + ", line " + std::to_string(where.line) + ", column \"" + printable(column) + "\": " + what};
}

Result<Exported> read_export(const Mapping& mapping, const std::vector<ImportFile>& files, const std::vector<Purpose>& purposes, Date today) {
    Reader reader(mapping, purposes, today);
    for (const ImportFile& file : files)
        if (const Result<void> read = reader.read(file); !read) return read.error();
    return std::move(reader).finish();
}

}  // namespace consent
