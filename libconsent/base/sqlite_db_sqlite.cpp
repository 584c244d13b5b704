// SPDX-License-Identifier: Apache-2.0
#include "base/sqlite_db.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace consent {

struct SqliteDb::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { sqlite3_close_v2(handle); }

    [[nodiscard]] std::string the_file() const { return "The " + kind + " " + name; }
    [[nodiscard]] Error not_one() const {
        return {ErrorCode::unavailable, name + " is not a libconsent " + kind + "."};
    }
    [[nodiscard]] Error damaged() const {
        return {ErrorCode::unavailable, the_file() + " is damaged. Bring back its last good copy."};
    }
    [[nodiscard]] Error failure(int code) const;
    Result<void> connect(const char* path, std::chrono::milliseconds busy_timeout);
    Result<void> script(SqlText text);

    sqlite3* handle = nullptr;
    std::string kind;
    std::string name;  // the path, fit for a message of one line
};

struct SqliteRows::State {
    explicit State(const SqliteDb::State* owner) : db(owner) {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { sqlite3_finalize(statement); }

    const SqliteDb::State* db;
    sqlite3_stmt* statement = nullptr;
    std::optional<Error> failed;
    bool ended = false;
};

namespace {

std::string printable(const std::filesystem::path& path) {
    std::string text = path.string();
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return text;
}

Result<std::int64_t> one_integer(SqliteDb& db, SqlText sql) {
    SqliteRows rows = db.query(sql);
    const Result<bool> found = rows.next();
    if (!found) return found.error();
    if (!*found) return db.damaged();
    const std::int64_t value = rows.integer(0);
    if (const Result<bool> more = rows.next(); !more) return more.error();
    return value;
}

Result<std::string> one_text(SqliteDb& db, SqlText sql) {
    SqliteRows rows = db.query(sql);
    const Result<bool> found = rows.next();
    if (!found) return found.error();
    if (!*found) return db.damaged();
    std::string value = rows.text(0);
    if (const Result<bool> more = rows.next(); !more) return more.error();
    return value;
}

using Tables = std::vector<std::tuple<std::string, std::string, std::string, std::string>>;

Result<Tables> tables_of(SqliteDb& db) {
    Tables tables;
    SqliteRows rows = db.query(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_' ORDER BY type, name");
    while (true) {
        const Result<bool> row = rows.next();
        if (!row) return row.error();
        if (!*row) return tables;
        tables.emplace_back(rows.text(0), rows.text(1), rows.text(2), rows.text(3));
    }
}

enum class Found { nothing, file };

// SQLite would open a folder, wait on a pipe, or say of all three that it cannot open them.
Result<Found> look(const std::filesystem::path& path, const std::string& kind) {
    std::error_code failure;
    const auto status = std::filesystem::status(path, failure);
    const std::string name = printable(path);
    if (status.type() == std::filesystem::file_type::not_found) return Found::nothing;
    if (failure || (std::filesystem::is_regular_file(status) && ::access(path.c_str(), R_OK) != 0))
        return Error{ErrorCode::unavailable, "The " + kind + " " + name + " may not be read: check the permissions."};
    if (std::filesystem::is_directory(status))
        return Error{ErrorCode::unavailable, name + " is a folder, not a " + kind + "."};
    if (!std::filesystem::is_regular_file(status))
        return Error{ErrorCode::unavailable, name + " is not a file, so it is no " + kind + "."};
    return Found::file;
}

// True when this call made the file.
bool make_file(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) return false;
    ::close(file);
    return true;
}

void remember_folder(const std::filesystem::path& path) {
    const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
}

}  // namespace

Error SqliteDb::State::failure(int code) const {
    const int system = handle ? sqlite3_system_errno(handle) : 0;
    const Error full{ErrorCode::unavailable,
                     "The disk that holds the " + kind + " " + name + " is full. Free some space and try again."};
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {ErrorCode::unavailable,
                    the_file() + " is locked by another program. Try again when that has finished."};
        case SQLITE_NOTADB: return not_one();
        case SQLITE_FULL: return full;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {ErrorCode::unavailable,
                    the_file() + " may not be written: check the permissions of the file and its folder."};
        case SQLITE_CANTOPEN:
            return {ErrorCode::unavailable,
                    the_file() + " cannot be opened: check the permissions of the file and its folder."};
        case SQLITE_IOERR:
            if (code == SQLITE_IOERR_NOMEM) break;
            if (code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_DATA || code == SQLITE_IOERR_CORRUPTFS)
                return damaged();
            if (system == ENOSPC || system == EDQUOT) return full;
            return {ErrorCode::unavailable, the_file() + " could not be read or written: " +
                                                std::generic_category().message(system ? system : EIO) + "."};
        case SQLITE_CORRUPT:
        case SQLITE_ERROR:  // a table or column that ought to be there is not
        case SQLITE_SCHEMA:
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH: return damaged();
        default: break;
    }
    if ((code & 0xff) == SQLITE_NOMEM || code == SQLITE_IOERR_NOMEM)
        return {ErrorCode::internal, "Out of memory while using the " + kind + " " + name + "."};
    return {ErrorCode::internal, the_file() + " could not be used: " + sqlite3_errstr(code) + "."};
}

Result<void> SqliteDb::State::connect(const char* path, std::chrono::milliseconds busy_timeout) {
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) return failure(code);
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
    for (const auto& [option, value] :
         {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, std::pair{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
          std::pair{SQLITE_DBCONFIG_DQS_DML, 0}, std::pair{SQLITE_DBCONFIG_DQS_DDL, 0},
          std::pair{SQLITE_DBCONFIG_ENABLE_FKEY, 1}})
        if (code = sqlite3_db_config(handle, option, value, nullptr); code != SQLITE_OK) return failure(code);
    // No temporary file may hold what the database holds, and a file cut short under us must not raise SIGBUS.
    return script(
        "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0");
}

Result<void> SqliteDb::State::script(SqlText text) {
    if (const int code = sqlite3_exec(handle, text.text, nullptr, nullptr, nullptr); code != SQLITE_OK)
        return failure(code);
    return {};
}

SqliteRows::SqliteRows(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
SqliteRows::SqliteRows(SqliteRows&&) noexcept = default;
SqliteRows::~SqliteRows() = default;

Result<bool> SqliteRows::next() {
    if (state_->failed) return *state_->failed;
    if (state_->ended) return false;
    const int code = sqlite3_step(state_->statement);
    if (code == SQLITE_ROW) return true;
    state_->ended = true;
    if (code == SQLITE_DONE) return false;
    state_->failed = state_->db->failure(code);
    return *state_->failed;
}

void SqliteRows::expect(int column, int type) {
    if (!state_->failed && sqlite3_column_type(state_->statement, column) != type)
        state_->failed = state_->db->damaged();
}

std::int64_t SqliteRows::integer(int column) {
    expect(column, SQLITE_INTEGER);
    return sqlite3_column_int64(state_->statement, column);
}

std::string SqliteRows::text(int column) {
    expect(column, SQLITE_TEXT);
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(state_->statement, column));
    if (!text) {
        if (!state_->failed) state_->failed = state_->db->failure(SQLITE_NOMEM);
        return {};
    }
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(state_->statement, column))};
}

std::optional<std::string> SqliteRows::text_or_null(int column) {
    if (sqlite3_column_type(state_->statement, column) == SQLITE_NULL) return std::nullopt;
    return text(column);
}

Bytes SqliteRows::bytes(int column) {
    expect(column, SQLITE_BLOB);
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(state_->statement, column));
    const int size = sqlite3_column_bytes(state_->statement, column);
    if (!bytes) {
        if (size > 0 && !state_->failed) state_->failed = state_->db->failure(SQLITE_NOMEM);
        return {};
    }
    return {bytes, bytes + size};
}

SqliteDb::SqliteDb(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
SqliteDb::SqliteDb(SqliteDb&&) noexcept = default;
SqliteDb& SqliteDb::operator=(SqliteDb&&) noexcept = default;
SqliteDb::~SqliteDb() = default;

Error SqliteDb::damaged() const { return state_->damaged(); }

SqliteRows SqliteDb::query(SqlText sql, std::initializer_list<SqliteValue> values) {
    auto rows = std::make_unique<SqliteRows::State>(state_.get());
    int code = sqlite3_prepare_v3(state_->handle, sql.text, -1, 0, &rows->statement, nullptr);
    int number = 1;
    for (const SqliteValue& value : values) {
        if (code != SQLITE_OK) break;
        if (const auto* integer = std::get_if<std::int64_t>(&value.value_))
            code = sqlite3_bind_int64(rows->statement, number, *integer);
        else if (const auto* text = std::get_if<std::string_view>(&value.value_))
            code = sqlite3_bind_text64(rows->statement, number, text->empty() ? "" : text->data(), text->size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
        else if (const auto* bytes = std::get_if<ByteView>(&value.value_))
            code = bytes->empty() ? sqlite3_bind_zeroblob(rows->statement, number, 0)
                                  : sqlite3_bind_blob64(rows->statement, number, bytes->data(), bytes->size(),
                                                        SQLITE_TRANSIENT);
        ++number;
    }
    if (code != SQLITE_OK) rows->failed = state_->failure(code);
    return SqliteRows(std::move(rows));
}

Result<void> SqliteDb::run(SqlText sql, std::initializer_list<SqliteValue> values) {
    SqliteRows rows = query(sql, values);
    while (true) {
        const Result<bool> row = rows.next();
        if (!row) return row.error();
        if (!*row) return {};
    }
}

void SqliteDb::empty_log() {
    sqlite3_wal_checkpoint_v2(state_->handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

Result<SqliteTransaction> SqliteTransaction::begin(SqliteDb& db, SqlText how) {
    int moved = 0;
    sqlite3_file_control(db.state_->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved)
        return Error{ErrorCode::unavailable,
                     db.state_->the_file() + " was deleted, moved or replaced while it was in use. Open it again."};
    if (const Result<void> begun = db.run(how); !begun) return begun.error();
    return SqliteTransaction(&db);
}

Result<SqliteTransaction> SqliteTransaction::read(SqliteDb& db) { return begin(db, "BEGIN"); }
Result<SqliteTransaction> SqliteTransaction::write(SqliteDb& db) { return begin(db, "BEGIN IMMEDIATE"); }

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() {
    if (db_ && !sqlite3_get_autocommit(db_->state_->handle))
        sqlite3_exec(db_->state_->handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> SqliteTransaction::commit() { return db_->run("COMMIT"); }

// SQLite does not wait for others by itself before it changes the journal mode.
Result<void> SqliteDb::use_write_ahead_log(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (true) {
        const Result<std::string> mode = one_text(*this, "PRAGMA journal_mode");
        if (!mode) return mode.error();
        if (*mode == "wal") return {};
        const Result<std::string> changed = one_text(*this, "PRAGMA journal_mode = WAL");
        if (changed) return {};
        const bool busy = (sqlite3_errcode(state_->handle) & 0xff) == SQLITE_BUSY;
        if (!busy || std::chrono::steady_clock::now() >= until) return changed.error();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

Result<void> SqliteDb::migrate(const SqliteSchema& schema, const Fill& fill) {
    const Result<std::int64_t> start = one_integer(*this, "PRAGMA user_version");
    if (!start) return start.error();
    for (auto step = static_cast<std::size_t>(*start); step < schema.steps.size(); ++step) {
        if (const Result<void> done = state_->script(schema.steps[step]); !done) return done;
        const Result<std::int64_t> now = one_integer(*this, "PRAGMA user_version");
        if (!now) return now.error();
        if (*now != static_cast<std::int64_t>(step) + 1)
            return Error{ErrorCode::internal, "A step of the schema does not set its own number."};
    }
    if (*start == 0 && fill) return fill(*this);
    return {};
}

// A trigger or a view that somebody slipped in would change what our statements mean.
Result<void> SqliteDb::compare_tables(const SqliteSchema& schema) {
    SqliteDb pristine(std::make_unique<State>());
    pristine.state_->kind = state_->kind;
    pristine.state_->name = state_->name;
    if (const int code = sqlite3_open(":memory:", &pristine.state_->handle); code != SQLITE_OK)
        return pristine.state_->failure(code);
    if (const Result<void> done = pristine.migrate(schema, {}); !done) return done;
    const Result<Tables> wanted = tables_of(pristine);
    if (!wanted) return wanted.error();
    const Result<Tables> here = tables_of(*this);
    if (!here) return here.error();
    if (*here == *wanted) return {};
    return Error{ErrorCode::unavailable,
                 state_->the_file() + " has tables that this program did not make. Bring back its last good copy."};
}

Result<void> SqliteDb::check(const SqliteSchema& schema, SqliteOpen mode, std::chrono::milliseconds patience,
                             const Fill& fill) {
    Result<SqliteTransaction> look = SqliteTransaction::read(*this);
    if (!look) return look.error();
    const Result<std::int64_t> kind = one_integer(*this, "PRAGMA application_id");
    if (!kind) return kind.error();
    const Result<std::int64_t> version = one_integer(*this, "PRAGMA user_version");
    if (!version) return version.error();
    const Result<Tables> tables = tables_of(*this);
    if (!tables) return tables.error();
    if (const Result<void> seen = look->commit(); !seen) return seen;

    const bool blank = *kind == 0 && *version == 0 && tables->empty();
    const bool make = blank && mode != SqliteOpen::existing;
    if (*kind != schema.application_id && !make) return state_->not_one();
    const auto newest = static_cast<std::int64_t>(schema.steps.size());
    if (*version > newest)
        return Error{ErrorCode::unavailable, state_->the_file() + " has schema " + std::to_string(*version) +
                                                 ", and this program knows schemas up to " + std::to_string(newest) +
                                                 ". Install a newer libconsent."};
    if (*version < 1 && !make) return state_->damaged();
    if (const Result<void> log = use_write_ahead_log(patience); !log) return log;
    if (*version < newest) {
        Result<SqliteTransaction> change = SqliteTransaction::write(*this);
        if (!change) return change.error();
        if (const Result<void> done = migrate(schema, fill); !done) return done;
        if (const Result<void> done = change->commit(); !done) return done;
    }

    const Result<std::string> sound = one_text(*this, "PRAGMA integrity_check(1)");
    if (!sound) return sound.error();
    if (*sound != "ok") return state_->damaged();
    return compare_tables(schema);
}

Result<SqliteDb> SqliteDb::open(const std::filesystem::path& path, const SqliteSchema& schema, SqliteOpen mode,
                                std::chrono::milliseconds busy_timeout, const Fill& fill) {
    auto state = std::make_unique<State>();
    state->kind = schema.kind;
    state->name = printable(path);
    const std::string& native = path.native();
    if (native.empty() || native.find('\0') != std::string::npos)
        return Error{ErrorCode::invalid_argument, "The " + state->kind + " needs the name of a file."};

    // An absolute path is a path to SQLite, whatever it looks like (":memory:", "file:...").
    const std::filesystem::path file = std::filesystem::absolute(path);
    bool make = mode == SqliteOpen::create_new;
    if (!make) {
        const Result<Found> found = look(file, state->kind);
        if (!found) return found.error();
        make = *found == Found::nothing;
        if (make && mode == SqliteOpen::existing)
            return Error{ErrorCode::unavailable,
                         "There is no " + state->kind + " at " + state->name + ". Check the name."};
    }
    const bool made = make && make_file(file);
    if (make && !made) {
        const int why = errno;
        if (why == EEXIST && mode == SqliteOpen::create_new)
            return Error{ErrorCode::invalid_argument, "There is already something at " + state->name + "."};
        if (why != EEXIST)
            return Error{mode == SqliteOpen::create_new ? ErrorCode::write_failed : ErrorCode::unavailable,
                         state->the_file() + " cannot be made: " + std::generic_category().message(why) + "."};
    }

    SqliteDb db(std::move(state));
    Result<void> ready = db.state_->connect(file.c_str(), busy_timeout);
    if (ready) ready = db.check(schema, mode, busy_timeout, fill);
    if (ready) {
        if (made) remember_folder(file);
        return Result<SqliteDb>(std::move(db));
    }
    Error error = ready.error();
    if (mode == SqliteOpen::create_new) {
        error.code = ErrorCode::write_failed;
        db = SqliteDb(nullptr);
        for (const char* part : {"", "-wal", "-shm", "-journal"}) ::unlink((file.native() + part).c_str());
    }
    return error;
}

}  // namespace consent
