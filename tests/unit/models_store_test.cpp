// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "models_fixture.hpp"
#include "support/catch.hpp"

using namespace consent;
using namespace consent::test;

TEST_CASE("a model is loaded only when its whole file has the manifest's digest", "[models]") {
    const Folder folder;
    const std::string model = made_up_model();
    const ModelStore store = store_of(folder.path(), json_of(entry_of(model)));
    const ModelSpec& spec = store.specs().front();

    SECTION("the right file") {
        write_text(folder / spec.file, model);
        CHECK(store.state(spec) == ModelState::verified);
        auto loaded = store.load(spec);
        REQUIRE(loaded);
        CHECK(*loaded == Bytes(bytes_of(model).begin(), bytes_of(model).end()));
    }
    SECTION("no file") {
        CHECK(store.state(spec) == ModelState::missing);
        REQUIRE_FALSE(store.load(spec));
        CHECK(store.load(spec).error().code == ErrorCode::unavailable);
        CHECK(store.load(spec).error().message.find("missing") != std::string::npos);
    }
    SECTION("a file that is not what the manifest says") {
        std::string other = model;
        SECTION("one bit off") { other[5000] = static_cast<char>(other[5000] ^ 1); }
        SECTION("cut short") { other.pop_back(); }
        SECTION("one byte more") { other.push_back('x'); }
        SECTION("empty") { other.clear(); }
        write_text(folder / spec.file, other);
        CHECK(store.state(spec) == ModelState::wrong_digest);
        REQUIRE_FALSE(store.load(spec));
        CHECK(store.load(spec).error().code == ErrorCode::unavailable);
        CHECK(store.load(spec).error().message.find("damaged") != std::string::npos);
        CHECK(store.best(ModelTask::detect) == nullptr);
    }
    SECTION("something that is no file") {
        SECTION("a folder") { std::filesystem::create_directory(folder / spec.file); }
        SECTION("a pipe, which must not make us wait") { REQUIRE(mkfifo((folder / spec.file).c_str(), 0600) == 0); }
        CHECK(store.state(spec) == ModelState::unreadable);
        REQUIRE_FALSE(store.load(spec));
        CHECK(store.load(spec).error().code == ErrorCode::unavailable);
    }
}

TEST_CASE("a file for which the manifest has no digest is never used", "[models]") {
    const Folder folder;
    Entry entry = entry_of("x");
    entry.sha256 = "null";
    entry.bytes = "null";
    const ModelStore store = store_of(folder.path(), json_of(entry));
    const std::string content = GENERATE("", "whatever");
    write_text(folder / entry.file, content);
    CHECK(store.state(store.specs().front()) == ModelState::wrong_digest);
    CHECK(store.best(ModelTask::detect) == nullptr);
    auto loaded = store.load(store.specs().front());
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code == ErrorCode::unavailable);
    CHECK(loaded.error().message.find("no digest") != std::string::npos);
}

TEST_CASE("the best model is the first of its task whose file verifies", "[models]") {
    const Folder folder;
    std::string entries;
    for (const char* id : {"first", "second", "third"}) {
        Entry entry = entry_of(id);
        entry.id = id;
        entry.file = id;
        entry.task = std::string(id) == "second" ? "embed" : "detect";
        if (!entries.empty()) entries += ',';
        entries += json_of(entry);
    }
    const ModelStore store = store_of(folder.path(), entries);
    CHECK(store.best(ModelTask::detect) == nullptr);
    write_text(folder / "third", "third");
    REQUIRE(store.best(ModelTask::detect) != nullptr);
    CHECK(store.best(ModelTask::detect)->id == "third");
    write_text(folder / "first", "damaged");
    CHECK(store.best(ModelTask::detect)->id == "third");
    write_text(folder / "first", "first");
    CHECK(store.best(ModelTask::detect)->id == "first");
    CHECK(store.best(ModelTask::embed) == nullptr);
}
