// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

#include <nlohmann/json.hpp>

#include "image/decode.hpp"
#include "photos.hpp"

namespace consent::accuracy {

namespace {

struct Spellings {
    std::string_view one;
    std::string_view other;
};
constexpr std::array spelled_twice{Spellings{"Noer_Moeis", "Noer_Muis"}, Spellings{"John_Barnett", "John_Burnett"}};

std::string identity_of(std::string name) {
    for (const Spellings& person : spelled_twice)
        if (name == person.other) return std::string(person.one);
    return name;
}

Box box_from(const nlohmann::json& numbers) {
    return {numbers.at(0).get<float>(), numbers.at(1).get<float>(), numbers.at(2).get<float>(),
            numbers.at(3).get<float>()};
}

}  // namespace

std::vector<int> People::photo_counts() const {
    std::vector<int> counts;
    for (const auto& of_person : photos) counts.push_back(static_cast<int>(of_person.size()));
    return counts;
}

People read_people(const std::filesystem::path& data) {
    std::ifstream stream(data / "lfw.tsv");
    std::map<std::string, std::size_t> numbers;
    People people;
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        const std::size_t tab = line.find('\t');
        if (tab == std::string::npos) continue;
        const std::size_t number =
            numbers.try_emplace(identity_of(line.substr(tab + 1)), numbers.size()).first->second;
        people.photos.resize(numbers.size());
        people.photos[number].push_back(data / line.substr(0, tab));
    }
    return people;
}

std::vector<GroupPicture> read_groups(const std::filesystem::path& data) {
    std::ifstream stream(data / "groups.json");
    const nlohmann::json labels = nlohmann::json::parse(stream, nullptr, false);
    std::vector<GroupPicture> groups;
    if (labels.is_discarded()) return groups;
    for (const auto& [name, label] : labels.items()) {
        auto picture = read_picture(data / "groups" / name);
        if (!picture) continue;
        GroupPicture group{name, *std::move(picture), {}, {}, name.find("masked") != std::string::npos};
        for (const auto& numbers : label.at("faces")) group.faces.push_back(box_from(numbers));
        for (const auto& numbers : label.at("ignore")) group.ignore.push_back(box_from(numbers));
        groups.push_back(std::move(group));
    }
    return groups;
}

Bytes read_bytes(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::optional<Raster> read_picture(const std::filesystem::path& path) {
    Result<Picture> picture = decode(read_bytes(path), Limits{});
    if (!picture) return std::nullopt;
    return std::move(picture->shown);
}

}  // namespace consent::accuracy
