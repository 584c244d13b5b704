// SPDX-License-Identifier: Apache-2.0
//
// A register file that is not what it should be is refused whole: never a half-read or altered snapshot.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <consent/audit.hpp>
#include <consent/register.hpp>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/register_content.hpp"
#include "support/scratch.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

std::string read_bytes(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// What a person with the sqlite3 shell would do.
bool meddle(const fs::path& path, const char* sql) {
    sqlite3* db = nullptr;
    const bool done = sqlite3_open(path.c_str(), &db) == SQLITE_OK &&
                      sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(db);
    return done;
}

class Damaged {
public:
    Damaged() : path(folder.path() / "school.db") {
        auto people = create_register(path.string(), now);
        REQUIRE(people);
        REQUIRE(fill_register(**people));
        content = text_of(*(*people)->snapshot());
    }

    // Empty when the register is refused as unavailable with a message of one line, else what a reader would see.
    std::string seen() const {
        auto people = open_register(path.string());
        Error error;
        if (people) {
            const auto all = (*people)->snapshot();
            if (all) return text_of(*all);
            error = all.error();
        } else {
            error = people.error();
        }
        if (error.code != ErrorCode::unavailable) return "code " + error.message;
        if (error.message.find('\n') != std::string::npos || error.message.size() < 10) return "message " + error.message;
        return {};
    }
    std::string refusal() const {
        auto people = open_register(path.string());
        return people ? "opened" : people.error().message;
    }

    Scratch folder;
    fs::path path;
    std::string content;
};

}  // namespace

TEST_CASE("what is no register is refused, and nothing is made or changed", "[register][fault][R-09]") {
    Scratch folder;
    const fs::path path = folder.path() / "school.db";
    std::string word = "is not a libconsent register";
    SECTION("missing") { word = "There is no register at"; }
    SECTION("an empty file") { write_bytes(path, ""); }
    SECTION("a text file") { write_bytes(path, std::string(5000, 'x') + "\n"); }
    SECTION("a short text file") { write_bytes(path, "id,name\n"); }
    SECTION("a folder") {
        fs::create_directory(path);
        word = "is a folder";
    }
    SECTION("a pipe") {
        REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
        word = "is not a file";
    }
    SECTION("another program's database") { REQUIRE(meddle(path, "CREATE TABLE person (id TEXT); PRAGMA user_version = 1")); }
    SECTION("an audit log") { REQUIRE(open_audit_log(path.string())); }
    const bool there = fs::exists(path);
    const std::string before = there && fs::is_regular_file(path) ? read_bytes(path) : "";
    const auto people = open_register(path.string());
    REQUIRE_FALSE(people);
    CHECK(people.error().code == ErrorCode::unavailable);
    INFO(people.error().message);
    CHECK(people.error().message.find(word) != std::string::npos);
    CHECK(fs::exists(path) == there);
    if (there && fs::is_regular_file(path)) CHECK(read_bytes(path) == before);
}

TEST_CASE("a register of a newer schema is refused, naming both versions", "[register][fault]") {
    Damaged it;
    REQUIRE(meddle(it.path, "PRAGMA user_version = 9"));
    CHECK(it.refusal().find("schema 9") != std::string::npos);
    CHECK(it.refusal().find("up to 3") != std::string::npos);
    CHECK(it.seen().empty());
}

TEST_CASE("a byte flipped anywhere in the file is noticed or changes nothing", "[register][fault]") {
    const Damaged it;
    const std::string whole = read_bytes(it.path);
    REQUIRE(whole.size() > 20000);
    REQUIRE(it.seen() == it.content);
    std::size_t refused = 0;
    std::size_t harmless = 0;
    for (std::size_t at = 0; at < whole.size(); at += at < 100 ? 1 : 41) {
        std::string flipped = whole;
        const char masks[] = {'\x01', '\xff', '\x20', '\x80'};
        flipped[at] = static_cast<char>(flipped[at] ^ masks[at % 4]);
        write_bytes(it.path, flipped);
        const std::string seen = it.seen();
        INFO("byte " << at << ": " << seen.substr(0, 300));
        if (seen.empty())
            ++refused;
        else if (seen == it.content)
            ++harmless;
        else
            REQUIRE(seen == it.content);
    }
    CHECK(refused > 100);
    INFO(harmless);
}

TEST_CASE("a register cut short anywhere is refused", "[register][fault]") {
    const Damaged it;
    const std::string whole = read_bytes(it.path);
    std::vector<std::size_t> lengths{1, 15, 16, 17, 99, 100, 101, 512, whole.size() - 1};
    for (std::size_t length = 4096; length < whole.size(); length += 4096) {
        lengths.push_back(length - 1);
        lengths.push_back(length);
        lengths.push_back(length + 7);
    }
    for (const std::size_t length : lengths) {
        INFO(length);
        write_bytes(it.path, std::string_view(whole).substr(0, length));
        CHECK(it.seen().empty());
    }
}

TEST_CASE("a page of zeros is noticed, and one of another page is or changes nothing", "[register][fault]") {
    const Damaged it;
    const std::string whole = read_bytes(it.path);
    for (std::size_t page = 0; page * 4096 < whole.size(); ++page) {
        INFO(page);
        std::string damaged = whole;
        damaged.replace(page * 4096, 4096, std::string(4096, '\0'));
        write_bytes(it.path, damaged);
        CHECK(it.seen().empty());
        damaged = whole;
        damaged.replace(page * 4096, 4096, whole.substr(((page + 1) * 4096) % whole.size(), 4096));
        write_bytes(it.path, damaged);
        // SQLite 3.46 passes over a foreign page in the place of an index that holds nothing.
        const std::string seen = it.seen();
        CHECK((seen.empty() || seen == it.content));
    }
}

TEST_CASE("a value changed by another program is noticed, a valid one too", "[register][fault]") {
    const Damaged it;
    const char* sql = GENERATE(
        "UPDATE person SET never_publish = 'not listed' WHERE id = 'P2'",
        "UPDATE person SET left_on = NULL", "UPDATE person SET kind = 'staff' WHERE id = 'P1'",
        "UPDATE person SET born = '2015-03-05' WHERE id = 'P1'",
        "PRAGMA ignore_check_constraints = ON; UPDATE person SET kind = 'ghost' WHERE id = 'P1'",
        "PRAGMA ignore_check_constraints = ON; UPDATE person SET never_publish = 'perhaps' WHERE id = 'P2'",
        "PRAGMA ignore_check_constraints = ON; INSERT INTO answer (sequence, person, purpose, answer, by_role, by_ref, given_on, "
        "evidence, recorded_at, form, digest) VALUES (99, 'P1', 'press_media', 'maybe', 'parent', '', '2026-09-01', 'x', 0, "
        "'paper', zeroblob(32))",
        "INSERT INTO answer (sequence, person, purpose, answer, by_role, by_ref, given_on, evidence, recorded_at, form, "
        "digest) VALUES (99, 'P1', 'press_media', 'grant', 'parent', '', '2026-09-01', 'x', 0, 'paper', zeroblob(32))",
        "INSERT INTO answer (sequence, person, purpose, answer, by_role, by_ref, given_on, evidence, recorded_at, form, "
        "digest) VALUES (99, 'P1', 'future_purpose', 'grant', 'parent', '', '2026-09-01', 'x', 0, 'paper', x'00')",
        "DELETE FROM known_as WHERE person = 'P1' AND position = 0", "UPDATE known_as SET name = 'x' WHERE person = 'P1'",
        "INSERT INTO known_as VALUES ('P1', 2, 'x')", "UPDATE template SET person = 'P1' WHERE person = 'P2'",
        "UPDATE template SET vector = zeroblob(512) WHERE person = 'P1'",
        "UPDATE template SET taken = '2026-09-03' WHERE person = 'P1'",
        "UPDATE template SET vector = substr(vector, 1, 508) WHERE person = 'P1'",
        "UPDATE channel SET approved = 'no'", "UPDATE channel SET administrators = 'S1 S2'",
        "UPDATE purpose SET pupil_from = 0", "UPDATE purpose SET form_days = 900",
        "INSERT INTO notice VALUES (99, 'P1', 'parent', '', 'notified', '2026-09-01', '', '', 0, zeroblob(32))",
        "DROP TRIGGER notice_is_never_changed; UPDATE notice SET ref = '2'", "UPDATE setting SET value = '1'", "UPDATE setting SET key = 'other'",
        "UPDATE meta SET version = version + 1", "UPDATE meta SET changed_at = changed_at + 1", "DELETE FROM meta",
        "PRAGMA foreign_keys = OFF; DELETE FROM person WHERE id = 'P4'",
        "DROP TRIGGER answer_is_never_changed; UPDATE answer SET answer = 'grant', evidence = 'x'",
        "DROP TRIGGER answer_is_never_changed; UPDATE answer SET answer = 'grant', evidence = 'x'; CREATE TRIGGER "
        "answer_is_never_changed BEFORE UPDATE ON answer\n        BEGIN SELECT RAISE(ABORT, 'answers are added, never "
        "changed'); END",
        "DROP INDEX template_of_model", "CREATE VIEW extra AS SELECT 1", "CREATE TABLE extra (x)",
        "CREATE TRIGGER extra AFTER INSERT ON answer BEGIN UPDATE person SET never_publish = 'not listed'; END",
        "DROP TABLE channel");
    INFO(sql);
    REQUIRE(meddle(it.path, sql));
    CHECK(it.seen().empty());
}

TEST_CASE("a register is refused by who may not read or write it", "[register][fault]") {
    const Damaged it;
    const int stranger = 65534;
    const auto status_as_stranger = [&] {
        return Child([&] {
                   if (::geteuid() == 0 && ::setuid(stranger) != 0) return 97;
                   auto people = open_register(it.path.string());
                   if (!people) return people.error().code == ErrorCode::unavailable ? 1 : 2;
                   const auto written = (*people)->add(pupil("P9"), now);
                   return !written && written.error().code == ErrorCode::unavailable ? 3 : 4;
               })
            .wait();
    };
    const bool root = ::geteuid() == 0;
    SECTION("the file may not be read") {
        if (root) fs::permissions(it.folder.path(), fs::perms{0755});
        if (!root) fs::permissions(it.path, fs::perms::none);
        CHECK(status_as_stranger() == 1);
        fs::permissions(it.path, fs::perms{0600});
    }
    SECTION("the folder may not be entered") {
        if (!root) fs::permissions(it.folder.path(), fs::perms::none);
        CHECK(status_as_stranger() == 1);
        fs::permissions(it.folder.path(), fs::perms{0700});
    }
    SECTION("neither file nor folder may be written") {
        fs::permissions(it.path, fs::perms{0444});
        fs::permissions(it.folder.path(), fs::perms{0555});
        const int status = status_as_stranger();
        CHECK((status == 1 || status == 3));
        fs::permissions(it.folder.path(), fs::perms{0700});
        fs::permissions(it.path, fs::perms{0600});
    }
    CHECK(it.seen() == it.content);
}
