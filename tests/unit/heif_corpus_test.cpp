// SPDX-License-Identifier: Apache-2.0
//
// HEIC and AVIF files from many phones and programs, and broken ones, where they are at hand.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "image/heif_boxes.hpp"
#include "sanitise_fixture.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

fs::path shared() {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    return source == nullptr ? fs::path() : fs::path(source) / ".." / "shared";
}

Bytes read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(file), {});
}

std::vector<fs::path> pictures() {
    std::vector<fs::path> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(shared() / "testdata" / "metadata", none)) {
        const Format format = sniff(read(entry.path()));
        if (format == Format::heif || format == Format::avif) found.push_back(entry.path());
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

}  // namespace

TEST_CASE("each HEIC and AVIF of many origins is refused or leaves clean and the same way up", "[sanitise][heif][R-17]") {
    const auto files = pictures();
    if (files.empty()) CONSENT_SKIP("no test pictures at ../shared/testdata/metadata");
    const auto known = validity();
    std::size_t handled = 0, compared_large = 0;
    for (const fs::path& path : files) {
        const Bytes original = read(path);
        INFO(path.filename().string());
        const auto copy = sanitise(original, Limits{});
        const auto said = known.find(path.filename().string());
        if (!copy) {
            INFO(copy.error().message);
            CHECK(copy.error().code == ErrorCode::unreadable);
            CHECK((said == known.end() || said->second != "valid"));
            continue;
        }
        ++handled;
        const auto proved = prove_clean(copy->bytes, Limits{});
        INFO((proved ? "" : proved.error().message));
        CHECK(proved);
        const auto walk = walk_heif(original, Limits{});
        REQUIRE(walk);
        REQUIRE(walk->still() != nullptr);
        // The proof has decoded it; a few of the large ones are compared pixel by pixel, and all small ones.
        const bool large = std::uint64_t{walk->still()->width} * walk->still()->height > 6'000'000;
        if (!large || ++compared_large <= 2) {
            const auto before = decode(original, Limits{});
            const auto after = decode(copy->bytes, Limits{});
            REQUIRE(before);
            REQUIRE(after);
            CHECK((before->shown.width == after->shown.width && before->shown.height == after->shown.height));
            CHECK(before->alpha == after->alpha);
            if (copy->method == CopyMethod::lossless) CHECK(before->shown.rgb == after->shown.rgb);
        }
        const auto listed = list_metadata(copy->bytes, Limits{});
        REQUIRE(listed);
        CHECK(listed->empty());
        const auto again = sanitise(copy->bytes, Limits{});
        REQUIRE(again);
        CHECK((again->bytes == copy->bytes));
    }
    CHECK(handled > files.size() / 2);
}
