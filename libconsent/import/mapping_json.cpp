// SPDX-License-Identifier: Apache-2.0
#include "import/mapping.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <stdexcept>
#include <vector>

#include <nlohmann/json.hpp>

namespace consent {
namespace {

using Json = nlohmann::json;

// Caught by read_mapping; nothing of it leaves this file.
struct Wrong : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void allow(const Json& object, const std::string& where, std::initializer_list<std::string_view> keys) {
    if (!object.is_object()) throw Wrong(where + " is no object");
    for (const auto& [key, value] : object.items())
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) throw Wrong(where + " has an unknown key \"" + key + "\"");
}

std::string text_at(const Json& object, const std::string& where, const char* key, bool needed) {
    if (!object.contains(key)) {
        if (needed) throw Wrong(where + " lacks \"" + key + "\"");
        return {};
    }
    if (!object[key].is_string()) throw Wrong("\"" + std::string(key) + "\" in " + where + " is no text");
    return object[key].get<std::string>();
}

Said said(const std::string& word, const std::string& where) {
    if (word == "grant") return Said::grant;
    if (word == "refuse") return Said::refuse;
    if (word == "withdraw") return Said::withdraw;
    if (word == "object") return Said::object;
    if (word == "no answer") return Said::nothing;
    throw Wrong(where + ": a value means grant, refuse, withdraw, object or \"no answer\", not \"" + word + "\"");
}

// "says": "consent" | "denial" has no default: one school's "Yes" is another's "Consent Denied".
ValueTable table_of(const Json& object, const std::string& where) {
    const std::string says = text_at(object, where, "says", true);
    if (says != "consent" && says != "denial") throw Wrong("\"says\" in " + where + " is \"consent\" or \"denial\"");
    if (!object.contains("values") || !object["values"].is_object() || object["values"].empty())
        throw Wrong(where + " lacks \"values\": every value that may stand there, and what it means");
    ValueTable table;
    table.denial = says == "denial";
    for (const auto& [value, meaning] : object["values"].items()) {
        if (!meaning.is_string()) throw Wrong("a meaning in " + where + " is no text");
        const Said means = said(meaning.get<std::string>(), where);
        const std::string key = folded_value(value);
        if (means == Said::grant && says == "denial") throw Wrong(where + " speaks of denial, and nobody grants by not denying");
        if (means == Said::grant && key.empty()) throw Wrong(where + ": an empty cell never grants");
        if (!table.values.emplace(key, means).second) throw Wrong(where + " lists the value \"" + value + "\" twice");
    }
    table.values.emplace("", Said::nothing);
    return table;
}

Giver giver_of(const Json& object, const std::string& where) {
    const std::string text = text_at(object, where, "by", false);
    if (text.empty()) return {};
    const auto giver = parse_giver(text);
    if (!giver) throw Wrong(where + ": " + giver.error().message);
    return *giver;
}

Source source_of(const Json& all, const char* key) {
    Source source;
    if (!all.contains(key)) return source;
    const std::string where = "\"" + std::string(key) + "\"";
    allow(all[key], where, {"column", "text"});
    source.column = text_at(all[key], where, "column", false);
    source.text = text_at(all[key], where, "text", false);
    if (source.column.empty() == source.text.empty()) throw Wrong(where + " needs a \"column\" or a \"text\", and not both");
    return source;
}

std::map<std::string, std::string> texts_of(const Json& object, const std::string& where, bool folded) {
    std::map<std::string, std::string> texts;
    if (!object.is_object() || object.empty()) throw Wrong(where + " is no object with entries");
    for (const auto& [key, value] : object.items()) {
        if (!value.is_string()) throw Wrong(where + " holds something that is no text");
        if (!texts.emplace(folded ? folded_value(key) : key, value.get<std::string>()).second)
            throw Wrong(where + " lists \"" + key + "\" twice");
    }
    return texts;
}

void read_people(const Json& object, Mapping& mapping) {
    const std::string where = "\"people\"";
    allow(object, where, {"forename", "surname", "preferred", "born", "left"});
    mapping.forename = text_at(object, where, "forename", true);
    mapping.surname = text_at(object, where, "surname", true);
    mapping.preferred = text_at(object, where, "preferred", false);
    mapping.born = text_at(object, where, "born", false);
    mapping.left = text_at(object, where, "left", false);
    mapping.add_people = true;
}

void read_wide(const Json& columns, Mapping& mapping) {
    if (!columns.is_array() || columns.empty()) throw Wrong("\"columns\" is no list with entries");
    for (const Json& one : columns) {
        allow(one, "a column", {"column", "purpose", "says", "values", "by"});
        AnswerColumn column;
        column.column = text_at(one, "a column", "column", true);
        const std::string where = "the column \"" + column.column + "\"";
        column.purpose = text_at(one, where, "purpose", true);
        column.table = table_of(one, where);
        column.by = giver_of(one, where);
        mapping.answers.push_back(std::move(column));
    }
}

void read_long(const Json& object, Mapping& mapping) {
    const std::string where = "\"rows\"";
    allow(object, where, {"column", "says", "values", "by", "purpose"});
    AnswerColumn column;
    column.column = text_at(object, where, "column", true);
    column.table = table_of(object, where);
    column.by = giver_of(object, where);
    mapping.answers.push_back(std::move(column));
    if (!object.contains("purpose")) throw Wrong(where + " lacks \"purpose\": by \"files\", or by a \"column\" and its \"values\"");
    const Json& purpose = object["purpose"];
    allow(purpose, "\"purpose\"", {"files", "column", "values"});
    if (purpose.contains("files") == purpose.contains("column"))
        throw Wrong("\"purpose\" is told by \"files\" or by a \"column\", and not by both");
    if (purpose.contains("files")) {
        mapping.purpose_by_file = texts_of(purpose["files"], "\"files\"", false);
        return;
    }
    mapping.purpose_column = text_at(purpose, "\"purpose\"", "column", true);
    if (!purpose.contains("values")) throw Wrong("\"purpose\" lacks \"values\": which purpose each value means");
    mapping.purpose_by_value = texts_of(purpose["values"], "\"values\" of \"purpose\"", true);
}

Mapping parse(std::string_view text) {
    Json all;
    try {
        // The library keeps the last of two entries with one key; which was meant nobody can tell.
        std::vector<std::set<std::string>> open;
        all = Json::parse(text, [&](int, Json::parse_event_t event, Json& parsed) {
            if (event == Json::parse_event_t::object_start) open.emplace_back();
            if (event == Json::parse_event_t::object_end) open.pop_back();
            if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
                throw Wrong("\"" + parsed.get<std::string>() + "\" stands there twice");
            return true;
        });
    } catch (const Json::parse_error& error) {
        throw Wrong("it is no JSON (at byte " + std::to_string(error.byte) + ")");
    }
    allow(all, "it", {"about", "delimiter", "key", "people", "columns", "rows", "evidence", "answered_on", "form"});
    Mapping mapping;
    const std::string delimiter = text_at(all, "it", "delimiter", false);
    if (delimiter.size() > 1 || (!delimiter.empty() && delimiter.find_first_of(",;\t|") == std::string::npos))
        throw Wrong("\"delimiter\" is a comma, a semicolon, a tab or a bar");
    if (!delimiter.empty()) mapping.delimiter = delimiter.front();

    if (!all.contains("key")) throw Wrong("it lacks \"key\": the column that tells people apart");
    allow(all["key"], "\"key\"", {"column", "kind"});
    mapping.key_column = text_at(all["key"], "\"key\"", "column", true);
    const std::string kind = text_at(all["key"], "\"key\"", "kind", true);
    if (kind != "upn" && kind != "admission_number") throw Wrong("the \"kind\" of the key is \"upn\" or \"admission_number\"");
    mapping.key_kind = kind == "upn" ? KeyKind::pupil_number : KeyKind::admission_number;

    if (all.contains("people")) read_people(all["people"], mapping);
    if (all.contains("columns") == all.contains("rows")) throw Wrong("it says either \"columns\" (a column a purpose) or \"rows\" (a row an answer)");
    if (all.contains("columns")) read_wide(all["columns"], mapping);
    else read_long(all["rows"], mapping);
    mapping.evidence = source_of(all, "evidence");
    mapping.answered_on = source_of(all, "answered_on");
    if (const std::string form = text_at(all, "it", "form", false); !form.empty()) {
        const auto read = parse_answer_form(form);
        if (!read || *read == AnswerForm::verbal || *read == AnswerForm::unspecified)
            throw Wrong("\"form\" is paper, portal or email: a spoken yes never counts");
        mapping.form = *read;
    }
    if (!mapping.answered_on.text.empty() && !read_uk_date(mapping.answered_on.text)) throw Wrong("the day in \"answered_on\" is none");
    return mapping;
}

}  // namespace

std::optional<Said> ValueTable::find(std::string_view cell) const {
    const auto found = values.find(folded_value(cell));
    if (found == values.end()) return std::nullopt;
    return found->second;
}

Result<Mapping> read_mapping(std::string_view json) {
    try {
        return parse(json);
    } catch (const Wrong& wrong) {
        return Error{ErrorCode::invalid_argument, "The mapping cannot be used: " + std::string(wrong.what()) + "."};
    } catch (const Json::exception&) {
        return Error{ErrorCode::invalid_argument, "The mapping cannot be used: it is not of the form that docs/import.md shows."};
    }
}

}  // namespace consent
