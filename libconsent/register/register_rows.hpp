// SPDX-License-Identifier: Apache-2.0
//
// Rows of the register's tables as values and back. Every row is read through its digest: one whose content is not what
// was written, or that no writer of this library makes, fails the whole read with ErrorCode::unavailable.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <consent/register.hpp>
#include <consent/result.hpp>

#include "base/sqlite_db.hpp"

namespace consent {

struct RegisterState {
    std::uint64_t version = 0;
    Instant changed_at{};
};

Result<RegisterState> read_state(SqliteDb& db);
Result<void> write_state(SqliteDb& db, const RegisterState& state);

// The whole register. Requires: a transaction, so that it is of one moment.
Result<RegisterSnapshot> read_everything(SqliteDb& db);

Result<std::optional<Person>> read_person(SqliteDb& db, std::string_view id);

Result<bool> has_school_key(SqliteDb& db, std::string_view key);

// Requires: nobody has the id or the school's key.
Result<void> add_person(SqliteDb& db, const Person& person);
// Requires: somebody has the id; the names stay as they are.
Result<void> change_person(SqliteDb& db, const Person& person);

// Requires: the person is there.
Result<void> add_template_row(SqliteDb& db, const Template& added);

Result<void> put_channel_row(SqliteDb& db, const Channel& channel);
Result<std::optional<std::string>> read_setting(SqliteDb& db, std::string_view key);
Result<void> put_setting_row(SqliteDb& db, std::string_view key, std::string_view value);

}  // namespace consent
