// SPDX-License-Identifier: Apache-2.0
#include <consent/check_words.hpp>

#include <array>
#include <fstream>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/guard.hpp"
#include "base/plain_text.hpp"
#include "image/metadata_list.hpp"
#include "image/text_encoding.hpp"

namespace consent {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

std::optional<Bytes> read_start(const fs::path& path, const Limits& limits) {
    std::error_code problem;
    if (!fs::is_regular_file(path, problem) || problem) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    Bytes bytes;
    std::array<char, 65536> block{};
    while (bytes.size() < limits.metadata_bytes && (file.read(block.data(), block.size()), file.gcount() > 0))
        bytes.insert(bytes.end(), block.begin(), block.begin() + file.gcount());
    bytes.resize(std::min(bytes.size(), limits.metadata_bytes));
    return bytes;
}

void add(std::vector<Words>& words, std::string source, std::string text) {
    if (!text.empty()) words.push_back({std::move(source), std::move(text)});
}

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void add_position(std::vector<Words>& words, const Json& place) {
    const auto number = [&](const char* key) {
        const auto found = place.find(key);
        return found != place.end() && found->is_number() ? found->get<double>() : 0.0;
    };
    const double latitude = number("latitude");
    const double longitude = number("longitude");
    // Takeout writes 0, 0 where it knows none.
    if (latitude == 0 && longitude == 0) return;
    add(words, "JSON file: place", "geo:" + std::to_string(latitude) + "," + std::to_string(longitude));
}

void add_json(std::vector<Words>& words, const Bytes& bytes) {
    // The parser takes a stack frame a level; what is nested like this is no sidecar.
    constexpr int deepest = 64;
    bool too_deep = false;
    const auto limit = [&](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > deepest;
        return depth <= deepest;
    };
    const Json object = Json::parse(bytes.begin(), bytes.end(), limit, false);
    if (too_deep || !object.is_object()) {
        add(words, "JSON file", readable_text(bytes));
        return;
    }
    add(words, "JSON file: title", text_of(object, "title"));
    add(words, "JSON file: description", text_of(object, "description"));
    std::string people;
    if (const auto listed = object.find("people"); listed != object.end() && listed->is_array())
        for (const Json& person : *listed)
            if (person.is_object()) people += (people.empty() ? "" : "\n") + text_of(person, "name");
    add(words, "JSON file: people", people);
    for (const char* key : {"geoData", "geoDataExif"})
        if (const auto place = object.find(key); place != object.end() && place->is_object()) {
            add_position(words, *place);
            break;
        }
}

void add_xmp(std::vector<Words>& words, const Bytes& bytes, const Limits& limits) {
    MetadataList list(limits);
    list_xmp(bytes, "XMP", list);
    auto items = std::move(list).finish();
    if (!items) return;
    for (MetadataItem& item : *items) add(words, "XMP file: " + item.name.substr(item.name.starts_with("XMP:") ? 4 : 0), item.text);
}

// PHOTO.jpg.supplemental-metadata.json, which Takeout cuts to fit; "PHOTO(1).jpg" has its number at the end of the other name.
std::vector<fs::path> takeout_names(const fs::path& picture) {
    constexpr std::string_view whole = ".supplemental-metadata";
    std::vector<fs::path> names;
    const std::string file = picture.filename().string();
    const auto name_all = [&](const std::string& base, const std::string& number) {
        for (std::size_t length = whole.size(); length > 0; --length)
            names.push_back(picture.parent_path() / (base + std::string(whole.substr(0, length)) + number + ".json"));
        names.push_back(picture.parent_path() / (base + number + ".json"));
    };
    name_all(file, "");
    const std::string stem = picture.stem().string();
    const std::size_t open = stem.rfind('(');
    if (stem.ends_with(')') && open != std::string::npos && open > 0)
        name_all(stem.substr(0, open) + picture.extension().string(), stem.substr(open));
    return names;
}

std::vector<Words> read_beside(const fs::path& picture, const Limits& limits) {
    std::vector<Words> words;
    add(words, "file name", picture.stem().string());
    std::error_code problem;
    const fs::path whole = fs::absolute(picture, problem);
    if (!problem) add(words, "folder name", whole.parent_path().filename().string());

    std::vector<fs::path> texts;
    std::vector<fs::path> packets;
    std::vector<fs::path> objects = takeout_names(picture);
    const auto beside = [&](const char* ending) { return fs::path(picture).replace_extension(ending); };
    const auto after = [&](const char* ending) { return fs::path(picture.string() + ending); };
    for (const char* ending : {".txt", ".TXT"}) texts.insert(texts.end(), {beside(ending), after(ending)});
    for (const char* ending : {".xmp", ".XMP"}) packets.insert(packets.end(), {beside(ending), after(ending)});
    objects.insert(objects.begin(), beside(".json"));

    for (const fs::path& path : texts)
        if (const auto bytes = read_start(path, limits)) {
            const bool wide = bytes->size() > 1 && ((*bytes)[0] == 0xFF || (*bytes)[0] == 0xFE);
            add(words, "text file", wide ? utf8_from_utf16(*bytes, (*bytes)[0] == 0xFE) : every_text(*bytes));
        }
    for (const fs::path& path : packets)
        if (const auto bytes = read_start(path, limits)) add_xmp(words, *bytes, limits);
    for (const fs::path& path : objects)
        if (const auto bytes = read_start(path, limits)) add_json(words, *bytes);
    return words;
}

}  // namespace

Result<std::vector<Words>> words_beside(const fs::path& picture, const Limits& limits) {
    return guarded("reading what lies beside the picture",
                   [&]() -> Result<std::vector<Words>> { return read_beside(picture, limits); });
}

}  // namespace consent
