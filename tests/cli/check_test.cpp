// SPDX-License-Identifier: Apache-2.0
//
// `consent check` and `consent publish` as the office uses them, and everything bad that can be handed to them. No model
// is needed: faces do not matter here.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <consent/consent.hpp>

#include "image/encode.hpp"
#include "support/catch.hpp"
#include "support/run_tool.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

// What publishes goes by the clock, so the register has to be as young as the test.
const Instant now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

Bytes gradient(int width = 320, int height = 200) {
    Raster raster{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) raster.rgb.push_back(static_cast<std::uint8_t>((x * (c + 1) / 3 + y) & 0xff));
    return *encode_jpeg(raster);
}

Bytes gradient_png() {
    Raster raster{64, 64, {}};
    raster.rgb.resize(64 * 64 * 3, 90);
    return *encode_png(raster);
}

// A school of one pupil, an empty folder of models, and the tool.
struct Office {
    Scratch scratch;
    fs::path people = scratch.path() / "school.db";
    fs::path out = scratch.path() / "out";

    Office() {
        auto created = create_register(people.string(), now);
        REQUIRE(created);
        Person person;
        person.id = "P014";
        person.name = "Mia Example";
        REQUIRE((*created)->add(person, now));
        REQUIRE((*created)->record({"P014", "website", Answer::grant, {}, *parse_date("2020-09-01"), {}, "form 12"}, now));
        fs::create_directory(scratch.path() / "models");
    }

    fs::path put(const std::string& name, const Bytes& bytes) const {
        std::ofstream(scratch.path() / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return scratch.path() / name;
    }

    [[nodiscard]] ToolRun tool(std::vector<std::string> arguments) const {
        return run_tool(arguments, {{}, {{"CONSENT_REGISTER", people.string()},
                                         {"CONSENT_MODELS", (scratch.path() / "models").string()}}});
    }
    [[nodiscard]] ToolRun publish(const fs::path& picture, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"publish", picture.string(), "--for", "website", "-o", out.string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        // Without models a picture is cleared by roll call alone: nobody is in these.
        if (std::find(more.begin(), more.end(), "--people") == more.end())
            arguments.insert(arguments.end(), {"--people", "0"});
        return tool(arguments);
    }

    [[nodiscard]] std::vector<fs::path> written() const {
        std::vector<fs::path> files;
        if (fs::exists(out))
            for (const auto& entry : fs::directory_iterator(out)) files.push_back(entry.path());
        return files;
    }
};

Bytes read_back(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// One line, from the tool, with no verdict that lets anything out.
void is_one_clear_line(const ToolRun& run) {
    CAPTURE(run.err, run.out);
    CHECK(run.err.starts_with("consent: "));
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    CHECK(run.out.find("PUBLISH") == std::string::npos);
}

std::uint64_t version_of(const fs::path& people) {
    auto opened = open_register(people.string());
    REQUIRE(opened);
    const auto version = (*opened)->version();
    REQUIRE(version);
    return *version;
}

}  // namespace

#define NEEDS_TOOL() if (tool_path().empty()) CONSENT_SKIP("this build made no command line tool")

TEST_CASE("publish writes one clean copy under a neutral name, and the caption without names", "[cli]") {
    NEEDS_TOOL();
    const Office office;
    const ToolRun run = office.publish(office.put("mia-example.jpg", gradient()), {"--caption", "Mia wins!"});
    CAPTURE(run.err, run.out);
    REQUIRE(run.status == 0);
    REQUIRE(office.written().size() == 1);
    const Bytes copy = read_back(office.written()[0]);
    CHECK(office.written()[0].filename().string() == "photo-" + to_hex(sha256(copy)).substr(0, 12) + ".jpg");
    CHECK(run.out.find("caption to publish: One of our pupils wins!") != std::string::npos);
    CHECK(run.err.empty());
}

TEST_CASE("a second run gives the same copy, and check writes nothing at all", "[cli]") {
    NEEDS_TOOL();
    const Office office;
    const fs::path picture = office.put("a.jpg", gradient());
    REQUIRE(office.tool({"check", picture.string(), "--for", "website", "--people", "0"}).status == 0);
    CHECK(office.written().empty());
    REQUIRE(office.publish(picture).status == 0);
    REQUIRE(office.publish(picture).status == 0);
    CHECK(office.written().size() == 1);
}

TEST_CASE("with --json there is one object for each picture, unreadable ones too, and the worst status wins", "[cli]") {
    NEEDS_TOOL();
    const Office office;
    const fs::path good = office.put("good.jpg", gradient());
    const fs::path bad = office.put("bad.jpg", {'n', 'o'});
    const ToolRun one = office.publish(good, {"--json"});
    CHECK(one.status == 0);
    CHECK(nlohmann::json::parse(one.out)["published"].get<std::string>().find("photo-") != std::string::npos);

    const ToolRun run = office.tool({"publish", good.string(), bad.string(), "--for", "website", "-o", office.out.string(), "--json"});
    CHECK(run.status == 65);
    std::istringstream lines(run.out);
    std::string line;
    REQUIRE(std::getline(lines, line));
    const auto first = nlohmann::json::parse(line);
    CHECK(first["verdict"] == "review");  // the built-in detector finds no small faces, and nobody called the roll
    CHECK(first["published"].is_null());
    REQUIRE(std::getline(lines, line));
    const auto second = nlohmann::json::parse(line);
    CHECK(second["verdict"] == "block");
    CHECK(second["reasons"][0]["rule"] == "R-01");
    CHECK_FALSE(std::getline(lines, line));
    CHECK(office.written().size() == 1);
}

TEST_CASE("a roll call that does not add up is review with exit status 2, and nothing is written", "[cli][R-04]") {
    NEEDS_TOOL();
    const Office office;
    const ToolRun run = office.publish(office.put("a.jpg", gradient()), {"--present", "P014", "--people", "1"});
    CHECK(run.status == 2);
    CHECK(run.out.find("R-04") != std::string::npos);
    CHECK(office.written().empty());
}

TEST_CASE("a picture that cannot be read whole gives one clear line, status 65, and no file", "[cli][R-01][bad-input]") {
    NEEDS_TOOL();
    const Office office;
    const std::uint64_t version = version_of(office.people);
    fs::path picture;
    SECTION("an empty file") { picture = office.put("a.jpg", {}); }
    SECTION("text named .jpg") { picture = office.put("a.jpg", {'D', 'e', 'a', 'r', ' ', 'a', 'l', 'l'}); }
    SECTION("a JPEG cut short") {
        const int tenth = GENERATE(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Bytes bytes = gradient();
        bytes.resize(tenth == 10 ? bytes.size() - 16 : bytes.size() * static_cast<std::size_t>(tenth) / 10);
        CAPTURE(tenth);
        picture = office.put("a.jpg", bytes);
    }
    SECTION("a PNG with a wrong checksum") {
        Bytes bytes = gradient_png();
        bytes[bytes.size() / 2] ^= 1;
        picture = office.put("a.png", bytes);
    }
    SECTION("a JPEG header of 60000 x 60000") {
        Bytes bytes = gradient();
        for (std::size_t i = 0; i + 9 < bytes.size(); ++i)
            if (bytes[i] == 0xff && (bytes[i + 1] == 0xc0 || bytes[i + 1] == 0xc2)) {
                for (const std::size_t at : {i + 5, i + 7}) {
                    bytes[at] = 60000 >> 8;
                    bytes[at + 1] = 60000 & 0xff;
                }
                break;
            }
        picture = office.put("a.jpg", bytes);
    }
    SECTION("a folder") { picture = office.scratch.path() / "models"; }
    SECTION("no such file") { picture = office.scratch.path() / "nowhere.jpg"; }
    const ToolRun run = office.publish(picture);
    CHECK(run.status == 65);
    is_one_clear_line(run);
    CHECK(office.written().empty());
    CHECK(version_of(office.people) == version);
}

TEST_CASE("a file that may not be read gives one clear line and status 65", "[cli][bad-input]") {
    NEEDS_TOOL();
    if (::geteuid() == 0) CONSENT_SKIP("root may read every file");
    const Office office;
    const fs::path picture = office.put("a.jpg", gradient());
    fs::permissions(picture, fs::perms::none);
    const ToolRun run = office.publish(picture);
    CHECK(run.status == 65);
    is_one_clear_line(run);
}

TEST_CASE("a request that makes no sense gives one clear line and status 64", "[cli][bad-input]") {
    NEEDS_TOOL();
    const Office office;
    const std::string picture = office.put("a.jpg", gradient()).string();
    std::vector<std::string> arguments;
    SECTION("an unknown purpose") { arguments = {"check", picture, "--for", "websight"}; }
    SECTION("no purpose") { arguments = {"check", picture}; }
    SECTION("no picture") { arguments = {"check", "--for", "website"}; }
    SECTION("an unknown person on the roll call") {
        arguments = {"check", picture, "--for", "website", "--present", "P999", "--people", "1"};
    }
    SECTION("a roll call without a number") { arguments = {"check", picture, "--for", "website", "--present", "P014"}; }
    SECTION("one roll call for two pictures") {
        arguments = {"check", picture, picture, "--for", "website", "--present", "P014", "--people", "1"};
    }
    SECTION("a day that does not exist") { arguments = {"check", picture, "--for", "website", "--at", "2026-02-30"}; }
    SECTION("an unknown command") { arguments = {"chekc", picture}; }
    SECTION("an unknown option") { arguments = {"check", picture, "--for", "website", "--force"}; }
    SECTION("publishing as on another day, when a consent still held") {
        arguments = {"publish", picture, "--for", "website", "--at", "2026-01-01", "-o", office.out.string()};
    }
    SECTION("publish without a folder") { arguments = {"publish", picture, "--for", "website"}; }
    const ToolRun run = office.tool(arguments);
    CAPTURE(run.out);
    CHECK(run.status == 64);
    is_one_clear_line(run);
}

TEST_CASE("without its register, models or log the gate is unavailable, status 69, and nothing leaves", "[cli][R-09][bad-input]") {
    NEEDS_TOOL();
    const Office office;
    const fs::path picture = office.put("a.jpg", gradient());
    std::vector<std::string> more;
    SECTION("no such register") { more = {"--register", (office.scratch.path() / "none.db").string()}; }
    SECTION("a register that is text") {
        more = {"--register", office.put("text.db", Bytes(5000, 'x')).string()};
    }
    SECTION("a damaged register") {
        Bytes bytes = read_back(office.people);
        for (std::size_t i = 100; i < bytes.size(); i += 7) bytes[i] ^= 0x5a;
        more = {"--register", office.put("damaged.db", bytes).string()};
    }
    SECTION("a model file cut short") {
        office.put("models/face_detection_yunet_2023mar.onnx", Bytes(1000, 1));
    }
    SECTION("a model that is not there") { more = {"--detector", "yunet_2023mar"}; }
    SECTION("an audit log that cannot be opened") { more = {"--audit", (office.scratch.path() / "no" / "log.db").string()}; }
    const ToolRun run = office.publish(picture, more);
    CHECK(run.status == 69);
    is_one_clear_line(run);
    CHECK(office.written().empty());
}

TEST_CASE("an output that cannot be written gives status 74 and leaves no file", "[cli][bad-input][fault]") {
    NEEDS_TOOL();
    Office office;
    const fs::path picture = office.put("a.jpg", gradient(3000, 2000));
    REQUIRE(fs::file_size(picture) > 100000);
    SECTION("the output folder is a file") {
        std::ofstream(office.out) << "x";
        const ToolRun run = office.publish(picture);
        CHECK(run.status == 74);
        is_one_clear_line(run);
        CHECK(fs::file_size(office.out) == 1);
    }
    SECTION("the disk is full") {
        fs::create_directory(office.out);
        const std::string mount = "mount -t tmpfs -o size=64k tmpfs " + office.out.string() + " 2>/dev/null";
        if (std::system(mount.c_str()) != 0) CONSENT_SKIP("no small disk can be mounted here");
        const ToolRun run = office.publish(picture);
        CHECK(run.status == 74);
        is_one_clear_line(run);
        CHECK(office.written().empty());
        CHECK(std::system(("umount " + office.out.string()).c_str()) == 0);
    }
}

TEST_CASE("publish killed at any moment leaves no partial file under a final name", "[cli][fault]") {
    NEEDS_TOOL();
    const Office office;
    const fs::path picture = office.put("a.jpg", gradient(2000, 1500));
    int killed = 0;
    for (int step = 1; step <= 40; ++step) {
        const std::string command = "CONSENT_REGISTER=" + office.people.string() + " CONSENT_MODELS=" +
                                    (office.scratch.path() / "models").string() + " timeout -s KILL " +
                                    std::to_string(0.02 * step) + " " + tool_path() + " publish " + picture.string() +
                                    " --for website --people 0 -o " + office.out.string() + " >/dev/null 2>&1";
        if (std::system(command.c_str()) != 0) ++killed;
        for (const fs::path& file : office.written()) {
            const std::string name = file.filename().string();
            if (name.starts_with(".consent-")) continue;
            REQUIRE(name == "photo-" + to_hex(sha256(read_back(file))).substr(0, 12) + ".jpg");
        }
        fs::remove_all(office.out);
    }
    CHECK(killed > 0);
    const ToolRun after = office.publish(picture);  // register and log survived it all
    CHECK(after.status == 0);
    const ToolRun log = office.tool({"audit", "verify"});
    CHECK(log.status == 0);
}

TEST_CASE("the help names the exit statuses, and a version is told", "[cli]") {
    NEEDS_TOOL();
    const ToolRun help = run_tool({"--help"});
    CHECK(help.status == 0);
    CHECK(help.out.find("65 unreadable") != std::string::npos);
    CHECK(run_tool({"--version"}).out.find(CONSENT_VERSION_STRING) != std::string::npos);
}
