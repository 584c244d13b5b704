// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <consent/json.hpp>
#include <consent/sink.hpp>

#include "support/catch.hpp"
#include "support/scratch.hpp"

using namespace consent;
namespace fs = std::filesystem;

namespace {

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a folder sink writes the copy whole, into a folder it makes", "[output]") {
    const test::Scratch scratch;
    const Bytes bytes(100000, 42);
    const auto where = make_folder_sink(scratch.path() / "a" / "b")->write(bytes, "photo-1.jpg");
    REQUIRE(where);
    CHECK(fs::file_size(*where) == bytes.size());
    CHECK(files_in(scratch.path() / "a" / "b") == 1);
}

TEST_CASE("a folder sink that cannot write says so and leaves nothing", "[output][fault]") {
    const test::Scratch scratch;
    SECTION("the folder is a file") {
        std::ofstream(scratch.path() / "file") << "x";
        const auto where = make_folder_sink(scratch.path() / "file")->write(Bytes(10), "photo.jpg");
        REQUIRE_FALSE(where);
        CHECK(where.error().code == ErrorCode::write_failed);
    }
    SECTION("the disk takes only a part") {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const rlimit limit{4096, 4096};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            ::signal(SIGXFSZ, SIG_IGN);
            const auto where = make_folder_sink(scratch.path())->write(Bytes(100000), "photo.jpg");
            ::_exit(!where && where.error().code == ErrorCode::write_failed ? 0 : 1);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 0);
        CHECK(files_in(scratch.path()) == 0);
    }
}

TEST_CASE("a writer killed at any moment leaves no partial file under the final name", "[output][fault]") {
    const test::Scratch scratch;
    const Bytes bytes(3000000, 7);
    for (int delay = 0; delay < 12; ++delay) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            for (int i = 0;; ++i) {
                const auto where = make_folder_sink(scratch.path())->write(bytes, "photo-" + std::to_string(i % 4) + ".jpg");
                if (!where) ::_exit(1);
            }
        }
        ::usleep(static_cast<useconds_t>(1500 * (delay + 1)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFSIGNALED(status));
        for (const auto& entry : fs::directory_iterator(scratch.path()))
            if (entry.path().filename().string().starts_with("photo-"))
                REQUIRE(entry.file_size() == bytes.size());
    }
}

TEST_CASE("a picture without a decision is a block in JSON, and text that is not UTF-8 does not break it", "[output][R-01]") {
    const Use use{"website", ""};
    const std::string json = to_json("a\xFF.jpg", Error{ErrorCode::unreadable, "The file is empty."}, use,
                                     start_of(*parse_date("2026-11-20")));
    CHECK(json.find("\"verdict\":\"block\"") != std::string::npos);
    CHECK(json.find("\"rule\":\"R-01\"") != std::string::npos);
    CHECK(json.find("\"at\":\"2026-11-20T00:00:00Z\"") != std::string::npos);
    CHECK(json.find('\n') == std::string::npos);
    CHECK(to_json("a.jpg", Error{}, use, {}).find("\"verdict\":\"block\"") != std::string::npos);
}
