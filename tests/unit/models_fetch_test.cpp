// SPDX-License-Identifier: Apache-2.0
//
// Fetching a model: over HTTP from a server that behaves well and badly, and from folders.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models_fixture.hpp"
#include "models_packed.hpp"
#include "support/catch.hpp"
#include "support/http_server.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;

namespace {

// One made-up model that a server on loopback has under its upstream address.
struct Upstream {
    Upstream() { setenv("no_proxy", "*", 1); }

    const ModelSpec& spec() const { return store.specs().front(); }
    std::filesystem::path target() const { return folder / "made_up.onnx"; }
    std::filesystem::path part() const { return folder / "made_up.onnx.part"; }

    Result<void> fetch(const std::string& from = "", const Progress& progress = {}) const {
        return store.fetch(spec(), from, progress);
    }

    void serve(HttpAnswer answer) { server.answer("/models/made_up.onnx", std::move(answer)); }

    Entry entry() const {
        Entry made = entry_of(model);
        made.source = quoted(server.url("/models/made_up.onnx"));
        return made;
    }

    std::string model = made_up_model();
    HttpServer server;
    Folder folder;
    ModelStore store = store_of(folder.path(), json_of(entry()));
};

void check_fails(const Result<void>& fetched, ErrorCode code, const std::string& says) {
    REQUIRE_FALSE(fetched);
    INFO(fetched.error().message);
    CHECK(fetched.error().code == code);
    CHECK(fetched.error().message.find(says) != std::string::npos);
    CHECK(fetched.error().message.find('\n') == std::string::npos);
}

}  // namespace

TEST_CASE("a good file is fetched, proved and given its name", "[models]") {
    Upstream up;
    HttpAnswer answer{.body = up.model};
    SECTION("plainly") {}
    SECTION("by a server that does not tell the length") { answer.tells_length = false; }
    SECTION("by way of a redirection") {
        up.server.answer("/elsewhere", answer);
        answer = {.status = 302, .location = up.server.url("/elsewhere")};
    }
    up.serve(answer);
    std::uint64_t last = 0;
    auto fetched = up.fetch("", [&](std::string_view id, std::uint64_t done, std::uint64_t total) {
        CHECK(id == "made_up");
        CHECK(total == 10000);
        CHECK(done >= last);
        last = done;
        return true;
    });
    REQUIRE(fetched);
    CHECK(last == 10000);
    CHECK(read_text(up.target()) == up.model);
    CHECK(up.folder.files() == 1);
    CHECK(up.store.state(up.spec()) == ModelState::verified);
}

TEST_CASE("the folder for the models is made when it is missing", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    const ModelStore deeper = store_of(up.folder / "not" / "there" / "yet", json_of(up.entry()));
    REQUIRE(deeper.fetch(deeper.specs().front(), "", {}));
    CHECK(deeper.best(ModelTask::detect) != nullptr);
}

TEST_CASE("a file with the wrong digest never gets its name and is deleted", "[models]") {
    Upstream up;
    up.model[7000] = 'X';
    up.serve({.body = up.model});
    check_fails(up.fetch(), ErrorCode::unavailable, "digest");
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a file of the wrong size never gets its name and is deleted", "[models]") {
    Upstream up;
    const bool told = GENERATE(true, false);
    HttpAnswer answer{.tells_length = told};
    SECTION("shorter") { answer.body = up.model.substr(0, 9999); }
    SECTION("one byte longer") { answer.body = up.model + "x"; }
    SECTION("much longer") { answer.body = std::string(40'000'000, 'x'); }
    SECTION("empty") {}
    up.serve(answer);
    check_fails(up.fetch(), ErrorCode::unavailable, "bytes");
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a server that sends without end is left early", "[models]") {
    Upstream up;
    up.serve({.body = std::string(100'000, 'x'), .tells_length = false, .pause = std::chrono::milliseconds(20)});
    const auto before = std::chrono::steady_clock::now();
    check_fails(up.fetch(), ErrorCode::unavailable, "more than");
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::milliseconds(1500));
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a download that was cut short is continued where it ended", "[models]") {
    Upstream up;
    up.serve({.body = up.model, .cut_after = 3210});
    check_fails(up.fetch(), ErrorCode::unavailable, "3210 bytes are kept");
    CHECK_FALSE(std::filesystem::exists(up.target()));
    REQUIRE(read_text(up.part()) == up.model.substr(0, 3210));
    CHECK(up.store.best(ModelTask::detect) == nullptr);

    up.serve({.body = up.model, .cut_after = 4000});
    check_fails(up.fetch(), ErrorCode::unavailable, "7210 bytes are kept");
    up.serve({.body = up.model});
    REQUIRE(up.fetch());
    CHECK(read_text(up.target()) == up.model);
    CHECK(up.folder.files() == 1);
    const auto requests = up.server.requests();
    REQUIRE(requests.size() == 3);
    CHECK(requests[0].range.empty());
    CHECK(requests[1].range == "bytes=3210-");
    CHECK(requests[2].range == "bytes=7210-");
}

TEST_CASE("a server that ignores or mistakes the range is asked for the whole", "[models]") {
    Upstream up;
    write_text(up.part(), up.model.substr(0, 1234));
    std::size_t requests = 1;
    HttpAnswer answer{.body = up.model};
    SECTION("it answers 200 with the whole") { answer.honours_range = false; }
    SECTION("it answers 206 with another part") {
        answer.content_range = "bytes 1000-9999/10000";
        requests = 2;
    }
    SECTION("it answers 206 without saying which part") {
        answer.content_range = "nothing";
        requests = 2;
    }
    up.serve(answer);
    REQUIRE(up.fetch());
    CHECK(read_text(up.target()) == up.model);
    CHECK(up.folder.files() == 1);
    REQUIRE(up.server.requests().size() == requests);
    CHECK(up.server.requests().front().range == "bytes=1234-");
    if (requests == 2) CHECK(up.server.requests().back().range.empty());
}

TEST_CASE("what an earlier try left is not trusted", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    SECTION("another file's beginning: begun anew once the digest fails") {
        write_text(up.part(), std::string(5000, 'x'));
        REQUIRE(up.fetch());
        REQUIRE(up.server.requests().size() == 2);
        CHECK(up.server.requests().back().range.empty());
    }
    SECTION("a whole file of the right length and wrong bytes") {
        write_text(up.part(), std::string(10000, 'x'));
        REQUIRE(up.fetch());
    }
    SECTION("more than the whole") {
        write_text(up.part(), std::string(10001, 'x'));
        REQUIRE(up.fetch());
        REQUIRE(up.server.requests().size() == 1);
        CHECK(up.server.requests().front().range.empty());
    }
    SECTION("the whole and right file: nothing is asked for") {
        write_text(up.part(), up.model);
        REQUIRE(up.fetch());
        CHECK(up.server.requests().empty());
    }
    CHECK(read_text(up.target()) == up.model);
    CHECK(up.folder.files() == 1);
}

TEST_CASE("a range beyond what the server has ends in an error or the right file, never in a wrong one", "[models]") {
    Upstream up;
    write_text(up.part(), up.model.substr(0, 9000));
    up.serve({.body = up.model.substr(0, 8000)});
    check_fails(up.fetch(), ErrorCode::unavailable, "bytes");
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a link in place of the unfinished file is not followed", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    write_text(up.folder / "precious", "precious");
    std::filesystem::create_symlink(up.folder / "precious", up.part());
    check_fails(up.fetch(), ErrorCode::write_failed, "");
    CHECK(read_text(up.folder / "precious") == "precious");
}

TEST_CASE("a status other than success is told and leaves nothing", "[models]") {
    Upstream up;
    const int status = GENERATE(204, 304, 400, 403, 404, 410, 500, 503);
    up.serve({.status = status, .body = status >= 400 ? up.model : ""});
    check_fails(up.fetch(), ErrorCode::unavailable, std::to_string(status));
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a failing server costs nothing of what was there to continue", "[models]") {
    Upstream up;
    write_text(up.part(), up.model.substr(0, 1234));
    up.serve({.status = 503, .body = std::string(20000, 'x')});
    check_fails(up.fetch(), ErrorCode::unavailable, "503");
    CHECK(read_text(up.part()) == up.model.substr(0, 1234));
}

TEST_CASE("redirections without end and to other protocols are refused", "[models]") {
    Upstream up;
    SECTION("round and round") { up.serve({.status = 302, .location = up.server.url("/models/made_up.onnx")}); }
    SECTION("to a file on this machine") {
        write_text(up.folder / "secret", up.model);
        up.serve({.status = 302, .location = "file://" + (up.folder / "secret").string()});
    }
    SECTION("to ftp") { up.serve({.status = 302, .location = "ftp://127.0.0.1/made_up.onnx"}); }
    check_fails(up.fetch(), ErrorCode::unavailable, "Cannot fetch");
    CHECK_FALSE(std::filesystem::exists(up.target()));
    CHECK_FALSE(std::filesystem::exists(up.part()));
}

TEST_CASE("a server that cannot be reached is told and leaves nothing", "[models]") {
    Upstream up;
    std::optional<HttpServer> gone;
    gone.emplace();
    const std::string address = gone->url();
    gone.reset();
    check_fails(up.fetch(address), ErrorCode::unavailable, address);
    check_fails(up.fetch("http://school.invalid/models"), ErrorCode::unavailable, "http://school.invalid/models");
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a message shows no password of an address", "[models]") {
    Upstream up;
    const std::string host = up.server.url().substr(std::string("http://").size());
    auto fetched = up.fetch("http://office:geheim@" + host + "/nowhere");
    check_fails(fetched, ErrorCode::unavailable, "404");
    CHECK(fetched.error().message.find("geheim") == std::string::npos);
    CHECK(fetched.error().message.find("office") == std::string::npos);
}

TEST_CASE("a folder that cannot be written to is told", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    SECTION("its place is taken by a file") {
        write_text(up.folder / "taken", "");
        const ModelStore store = store_of(up.folder / "taken", json_of(up.entry()));
        check_fails(store.fetch(store.specs().front(), "", {}), ErrorCode::write_failed, "taken");
    }
    SECTION("a folder bears the model's name") {
        std::filesystem::create_directory(up.target());
        check_fails(up.fetch(), ErrorCode::write_failed, "made_up.onnx");
    }
}

TEST_CASE("a folder without permission to write is told", "[models]") {
    if (geteuid() == 0) CONSENT_SKIP("root may write everywhere");
    Upstream up;
    up.serve({.body = up.model});
    chmod(up.folder.path().c_str(), 0500);
    check_fails(up.fetch(), ErrorCode::write_failed, "Permission denied");
    chmod(up.folder.path().c_str(), 0700);
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a disk that takes no more is told, and nothing is left on it", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    const Folder other;
    write_text(other / "made_up.onnx", up.model);
    const bool from_folder = GENERATE(false, true);
    const std::string from = from_folder ? other.path().string() : "";
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{4096, before.rlim_max};
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    auto fetched = up.fetch(from);
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    check_fails(fetched, ErrorCode::write_failed, "Cannot write");
    CHECK(up.folder.files() == 0);
}

TEST_CASE("two processes do not write one unfinished file", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    write_text(up.part(), up.model.substr(0, 100));
    const int other = open(up.part().c_str(), O_RDWR);
    REQUIRE(flock(other, LOCK_EX | LOCK_NB) == 0);
    check_fails(up.fetch(), ErrorCode::unavailable, "Another process");
    close(other);
    REQUIRE(up.fetch());
}

TEST_CASE("a folder, a file address and a mirror are sources, and their files are proved alike", "[models]") {
    Upstream up;
    const Folder other;
    write_text(other / "made_up.onnx", up.model);
    up.server.answer("/mirror/made_up.onnx", {.body = up.model});
    SECTION("the right file") {
        const std::string path = other.path().string();
        const std::vector<std::string> sources = {path, path + "/", "file://" + path, "FILE://localhost" + path,
                                                  "file:" + path, up.server.url("/mirror"), up.server.url("/mirror/")};
        const auto number = GENERATE(range(0, 7));
        const std::string& from = sources.at(static_cast<std::size_t>(number));
        INFO(from);
        REQUIRE(up.fetch(from));
        CHECK(read_text(up.target()) == up.model);
        CHECK(up.folder.files() == 1);
    }
    SECTION("a wrong file") {
        std::string wrong = up.model;
        SECTION("one byte off") { wrong[0] = 'X'; }
        SECTION("one byte longer") { wrong += 'X'; }
        SECTION("empty") { wrong.clear(); }
        write_text(other / "made_up.onnx", wrong);
        check_fails(up.fetch(other.path()), ErrorCode::unavailable, "manifest");
        CHECK(up.folder.files() == 0);
        CHECK(read_text(other / "made_up.onnx") == wrong);
    }
    SECTION("no such file") {
        std::filesystem::remove(other / "made_up.onnx");
        check_fails(up.fetch(other.path()), ErrorCode::unavailable, "No such file");
        check_fails(up.fetch(up.server.url("/empty")), ErrorCode::unavailable, "404");
        check_fails(up.fetch("/nonexistent"), ErrorCode::unavailable, "No such file");
        CHECK(up.folder.files() == 0);
    }
    SECTION("no file but a pipe") {
        std::filesystem::remove(other / "made_up.onnx");
        REQUIRE(mkfifo((other / "made_up.onnx").c_str(), 0600) == 0);
        check_fails(up.fetch(other.path()), ErrorCode::unavailable, "is no file");
    }
}

TEST_CASE("a file address may hold escaped bytes", "[models]") {
    Upstream up;
    const Folder other;
    std::filesystem::create_directory(other / "a b%");
    write_text(other / "a b%" / "made_up.onnx", up.model);
    REQUIRE(up.fetch("file://" + other.path().string() + "/a%20b%25"));
    CHECK(read_text(up.target()) == up.model);
}

TEST_CASE("an address of another kind is refused", "[models]") {
    Upstream up;
    const std::string from = GENERATE("ftp://models.invalid/", "gopher://x", "http://models.invalid/?x=y", "file://elsewhere/a",
                                      "file:relative", "file:///a%00b", "file:///a%2");
    INFO(from);
    check_fails(up.fetch(from), ErrorCode::invalid_argument, "cannot be fetched from");
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a model without an upstream address says where its file may come from", "[models]") {
    const Folder folder;
    const std::string model = made_up_model();
    const ModelStore store = store_of(folder.path(), json_of(entry_of(model)));
    auto fetched = store.fetch(store.specs().front(), "", {});
    check_fails(fetched, ErrorCode::unavailable, "no upstream address");
    CHECK(fetched.error().message.find("https://models.invalid/") != std::string::npos);
    CHECK(fetched.error().message.find("made_up.onnx") != std::string::npos);
    CHECK(folder.files() == 0);
}

TEST_CASE("a model without a digest is not fetched from anywhere", "[models]") {
    Upstream up;
    Entry entry = up.entry();
    entry.sha256 = "null";
    entry.bytes = "null";
    up.serve({.body = up.model});
    const ModelStore store = store_of(up.folder.path(), json_of(entry));
    const std::string from = GENERATE("", "/tmp", "http://models.invalid");
    check_fails(store.fetch(store.specs().front(), from, {}), ErrorCode::refused, "no digest");
    CHECK(up.server.requests().empty());
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a caller who has enough stops the download, and it can be continued", "[models]") {
    Upstream up;
    up.serve({.body = up.model, .pause = std::chrono::milliseconds(20)});
    auto fetched = up.fetch("", [](std::string_view, std::uint64_t done, std::uint64_t) { return done < 3000; });
    check_fails(fetched, ErrorCode::refused, "stopped");
    CHECK_FALSE(std::filesystem::exists(up.target()));
    CHECK(std::filesystem::file_size(up.part()) >= 3000);
    up.serve({.body = up.model});
    REQUIRE(up.fetch());
    CHECK(read_text(up.target()) == up.model);

    std::filesystem::remove(up.target());
    const Folder other;
    write_text(other / "made_up.onnx", up.model);
    check_fails(up.fetch(other.path(), [](std::string_view, std::uint64_t, std::uint64_t) { return false; }),
                ErrorCode::refused, "stopped");
    CHECK(up.folder.files() == 0);
}

TEST_CASE("a caller whose progress function throws gets an error, not an exception", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    auto fetched =
        up.fetch("", [](std::string_view, std::uint64_t, std::uint64_t) -> bool { throw std::runtime_error("ouch"); });
    check_fails(fetched, ErrorCode::internal, "ouch");
    CHECK_FALSE(std::filesystem::exists(up.target()));
}

TEST_CASE("a file that is there and verifies is left alone", "[models]") {
    Upstream up;
    up.serve({.body = up.model});
    write_text(up.target(), up.model);
    const auto long_ago = std::filesystem::last_write_time(up.target()) - std::chrono::hours(1000);
    std::filesystem::last_write_time(up.target(), long_ago);
    REQUIRE(up.fetch());
    REQUIRE(up.fetch("/nonexistent"));
    CHECK(std::filesystem::last_write_time(up.target()) == long_ago);
    CHECK(up.server.requests().empty());
}

TEST_CASE("a damaged file that is there is replaced, but only by a proved one", "[models]") {
    Upstream up;
    const std::string damaged = GENERATE(std::string(), std::string(10000, 'x'), std::string(20000, 'x'));
    write_text(up.target(), damaged);
    up.serve({.status = 404});
    REQUIRE_FALSE(up.fetch());
    CHECK(read_text(up.target()) == damaged);
    CHECK_FALSE(up.store.load(up.spec()));
    up.serve({.body = up.model});
    REQUIRE(up.fetch());
    CHECK(read_text(up.target()) == up.model);
}

TEST_CASE("a packed upstream file is unpacked and the content proved", "[models]") {
    setenv("no_proxy", "*", 1);
    HttpServer server;
    const Folder folder;
    Entry entry = entry_of(unpacked_model());
    entry.source = quoted(server.url("/made_up.bz2"));
    entry.compression = R"("bz2")";
    const ModelStore store = store_of(folder.path(), json_of(entry));
    const ModelSpec& spec = store.specs().front();
    const std::string packed = packed_model();
    const auto part = folder / "made_up.onnx.bz2.part";

    SECTION("a good file") {
        server.answer("/made_up.bz2", {.body = packed});
        REQUIRE(store.fetch(spec, "", {}));
    }
    SECTION("cut short, then continued") {
        server.answer("/made_up.bz2", {.body = packed, .cut_after = 50});
        check_fails(store.fetch(spec, "", {}), ErrorCode::unavailable, "50 bytes are kept");
        server.answer("/made_up.bz2", {.body = packed});
        REQUIRE(store.fetch(spec, "", {}));
        CHECK(server.requests().back().range == "bytes=50-");
    }
    SECTION("an earlier try had fetched all of it") {
        write_text(part, packed);
        server.answer("/made_up.bz2", {.body = packed});
        REQUIRE(store.fetch(spec, "", {}));
        CHECK(server.requests().size() == 1);
    }
    SECTION("an earlier try had fetched something else") {
        write_text(part, "something else");
        server.answer("/made_up.bz2", {.body = packed});
        REQUIRE(store.fetch(spec, "", {}));
    }
    SECTION("from a mirror, unpacked already") {
        server.answer("/mirror/made_up.onnx", {.body = unpacked_model()});
        REQUIRE(store.fetch(spec, server.url("/mirror"), {}));
    }
    CHECK(read_text(folder / "made_up.onnx") == unpacked_model());
    CHECK(folder.files() == 1);
}

TEST_CASE("a packed upstream file with a wrong content never gets the name", "[models]") {
    setenv("no_proxy", "*", 1);
    HttpServer server;
    const Folder folder;
    Entry entry = entry_of(unpacked_model());
    std::string packed = packed_model();
    SECTION("another digest") { entry.sha256 = quoted(std::string(64, '0')); }
    SECTION("more than the manifest says") { entry.bytes = "9999"; }
    SECTION("less than the manifest says") { entry.bytes = "10001"; }
    SECTION("damaged") { packed[60] = 'X'; }
    SECTION("not packed") { packed = unpacked_model(); }
    SECTION("far larger than the content could be") { packed = std::string(1'000'000, 'x'); }
    server.answer("/made_up.bz2", {.body = packed});
    entry.source = quoted(server.url("/made_up.bz2"));
    entry.compression = R"("bz2")";
    const ModelStore store = store_of(folder.path(), json_of(entry));
    check_fails(store.fetch(store.specs().front(), "", {}), ErrorCode::unavailable, "made_up");
    CHECK(folder.files() == 0);
}
