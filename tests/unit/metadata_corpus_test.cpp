// SPDX-License-Identifier: Apache-2.0
//
// What exiftool reads of people, places and words in pictures of many origins, against what is listed here.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "image/metadata.hpp"
#include "support/catch.hpp"
#include "support/corpus.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;

namespace {

constexpr const char* tags =
    "-Artist -XPAuthor -XPTitle -XPComment -XPSubject -XPKeywords -ImageDescription -UserComment -Comment -Copyright "
    "-OwnerName -CameraOwnerName -HostComputer -Creator -Description -Title -Subject -Rights -Credit -Headline -Source "
    "-CaptionWriter -City -State -Country -Location -Sublocation -PersonInImage -RegionName -RegionPersonDisplayName "
    "-LocationShownCity -LocationCreatedCity -By-line -By-lineTitle -Caption-Abstract -Keywords -ObjectName -Sub-location "
    "-Province-State -Country-PrimaryLocationName -Writer-Editor -Contact -CopyrightNotice -SpecialInstructions -People "
    "-Label -Author -URL -SlicesGroupName -CreatorWorkURL -CreatorAddress -CreatorCity -Event -Nickname -Instructions";

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return out;
    char block[65536];
    for (std::size_t count = 0; (count = fread(block, 1, sizeof block, pipe)) > 0;) out.append(block, count);
    pclose(pipe);
    return out;
}

// Words of four ASCII letters or more: what no difference of encodings touches.
std::set<std::string> words_of(const std::string& text) {
    std::set<std::string> words;
    std::string word;
    for (const char c : text + ' ') {
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            continue;
        }
        const bool beside_others = !word.empty() && static_cast<unsigned char>(c) >= 0x80;
        if (word.size() >= 4 && !beside_others) words.insert(word);
        word.clear();
    }
    return words;
}

void gather(const nlohmann::json& value, std::string& text) {
    if (value.is_string()) text += value.get<std::string>() + '\n';
    if (value.is_array() || value.is_object())
        for (const auto& inner : value) gather(inner, text);
}

}  // namespace

TEST_CASE("no word that exiftool reads of people and places is missing from the listing", "[image]") {
    const auto files = corpus_of({Format::jpeg, Format::png, Format::tiff, Format::webp});
    if (files.empty()) CONSENT_SKIP("no test pictures at ../shared/testdata/metadata");
    if (!runs("exiftool -ver")) CONSENT_SKIP("exiftool is not installed");
    const std::string folder = (shared_folder() / "testdata" / "metadata").string();
    const auto read = nlohmann::json::parse(
        output_of(std::string("exiftool -q -j -a -G1 -charset iptc=UTF8 ") + tags + " '" + folder + "' 2>/dev/null"), nullptr, false);
    REQUIRE(read.is_array());
    std::size_t words = 0, compared = 0;
    for (const auto& seen : read) {
        const std::filesystem::path path = seen.at("SourceFile").get<std::string>();
        if (std::none_of(files.begin(), files.end(),
                         [&](const auto& file) { return file.filename() == path.filename(); }))
            continue;
        const auto listed = list_metadata(read_file(path), Limits{});
        if (!listed) continue;
        ++compared;
        std::string ours;
        for (const MetadataItem& item : *listed) ours += item.text + '\n';
        std::transform(ours.begin(), ours.end(), ours.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        for (const auto& [tag, value] : seen.items()) {
            if (tag == "SourceFile") continue;
            std::string text;
            gather(value, text);
            if (text.find("(Binary data") != std::string::npos) continue;
            for (const std::string& word : words_of(text)) {
                ++words;
                INFO(path.filename().string() << ' ' << tag << ": " << word);
                CHECK(ours.find(word) != std::string::npos);
            }
        }
    }
    CHECK(compared > 200);
    CHECK(words > 1000);
}
