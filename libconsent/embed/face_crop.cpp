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

namespace {

Raster blank(int size) {
    const auto edge = static_cast<std::size_t>(size);
    return {size, size, std::vector<std::uint8_t>(edge * edge * 3)};
}

Raster texture(int size) {
    Raster crop = blank(size);
    for (std::size_t i = 0; i < crop.rgb.size(); ++i) crop.rgb[i] = static_cast<std::uint8_t>(64 + (i * 7) % 128);
    return crop;
}

Raster slope(int size) {
    Raster crop = blank(size);
    const auto edge = static_cast<std::size_t>(size);
    for (std::size_t i = 0; i < crop.rgb.size(); ++i)
        crop.rgb[i] = static_cast<std::uint8_t>(255 * (i / 3 % edge + i / 3 / edge) / (2 * edge));
    return crop;
}

Raster mirrored(const Raster& crop) {
    Raster out = crop;
    const auto width = static_cast<std::size_t>(crop.width);
    for (std::size_t pixel = 0; pixel < out.rgb.size() / 3; ++pixel) {
        const std::size_t from = pixel / width * width + (width - 1 - pixel % width);
        std::copy_n(crop.rgb.begin() + static_cast<std::ptrdiff_t>(from * 3), 3,
                    out.rgb.begin() + static_cast<std::ptrdiff_t>(pixel * 3));
    }
    return out;
}

// By more than rounding.
bool differ(const std::vector<float>& a, const std::vector<float>& b) {
    return !std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) { return std::abs(x - y) < 1e-4F; });
}

}  // namespace

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

Result<void> try_out(const ModelSpec& spec, int size, const EmbedCrop& embed_crop) {
    const Result<Embedding> one = embed_crop(texture(size));
    const Result<Embedding> other = embed_crop(slope(size));
    if (one && other && differ(one->values, other->values)) return {};
    return Error{ErrorCode::unavailable,
                 "The recognition model " + spec.id + " does not do what the manifest says: fetch it again."};
}

Result<Embedding> embed_both_ways(const Raster& crop, const EmbedCrop& embed_crop) {
    Result<Embedding> one = embed_crop(crop);
    if (!one) return one;
    Result<Embedding> other = embed_crop(mirrored(crop));
    if (!other) return other;
    std::vector<float> sum = std::move(one->values);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += other->values[i];
    const int dimension = static_cast<int>(sum.size());
    return unit_embedding(one->model, std::move(sum), dimension);
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
