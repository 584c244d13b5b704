// SPDX-License-Identifier: Apache-2.0
//
// `consent strip` as the office uses it.
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include <consent/consent.hpp>

#include "image/decode.hpp"
#include "image/encode.hpp"
#include "support/catch.hpp"
#include "support/picture_maker.hpp"
#include "support/picture_parts.hpp"
#include "support/run_tool.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

struct Desk {
    Scratch scratch;
    fs::path out = scratch.path() / "out";

    std::string put(const std::string& name, const Bytes& bytes) const {
        std::ofstream(scratch.path() / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return (scratch.path() / name).string();
    }
    [[nodiscard]] ToolRun strip(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "strip");
        arguments.insert(arguments.end(), {"-o", out.string()});
        return run_tool(arguments);
    }
    // The one copy that was written.
    [[nodiscard]] Bytes copy() const {
        std::vector<fs::path> files(fs::directory_iterator(out), {});
        REQUIRE(files.size() == 1);
        std::ifstream in(files[0], std::ios::binary);
        return Bytes(std::istreambuf_iterator<char>(in), {});
    }
};

Bytes photo(int width = 400, int height = 300) {
    Raster raster{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) raster.rgb.push_back(static_cast<std::uint8_t>((x * (c + 1) / 3 + y) & 0xff));
    return *encode_jpeg(raster);
}

// The photo with a comment that names somebody.
Bytes named_photo() {
    Bytes bytes = photo();
    const std::string text = "Ngozi Example at sports day";
    Bytes comment{0xFF, 0xFE, 0, static_cast<std::uint8_t>(text.size() + 2)};
    comment.insert(comment.end(), text.begin(), text.end());
    bytes.insert(bytes.begin() + 2, comment.begin(), comment.end());
    return bytes;
}

bool holds(const Bytes& bytes, const std::string& text) {
    return std::string(bytes.begin(), bytes.end()).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("strip takes out what the file carries, under a neutral name, and says that it is no clearance", "[cli][strip]") {
    if (tool_path().empty()) CONSENT_SKIP("this build made no tool");
    const Desk desk;
    const std::string file = desk.put("ngozi-example.jpg", named_photo());
    const ToolRun run = desk.strip({file});
    INFO(run.err);
    CHECK(run.status == 0);
    CHECK(run.out.find("taken out: JPEG:COM") != std::string::npos);
    CHECK(run.out.find("no clearance") != std::string::npos);
    CHECK(run.out.find("sports day") == std::string::npos);
    const Bytes copy = desk.copy();
    CHECK_FALSE(holds(copy, "Ngozi"));
    CHECK(fs::directory_iterator(desk.out)->path().filename().string().find("ngozi") == std::string::npos);
    CHECK((decode(copy, Limits{})->shown.rgb == decode(named_photo(), Limits{})->shown.rgb));
}

TEST_CASE("strip shows the texts when asked, and says all of it as JSON", "[cli][strip]") {
    if (tool_path().empty()) CONSENT_SKIP("this build made no tool");
    const Desk desk;
    const std::string file = desk.put("a.jpg", named_photo());
    CHECK(desk.strip({file, "--show"}).out.find("JPEG:COM: Ngozi Example at sports day") != std::string::npos);
    const ToolRun run = desk.strip({file, "--json", "--show"});
    const auto object = nlohmann::json::parse(run.out);
    CHECK(object["clearance"] == false);
    CHECK(object["copy"] == "lossless");
    CHECK(object["metadata"][0] == "JPEG:COM");
    CHECK(object["texts"]["JPEG:COM"] == "Ngozi Example at sports day");
    CHECK(object["copy_sha256"] == to_hex(sha256(desk.copy())));
    CHECK_FALSE(nlohmann::json::parse(desk.strip({file, "--json"}).out).contains("texts"));
}

TEST_CASE("strip makes a smaller copy", "[cli][strip]") {
    if (tool_path().empty()) CONSENT_SKIP("this build made no tool");
    const Desk desk;
    const std::string file = desk.put("a.jpg", named_photo());
    CHECK(desk.strip({file, "--max-edge", "160", "--quality", "80"}).status == 0);
    const Bytes copy = desk.copy();
    CHECK(decode(copy, Limits{})->shown.width == 160);
    CHECK(decode(copy, Limits{})->shown.height == 120);
    CHECK_FALSE(holds(copy, "Ngozi"));
}

TEST_CASE("strip refuses what it cannot read and goes on with the rest", "[cli][strip]") {
    if (tool_path().empty()) CONSENT_SKIP("this build made no tool");
    const Desk desk;
    const std::string good = desk.put("good.jpg", photo()), text = desk.put("text.jpg", Bytes{'h', 'e', 'l', 'l', 'o'});
    Bytes cut = photo();
    cut.resize(cut.size() / 2);
    const ToolRun run = desk.strip({text, desk.put("cut.jpg", cut), good, desk.put("empty.jpg", {}), "missing.jpg"});
    CHECK(run.status == 65);
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 4);
    CHECK(desk.copy().size() > 100);
    CHECK(desk.strip({good, "--max-edge", "8"}).status == 64);
    CHECK(desk.strip({good, "--quality", "101"}).status == 64);
    CHECK(desk.strip({}).status == 64);
    const ToolRun nowhere = run_tool({"strip", good, "-o", "/proc/none"});
    CHECK(nowhere.status == 74);
}
