// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_sqlite.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "audit/audit_key.hpp"
#include "audit/record_json.hpp"
#include "base/guard.hpp"
#include "base/sqlite_db.hpp"

namespace consent {

namespace {

// The triggers hold off accidents and honest programs; who can write the file can drop them, and verify() is for that.
constexpr std::array<SqlText, 2> steps{
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
    R"sql(
    CREATE TABLE signed_end (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        checkpoint TEXT NOT NULL         -- of the last record, as to_string(AuditCheckpoint) writes it
    ) STRICT;
    INSERT INTO signed_end (id, checkpoint) SELECT 1, 'not signed yet' WHERE EXISTS (SELECT 1 FROM record);

    PRAGMA user_version = 2;
    )sql",
};
constexpr SqliteSchema schema{"audit log", 1129206593, steps};

Error changed(std::int64_t sequence) {
    return {ErrorCode::unavailable,
            "Audit record " + std::to_string(sequence) + " is not what was written: the log has been changed."};
}

Error end_changed() {
    return {ErrorCode::unavailable,
            "The audit log does not end where its signature says: records have been cut off or put in. Keep the file, and tell "
            "whoever is in charge of data protection."};
}

class SqliteAuditLog final : public AuditLog {
public:
    SqliteAuditLog(SqliteDb db, std::filesystem::path key_path) : db_(std::move(db)), key_path_(std::move(key_path)) {}

    // Before anything else: takes the key, and signs a log that nobody has signed yet.
    Result<void> begin() {
        {
            Result<SqliteTransaction> moment = SqliteTransaction::read(db_);
            if (!moment) return moment.error();
            const auto end = signed_end();
            if (!end) return end.error();
            if (*end) return take_key(**end);
        }
        Result<SqliteTransaction> moment = SqliteTransaction::write(db_);
        if (!moment) return moment.error();
        const auto end = signed_end();
        if (!end) return end.error();
        if (*end) return take_key(**end);  // somebody else was faster
        const auto last = last_record();
        if (!last) return last.error();
        // A log with records was signed, or came from before there were signatures and says so.
        std::error_code failed;
        if (*last && (!not_signed_yet_ || std::filesystem::exists(key_path_, failed))) return end_changed();
        Result<AuditKey> key = AuditKey::open(key_path_, true);
        if (!key) return std::move(key).error();
        key_.emplace(*std::move(key));
        if (const Result<void> done = sign_end(last->value_or(AuditRecord{})); !done) return done;
        return moment->commit();
    }

    Result<std::optional<AuditCheckpoint>> checkpoint() override {
        return guarded("reading the audit log", [&]() -> Result<std::optional<AuditCheckpoint>> {
            Result<SqliteTransaction> moment = SqliteTransaction::read(db_);
            if (!moment) return moment.error();
            auto end = signed_end();
            if (!end) return std::move(end).error();
            if (!*end) return end_changed();
            if ((*end)->key != key_->public_key()) return other_key();
            return end;
        });
    }

    Result<AuditRecord> append(const AuditEntry& entry) override {
        return guarded("writing the audit log", [&]() -> Result<AuditRecord> {
            if (const Result<void> fit = check(entry); !fit) return fit.error();
            Result<SqliteTransaction> moment = SqliteTransaction::write(db_);
            if (!moment) return moment.error();
            const auto last = last_record();
            if (!last) return last.error();
            const AuditRecord before = last->value_or(AuditRecord{});
            const auto end = signed_end();
            if (!end) return end.error();
            if (!*end || (*end)->sequence != before.sequence || (*end)->hash != before.hash) return end_changed();
            if ((*end)->key != key_->public_key()) return other_key();
            const AuditRecord record = next_record(before.sequence, before.hash, entry);
            const Result<void> added = db_.run("INSERT INTO record (sequence, canonical, hash) VALUES (?1, ?2, ?3)",
                                               {static_cast<std::int64_t>(record.sequence), canonical_json(record),
                                                ByteView(record.hash.bytes)});
            if (!added) return added.error();
            if (const Result<void> done = sign_end(record); !done) return done.error();
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

    Result<std::optional<AuditRecord>> last_record() {
        Result<std::vector<AuditRecord>> last =
            records(db_.query("SELECT sequence, canonical, hash FROM record ORDER BY sequence DESC LIMIT 1"));
        if (!last) return std::move(last).error();
        if (last->empty()) return std::optional<AuditRecord>();
        return std::optional<AuditRecord>(std::move(last->front()));
    }

    Result<std::optional<AuditCheckpoint>> signed_end() {
        SqliteRows rows = db_.query("SELECT checkpoint FROM signed_end WHERE id = 1");
        const Result<bool> row = rows.next();
        if (!row) return row.error();
        if (!*row) return std::optional<AuditCheckpoint>();
        const std::string text = rows.text(0);
        not_signed_yet_ = text == "not signed yet";
        if (not_signed_yet_) return std::optional<AuditCheckpoint>();
        auto end = parse_checkpoint(text);
        if (!end) return end_changed();
        return std::optional<AuditCheckpoint>(*end);
    }

    Result<void> sign_end(const AuditRecord& last) {
        return db_.run("INSERT OR REPLACE INTO signed_end (id, checkpoint) VALUES (1, ?1)",
                       {to_string(key_->sign(last.sequence, last.hash, last.entry.at))});
    }

    Result<void> take_key(const AuditCheckpoint& end) {
        Result<AuditKey> key = AuditKey::open(key_path_, false);
        if (!key) return std::move(key).error();
        key_.emplace(*std::move(key));
        if (end.key != key_->public_key()) return other_key();
        return {};
    }

    [[nodiscard]] Error other_key() const {
        return {ErrorCode::unavailable, "The audit log was signed by another key than " + key_path_.string() +
                                            ": bring back the key that was there."};
    }

    SqliteDb db_;
    std::filesystem::path key_path_;
    std::optional<AuditKey> key_;  // engaged by begin()
    bool not_signed_yet_ = false;  // a log from before there were signatures, as signed_end() last saw it
};

}  // namespace

Result<std::unique_ptr<AuditLog>> open_sqlite_audit_log(const std::filesystem::path& path,
                                                        std::chrono::milliseconds busy_timeout) {
    return guarded("opening the audit log", [&]() -> Result<std::unique_ptr<AuditLog>> {
        Result<SqliteDb> db = SqliteDb::open(path, schema, SqliteOpen::existing_or_new, busy_timeout);
        if (!db) return db.error();
        auto log = std::make_unique<SqliteAuditLog>(*std::move(db), path.string() + ".key");
        if (const Result<void> begun = log->begin(); !begun) return begun.error();
        return std::unique_ptr<AuditLog>(std::move(log));
    });
}

Result<std::unique_ptr<AuditLog>> open_audit_log(std::string_view path) {
    return guarded("opening the audit log", [&] {
        return open_sqlite_audit_log(std::filesystem::path(path), SqliteDb::default_busy_timeout);
    });
}

}  // namespace consent
