// SPDX-License-Identifier: Apache-2.0
//
// What consent/audit.hpp promises, over every back end.
#include <limits>
#include <memory>

#include <consent/audit.hpp>

#include "support/catch.hpp"
#include "support/school.hpp"
#include "support/scratch.hpp"

using namespace consent;
using namespace consent::test;

namespace {

class FreshLog {
public:
    FreshLog() {
        const std::string kind = GENERATE(as<std::string>{}, "memory", "sqlite");
        INFO(kind);
        if (kind == "memory") {
            log_ = make_memory_audit_log();
        } else {
            auto made = open_audit_log((folder_.path() / "school.audit.db").string());
            REQUIRE(made);
            log_ = std::move(*made);
        }
    }
    AuditLog* operator->() { return log_.get(); }
    AuditLog& operator*() { return *log_; }

private:
    Scratch folder_;
    std::unique_ptr<AuditLog> log_;
};

Digest digest(std::uint8_t fill) {
    Digest made;
    made.bytes.fill(fill);
    return made;
}

AuditEntry full_entry() {
    AuditEntry entry;
    entry.at = now;
    entry.action = AuditAction::publish;
    entry.verdict = Verdict::publish;
    entry.use = {"website", "school-website"};
    entry.input = digest(1);
    entry.output = digest(2);
    entry.people = {"P014", "P022"};
    entry.rules = {Rule::name_in_words, Rule::personal_data};
    entry.models = {"yunet_2023mar", "dlib_hog"};
    entry.register_version = (std::uint64_t{1} << 53U) - 1;
    return entry;
}

void check_same(const AuditRecord& a, const AuditRecord& b) {
    CHECK(a.sequence == b.sequence);
    CHECK(a.previous == b.previous);
    CHECK(a.hash == b.hash);
    CHECK(a.entry.at == b.entry.at);
    CHECK(a.entry.action == b.entry.action);
    CHECK(a.entry.verdict == b.entry.verdict);
    CHECK(a.entry.use.purpose == b.entry.use.purpose);
    CHECK(a.entry.use.channel == b.entry.use.channel);
    CHECK(a.entry.input == b.entry.input);
    CHECK(a.entry.output == b.entry.output);
    CHECK(a.entry.people == b.entry.people);
    CHECK(a.entry.rules == b.entry.rules);
    CHECK(a.entry.models == b.entry.models);
    CHECK(a.entry.register_version == b.entry.register_version);
}

}  // namespace

TEST_CASE("an empty audit log reads as empty and verifies", "[audit][contract]") {
    FreshLog log;
    CHECK(log->read(1, 100)->empty());
    CHECK(log->read(0, 100)->empty());
    CHECK(*verify(*log) == 0);
}

TEST_CASE("audit entries come back as they went in, numbered and chained", "[audit][contract]") {
    FreshLog log;
    AuditEntry bare;
    std::vector<AuditRecord> written;
    for (const AuditEntry& entry : {full_entry(), bare, full_entry()}) {
        auto record = log->append(entry);
        REQUIRE(record);
        written.push_back(*record);
    }
    CHECK(written[0].previous == Digest{});
    const auto read = log->read(1, 100);
    REQUIRE(read);
    REQUIRE(read->size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(written[i].sequence == i + 1);
        if (i > 0) CHECK(written[i].previous == written[i - 1].hash);
        CHECK(written[i].hash != Digest{});
        check_same((*read)[i], written[i]);
    }
    CHECK(written[0].hash != written[2].hash);
    CHECK(written[1].entry.verdict == Verdict::block);
    CHECK(*verify(*log) == 3);
}

TEST_CASE("every action, verdict and rule can be logged and read", "[audit][contract]") {
    FreshLog log;
    std::uint64_t count = 0;
    for (const AuditAction action :
         {AuditAction::check, AuditAction::publish, AuditAction::publish_failed, AuditAction::enrol})
        for (const Verdict verdict : {Verdict::block, Verdict::review, Verdict::publish}) {
            AuditEntry entry;
            entry.action = action;
            entry.verdict = verdict;
            entry.rules.assign(all_rules().begin(), all_rules().end());
            const auto record = log->append(entry);
            REQUIRE(record);
            check_same(log->read(++count, 1)->at(0), *record);
            CHECK(to_string(action) != "unknown");
        }
    CHECK(*verify(*log) == count);
}

TEST_CASE("a part of the audit log can be read", "[audit][contract]") {
    FreshLog log;
    for (int i = 0; i < 10; ++i) REQUIRE(log->append(full_entry()));
    CHECK(log->read(4, 3)->front().sequence == 4);
    CHECK(log->read(4, 3)->size() == 3);
    CHECK(log->read(0, 2)->front().sequence == 1);
    CHECK(log->read(9, 100)->size() == 2);
    CHECK(log->read(11, 100)->empty());
    CHECK(log->read(1, 0)->empty());
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    CHECK(log->read(most, most)->empty());
    CHECK(log->read(1, most)->size() == 10);
}

TEST_CASE("no name comes into the audit log", "[audit][contract]") {
    FreshLog log;
    REQUIRE(log->append(full_entry()));
    std::vector<AuditEntry> wrong(8, full_entry());
    wrong[0].people = {"P014", "Ama Mensah"};
    wrong[1].people = {""};
    wrong[2].people = {"Zoë"};
    wrong[3].models = {"a model"};
    wrong[4].use.purpose = "website\n";
    wrong[5].use.channel = "\xff";
    wrong[6].people = {std::string(65, 'a')};
    wrong[7].action = static_cast<AuditAction>(50);
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        INFO(i);
        const auto record = log->append(wrong[i]);
        REQUIRE_FALSE(record);
        CHECK(record.error().code == ErrorCode::invalid_argument);
        CHECK(record.error().message.find("Mensah") == std::string::npos);
    }
    CHECK(*verify(*log) == 1);
}

TEST_CASE("a channel somebody made up can be logged: the entry says that it was blocked", "[audit][contract][R-12]") {
    FreshLog log;
    AuditEntry entry = full_entry();
    entry.use.channel = "Schülerzeitung \"Feder\"";
    REQUIRE(log->append(entry));
    CHECK(log->read(1, 1)->at(0).entry.use.channel == entry.use.channel);
    CHECK(*verify(*log) == 1);
}
