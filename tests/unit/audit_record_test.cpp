// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <consent/audit.hpp>

#include "audit/record_json.hpp"
#include "support/catch.hpp"
#include "support/school.hpp"

using namespace consent;
using namespace consent::test;

namespace {

AuditRecord sample() {
    AuditRecord record;
    record.sequence = 7;
    record.previous.bytes.fill(0xab);
    record.entry.at = start_of(day(2026, 11, 20));
    record.entry.action = AuditAction::publish;
    record.entry.verdict = Verdict::publish;
    record.entry.use = {"website", "school-website"};
    record.entry.input = Digest{};
    record.entry.people = {"P014"};
    record.entry.rules = {Rule::name_in_words};
    record.entry.models = {"dlib_hog"};
    record.entry.register_version = 17;
    record.hash = hash_of(record);
    return record;
}

const std::string zeros(64, '0');
const std::string previous = [] {
    std::string hex;
    for (int i = 0; i < 32; ++i) hex += "ab";
    return hex;
}();
const std::string canonical =
    R"({"action":"publish","at":1795132800,"channel":"school-website","input":")" + zeros +
    R"(","models":["dlib_hog"],"output":null,"people":["P014"],"previous":")" + previous +
    R"(","purpose":"website","register_version":17,"rules":["R-10"],"sequence":7,"verdict":"publish"})";

// Hands out whatever a test puts in.
class GivenLog final : public AuditLog {
public:
    std::vector<AuditRecord> records;
    bool broken = false;

    Result<AuditRecord> append(const AuditEntry& entry) override {
        records.push_back(next_record(records.size(), records.empty() ? Digest{} : records.back().hash, entry));
        return records.back();
    }
    Result<std::vector<AuditRecord>> read(std::uint64_t first, std::uint64_t count) override {
        if (broken) return Error{ErrorCode::unavailable, "cannot be read"};
        std::vector<AuditRecord> found;
        for (const AuditRecord& record : records)
            if (record.sequence >= first && found.size() < count) found.push_back(record);
        return found;
    }
};

}  // namespace

TEST_CASE("the canonical form of an audit record is what the hash is taken of", "[audit]") {
    CHECK(canonical_json(sample()) == canonical);
    // As sha256sum(1) gives it for that line.
    CHECK(to_hex(hash_of(sample())) == "84b518f8d35483e7630aab96e2167d3b6a24b8ceda822b4f611e0478f26fbafd");
    const auto read = record_from_json(canonical);
    REQUIRE(read);
    CHECK(read->hash == sample().hash);
    CHECK(canonical_json(*read) == canonical);
}

TEST_CASE("every field of an audit record changes its hash", "[audit]") {
    std::vector<AuditRecord> changed(13, sample());
    changed[0].sequence = 8;
    changed[1].previous = Digest{};
    changed[2].entry.at += std::chrono::seconds{1};
    changed[3].entry.action = AuditAction::check;
    changed[4].entry.verdict = Verdict::review;
    changed[5].entry.use.purpose = "display";
    changed[6].entry.use.channel.clear();
    changed[7].entry.input.reset();
    changed[8].entry.output = Digest{};
    changed[9].entry.people.push_back("P015");
    changed[10].entry.rules.clear();
    changed[11].entry.models = {"yunet_2023mar"};
    changed[12].entry.register_version = 18;
    for (std::size_t i = 0; i < changed.size(); ++i) {
        INFO(i);
        CHECK(hash_of(changed[i]) != sample().hash);
    }
}

TEST_CASE("only the canonical form is read as a record", "[audit]") {
    const auto with = [](const std::string& from, const std::string& to) {
        std::string text = canonical;
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        return text.replace(at, from.size(), to);
    };
    for (const std::string& text :
         {std::string(), std::string("null"), std::string("[]"), std::string("{}"), canonical + " ", " " + canonical,
          canonical.substr(0, canonical.size() - 1), with(R"("sequence":7)", R"("sequence":7.0)"),
          with(R"("sequence":7)", R"("sequence":-7)"), with(R"("sequence":7)", R"("sequence":"7")"),
          with(R"("sequence":7,)", R"("sequence":7,"sequence":7,)"), with(R"("sequence":7,)", R"("sequence":7,"x":1,)"),
          with("publish", "Publish"), with("publish", "unknown"), with("R-10", "R-99"), with("R-10", "R-1"),
          with("P014", "Ama Mensah"), with(previous, "ab"), with(zeros, zeros.substr(2) + "AA"),
          with(R"("output":null)", R"("output":0)"), with(R"(,"output":null)", ""), with(R"(["P014"])", R"("P014")"),
          std::string(100000, '[')}) {
        INFO(text.substr(0, 400));
        CHECK_FALSE(record_from_json(text));
    }
}

TEST_CASE("verify finds an edited, a missing and a moved record, and names the first", "[audit]") {
    GivenLog log;
    for (int i = 0; i < 9; ++i) {
        AuditEntry entry;
        entry.at = now + std::chrono::seconds{i};
        entry.people = {"P" + std::to_string(i)};
        REQUIRE(log.append(entry));
    }
    REQUIRE(*verify(log) == 9);
    const auto names = [&](const std::string& number) {
        const auto verified = verify(log);
        return !verified && verified.error().code == ErrorCode::unavailable &&
               verified.error().message.find("record " + number + " ") != std::string::npos;
    };
    SECTION("edited") {
        log.records[4].entry.verdict = Verdict::publish;
        CHECK(names("5"));
    }
    SECTION("edited, its hash made anew") {
        log.records[4].entry.verdict = Verdict::publish;
        log.records[4].hash = hash_of(log.records[4]);
        CHECK(names("6"));
    }
    SECTION("edited, and the chain made anew but for one link") {
        log.records[4].entry.verdict = Verdict::publish;
        log.records[4].hash = hash_of(log.records[4]);
        log.records[5].previous = log.records[4].hash;
        CHECK(names("6"));
    }
    SECTION("the first removed") {
        log.records.erase(log.records.begin());
        CHECK(names("1"));
    }
    SECTION("one in the middle removed") {
        log.records.erase(log.records.begin() + 4);
        CHECK(names("5"));
    }
    SECTION("one in the middle removed, the others numbered anew") {
        log.records.erase(log.records.begin() + 4);
        for (std::size_t i = 4; i < log.records.size(); ++i) log.records[i].sequence = i + 1;
        CHECK(names("5"));
    }
    SECTION("two swapped") {
        std::swap(log.records[2], log.records[3]);
        CHECK(names("3"));
    }
    SECTION("two swapped with their numbers") {
        std::swap(log.records[2], log.records[3]);
        std::swap(log.records[2].sequence, log.records[3].sequence);
        CHECK(names("3"));
    }
    SECTION("one twice") {
        log.records.insert(log.records.begin() + 3, log.records[3]);
        CHECK(names("5"));
    }
    SECTION("unreadable") {
        log.broken = true;
        CHECK_FALSE(verify(log));
    }
    SECTION("cut short at the end, which the chain cannot show") {
        log.records.resize(6);
        CHECK(*verify(log) == 6);
    }
}

TEST_CASE("verify walks a log of many batches", "[audit]") {
    const auto log = make_memory_audit_log();
    for (int i = 0; i < 2500; ++i) REQUIRE(log->append({}));
    CHECK(*verify(*log) == 2500);
}
