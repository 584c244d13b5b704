// SPDX-License-Identifier: Apache-2.0
#include "labelled_photos.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "image/decode.hpp"

namespace consent::bench {

std::vector<LabelledPhoto> read_labels(const std::filesystem::path& folder) {
    std::ifstream stream(folder / "lfw.tsv");
    std::map<std::string, int> numbers;
    std::vector<LabelledPhoto> photos;
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        const std::size_t tab = line.find('\t');
        const auto number = numbers.try_emplace(line.substr(tab + 1), static_cast<int>(numbers.size())).first->second;
        photos.push_back({folder / line.substr(0, tab), number});
    }
    return photos;
}

std::optional<Raster> read_picture(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(stream), {}};
    Result<Picture> picture = decode(bytes, Limits{});
    if (!picture) return std::nullopt;
    return std::move(picture->shown);
}

std::optional<DetectedFace> face_nearest(Detector& detector, const Raster& picture, Point where) {
    auto faces = detector.detect(picture);
    if (!faces || faces->empty()) return std::nullopt;
    const auto distance = [&](const DetectedFace& face) {
        const Point middle = middle_of(face.box);
        return std::hypot(middle.x - where.x, middle.y - where.y);
    };
    const auto nearest = std::min_element(faces->begin(), faces->end(), [&](const DetectedFace& a, const DetectedFace& b) {
        return distance(a) < distance(b);
    });
    if (!nearest->landmarks) return std::nullopt;
    return std::move(*nearest);
}

Point middle_of(const Box& box) { return {box.x + box.width / 2, box.y + box.height / 2}; }

}  // namespace consent::bench
