// SPDX-License-Identifier: Apache-2.0
//
// `consent models` as a user types it. Fetching real models needs the folder of models beside the source tree.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "support/catch.hpp"
#include "support/http_server.hpp"
#include "support/run_tool.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent::test;
namespace fs = std::filesystem;

namespace {

#define REQUIRE_TOOL() \
    if (tool_path().empty()) CONSENT_SKIP("this build has no command line tool")
#define REQUIRE_SHARED_MODELS() \
    REQUIRE_TOOL();             \
    if (shared_models().empty()) CONSENT_SKIP("there is no folder ../shared/models beside the source tree")

constexpr const char* yunet = "face_detection_yunet_2023mar.onnx";

fs::path shared_models() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    if (source == nullptr) return {};
    const fs::path folder = fs::path(source).parent_path() / "shared" / "models";
    return fs::exists(folder / yunet) ? folder : fs::path();
}

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// A folder for the models, and the tool run with it, away from the checkout and without a source by default.
struct Place {
    ToolRun models(std::vector<std::string> arguments, const std::string& source = "") const {
        arguments.insert(arguments.begin(), "models");
        return run_tool(arguments, {.folder = scratch.path(),
                                    .environment = {{"CONSENT_MODELS", (scratch.path() / "models").string()},
                                                    {"CONSENT_MODEL_SOURCE", source},
                                                    {"no_proxy", "*"}}});
    }
    fs::path file(const std::string& name) const { return scratch.path() / "models" / name; }
    std::ptrdiff_t files() const {
        const fs::path folder = scratch.path() / "models";
        if (!fs::exists(folder)) return 0;
        return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
    }

    Scratch scratch;
};

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("models list names every model with its state, and makes no folder", "[cli][models]") {
    REQUIRE_TOOL();
    const Place place;
    const ToolRun run = place.models({"list"});
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    for (const char* id : {"yunet_2023mar", "ultralight_rfb_640", "sface_2021dec", "mobilefacenet", "dlib_resnet_v1"})
        CHECK(says(run.out, id));
    CHECK(says(run.out, "missing"));
    CHECK(says(run.out, "no digest"));
    CHECK(place.files() == 0);
    CHECK_FALSE(fs::exists(place.scratch.path() / "models"));
}

TEST_CASE("models verify passes over what is not there, and names it when asked for it", "[cli][models]") {
    REQUIRE_TOOL();
    const Place place;
    CHECK(place.models({"verify"}).status == 0);
    const ToolRun named = place.models({"verify", "yunet_2023mar"});
    CHECK(named.status == 69);
    CHECK(says(named.err, "missing"));
}

TEST_CASE("models verify tells a damaged file by its exit status", "[cli][models]") {
    REQUIRE_TOOL();
    const Place place;
    fs::create_directories(place.file("").parent_path());
    std::ofstream(place.file(yunet)) << "not a network";
    const ToolRun run = place.models({"verify"});
    CHECK(run.status == 69);
    CHECK(says(run.err, "yunet_2023mar is damaged"));
    CHECK(says(place.models({"list"}).out, "DAMAGED"));
}

TEST_CASE("models fetch refuses what it cannot mean", "[cli][models]") {
    REQUIRE_TOOL();
    const Place place;
    CHECK(place.models({}).status == 64);
    CHECK(place.models({"fetch", "no_such_model"}).status == 64);
    CHECK(place.models({"fetch", "--all", "yunet_2023mar"}).status == 64);
    CHECK(place.models({"fetch", "--from", "ftp://models.invalid", "yunet_2023mar"}).status == 64);
    const ToolRun unvouched = place.models({"fetch", "dlib_resnet_v1"});
    CHECK(unvouched.status == 65);
    CHECK(says(unvouched.err, "no digest"));
    const ToolRun converted = place.models({"fetch", "mobilefacenet"});
    CHECK(converted.status == 69);
    CHECK(says(converted.err, "no upstream address"));
    CHECK(place.files() == 0);
}

TEST_CASE("models fetch from a mirror that lies leaves no file and exits with 69", "[cli][models]") {
    REQUIRE_TOOL();
    const Place place;
    HttpServer server;
    std::string said;
    SECTION("nothing there") { said = "404"; }
    SECTION("wrong bytes of the right length") {
        server.answer(std::string("/") + yunet, {.body = std::string(232589, 'x')});
        said = "digest";
    }
    SECTION("too many bytes") {
        server.answer(std::string("/") + yunet, {.body = std::string(300000, 'x')});
        said = "more than";
    }
    const ToolRun run = place.models({"fetch", "yunet_2023mar", "--from", server.url()});
    CHECK(run.status == 69);
    CHECK(says(run.err, said));
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    CHECK(place.files() == 0);
}

TEST_CASE("a folder that cannot be made exits with 74", "[cli][models]") {
    REQUIRE_TOOL();
    const Place place;
    HttpServer server;
    server.answer(std::string("/") + yunet, {.body = std::string(232589, 'x')});
    std::ofstream(place.scratch.path() / "models") << "in the way";
    const ToolRun run = place.models({"fetch", "yunet_2023mar", "--from", server.url()});
    CHECK(run.status == 74);
    CHECK(content(place.scratch.path() / "models") == "in the way");
}

TEST_CASE("models fetch brings two detectors and a recognition model from a folder", "[cli][models]") {
    REQUIRE_SHARED_MODELS();
    const Place place;
    SECTION("given on the command line") {
        CHECK(place.models({"fetch", "--from", shared_models().string()}, "/nonexistent").status == 0);
    }
    SECTION("given by the environment") { CHECK(place.models({"fetch"}, shared_models().string()).status == 0); }
    CHECK(place.files() == 3);
    const ToolRun verified = place.models({"verify"});
    CHECK(verified.status == 0);
    CHECK(std::count(verified.out.begin(), verified.out.end(), '\n') == 3);

    const ToolRun again = place.models({"fetch", "--from", "/nonexistent"});
    CHECK(again.status == 0);
    CHECK(says(again.out, "already there"));
    CHECK_FALSE(says(again.out, "fetched"));
}

TEST_CASE("within a checkout the folder of models beside it is taken, and said so", "[cli][models]") {
    REQUIRE_SHARED_MODELS();
    const Scratch scratch;
    const fs::path checkout = scratch.path() / "checkout";
    fs::create_directories(checkout / "models");
    fs::create_directories(checkout / "deep" / "inside");
    std::ofstream(checkout / "models" / "manifest.json") << "{}";
    fs::create_directories(scratch.path() / "shared");
    fs::create_directory_symlink(shared_models(), scratch.path() / "shared" / "models");
    const auto fetch = [&](const fs::path& folder, const std::string& source) {
        return run_tool({"models", "fetch", "yunet_2023mar", "--models", (scratch.path() / "fetched").string()},
                        {.folder = folder, .environment = {{"CONSENT_MODEL_SOURCE", source}}});
    };
    CHECK(fetch(checkout, "/nonexistent").status == 69);
    const ToolRun run = fetch(checkout / "deep" / "inside", "");
    CHECK(run.status == 0);
    CHECK(says(run.out, "beside this checkout"));
    CHECK(fs::exists(scratch.path() / "fetched" / yunet));
}

TEST_CASE("models fetch continues a download that was cut short", "[cli][models]") {
    REQUIRE_SHARED_MODELS();
    const Place place;
    HttpServer server;
    const std::string model = content(shared_models() / yunet);
    const std::string path = std::string("/mirror/") + yunet;
    server.answer(path, {.body = model, .cut_after = 100'000});
    const std::vector<std::string> command = {"fetch", "yunet_2023mar", "--from", server.url("/mirror")};
    CHECK(place.models(command).status == 69);
    CHECK_FALSE(fs::exists(place.file(yunet)));
    CHECK(place.models({"verify"}).status == 0);
    server.answer(path, {.body = model});
    const ToolRun run = place.models(command);
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    CHECK(run.out == "yunet_2023mar: fetched, verified, 232589 bytes\n");
    CHECK(server.requests().back().range == "bytes=100000-");
    CHECK(content(place.file(yunet)) == model);
    CHECK(place.files() == 1);
}

TEST_CASE("models fetch goes on with the next recognition model when the first is not to be had", "[cli][models]") {
    REQUIRE_SHARED_MODELS();
    const Place place;
    HttpServer server;
    for (const char* name : {yunet, "ultralight_rfb_640.onnx", "mobileface_v2.onnx"})
        server.answer(std::string("/") + name, {.body = content(shared_models() / name)});
    const ToolRun run = place.models({"fetch", "--from", server.url()});
    CHECK(run.status == 0);
    CHECK(says(run.out, "sface_2021dec: passed over"));
    CHECK(says(run.out, "mobileface_v2: fetched"));
    CHECK(place.files() == 3);
}

TEST_CASE("models fetch tells when a task is left without a model", "[cli][models]") {
    REQUIRE_SHARED_MODELS();
    const Place place;
    HttpServer server;
    server.answer(std::string("/") + yunet, {.body = content(shared_models() / yunet)});
    const ToolRun run = place.models({"fetch", "--from", server.url()});
    CHECK(run.status == 69);
    CHECK(says(run.err, "1 of 2 detectors"));
    CHECK(says(run.err, "0 of 1 recognition models"));
    CHECK(place.files() == 1);
}
