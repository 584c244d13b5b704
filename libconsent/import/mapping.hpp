// SPDX-License-Identifier: Apache-2.0
//
// How the columns of a school system's export are to be read. Written by the school, in JSON (docs/import.md); nothing in it
// is guessed: a column says which purpose it is about, whether it speaks of consent or of its denial, and what each value
// that may stand there means.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

enum class Said : std::uint8_t { nothing = 0, refuse, withdraw, object, grant };

// A closed table: a value that is not in it stops the import. Values are compared without regard to case and to spaces
// around them.
struct ValueTable {
    std::map<std::string, Said> values;  // keys folded; an empty cell says nothing unless it is listed, and never grants
    bool denial = false;                 // the column speaks of denial: where it says nothing, nobody was asked anything
    [[nodiscard]] std::optional<Said> find(std::string_view cell) const;
};

// A column's cells, or one value for all rows.
struct Source {
    std::string column;  // empty: `text` for all
    std::string text;
};

struct AnswerColumn {
    std::string column;
    std::string purpose;  // empty in a long layout: from the file's name or a column of its own
    ValueTable table;
    Giver by;
};

enum class KeyKind : std::uint8_t { admission_number = 0, pupil_number };

struct Mapping {
    char delimiter = ',';
    std::string key_column;
    KeyKind key_kind = KeyKind::admission_number;

    // People that are not in the register yet: added with these, or, without them, the import stops.
    std::string forename, surname, preferred, born, left;  // columns; empty: not there
    bool add_people = false;

    std::vector<AnswerColumn> answers;
    std::map<std::string, std::string> purpose_by_file;     // long: "website.csv" -> "website"
    std::string purpose_column;                             // long: or a column that says so,
    std::map<std::string, std::string> purpose_by_value;    // by these values, folded
    Source evidence;                                        // a grant needs some
    Source answered_on;                                     // a day; a grant needs one
    AnswerForm form = AnswerForm::unspecified;

    [[nodiscard]] bool is_long() const noexcept { return !purpose_by_file.empty() || !purpose_column.empty(); }
};

// Fails: ErrorCode::invalid_argument for a mapping that does not say all it must or says what no mapping may: a key that is not
// known, a column without "says", a denial or an empty cell that would grant, a value twice.
Result<Mapping> read_mapping(std::string_view json);

// Lower case by Unicode, spaces around it gone and inside it single.
std::string folded_value(std::string_view text);

// "2026-11-20", "20/11/2026", "20.11.2026", "20-Nov-2026", "20 November 2026": day before month, four digits of the year.
std::optional<Date> read_uk_date(std::string_view text);

}  // namespace consent
