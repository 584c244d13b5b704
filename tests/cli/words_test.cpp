// SPDX-License-Identifier: Apache-2.0
//
// `consent words`, and what `consent check` reads beside a picture.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>

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

#define NEEDS_TOOL()                                                  \
    do {                                                              \
        if (tool_path().empty()) CONSENT_SKIP("no tool was built"); \
    } while (false)

namespace {

struct Office {
    Scratch scratch;
    fs::path people = scratch.path() / "school.db";

    Office() {
        const Instant now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto created = create_register(people.string(), now);
        REQUIRE(created);
        Person person;
        person.id = "P014";
        person.name = "Nkechi Adeyemi";
        REQUIRE((*created)->add(person, now));
        fs::create_directory(scratch.path() / "models");
        fs::create_directory(scratch.path() / "Trip");
    }

    fs::path put(const std::string& name, std::string_view content) const {
        std::ofstream(scratch.path() / name, std::ios::binary) << content;
        return scratch.path() / name;
    }

    [[nodiscard]] ToolRun words(std::vector<std::string> arguments, bool with_register = true) const {
        arguments.insert(arguments.begin(), "words");
        if (with_register) arguments.insert(arguments.end(), {"--register", people.string()});
        return run_tool(arguments, {{}, {{"CONSENT_REGISTER", ""}}});
    }
};

}  // namespace

TEST_CASE("consent words says what it found and shows the text without it", "[cli][words][R-10][R-11]") {
    NEEDS_TOOL();
    const Office office;
    const ToolRun sure = office.words({"Well done Nkechi, call 07700 900123"});
    CAPTURE(sure.out, sure.err);
    CHECK(sure.status == 1);
    CHECK(sure.out.find("R-10 bytes 10 to 16: name, sure, P014\n") != std::string::npos);
    CHECK(sure.out.find("R-11 bytes 23 to 35: phone, sure\n") != std::string::npos);
    CHECK(sure.out.find("to publish: Well done to one of our pupils, call (phone number removed)\n") != std::string::npos);

    CHECK(office.words({"See www.example.org"}).status == 2);
    const ToolRun none = office.words({"Sports day 2026"});
    CHECK(none.status == 0);
    CHECK(none.out == "nothing was found\n");
    CHECK(office.words({""}).status == 0);

    const ToolRun without = office.words({"Well done Nkechi"}, false);
    CHECK(without.status == 0);
    CHECK(without.out.find("no names were looked for") != std::string::npos);
}

TEST_CASE("consent words reads a file and prints JSON", "[cli][words][R-11]") {
    NEEDS_TOOL();
    const Office office;
    const fs::path file = office.put("caption.txt", "Amara, aged 7.\nNkechi Adeyemi \xF0\x9F\x8E\x89 won");
    const ToolRun run = office.words({"--file", file.string(), "--json"});
    CAPTURE(run.out, run.err);
    REQUIRE(run.status == 1);
    const auto object = nlohmann::json::parse(run.out);
    CHECK(object["verdict"] == "block");
    CHECK(object["names_looked_for"] == true);
    REQUIRE(object["words"].size() == 2);
    CHECK(object["words"][0]["person"] == "P014");
    CHECK(object["words"][1]["kind"] == "age");
    CHECK(object["clean_words"][0]["text"] == "Amara.\nOne of our pupils \xF0\x9F\x8E\x89 won");
}

TEST_CASE("consent words tells what is wrong with its input in one line", "[cli][words][bad-input]") {
    NEEDS_TOOL();
    const Office office;
    const auto one_line = [](const ToolRun& run) {
        CAPTURE(run.out, run.err);
        CHECK(run.err.starts_with("consent: "));
        CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    };
    for (const auto& [arguments, status] : std::vector<std::pair<std::vector<std::string>, int>>{
             {{}, 64}, {{"a", "--file", "b"}, 64}, {{"--file", (office.scratch.path() / "nowhere").string()}, 65},
             {{"a", "--for", "nonsense"}, 64}, {{"--file", office.put("latin1.txt", "caf\xE9").string()}, 64}}) {
        const ToolRun run = office.words(arguments);
        CHECK(run.status == status);
        one_line(run);
    }
    const fs::path large = office.put("large.txt", "");
    fs::resize_file(large, 100'000'000);
    const ToolRun run = office.words({"--file", large.string()});
    CHECK(run.status == 65);
    one_line(run);
}

TEST_CASE("names beside a picture are reported, and none goes out", "[cli][words][R-10][R-11]") {
    NEEDS_TOOL();
    const Office office;
    Raster raster{64, 48, {}};
    raster.rgb.resize(64 * 48 * 3, 90);
    const Bytes bytes = *encode_jpeg(raster);
    const std::string_view picture(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const fs::path photo = office.put("Trip/nkechi_adeyemi.jpg", picture);
    office.put("Trip/nkechi_adeyemi.txt", "Nkechi, mum's number 07700 900123");
    office.put("Trip/nkechi_adeyemi.jpg.supplemental-meta.json",
               R"({"title":"a.jpg","description":"","people":[{"name":"Nkechi Adeyemi"}],"geoData":{"latitude":53.8,"longitude":-1.55}})");
    office.put("Trip/nkechi_adeyemi.xmp",
               R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Nkechi A.</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>)");
    const ToolRun run = run_tool({"publish", photo.string(), "--for", "website", "--register", office.people.string(), "--models",
                                  (office.scratch.path() / "models").string(), "-o", (office.scratch.path() / "out").string(), "--json", "--people", "0"});
    CAPTURE(run.out, run.err);
    REQUIRE(run.status == 0);
    const auto object = nlohmann::json::parse(run.out);
    std::set<std::string> sources;
    for (const auto& found : object["words"]) sources.insert(found["source"].get<std::string>());
    CHECK(sources.contains("file name"));
    CHECK(sources.contains("text file"));
    CHECK(sources.contains("JSON file: people"));
    CHECK(sources.contains("JSON file: place"));
    CHECK(sources.contains("XMP file: dc:title"));
    CHECK(object["clean_words"].empty());
    for (const auto& reason : object["reasons"]) CHECK(reason["text"].get<std::string>().find("Nkechi") == std::string::npos);
    for (const auto& entry : fs::recursive_directory_iterator(office.scratch.path() / "out"))
        CHECK(entry.path().filename().string().find("nkechi") == std::string::npos);
}
