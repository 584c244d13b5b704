// SPDX-License-Identifier: Apache-2.0
#include "register/row_digest.hpp"

namespace consent {

bool read_day(const std::optional<std::string>& text, std::optional<Date>& day) {
    day.reset();
    if (!text) return true;
    const Result<Date> parsed = parse_date(*text);
    if (parsed) day = *parsed;
    return parsed.has_value();
}

Result<std::int64_t> one_number(SqliteDb& db, SqliteRows rows) {
    std::optional<std::int64_t> number;
    const Result<void> done = each(db, std::move(rows), [&](SqliteRows& row) {
        number = row.integer(0);
        return true;
    });
    if (!done) return done.error();
    if (!number) return db.damaged();
    return *number;
}

}  // namespace consent
