// SPDX-License-Identifier: Apache-2.0
#include "samples.hpp"

#include <cmath>
#include <limits>

namespace consent::accuracy {

std::optional<std::size_t> central_face(const std::vector<DetectedFace>& faces, const Raster& picture) {
    std::optional<std::size_t> nearest;
    float least = std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < faces.size(); ++i) {
        const Box& box = faces[i].box;
        const float off = std::hypot(box.x + (box.width - static_cast<float>(picture.width)) / 2,
                                     box.y + (box.height - static_cast<float>(picture.height)) / 2);
        if (off < least && off < box.width) {
            least = off;
            nearest = i;
        }
    }
    return nearest;
}

Result<std::vector<Sample>> embed_all(const People& people, Detector& detector, Embedder& embedder) {
    std::vector<Sample> samples;
    for (std::size_t person = 0; person < people.photos.size(); ++person) {
        for (std::size_t photo = 0; photo < people.photos[person].size(); ++photo) {
            const auto picture = read_picture(people.photos[person][photo]);
            if (!picture) continue;
            const auto faces = detector.detect(*picture);
            if (!faces) return faces.error();
            const auto central = central_face(*faces, *picture);
            if (!central || !(*faces)[*central].landmarks) continue;
            auto embedded = embedder.embed(*picture, (*faces)[*central]);
            if (!embedded) return std::move(embedded).error();
            samples.push_back({static_cast<int>(person), static_cast<int>(photo), *std::move(embedded)});
        }
    }
    return samples;
}

float similarity(const Embedding& a, const Embedding& b) noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < a.values.size() && i < b.values.size(); ++i)
        sum += static_cast<double>(a.values[i]) * static_cast<double>(b.values[i]);
    return static_cast<float>(sum);
}

}  // namespace consent::accuracy
