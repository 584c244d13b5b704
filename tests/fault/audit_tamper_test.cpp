// SPDX-License-Identifier: Apache-2.0
//
// Somebody with the audit log in an SQLite shell: whatever is done to it shows, and nothing is appended to a log that was
// changed.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sqlite3.h>

#include <consent/audit.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

AuditEntry entry_of(const char* person) {
    AuditEntry entry;
    entry.at = now;
    entry.action = AuditAction::publish;
    entry.verdict = Verdict::publish;
    entry.use = {"website", ""};
    entry.people = {person};
    entry.by = "office-2";
    return entry;
}

struct Log {
    Scratch folder;
    fs::path path = folder.path() / "school.audit.db";
    fs::path key = path.string() + ".key";

    explicit Log(int records = 5) {
        auto log = open();
        REQUIRE(log);
        for (int i = 0; i < records; ++i) REQUIRE((*log)->append(entry_of("P014")));
    }
    [[nodiscard]] Result<std::unique_ptr<AuditLog>> open() const { return open_audit_log(path.string()); }

    // As nobody but an attacker would: the triggers go first.
    void run(const std::string& sql) const {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
        char* message = nullptr;
        const int done = sqlite3_exec(db, ("CREATE TEMP TABLE old AS SELECT name, sql FROM sqlite_schema WHERE type = 'trigger';"
                                           "DROP TRIGGER record_is_never_changed; DROP TRIGGER record_is_never_removed;"
                                           "DROP TRIGGER record_follows_the_last;" + sql).c_str(), nullptr, nullptr, &message);
        INFO((message == nullptr ? "" : message));
        REQUIRE(done == SQLITE_OK);
        std::string triggers;
        REQUIRE(sqlite3_exec(db, "SELECT sql FROM old", [](void* to, int, char** row, char**) {
                    *static_cast<std::string*>(to) += std::string(row[0]) + ";";
                    return 0;
                }, &triggers, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_exec(db, triggers.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK);
        sqlite3_close(db);
    }

    // Neither verifies nor takes another entry.
    void check_shows(bool append_refused = true) const {
        auto log = open();
        if (!log) {
            CHECK(log.error().code == ErrorCode::unavailable);
            return;
        }
        const auto count = verify(**log);
        REQUIRE(!count);
        CHECK(count.error().code == ErrorCode::unavailable);
        if (append_refused) CHECK(!(*log)->append(entry_of("P022")));
    }
};

}  // namespace

TEST_CASE("a log that nobody touched verifies to its signed end", "[audit][fault]") {
    const Log log;
    auto opened = log.open();
    REQUIRE(opened);
    CHECK(*verify(**opened) == 5);
    const auto end = (*opened)->checkpoint();
    REQUIRE(end);
    REQUIRE(*end);
    CHECK((*end)->sequence == 5);
    CHECK((*end)->hash == (*opened)->read(5, 1)->at(0).hash);
    CHECK((fs::status(log.key).permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("records cut off, taken out, changed, moved or put in show", "[audit][fault]") {
    const Log log;
    SECTION("the last one cut off") { log.run("DELETE FROM record WHERE sequence = 5"), log.check_shows(); }
    SECTION("all of them cut off") { log.run("DELETE FROM record"), log.check_shows(); }
    SECTION("one in the middle taken out") { log.run("DELETE FROM record WHERE sequence = 3"), log.check_shows(false); }
    SECTION("one changed") { log.run("UPDATE record SET canonical = replace(canonical, 'P014', 'P015') WHERE sequence = 2"), log.check_shows(false); }
    SECTION("two swapped") {
        log.run("UPDATE record SET sequence = 100 WHERE sequence = 2; UPDATE record SET sequence = 2 WHERE sequence = 3;"
                "UPDATE record SET sequence = 3 WHERE sequence = 100");
        log.check_shows(false);
    }
    SECTION("the signature taken away with the last record") { log.run("DELETE FROM record WHERE sequence = 5; DELETE FROM signed_end"), log.check_shows(); }
    SECTION("the signature of another moment") {
        log.run("UPDATE signed_end SET checkpoint = replace(checkpoint, ' 1 5 ', ' 1 4 ')");
        log.check_shows();
    }
}

TEST_CASE("records put in with a right chain and no signature show", "[audit][fault]") {
    const Log log, other(6);
    // The same entries make the same chain: the sixth record of the other log follows from the fifth of this one.
    std::string canonical, hash;
    {
        auto opened = other.open();
        const AuditRecord sixth = (*opened)->read(6, 1)->at(0);
        hash = to_hex(sixth.hash);
    }
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(other.path.c_str(), &db) == SQLITE_OK);
    REQUIRE(sqlite3_exec(db, "SELECT canonical FROM record WHERE sequence = 6", [](void* to, int, char** row, char**) {
                *static_cast<std::string*>(to) = row[0];
                return 0;
            }, &canonical, nullptr) == SQLITE_OK);
    sqlite3_close(db);
    log.run("INSERT INTO record (sequence, canonical, hash) VALUES (6, '" + canonical + "', x'" + hash + "')");
    log.check_shows();
}

TEST_CASE("an older copy of the whole log verifies by itself, and not against a checkpoint kept elsewhere", "[audit][fault]") {
    const Log log(3);
    const fs::path copy = log.folder.path() / "older.db";
    fs::copy_file(log.path, copy);
    AuditCheckpoint kept;
    {
        auto opened = log.open();
        REQUIRE((*opened)->append(entry_of("P022")));
        kept = **(*opened)->checkpoint();
        CHECK(*verify(**opened, std::vector{kept}) == 4);
    }
    for (const char* more : {"-wal", "-shm"}) fs::remove(log.path.string() + more);
    fs::copy_file(copy, log.path, fs::copy_options::overwrite_existing);
    auto opened = log.open();
    REQUIRE(opened);
    CHECK(*verify(**opened) == 3);
    const auto count = verify(**opened, std::vector{kept});
    REQUIRE(!count);
    CHECK(count.error().message.find("4") != std::string::npos);
}

TEST_CASE("a log without its key, or with another, is not opened", "[audit][fault]") {
    const Log log;
    SECTION("missing") { fs::remove(log.key); }
    SECTION("another") { fs::copy_file(Log().key, log.key, fs::copy_options::overwrite_existing); }
    SECTION("no key") { std::ofstream(log.key) << "hello\n"; }
    SECTION("cut short") { fs::resize_file(log.key, 20); }
    SECTION("empty") { fs::resize_file(log.key, 0); }
    const auto opened = log.open();
    REQUIRE(!opened);
    CHECK(opened.error().code == ErrorCode::unavailable);
    CHECK(opened.error().message.find('\n') == std::string::npos);
}

TEST_CASE("a log from before logs were signed is signed as it stands", "[audit][fault]") {
    const Log log;
    log.run("DROP TABLE signed_end; PRAGMA user_version = 1");
    fs::remove(log.key);
    auto opened = log.open();
    INFO((opened ? "" : opened.error().message));
    REQUIRE(opened);
    CHECK((**(*opened)->checkpoint()).sequence == 5);
    CHECK((*opened)->append(entry_of("P022")));
    CHECK(*verify(**opened) == 6);
}

TEST_CASE("a checkpoint is one line that can be read again, and nothing of it can be changed", "[audit]") {
    const Log log;
    auto opened = log.open();
    const std::string line = to_string(**(*opened)->checkpoint());
    REQUIRE(parse_checkpoint(line));
    CHECK(to_string(*parse_checkpoint(line)) == line);
    for (std::size_t i = 0; i < line.size(); ++i) {
        std::string changed = line;
        changed[i] = changed[i] == '3' ? '4' : '3';
        const auto read = parse_checkpoint(changed);
        INFO(changed);
        CHECK((!read || to_string(*read) != changed));
    }
    CHECK(!parse_checkpoint(""));
    CHECK(!parse_checkpoint("consent-audit-checkpoint 1"));
    CHECK(!parse_checkpoint(line + " more"));
}
