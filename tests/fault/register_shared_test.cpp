// SPDX-License-Identifier: Apache-2.0
//
// Several processes on one register or audit log: locked, killed, out of space.
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <consent/audit.hpp>
#include <consent/register.hpp>

#include "audit/audit_sqlite.hpp"
#include "register/register_sqlite.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/register_content.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

class Pipe {
public:
    Pipe() {
        if (::pipe(ends_.data()) != 0) std::abort();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        ::close(ends_[0]);
        close_writing();
    }
    void close_writing() {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    void write(int number) { static_cast<void>(!::write(ends_[1], &number, sizeof number)); }
    // -1 at the end.
    int read() {
        int number = 0;
        return ::read(ends_[0], &number, sizeof number) == sizeof number ? number : -1;
    }

private:
    std::array<int, 2> ends_{};
};

Child hold(const fs::path& path, const char* sql, Pipe& held) {
    return Child([&] {
        sqlite3* db = nullptr;
        const bool done = sqlite3_open(path.c_str(), &db) == SQLITE_OK &&
                          sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
        held.write(done ? 1 : 0);
        ::pause();
        return 0;
    });
}

AuditEntry entry_number(int number) {
    AuditEntry entry;
    entry.at = now;
    entry.people = {"P" + std::to_string(number)};
    return entry;
}

}  // namespace

TEST_CASE("a register locked by another writer can be read, and a write says that it is locked", "[register][fault]") {
    Scratch folder;
    const fs::path path = folder.path() / "school.db";
    REQUIRE(create_register(path.string(), now));
    Pipe held;
    Child other = hold(path, "BEGIN IMMEDIATE", held);
    REQUIRE(held.read() == 1);
    auto people = open_sqlite_register(path, 50ms);
    REQUIRE(people);
    CHECK((*people)->snapshot());
    const auto start = std::chrono::steady_clock::now();
    const auto written = (*people)->add(pupil("P1"), now);
    REQUIRE_FALSE(written);
    CHECK(written.error().code == ErrorCode::unavailable);
    CHECK(written.error().message.find("locked") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - start >= 50ms);
    CHECK((*people)->snapshot()->people.empty());
    other.kill();
    CHECK((*people)->add(pupil("P1"), now));
}

TEST_CASE("a register locked against readers is unavailable", "[register][fault][R-09]") {
    Scratch folder;
    const fs::path path = folder.path() / "school.db";
    REQUIRE(create_register(path.string(), now));
    Pipe held;
    Child other = hold(path,
                       "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE meta SET version = version; COMMIT", held);
    REQUIRE(held.read() == 1);
    const auto people = open_sqlite_register(path, 50ms);
    REQUIRE_FALSE(people);
    CHECK(people.error().code == ErrorCode::unavailable);
    CHECK(people.error().message.find("locked") != std::string::npos);
}

TEST_CASE("an audit log locked by another program fails the entry", "[audit][fault]") {
    Scratch folder;
    const fs::path path = folder.path() / "audit.db";
    REQUIRE(open_audit_log(path.string()));
    Pipe held;
    Child other = hold(path, "BEGIN IMMEDIATE", held);
    REQUIRE(held.read() == 1);
    auto log = open_sqlite_audit_log(path, 50ms);
    REQUIRE(log);
    const auto appended = (*log)->append({});
    REQUIRE_FALSE(appended);
    CHECK(appended.error().code == ErrorCode::unavailable);
    CHECK(*verify(**log) == 0);
    other.kill();
    CHECK((*log)->append({}));
    CHECK(*verify(**log) == 1);
}

TEST_CASE("processes that write one register at once lose nothing and never share a version", "[register][fault]") {
    constexpr int each = 40;
    Scratch folder;
    const std::string path = (folder.path() / "school.db").string();
    REQUIRE(create_register(path, now));
    std::vector<Child> writers;
    for (int writer = 0; writer < 3; ++writer)
        writers.emplace_back([&] {
            auto people = open_register(path);
            if (!people) return 1;
            std::uint64_t last = 0;
            for (int i = 0; i < each; ++i) {
                const std::string id = "W" + std::to_string(writer) + "-" + std::to_string(i);
                if (!(*people)->add(pupil(id), now)) return 2;
                if (!(*people)->record(answer(id, "website", Answer::grant), now)) return 3;
                const auto version = (*people)->version();
                if (!version || *version <= last) return 4;
                last = *version;
            }
            return 0;
        });
    for (Child& writer : writers) CHECK(writer.wait() == 0);
    const auto all = (*open_register(path))->snapshot();
    REQUIRE(all);
    CHECK(all->people.size() == 3 * each);
    CHECK(all->answers.size() == 3 * each);
}

TEST_CASE("processes that start and fill one audit log at once make one chain", "[audit][fault]") {
    constexpr int each = 50;
    Scratch folder;
    const std::string path = (folder.path() / "audit.db").string();
    std::vector<Child> writers;
    for (int writer = 0; writer < 4; ++writer)
        writers.emplace_back([&] {
            auto log = open_audit_log(path);
            if (!log) return 1;
            for (int i = 0; i < each; ++i)
                if (!(*log)->append(entry_number(writer * 1000 + i))) return 2;
            return 0;
        });
    for (Child& writer : writers) CHECK(writer.wait() == 0);
    auto log = open_audit_log(path);
    REQUIRE(log);
    const auto verified = verify(**log);
    REQUIRE(verified);
    CHECK(*verified == 4 * each);
}

TEST_CASE("after kill -9 every acknowledged write is there, and nothing half", "[register][fault]") {
    Scratch folder;
    const std::string path = (folder.path() / "school.db").string();
    REQUIRE(create_register(path, now));
    int acknowledged = 0;
    for (int round = 0; round < 12; ++round) {
        Pipe done;
        Child writer([&] {
            auto people = open_register(path);
            if (!people) return 1;
            for (int i = acknowledged;; ++i) {
                const std::string id = "P" + std::to_string(i);
                Person person = pupil(id);
                person.known_as = {"Mai", "Zo"};
                // Whoever was killed between the three went on from here; what is there already stays.
                const auto all = (*people)->snapshot();
                if (!all) return 2;
                const bool there = std::any_of(all->people.begin(), all->people.end(),
                                               [&](const Person& one) { return one.id == id; });
                if (!there && !(*people)->add(person, now)) return 3;
                if (!(*people)->record_notice(notified(id), now)) return 4;
                if (!(*people)->record(answer(id, "biometric", Answer::grant), now)) return 4;
                if (!(*people)->add_template(face_template(id, i, 128), now)) return 5;
                done.write(i + 1);
            }
        });
        done.close_writing();
        for (int i = 0; i <= round % 4; ++i) acknowledged = std::max(acknowledged, done.read());
        std::this_thread::sleep_for(std::chrono::microseconds(700 * round));
        writer.kill();
        for (int number = done.read(); number > 0; number = done.read()) acknowledged = number;

        auto people = open_register(path);
        REQUIRE(people);
        const auto all = (*people)->snapshot();
        REQUIRE(all);
        INFO("round " << round << ", acknowledged " << acknowledged);
        const auto count = static_cast<int>(all->people.size());
        CHECK((count == acknowledged || count == acknowledged + 1));
        for (int i = 0; i < acknowledged; ++i) {
            const std::string id = "P" + std::to_string(i);
            const auto of_person = [&](const auto& row) { return row.person == id; };
            CHECK(std::any_of(all->people.begin(), all->people.end(), [&](const Person& p) { return p.id == id; }));
            CHECK(std::any_of(all->answers.begin(), all->answers.end(), of_person));
            CHECK(std::any_of(all->templates.begin(), all->templates.end(), of_person));
        }
        for (const Person& person : all->people) CHECK(person.known_as.size() == 2);
    }
    CHECK(acknowledged >= 12);
}

TEST_CASE("a process killed between refusing and returning never leaves a template behind", "[register][fault]") {
    Scratch folder;
    const std::string path = (folder.path() / "school.db").string();
    for (int round = 0; round < 10; ++round) {
        const std::string id = "P" + std::to_string(round);
        {
            auto people = round == 0 ? create_register(path, now) : open_register(path);
            REQUIRE(people);
            REQUIRE((*people)->add(pupil(id), now));
            REQUIRE((*people)->record_notice(notified(id), now));
            REQUIRE((*people)->record(answer(id, "biometric", Answer::grant), now));
            REQUIRE((*people)->add_template(face_template(id), now));
        }
        Pipe ready;
        Child writer([&] {
            auto people = open_register(path);
            if (!people) return 1;
            ready.write(1);
            static_cast<void>((*people)->record(answer(id, "biometric", Answer::withdraw), now));
            ::pause();
            return 0;
        });
        REQUIRE(ready.read() == 1);
        std::this_thread::sleep_for(std::chrono::microseconds(300 * round));
        writer.kill();
        const auto all = (*open_register(path))->snapshot();
        REQUIRE(all);
        for (const Template& held : all->templates)
            CHECK(consent_state(all->answers, held.person, "biometric", today) == ConsentState::granted);
    }
}

TEST_CASE("after kill -9 the audit log verifies and holds every acknowledged entry", "[audit][fault]") {
    Scratch folder;
    const std::string path = (folder.path() / "audit.db").string();
    std::uint64_t acknowledged = 0;
    for (int round = 0; round < 10; ++round) {
        Pipe done;
        Child writer([&] {
            auto log = open_audit_log(path);
            if (!log) return 1;
            while (true) {
                const auto record = (*log)->append(entry_number(round));
                if (!record) return 2;
                done.write(static_cast<int>(record->sequence));
            }
        });
        done.close_writing();
        for (int i = 0; i < round; ++i) acknowledged = static_cast<std::uint64_t>(std::max(done.read(), 0));
        std::this_thread::sleep_for(std::chrono::microseconds(900 * round));
        writer.kill();
        for (int number = done.read(); number > 0; number = done.read())
            acknowledged = static_cast<std::uint64_t>(number);
        auto log = open_audit_log(path);
        REQUIRE(log);
        const auto verified = verify(**log);
        REQUIRE(verified);
        CHECK((*verified == acknowledged || *verified == acknowledged + 1));
        acknowledged = *verified;
    }
}

namespace {

// Writes until it fails, then reads back through a fresh object. The child's exit status: 0 when every
// acknowledged write was kept, the failure was unavailable and said that space is the matter.
int fill_until_full(const std::string& path, const std::function<void()>& make_room) {
    auto people = open_register(path);
    if (!people) return 1;
    int added = 0;
    Error error;
    for (; added < 100000; ++added) {
        Person person = pupil("P" + std::to_string(added), std::string(2000, 'a'));
        if (const auto written = (*people)->add(person, now); !written) {
            error = written.error();
            break;
        }
    }
    if (added == 0 || added == 100000) return 2;
    if (error.code != ErrorCode::unavailable) return 3;
    if (error.message.find('\n') != std::string::npos || error.message.find("aaaa") != std::string::npos) return 4;
    const auto here = (*people)->snapshot();
    if (!here || here->people.size() != static_cast<std::size_t>(added)) return 5;
    make_room();
    people->reset();
    people = open_register(path);
    if (!people) return 6;
    const auto all = (*people)->snapshot();
    if (!all || all->people.size() != static_cast<std::size_t>(added)) return 7;
    return (*people)->add(pupil("last"), now) ? 0 : 8;
}

int append_until_full(const std::string& path, const std::function<void()>& make_room) {
    auto log = open_audit_log(path);
    if (!log) return 1;
    std::uint64_t added = 0;
    AuditEntry entry = entry_number(1);
    entry.models.assign(50, std::string(60, 'm'));
    for (; added < 100000; ++added) {
        const auto written = (*log)->append(entry);
        if (!written && written.error().code != ErrorCode::unavailable) return 3;
        if (!written) break;
    }
    if (added == 0 || added == 100000) return 2;
    make_room();
    log->reset();
    log = open_audit_log(path);
    if (!log) return 4;
    const auto verified = verify(**log);
    return verified && *verified == added && (*log)->append(entry) ? 0 : 5;
}

}  // namespace

TEST_CASE("a limit on file size fails the write and keeps what was acknowledged", "[register][audit][fault]") {
    Scratch folder;
    const std::string path = (folder.path() / "school.db").string();
    REQUIRE(create_register(path, now));
    const auto limit_to = [](rlim_t bytes) {
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        limit.rlim_cur = std::min(bytes, limit.rlim_max);
        ::setrlimit(RLIMIT_FSIZE, &limit);
    };
    const auto in_child = [&](const auto& body, const std::string& file) {
        return Child([&] {
                   std::signal(SIGXFSZ, SIG_IGN);
                   limit_to(400 * 1024);
                   return body(file, [&] { limit_to(RLIM_INFINITY); });
               })
            .wait();
    };
    CHECK(in_child(fill_until_full, path) == 0);
    CHECK(in_child(append_until_full, (folder.path() / "audit.db").string()) == 0);
    const int status = Child([&] {
                           std::signal(SIGXFSZ, SIG_IGN);
                           limit_to(3000);
                           const auto made = create_register((folder.path() / "new.db").string(), now);
                           return !made && made.error().code == ErrorCode::write_failed ? 0 : 1;
                       })
                           .wait();
    CHECK(status == 0);
    CHECK_FALSE(fs::exists(folder.path() / "new.db"));
}

TEST_CASE("a full disk fails the write, says so, and keeps what was acknowledged", "[register][audit][fault]") {
    Scratch folder;
    if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1200k,mode=0700") != 0)
        CONSENT_SKIP("a small file system cannot be mounted here");
    const std::string ballast = (folder.path() / "ballast").string();
    std::ofstream(ballast) << std::string(500 * 1024, 'x');
    const std::string path = (folder.path() / "school.db").string();
    const auto make_room = [&] { ::unlink(ballast.c_str()); };
    bool made = create_register(path, now).has_value();
    const int filled = made ? Child([&] { return fill_until_full(path, make_room); }).wait() : -2;
    ::umount2(folder.path().c_str(), MNT_DETACH);

    made = made && ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=1200k,mode=0700") == 0;
    std::ofstream(ballast) << std::string(500 * 1024, 'x');
    const int appended =
        Child([&] { return append_until_full((folder.path() / "audit.db").string(), make_room); }).wait();
    ::umount2(folder.path().c_str(), MNT_DETACH);

    made = made && ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=16k,mode=0700") == 0;
    const auto none = create_register(path, now);
    const bool left = fs::exists(path);
    ::umount2(folder.path().c_str(), MNT_DETACH);

    CHECK(made);
    CHECK(filled == 0);
    CHECK(appended == 0);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::write_failed);
    CHECK(none.error().message.find("full") != std::string::npos);
    CHECK_FALSE(left);
}
