// SPDX-License-Identifier: Apache-2.0
//
// What the files of an export say of each person, by the mapping: every value understood, or nothing at all.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <consent/import.hpp>

#include "import/mapping.hpp"

namespace consent {

// Where something stands, for messages.
struct Place {
    std::string file;
    std::size_t line = 0;
};

struct ExportedAnswer {
    Said said = Said::nothing;
    std::optional<Date> on;
    std::string evidence;
    bool conflict = false;  // the files contradict each other: said is refuse
};

struct ExportedPerson {
    Place where;            // of the first row
    std::string key;        // upper case for a pupil number
    std::string forename, surname, preferred;
    std::optional<Date> born, left;
    std::map<std::pair<std::string, Giver>, ExportedAnswer> answers;  // by purpose and giver
};

struct Exported {
    std::size_t rows = 0;
    std::vector<ExportedPerson> people;  // in the order they are first met
};

// Fails: as plan_import.
Result<Exported> read_export(const Mapping& mapping, const std::vector<ImportFile>& files, const std::vector<Purpose>& purposes,
                             Date today);

// "register.csv, line 12, column "Website": ..."
Error wrong_cell(const Place& where, const std::string& column, const std::string& what);

}  // namespace consent
