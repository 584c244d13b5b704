// SPDX-License-Identifier: Apache-2.0
//
// Files from many cameras and programs, and broken ones, where they are at hand.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "image/embedded_profile.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise_fixture.hpp"
#include "support/gif_maker.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"
#include "support/webp_maker.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;
using namespace std::string_view_literals;

namespace {

fs::path shared() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    return source == nullptr ? fs::path() : fs::path(source) / ".." / "shared";
}

Bytes read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

void write(const fs::path& path, const Bytes& bytes) {
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()),
                                                static_cast<std::streamsize>(bytes.size()));
}

std::vector<fs::path> pictures() {
    std::vector<fs::path> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(shared() / "testdata" / "metadata", none)) {
        const Format format = sniff(read(entry.path()));
        if (format == Format::jpeg || format == Format::png || format == Format::webp || format == Format::gif) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

// File name -> what an independent reader says of it: valid, damaged, undecodable.
std::map<std::string, std::string> validity() {
    std::map<std::string, std::string> table;
    std::ifstream file(shared() / "testdata" / "metadata.tsv");
    for (std::string line; std::getline(file, line);)
        table[line.substr(0, line.find('\t'))] = line.substr(line.rfind('\t') + 1);
    return table;
}

bool runs(const std::string& command) { return std::system((command + " > /dev/null 2>&1").c_str()) == 0; }

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }

// What each frame shows; nothing where one cannot be read.
std::vector<Raster> frames_of(const Bytes& bytes) {
    std::vector<Raster> frames;
    const auto read = each_frame(bytes, Limits{}, [&](Picture picture) -> Result<void> {
        frames.push_back(std::move(picture.shown));
        return {};
    });
    if (!read) frames.clear();
    return frames;
}

bool has_other_colours(const Bytes& bytes) {
    const auto profile = embedded_profile(bytes, sniff(bytes), Limits{});
    return profile && plan_profile(*profile, ColourModel::rgb).kind == ProfilePlan::Kind::convert;
}

}  // namespace

TEST_CASE("each JPEG, PNG, GIF and WebP of many origins is refused or leaves clean, whole and the same way up", "[sanitise][R-17]") {
    const auto files = pictures();
    if (files.empty()) CONSENT_SKIP("no test pictures at ../shared/testdata/metadata");
    const auto known = validity();
    std::size_t handled = 0;
    for (const fs::path& path : files) {
        const Bytes original = read(path);
        INFO(path.filename().string());
        const auto copy = sanitise(original, Limits{});
        const auto said = known.find(path.filename().string());
        if (!copy) {
            INFO(copy.error().message);
            CHECK(copy.error().code == ErrorCode::unreadable);
            // The data of its last frame are broken; some readers show what there is of it.
            if (path.filename() == "libvips__invalid_multiframe.gif") continue;
            CHECK((said == known.end() || said->second != "valid"));
            continue;
        }
        ++handled;
        const auto proved = prove_clean(copy->bytes, Limits{});
        INFO((proved ? "" : proved.error().message));
        CHECK(proved);
        const auto after = frames_of(copy->bytes);
        REQUIRE(!after.empty());
        CHECK(orientation_of(copy->bytes, copy->format) == orientation_of(original, copy->format));
        // Of a PNG whose animation is broken the still picture leaves; no reader here shows more of it.
        const auto before = frames_of(original);
        if (!before.empty()) CHECK(before.size() == after.size());
        // Where the colours had to be turned into sRGB the numbers are others.
        for (std::size_t i = 0; i < std::min(before.size(), after.size()) && !has_other_colours(original); ++i)
            CHECK((before[i].rgb == after[i].rgb && before[i].width == after[i].width));
        const auto listed = list_metadata(copy->bytes, Limits{});
        REQUIRE(listed);
        CHECK(listed->empty());
        const auto again = sanitise(copy->bytes, Limits{});
        REQUIRE(again);
        CHECK((again->bytes == copy->bytes));
    }
    CHECK(handled > files.size() / 2);
}

TEST_CASE("an independent reader finds nothing in the copies", "[sanitise][R-17]") {
    const fs::path judge = shared() / "check" / "check_stripped.py";
    if (!fs::exists(judge)) CONSENT_SKIP("no independent judge at ../shared/check");
    if (!runs("python3 -c 'import json'") || !runs("exiftool -ver"))
        CONSENT_SKIP("python3 and exiftool are not installed");
    const auto files = pictures();
    if (files.empty()) CONSENT_SKIP("no test pictures at ../shared/testdata/metadata");
    const Scratch scratch;
    const auto judged = [&](const fs::path& original, const CleanCopy& copy) {
        const fs::path target = scratch.path() / ("copy" + std::string(extension_of(copy.format)));
        write(target, copy.bytes);
        return runs("python3 " + quoted(judge) + " --auto-needles --strict-icc --needle '" + std::string(needle_name) +
                    "' " + quoted(original) + " " + quoted(target));
    };
    std::size_t sampled = 0;
    for (std::size_t i = 0; i < files.size(); i += std::max<std::size_t>(files.size() / 20, 1)) {
        const auto copy = sanitise(read(files[i]), Limits{});
        if (!copy) continue;
        ++sampled;
        INFO(files[i].filename().string());
        CHECK(judged(files[i], *copy));
    }
    CHECK(sampled > 5);
    WebpOptions see_through;
    see_through.transparent = true;
    const Bytes still = make_webp(draw(64, 48), see_through);
    const Bytes moving = make_animated_webp(64, 48, {{still}, {make_webp(draw(20, 20)), 8, 8, 50, true, true}});
    std::vector<Bytes> planted{plant_all(make_jpeg(draw(64, 48)), 6), plant_all(make_png(draw(64, 48)), 6)};
    for (const Bytes& clean : {still, moving}) {
        Bytes dirty = clean;
        for (const std::string& place : webp_needles_for(clean))
            if (place != "trailer") dirty = plant_webp(dirty, place, 6);
        planted.push_back(plant_webp(dirty, "trailer"));
    }
    for (const std::string_view place : {"xmp"sv, "comment between frames"sv, "plain text"sv})
        planted.push_back(plant_gif(gif_animation(), place));
    for (const Bytes& dirty : planted) {
        const fs::path original = scratch.path() / "original";
        write(original, dirty);
        const auto copy = sanitise(dirty, Limits{});
        REQUIRE(copy);
        CHECK(judged(original, *copy));
        CHECK(!judged(original, CleanCopy{dirty, copy->format, CopyMethod::none}));
    }
}
