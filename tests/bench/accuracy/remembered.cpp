// SPDX-License-Identifier: Apache-2.0
#include "remembered.hpp"

namespace consent::accuracy {

Result<std::vector<DetectedFace>> RememberingDetector::detect(const Raster& picture) {
    const std::pair key{sha256(picture.rgb), picture.width};
    if (const auto known = memory_.faces.find(key); known != memory_.faces.end()) return known->second;
    auto found = inner_.detect(picture);
    if (found) memory_.faces.emplace(key, *found);
    return found;
}

Result<EmbeddedFace> RememberingEmbedder::embed(const Raster& picture, const DetectedFace& face) {
    const std::tuple key{sha256(picture.rgb), picture.width, face.box.x, face.box.y, face.box.width, face.box.height};
    if (const auto known = memory_.vectors.find(key); known != memory_.vectors.end()) return known->second;
    auto embedded = inner_.embed(picture, face);
    if (embedded) memory_.vectors.emplace(key, *embedded);
    return embedded;
}

}  // namespace consent::accuracy
