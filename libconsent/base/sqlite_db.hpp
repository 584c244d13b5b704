// SPDX-License-Identifier: Apache-2.0
//
// The one way this library speaks to SQLite: prepared statements with bound values, transactions that roll back
// unless committed, errors as Result. Used by the register and the audit log; SQL is never assembled from input.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <consent/bytes.hpp>
#include <consent/result.hpp>

namespace consent {

// SQL known when the library is compiled. There is no way to make one of a string that came from anywhere else.
struct SqlText {
    consteval SqlText(const char* sql) : text(sql) {}
    const char* text;
};

// What a file must be to be opened: its kind, and how its tables came to be.
struct SqliteSchema {
    const char* kind;               // "register", "audit log": for messages
    std::int32_t application_id;    // tells this kind from every other SQLite file; never 0
    std::span<const SqlText> steps; // steps[n] takes schema n to n + 1 and ends with PRAGMA user_version = n + 1.
                                    // A step that has been released never changes; a new schema is a new step.
};

class SqliteDb;

// A value bound to ?1, ?2 ... Borrowed: must live until the call it is given to returns.
class SqliteValue {
public:
    SqliteValue(std::nullopt_t) {}
    SqliteValue(std::int64_t value) : value_(value) {}
    SqliteValue(const char* value) : value_(std::string_view(value)) {}
    SqliteValue(std::string_view value) : value_(value) {}
    SqliteValue(const std::string& value) : value_(std::string_view(value)) {}
    SqliteValue(const std::optional<std::string>& value) {
        if (value) value_ = std::string_view(*value);
    }
    SqliteValue(ByteView value) : value_(value) {}

private:
    friend class SqliteDb;
    std::variant<std::monostate, std::int64_t, std::string_view, ByteView> value_;
};

// The rows of one query, from first to last. A failure, a value of another type than asked for included, is kept and
// comes out of the following next(): a loop that ends because next() said false has read every row whole.
// Requires: the database outlives its rows.
class SqliteRows {
public:
    SqliteRows(SqliteRows&&) noexcept;
    SqliteRows& operator=(SqliteRows&&) = delete;
    ~SqliteRows();

    // Steps to the next row; false after the last.
    Result<bool> next();

    // Values of the current row, columns from 0. Text and bytes are copies.
    std::int64_t integer(int column);
    std::string text(int column);
    std::optional<std::string> text_or_null(int column);
    Bytes bytes(int column);

private:
    friend class SqliteDb;
    struct State;
    explicit SqliteRows(std::unique_ptr<State> state) noexcept;
    void expect(int column, int type);
    std::unique_ptr<State> state_;
};

enum class SqliteOpen { existing, create_new, existing_or_new };

// An open database file: WAL, synchronous FULL (a commit that returned survives power loss), foreign keys on, deleted
// content overwritten, schema not trusted. Its kind, schema and structure were checked when it was opened.
// Messages name the file, one line each. One thread at a time.
class SqliteDb {
public:
    static constexpr std::chrono::milliseconds default_busy_timeout{5000};

    // Puts the first rows into a new file, in the transaction that makes its tables.
    using Fill = std::function<Result<void>(SqliteDb&)>;

    // `existing` never creates; `create_new` never opens what is there. A new file has mode 0600, as have its WAL and
    // shared memory files. An older schema is brought up to date in one transaction.
    // Fails: unavailable: missing (existing), a folder, no permission, no SQLite file, another kind of file, a newer
    // schema (the message names both), a schema altered by somebody else, damaged, locked for longer than busy_timeout.
    // create_new: invalid_argument when something has that name, write_failed when it cannot be made; then no file is
    // left.
    static Result<SqliteDb> open(const std::filesystem::path& path, const SqliteSchema& schema, SqliteOpen mode,
                                 std::chrono::milliseconds busy_timeout = default_busy_timeout,
                                 const Fill& fill = {});

    SqliteDb(SqliteDb&&) noexcept;
    SqliteDb& operator=(SqliteDb&&) noexcept;
    ~SqliteDb();

    // The one place where statements are prepared. A failure comes out of the first next().
    SqliteRows query(SqlText sql, std::initializer_list<SqliteValue> values = {});

    // The same for a statement that gives no rows.
    // Fails: unavailable: locked, damaged, disk full, read-only, an input or output error; internal: out of memory.
    Result<void> run(SqlText sql, std::initializer_list<SqliteValue> values = {});

    // Best effort, outside a transaction: empties the write-ahead log, so that no copy of deleted content stays there.
    void empty_log();

    // The failure of a reader that met content no writer of this library makes.
    [[nodiscard]] Error damaged() const;

private:
    friend class SqliteTransaction;
    friend class SqliteRows;
    struct State;
    explicit SqliteDb(std::unique_ptr<State> state) noexcept;
    Result<void> check(const SqliteSchema& schema, SqliteOpen mode, std::chrono::milliseconds patience,
                       const Fill& fill);
    Result<void> migrate(const SqliteSchema& schema, const Fill& fill);
    Result<void> use_write_ahead_log(std::chrono::milliseconds patience);
    Result<void> compare_tables(const SqliteSchema& schema);
    std::unique_ptr<State> state_;
};

// Rolls back unless committed. Requires: the database outlives it; one at a time on one database.
class SqliteTransaction {
public:
    // Everything read sees one state of the file. Fails: as SqliteDb::run, and unavailable when the file that was opened
    // has been deleted, moved or replaced since: its content would be out of date.
    static Result<SqliteTransaction> read(SqliteDb& db);

    // The same, and nobody else can write until it ends.
    static Result<SqliteTransaction> write(SqliteDb& db);

    SqliteTransaction(SqliteTransaction&&) noexcept;
    SqliteTransaction& operator=(SqliteTransaction&&) = delete;
    ~SqliteTransaction();

    // Ensures: on success what was written is durable; on failure it is rolled back.
    Result<void> commit();

private:
    explicit SqliteTransaction(SqliteDb* db) noexcept : db_(db) {}
    static Result<SqliteTransaction> begin(SqliteDb& db, SqlText how);
    SqliteDb* db_;
};

}  // namespace consent
