// SPDX-License-Identifier: Apache-2.0
//
// `consent demo` as a newcomer types it, with the models that are here and with none.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <consent/audit.hpp>
#include <consent/image.hpp>
#include <consent/limits.hpp>
#include <consent/models.hpp>
#include <consent/open.hpp>
#include <consent/register.hpp>

#include "image/metadata.hpp"
#include "support/catch.hpp"
#include "support/run_tool.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

Bytes content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    if (fs::exists(folder))
        for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The line of the table that begins with this picture.
std::string row(const std::string& table, const std::string& picture) {
    const auto start = table.find("\n" + picture);
    return start == std::string::npos ? std::string()
                                      : table.substr(start + 1, table.find('\n', start + 1) - start - 1);
}

void check_what_left(const fs::path& folder, const ToolRun& demo) {
    const auto published = files_in(folder / "published");
    REQUIRE(!published.empty());
    for (const fs::path& copy : published) {
        INFO(copy);
        const Bytes bytes = content(copy);
        CHECK(sniff(bytes) == Format::jpeg);
        const auto left = list_metadata(bytes, Limits{});
        REQUIRE(left);
        for (const MetadataItem& item : *left) CHECK(item.text.empty());
        CHECK(std::none_of(left->begin(), left->end(), tells_position));
        CHECK(says(demo.out, copy.filename().string()));
    }
    const auto log = open_audit_log(audit_path_beside((folder / "school.db").string()));
    REQUIRE(log);
    CHECK(verify(**log));
}

}  // namespace

TEST_CASE("the demo ends as it means to with no model at all", "[demo][R-02][R-03][R-04]") {
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool");
    const Scratch scratch;
    const fs::path folder = scratch.path() / "school";
    const ToolRun demo =
        run_tool({"demo", folder.string()}, {.environment = {{"CONSENT_MODELS", (scratch.path() / "none").string()}}});
    INFO(demo.out << demo.err);
    REQUIRE(demo.status == 0);
    CHECK(demo.err.empty());
    CHECK(says(demo.out, "dlib_hog"));
    CHECK(says(demo.out, "There is no recognition model"));
    CHECK(says(row(demo.out, "01-"), "PUBLISH"));
    CHECK(says(row(demo.out, "05-"), "R-03"));
    CHECK(says(row(demo.out, "06-"), "R-02"));
    CHECK(says(row(demo.out, "07-"), "R-04"));
    CHECK(says(row(demo.out, "13-"), "R-01"));
    CHECK(!says(demo.out, "\033["));
    check_what_left(folder, demo);
    CHECK(files_in(folder / "explained").size() == 6);
}

TEST_CASE("the demo recognises its pupils where the models are", "[demo][model][R-02][R-03][R-04][R-07]") {
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool");
    const auto models = ModelStore::open(ModelStore::default_folder());
    REQUIRE(models);
    const ModelSpec* embedder = models->find("mobilefacenet");
    if (models->best(ModelTask::detect) == nullptr || embedder == nullptr || models->best(ModelTask::embed) != embedder)
        CONSENT_SKIP("mobilefacenet is not the recognition model here");
    const Scratch scratch;
    const fs::path folder = scratch.path() / "school";
    const ToolRun demo = run_tool({"demo", folder.string()});
    INFO(demo.out << demo.err);
    REQUIRE(demo.status == 0);
    CHECK(says(demo.out, "matching  mobilefacenet"));
    CHECK(says(row(demo.out, "05-"), "R-03"));
    CHECK(says(row(demo.out, "06-"), "R-02"));
    CHECK(says(row(demo.out, "08-"), "R-07"));
    check_what_left(folder, demo);
}

TEST_CASE("a recognition model that does not hold drawings apart leaves the demo to the roll call", "[demo][model]") {
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool");
    const auto models = ModelStore::open(ModelStore::default_folder());
    REQUIRE(models);
    const Scratch scratch;
    const fs::path some = scratch.path() / "models";
    fs::create_directory(some);
    for (const char* id : {"yunet_2023mar", "mobileface_v2"}) {
        const ModelSpec* spec = models->find(id);
        if (spec == nullptr || models->state(*spec) != ModelState::verified)
            CONSENT_SKIP(std::string("no file for the model ") + id);
        fs::copy_file(models->folder() / spec->file, some / spec->file);
    }
    const fs::path folder = scratch.path() / "school";
    const ToolRun demo = run_tool({"demo", folder.string()}, {.environment = {{"CONSENT_MODELS", some.string()}}});
    INFO(demo.out << demo.err);
    REQUIRE(demo.status == 0);
    CHECK(says(demo.out, "mobileface_v2 was made for photographs"));
    const auto people = open_register((folder / "school.db").string());
    REQUIRE(people);
    const auto snapshot = (*people)->snapshot();
    REQUIRE(snapshot);
    CHECK(snapshot->templates.empty());
}

TEST_CASE("the demo goes by roll call when told to", "[demo]") {
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool");
    const Scratch scratch;
    const ToolRun demo = run_tool({"demo", "--roll-call", (scratch.path() / "school").string()});
    INFO(demo.out << demo.err);
    CHECK(demo.status == 0);
    CHECK(says(demo.out, "0 enrolled"));
}

TEST_CASE("the demo touches no folder that holds something", "[demo]") {
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool");
    const Scratch scratch;
    std::ofstream(scratch.path() / "mine.txt") << "mine";
    const ToolRun demo = run_tool({"demo", scratch.path().string()});
    CHECK(demo.status == 64);
    CHECK(demo.out.empty());
    CHECK(says(demo.err, "not empty"));
    CHECK(std::count(demo.err.begin(), demo.err.end(), '\n') == 1);
    CHECK(files_in(scratch.path()).size() == 1);

    const ToolRun on_a_file = run_tool({"demo", (scratch.path() / "mine.txt").string()});
    CHECK(on_a_file.status == 64);
    CHECK(says(on_a_file.err, "is a file"));
}
