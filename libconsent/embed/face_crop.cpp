// SPDX-License-Identifier: Apache-2.0
#include "embed/face_crop.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/resample.hpp"

namespace consent {

EmbedderInfo info_from(const ModelSpec& spec) { return {spec.id, spec.dimension, spec.thresholds, spec.impostor}; }

Result<Alignment> alignment_of(const ModelSpec& spec) {
    const std::optional<Alignment> alignment = find_alignment(spec.input.alignment);
    if (!alignment || spec.input.width != alignment->size || spec.input.height != alignment->size)
        return Error{ErrorCode::unavailable, "The manifest asks for a face crop that this program does not make (model " +
                                                 spec.id + "): correct its input size and alignment."};
    return *alignment;
}

Result<Raster> crop_face(const Raster& picture, const DetectedFace& face, const Alignment& alignment) {
    constexpr float farthest = 1e6F;
    const auto sane = [](Point p) { return std::abs(p.x) < farthest && std::abs(p.y) < farthest; };
    if (!face.landmarks || !std::all_of(face.landmarks->begin(), face.landmarks->end(), sane))
        return Error{ErrorCode::invalid_argument, "The face has no usable points: it cannot be matched."};
    return warped(picture, fit_similarity(alignment.points, *face.landmarks), alignment.size, alignment.size);
}

Raster trial_crop(int size) {
    Raster crop{size, size, {}};
    const auto edge = static_cast<std::size_t>(size);
    crop.rgb.resize(edge * edge * 3);
    for (std::size_t i = 0; i < crop.rgb.size(); ++i) crop.rgb[i] = static_cast<std::uint8_t>(64 + (i * 7) % 128);
    return crop;
}

Result<Embedding> unit_embedding(const std::string& model, std::vector<float> values, int dimension) {
    if (values.size() != static_cast<std::size_t>(dimension))
        return Error{ErrorCode::internal, "The recognition model " + model + " gave a vector of the wrong length."};
    double squares = 0;
    for (const float value : values) squares += static_cast<double>(value) * static_cast<double>(value);
    if (!std::isfinite(squares) || squares < 1e-12)
        return Error{ErrorCode::internal, "The recognition model " + model + " gave a vector without direction."};
    const auto length = static_cast<float>(std::sqrt(squares));
    for (float& value : values) value /= length;
    return Embedding{model, std::move(values)};
}

}  // namespace consent
