// SPDX-License-Identifier: Apache-2.0
//
// The register as a file, and the one way to SQLite below it.
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <type_traits>

#include <sys/stat.h>

#include <consent/register.hpp>

#include "base/sqlite_db.hpp"
#include "register/register_schema.hpp"
#include "register/register_sqlite.hpp"
#include "support/catch.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
    struct stat about {};
    REQUIRE(::stat(path.c_str(), &about) == 0);
    return about.st_mode & 0777U;
}

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::int64_t number(SqliteDb& db, SqlText sql) {
    SqliteRows rows = db.query(sql);
    const auto row = rows.next();
    REQUIRE(row);
    REQUIRE(*row);
    return rows.integer(0);
}

Result<SqliteDb> open_file(const fs::path& path, std::span<const SqlText> steps, SqliteOpen mode) {
    return SqliteDb::open(path, {"notebook", 4711, steps}, mode);
}

}  // namespace

static_assert(!std::is_constructible_v<SqlText, std::string>);
static_assert(!std::is_constructible_v<SqlText, std::string_view>);
static_assert(SqliteDb::default_busy_timeout == std::chrono::seconds{5});

TEST_CASE("a new register can be read by its owner alone, its log and shared memory included", "[register]") {
    const mode_t mask = GENERATE(mode_t{0}, mode_t{022}, mode_t{0777});
    Scratch folder;
    const fs::path path = folder.path() / "school.db";
    const mode_t before = ::umask(mask);
    auto people = create_register(path.string(), now);
    ::umask(before);
    if (mask == 0777) {
        if (people) CHECK((mode_of(path) & 077U) == 0);
        return;
    }
    REQUIRE(people);
    REQUIRE((*people)->add(pupil("P1"), now));
    for (const char* part : {"school.db", "school.db-wal", "school.db-shm"}) CHECK(mode_of(folder.path() / part) == 0600);
}

TEST_CASE("a register is never made over something that is there", "[register]") {
    Scratch folder;
    std::ofstream(folder.path() / "text") << "important";
    fs::create_directory(folder.path() / "folder");
    fs::create_symlink("nowhere", folder.path() / "link");
    REQUIRE(create_register((folder.path() / "school.db").string(), now));
    const auto version = *(*open_register((folder.path() / "school.db").string()))->version();
    for (const char* name : {"text", "folder", "link", "school.db"}) {
        const auto made = create_register((folder.path() / name).string(), now);
        REQUIRE_FALSE(made);
        CHECK(made.error().code == ErrorCode::invalid_argument);
    }
    CHECK(content_of(folder.path() / "text") == "important");
    CHECK(*(*open_register((folder.path() / "school.db").string()))->version() == version);
    CHECK_FALSE(fs::exists(folder.path() / "nowhere"));
}

TEST_CASE("a register that cannot be made leaves no file", "[register]") {
    Scratch folder;
    const auto made = create_register((folder.path() / "missing" / "school.db").string(), now);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::write_failed);
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a url is a path, sqlite: and a path, or memory:", "[register]") {
    Scratch folder;
    const std::string path = (folder.path() / "school.db").string();
    {
        auto people = create_register("sqlite:" + path, now);
        REQUIRE(people);
        REQUIRE((*people)->add(pupil("P1"), now));
    }
    for (const std::string& url : {path, "sqlite:" + path}) {
        auto people = open_register(url);
        REQUIRE(people);
        CHECK((*people)->snapshot()->people.size() == 1);
    }
    auto one = open_register("memory:");
    auto two = open_register("memory:");
    REQUIRE(one);
    REQUIRE(two);
    REQUIRE((*one)->add(pupil("P1"), now));
    CHECK((*two)->snapshot()->people.empty());

    for (const std::string& url : {std::string(), std::string("sqlite:"), path + std::string("\0x", 2)}) {
        CHECK(open_register(url).error().code == ErrorCode::invalid_argument);
        CHECK(create_register(url, now).error().code == ErrorCode::invalid_argument);
    }
}

TEST_CASE("a name that means something to SQLite is a file name like any other", "[register]") {
    Scratch folder;
    const fs::path before = fs::current_path();
    fs::current_path(folder.path());
    for (const char* name : {":memory:", "file:x?mode=memory", "a b'\"%.db"}) {
        INFO(name);
        {
            auto people = create_register(name, now);
            REQUIRE(people);
            REQUIRE((*people)->add(pupil("P1"), now));
        }
        CHECK(fs::is_regular_file(folder.path() / name));
        auto again = open_register(name);
        REQUIRE(again);
        CHECK((*again)->snapshot()->people.size() == 1);
    }
    fs::current_path(before);
}

TEST_CASE("what one process wrote another reads, and the version goes on from there", "[register]") {
    Scratch folder;
    const std::string path = (folder.path() / "school.db").string();
    std::uint64_t version = 0;
    {
        auto people = create_register(path, now);
        REQUIRE(people);
        REQUIRE((*people)->add(pupil("P1", "Zoë Ní Bhraonáin"), now));
        REQUIRE((*people)->record_notice(notified("P1"), now));
        REQUIRE((*people)->record(answer("P1", "biometric", Answer::grant), now));
        REQUIRE((*people)->add_template(face_template("P1"), now));
        version = *(*people)->version();
    }
    auto people = open_register(path);
    REQUIRE(people);
    auto all = (*people)->snapshot();
    REQUIRE(all);
    CHECK(all->version == version);
    CHECK(all->changed_at == now);
    CHECK(all->people.at(0).name == "Zoë Ní Bhraonáin");
    CHECK(all->templates.at(0).embedding.values == face_template("P1").embedding.values);
    REQUIRE((*people)->set_never_publish("P1", true, now));
    CHECK(*(*people)->version() > version);
}

TEST_CASE("a register brought back from an old copy does not repeat the versions it had since", "[register]") {
    Scratch folder;
    const fs::path path = folder.path() / "school.db";
    REQUIRE(create_register(path.string(), now));
    fs::copy_file(path, folder.path() / "copy.db");
    const auto versions_of_two_writes = [&] {
        auto people = open_register(path.string());
        REQUIRE(people);
        std::vector<std::uint64_t> versions;
        for (const char* id : {"P1", "P2"}) {
            REQUIRE((*people)->add(pupil(id), now));
            versions.push_back(*(*people)->version());
        }
        return versions;
    };
    const auto first = versions_of_two_writes();
    fs::rename(folder.path() / "copy.db", path);
    CHECK(versions_of_two_writes() != first);
}

TEST_CASE("two objects share one register, and each sees what the other wrote", "[register]") {
    Scratch folder;
    const std::string path = (folder.path() / "school.db").string();
    auto one = create_register(path, now);
    auto two = open_register(path);
    REQUIRE(one);
    REQUIRE(two);
    REQUIRE((*one)->add(pupil("P1"), now));
    REQUIRE((*two)->record(answer("P1", "website", Answer::refuse), now));
    CHECK((*one)->snapshot()->answers.size() == 1);
    CHECK(*(*one)->version() == *(*two)->version());
}

TEST_CASE("a destroyed template is in none of the register's files", "[register]") {
    const Answer no = GENERATE(Answer::refuse, Answer::withdraw, Answer::grant);  // grant: removed by hand
    Scratch folder;
    auto people = create_register((folder.path() / "school.db").string(), now);
    REQUIRE(people);
    REQUIRE((*people)->add(pupil("P1"), now));
    REQUIRE((*people)->record_notice(notified("P1"), now));
    REQUIRE((*people)->record(answer("P1", "biometric", Answer::grant), now));
    const Template held = face_template("P1", 5, 512);
    REQUIRE((*people)->add_template(held, now));
    const std::string needle(reinterpret_cast<const char*>(held.embedding.values.data()), 16);
    const auto found = [&] {
        int count = 0;
        for (const auto& entry : fs::directory_iterator(folder.path()))
            count += content_of(entry.path()).find(needle) != std::string::npos;
        return count;
    };
    CHECK(found() > 0);
    if (no == Answer::grant)
        REQUIRE((*people)->remove_templates("P1", now));
    else
        REQUIRE((*people)->record(answer("P1", "biometric", no), now));
    CHECK(found() == 0);
}

TEST_CASE("a register deleted, moved or replaced while it is open is not believed any more", "[register][R-09]") {
    Scratch folder;
    const fs::path path = folder.path() / "school.db";
    auto people = create_register(path.string(), now);
    REQUIRE(people);
    REQUIRE((*people)->add(pupil("P1"), now));
    const std::string how = GENERATE(as<std::string>{}, "deleted", "moved", "replaced");
    if (how == "moved")
        fs::rename(path, folder.path() / "old.db");
    else
        for (const char* part : {"school.db", "school.db-wal", "school.db-shm"}) fs::remove(folder.path() / part);
    if (how == "replaced") REQUIRE(create_register(path.string(), now));
    CHECK((*people)->version().error().code == ErrorCode::unavailable);
    CHECK((*people)->snapshot().error().code == ErrorCode::unavailable);
    CHECK((*people)->add(pupil("P2"), now).error().code == ErrorCode::unavailable);
}

TEST_CASE("an open database keeps a write-ahead log, syncs fully, holds to its keys and wipes what is deleted",
          "[register][sqlite]") {
    Scratch folder;
    REQUIRE(create_register((folder.path() / "school.db").string(), now));
    auto db = SqliteDb::open(folder.path() / "school.db", register_schema, SqliteOpen::existing);
    REQUIRE(db);
    SqliteRows mode = db->query("PRAGMA journal_mode");
    REQUIRE(*mode.next());
    CHECK(mode.text(0) == "wal");
    CHECK(number(*db, "PRAGMA synchronous") == 2);
    CHECK(number(*db, "PRAGMA foreign_keys") == 1);
    CHECK(number(*db, "PRAGMA secure_delete") == 1);
    CHECK(number(*db, "PRAGMA trusted_schema") == 0);
    CHECK(number(*db, "PRAGMA application_id") == register_schema.application_id);
    CHECK(number(*db, "PRAGMA user_version") == std::ssize(register_steps));
    CHECK(number(*db, "PRAGMA busy_timeout") == 5000);
    CHECK_FALSE(db->run("INSERT INTO known_as (person, position, name) VALUES ('nobody', 0, 'x')"));
}

TEST_CASE("an answer in the file cannot be changed", "[register][sqlite]") {
    Scratch folder;
    auto people = create_register((folder.path() / "school.db").string(), now);
    REQUIRE(people);
    REQUIRE((*people)->add(pupil("P1"), now));
    REQUIRE((*people)->record(answer("P1", "website", Answer::refuse), now));
    auto db = SqliteDb::open(folder.path() / "school.db", register_schema, SqliteOpen::existing);
    REQUIRE(db);
    CHECK_FALSE(db->run("UPDATE answer SET answer = 'grant', evidence = 'x'"));
    CHECK(number(*db, "SELECT count(*) FROM answer WHERE answer = 'refuse'") == 1);
}

namespace {

constexpr std::array<SqlText, 1> first_steps{
    "PRAGMA application_id = 4711; CREATE TABLE note (text TEXT NOT NULL) STRICT; PRAGMA user_version = 1"};
constexpr std::array<SqlText, 3> three_steps{
    first_steps[0], "CREATE TABLE tag (name TEXT) STRICT; INSERT INTO tag VALUES ('old'); PRAGMA user_version = 2",
    "INSERT INTO tag SELECT text FROM note; PRAGMA user_version = 3"};
constexpr std::array<SqlText, 3> broken_steps{
    first_steps[0], "CREATE TABLE tag (name TEXT) STRICT; PRAGMA user_version = 2",
    "INSERT INTO note VALUES ('half'); INSERT INTO missing VALUES (1); PRAGMA user_version = 3"};
constexpr std::array<SqlText, 1> forgetful_steps{"PRAGMA application_id = 4711; CREATE TABLE note (text TEXT) STRICT"};

}  // namespace

TEST_CASE("an older schema is brought up to date in one transaction", "[register][sqlite]") {
    Scratch folder;
    const fs::path path = folder.path() / "notes.db";
    {
        auto db = open_file(path, first_steps, SqliteOpen::create_new);
        REQUIRE(db);
        REQUIRE(db->run("INSERT INTO note VALUES (?1)", {"first"}));
    }
    const auto broken = open_file(path, broken_steps, SqliteOpen::existing);
    REQUIRE_FALSE(broken);
    CHECK(broken.error().code == ErrorCode::unavailable);
    {
        auto db = open_file(path, first_steps, SqliteOpen::existing);
        REQUIRE(db);
        CHECK(number(*db, "SELECT count(*) FROM note") == 1);
        CHECK(number(*db, "PRAGMA user_version") == 1);
    }
    auto db = open_file(path, three_steps, SqliteOpen::existing);
    REQUIRE(db);
    CHECK(number(*db, "SELECT count(*) FROM tag WHERE name IN ('old', 'first')") == 2);
    CHECK(number(*db, "PRAGMA user_version") == 3);
}

TEST_CASE("a newer schema is refused, naming both, and left as it is", "[register][sqlite]") {
    Scratch folder;
    const fs::path path = folder.path() / "notes.db";
    REQUIRE(open_file(path, three_steps, SqliteOpen::create_new));
    const std::string before = content_of(path);
    for (const SqliteOpen mode : {SqliteOpen::existing, SqliteOpen::existing_or_new}) {
        const auto db = open_file(path, first_steps, mode);
        REQUIRE_FALSE(db);
        CHECK(db.error().code == ErrorCode::unavailable);
        CHECK(db.error().message.find("schema 3") != std::string::npos);
        CHECK(db.error().message.find("up to 1") != std::string::npos);
    }
    CHECK(content_of(path) == before);
}

TEST_CASE("a step that does not set its own number is found, and leaves no file", "[register][sqlite]") {
    Scratch folder;
    CHECK_FALSE(open_file(folder.path() / "notes.db", forgetful_steps, SqliteOpen::create_new));
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a table, view or trigger that we did not make is refused", "[register][sqlite]") {
    Scratch folder;
    const fs::path path = folder.path() / "notes.db";
    {
        auto db = open_file(path, first_steps, SqliteOpen::create_new);
        REQUIRE(db);
        REQUIRE(db->run("CREATE TRIGGER late AFTER INSERT ON note BEGIN DELETE FROM note; END"));
    }
    const auto db = open_file(path, first_steps, SqliteOpen::existing);
    REQUIRE_FALSE(db);
    CHECK(db.error().code == ErrorCode::unavailable);
}

TEST_CASE("another program's database is not taken for ours, nor touched", "[register][sqlite]") {
    constexpr static std::array<SqlText, 1> theirs{
        "PRAGMA application_id = 99; CREATE TABLE note (text TEXT NOT NULL) STRICT; PRAGMA user_version = 1"};
    Scratch folder;
    const fs::path path = folder.path() / "notes.db";
    REQUIRE(SqliteDb::open(path, {"notebook", 99, theirs}, SqliteOpen::create_new));
    const std::string before = content_of(path);
    for (const SqliteOpen mode : {SqliteOpen::existing, SqliteOpen::existing_or_new}) {
        const auto db = open_file(path, first_steps, mode);
        REQUIRE_FALSE(db);
        CHECK(db.error().code == ErrorCode::unavailable);
        CHECK(db.error().message.find("is not a libconsent notebook") != std::string::npos);
    }
    CHECK(content_of(path) == before);
}

TEST_CASE("a transaction that is not committed leaves nothing", "[register][sqlite]") {
    Scratch folder;
    auto db = open_file(folder.path() / "notes.db", first_steps, SqliteOpen::create_new);
    REQUIRE(db);
    {
        auto change = SqliteTransaction::write(*db);
        REQUIRE(change);
        REQUIRE(db->run("INSERT INTO note VALUES ('lost')"));
    }
    CHECK(number(*db, "SELECT count(*) FROM note") == 0);
    {
        auto change = SqliteTransaction::write(*db);
        REQUIRE(change);
        REQUIRE(db->run("INSERT INTO note VALUES ('kept')"));
        REQUIRE(change->commit());
    }
    CHECK(number(*db, "SELECT count(*) FROM note") == 1);
}

TEST_CASE("bound values stay values, whatever they hold", "[register][sqlite]") {
    Scratch folder;
    auto db = open_file(folder.path() / "notes.db", first_steps, SqliteOpen::create_new);
    REQUIRE(db);
    const std::vector<std::string> texts{"", "'; DROP TABLE note; --", std::string("a\0b", 3), "Zoë", "?1"};
    for (const std::string& text : texts) REQUIRE(db->run("INSERT INTO note VALUES (?1)", {text}));
    REQUIRE(db->run("INSERT INTO note VALUES (?1)", {std::string_view()}));
    SqliteRows rows = db->query("SELECT text FROM note ORDER BY rowid");
    for (const std::string& text : texts) {
        REQUIRE(*rows.next());
        CHECK(rows.text(0) == text);
    }
    REQUIRE(*rows.next());
    CHECK(rows.text(0).empty());
    CHECK_FALSE(*rows.next());
    CHECK_FALSE(*rows.next());
}

TEST_CASE("a value of another type than asked for fails the read", "[register][sqlite]") {
    Scratch folder;
    auto db = open_file(folder.path() / "notes.db", first_steps, SqliteOpen::create_new);
    REQUIRE(db);
    SqliteRows rows = db->query("SELECT 1, 'text', NULL, x'00'");
    REQUIRE(*rows.next());
    SECTION("integer") { rows.integer(1); }
    SECTION("null for an integer") { rows.integer(2); }
    SECTION("text") { rows.text(3); }
    SECTION("null for text") { rows.text(2); }
    SECTION("number for text or null") { rows.text_or_null(0); }
    SECTION("bytes") { rows.bytes(1); }
    const auto next = rows.next();
    REQUIRE_FALSE(next);
    CHECK(next.error().code == ErrorCode::unavailable);
    CHECK_FALSE(db->query("SELECT missing FROM note").next());
    CHECK_FALSE(db->run("INSERT INTO note VALUES (?1)", {std::nullopt}));
}
