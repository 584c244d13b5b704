// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include <consent/scan.hpp>

#include "support/scratch.hpp"
#include "support/small_school.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& path, const Bytes& bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()),
                                                static_cast<std::streamsize>(bytes.size()));
}

Bytes text(std::string_view words) { return {words.begin(), words.end()}; }

}  // namespace

TEST_CASE("a scan judges every picture below a folder, by content and by name, in order", "[scan]") {
    const Scratch scratch;
    put(scratch.path() / "b" / "two.dat", picture());     // a picture by content
    put(scratch.path() / "a.jpg", picture());
    put(scratch.path() / "c" / "letter.JPG", text("Dear parents"));  // claims to be one
    put(scratch.path() / "c" / "empty.png", {});
    put(scratch.path() / "notes.txt", text("hello"));
    fs::create_symlink(scratch.path() / "a.jpg", scratch.path() / "link.jpg");
    fs::create_directory_symlink(scratch.path(), scratch.path() / "loop");

    SmallSchool school;
    Gate gate = school.open();
    std::vector<std::string> seen;
    const auto summary = scan(gate, scratch.path(), website, now, [&](const ScanItem& item) {
        seen.push_back(fs::relative(item.path, scratch.path()).string());
        CHECK(item.done == seen.size());
        CHECK(item.total == 4);
        return true;
    });
    REQUIRE(summary);
    CHECK(seen == std::vector<std::string>{"a.jpg", "b/two.dat", "c/empty.png", "c/letter.JPG"});
    CHECK(summary->by_verdict.at(Verdict::publish) == 2);
    CHECK(summary->by_verdict.at(Verdict::block) == 2);
    CHECK(summary->unreadable == 2);
    CHECK(summary->by_rule.at(Rule::unreadable) == 2);
    CHECK(summary->other_files == 3);
}

TEST_CASE("a scan stops when told to, and when the register or the log is gone", "[scan][fault]") {
    const Scratch scratch;
    for (const char* name : {"1.jpg", "2.jpg", "3.jpg"}) put(scratch.path() / name, picture());
    SmallSchool school;
    Gate gate = school.open();
    int seen = 0;
    REQUIRE(scan(gate, scratch.path(), website, now, [&](const ScanItem&) { return ++seen < 2; }));
    CHECK(seen == 2);
    school.faults = {1, true, 0};
    const auto summary = scan(gate, scratch.path(), website, now, {});
    REQUIRE_FALSE(summary);
    CHECK(summary.error().code == ErrorCode::unavailable);
}

TEST_CASE("a folder that is none cannot be scanned", "[scan]") {
    const Scratch scratch;
    put(scratch.path() / "a.jpg", picture());
    SmallSchool school;
    Gate gate = school.open();
    CHECK(scan(gate, scratch.path() / "nowhere", website, now, {}).error().code == ErrorCode::unreadable);
    CHECK(scan(gate, scratch.path() / "a.jpg", website, now, {}).error().code == ErrorCode::unreadable);
    CHECK(scan(gate, scratch.path(), Use{"nothing", ""}, now, {}).error().code == ErrorCode::invalid_argument);
}
