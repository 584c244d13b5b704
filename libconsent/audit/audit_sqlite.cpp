// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_sqlite.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "audit/record_json.hpp"
#include "base/guard.hpp"
#include "base/sqlite_db.hpp"

namespace consent {

namespace {

// The triggers hold off accidents and honest programs; who can write the file can drop them, and verify() is for that.
constexpr std::array<SqlText, 1> steps{
    R"sql(
    PRAGMA application_id = 1129206593;  -- "CNSA"

    CREATE TABLE record (
        sequence INTEGER PRIMARY KEY,
        canonical TEXT NOT NULL,         -- the record as JSON; its hash is over these bytes
        hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
        BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END;
    CREATE TRIGGER record_is_never_removed BEFORE DELETE ON record
        BEGIN SELECT RAISE(ABORT, 'audit records are never removed'); END;
    CREATE TRIGGER record_follows_the_last BEFORE INSERT ON record
        WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM record)
        BEGIN SELECT RAISE(ABORT, 'audit records are added at the end'); END;

    PRAGMA user_version = 1;
    )sql",
};
constexpr SqliteSchema schema{"audit log", 1129206593, steps};

Error changed(std::int64_t sequence) {
    return {ErrorCode::unavailable,
            "Audit record " + std::to_string(sequence) + " is not what was written: the log has been changed."};
}

class SqliteAuditLog final : public AuditLog {
public:
    explicit SqliteAuditLog(SqliteDb db) : db_(std::move(db)) {}

    Result<AuditRecord> append(const AuditEntry& entry) override {
        return guarded("writing the audit log", [&]() -> Result<AuditRecord> {
            if (const Result<void> fit = check(entry); !fit) return fit.error();
            Result<SqliteTransaction> moment = SqliteTransaction::write(db_);
            if (!moment) return moment.error();
            Result<std::vector<AuditRecord>> last =
                records(db_.query("SELECT sequence, canonical, hash FROM record ORDER BY sequence DESC LIMIT 1"));
            if (!last) return last.error();
            const AuditRecord record = last->empty() ? next_record(0, {}, entry)
                                                     : next_record(last->front().sequence, last->front().hash, entry);
            const Result<void> added = db_.run("INSERT INTO record (sequence, canonical, hash) VALUES (?1, ?2, ?3)",
                                               {static_cast<std::int64_t>(record.sequence), canonical_json(record),
                                                ByteView(record.hash.bytes)});
            if (!added) return added.error();
            if (const Result<void> durable = moment->commit(); !durable) return durable.error();
            return record;
        });
    }

    Result<std::vector<AuditRecord>> read(std::uint64_t first, std::uint64_t count) override {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return guarded("reading the audit log", [&]() -> Result<std::vector<AuditRecord>> {
            Result<SqliteTransaction> moment = SqliteTransaction::read(db_);
            if (!moment) return moment.error();
            return records(db_.query(
                "SELECT sequence, canonical, hash FROM record WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2",
                {static_cast<std::int64_t>(std::min(first, most)), static_cast<std::int64_t>(std::min(count, most))}));
        });
    }

private:
    static Result<std::vector<AuditRecord>> records(SqliteRows rows) {
        std::vector<AuditRecord> found;
        while (true) {
            const Result<bool> row = rows.next();
            if (!row) return row.error();
            if (!*row) return found;
            const std::int64_t sequence = rows.integer(0);
            std::optional<AuditRecord> record = record_from_json(rows.text(1));
            const Bytes hash = rows.bytes(2);
            if (!record || record->sequence != static_cast<std::uint64_t>(sequence) ||
                !std::equal(hash.begin(), hash.end(), record->hash.bytes.begin(), record->hash.bytes.end()))
                return changed(sequence);
            found.push_back(std::move(*record));
        }
    }

    SqliteDb db_;
};

}  // namespace

Result<std::unique_ptr<AuditLog>> open_sqlite_audit_log(const std::filesystem::path& path,
                                                        std::chrono::milliseconds busy_timeout) {
    return guarded("opening the audit log", [&]() -> Result<std::unique_ptr<AuditLog>> {
        Result<SqliteDb> db = SqliteDb::open(path, schema, SqliteOpen::existing_or_new, busy_timeout);
        if (!db) return db.error();
        return std::unique_ptr<AuditLog>(std::make_unique<SqliteAuditLog>(std::move(*db)));
    });
}

Result<std::unique_ptr<AuditLog>> open_audit_log(std::string_view path) {
    return guarded("opening the audit log", [&] {
        return open_sqlite_audit_log(std::filesystem::path(path), SqliteDb::default_busy_timeout);
    });
}

}  // namespace consent
