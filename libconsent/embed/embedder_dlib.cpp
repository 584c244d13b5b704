// SPDX-License-Identifier: Apache-2.0
//
// dlib's metric networks: one network type for each file, for a dlib file holds weights and not the shape. Both take a
// 150 pixel chip and give 128 values.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <dlib/dnn.h>

#include "base/guard.hpp"
#include "embed/backends.hpp"
#include "embed/face_crop.hpp"
#include "embed/quality.hpp"

namespace consent {
namespace {

constexpr int vector_length = 128;

// A DenseNet (Huang et al. 2017) with growth rate 16 and blocks of 3, 6, 12 and 8 layers, as BAREL trained it
// (github.com/Cydral/BAREL): bottlenecks of 1 x 1, and between blocks a transition that halves channels and size.
namespace densenet {

constexpr long growth = 16;

template <typename S>
using scaled_relu = dlib::relu<dlib::affine<S>>;

template <long filters, long size, int stride, typename S>
using padded_convolution = dlib::add_layer<dlib::con_<filters, size, size, stride, stride, size / 2, size / 2>, S>;

template <typename S>
using bottleneck = scaled_relu<padded_convolution<4 * growth, 1, 1, scaled_relu<S>>>;

template <typename S>
using dense_layer =
    dlib::concat2<dlib::tag1, dlib::tag2, dlib::tag2<padded_convolution<growth, 3, 1, bottleneck<dlib::tag1<S>>>>>;

template <long channels, typename S>
using transition = dlib::avg_pool<2, 2, 2, 2, dlib::con<channels, 1, 1, 1, 1, scaled_relu<S>>>;

// Channels after each block: what came in, and `growth` more a layer.
constexpr long after_stem = 2 * growth;
constexpr long after_first = (after_stem + 3 * growth) / 2;
constexpr long after_second = (after_first + 6 * growth) / 2;
constexpr long after_third = (after_second + 12 * growth) / 2;

template <typename S>
using stem = dlib::add_layer<dlib::max_pool_<3, 3, 2, 2, 1, 1>, scaled_relu<padded_convolution<after_stem, 7, 2, S>>>;
template <typename S>
using first = transition<after_first, dlib::repeat<3, dense_layer, S>>;
template <typename S>
using second = transition<after_second, dlib::repeat<6, dense_layer, S>>;
template <typename S>
using third = transition<after_third, dlib::repeat<12, dense_layer, S>>;
template <typename S>
using fourth = scaled_relu<dlib::repeat<8, dense_layer, S>>;

using Network = dlib::loss_metric<dlib::fc_no_bias<
    vector_length, dlib::avg_pool_everything<fourth<third<second<first<stem<dlib::input_rgb_image>>>>>>>>;

}  // namespace densenet

// The residual network of dlib's face recognition example: 29 convolutions, half the filters of ResNet-34.
namespace resnet {

template <long filters, int stride, typename S>
using two_convolutions = dlib::affine<dlib::con<
    filters, 3, 3, 1, 1, dlib::relu<dlib::affine<dlib::con<filters, 3, 3, stride, stride, S>>>>>;

template <long filters, typename S>
using same_size = dlib::relu<dlib::add_prev1<two_convolutions<filters, 1, dlib::tag1<S>>>>;

template <long filters, typename S>
using half_size = dlib::relu<
    dlib::add_prev2<dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<two_convolutions<filters, 2, dlib::tag1<S>>>>>>>;

template <typename S>
using stem = dlib::max_pool<3, 3, 2, 2, dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, S>>>>;
template <typename S>
using first = same_size<32, same_size<32, same_size<32, S>>>;
template <typename S>
using second = same_size<64, same_size<64, same_size<64, half_size<64, S>>>>;
template <typename S>
using third = same_size<128, same_size<128, half_size<128, S>>>;
template <typename S>
using fourth = same_size<256, same_size<256, half_size<256, S>>>;
template <typename S>
using fifth = half_size<256, S>;

using Network = dlib::loss_metric<dlib::fc_no_bias<
    vector_length,
    dlib::avg_pool_everything<fifth<fourth<third<second<first<stem<dlib::input_rgb_image_sized<150>>>>>>>>>>;

}  // namespace resnet

template <typename Network>
class DlibEmbedder final : public Embedder {
public:
    DlibEmbedder(const ModelSpec& spec, const Alignment& alignment) : info_(info_from(spec)), alignment_(alignment) {}

    // Throws when the file holds another network.
    void read(ByteView file) {
        std::istringstream stream(std::string(reinterpret_cast<const char*>(file.data()), file.size()));
        dlib::deserialize(network_, stream);
    }

    [[nodiscard]] const EmbedderInfo& info() const noexcept override { return info_; }

    Result<EmbeddedFace> embed(const Raster& picture, const DetectedFace& face) override {
        return look(picture, face, [this](const Raster& crop) { return embed_crop(crop); });
    }

    Result<EmbeddedFace> embed_reference(const Raster& picture, const DetectedFace& face) override {
        return look(picture, face, [this](const Raster& crop) {
            return embed_both_ways(crop, [this](const Raster& one) { return embed_crop(one); });
        });
    }

    Result<Embedding> embed_crop(const Raster& crop) {
        dlib::matrix<dlib::rgb_pixel> chip(crop.height, crop.width);
        const std::uint8_t* from = crop.rgb.data();
        for (dlib::rgb_pixel& pixel : chip) {
            pixel = {from[0], from[1], from[2]};
            from += 3;
        }
        const dlib::matrix<float, 0, 1> answer = network_(chip);
        return unit_embedding(info_.model, std::vector<float>(answer.begin(), answer.end()), info_.dimension);
    }

private:
    Result<EmbeddedFace> look(const Raster& picture, const DetectedFace& face, const EmbedCrop& embed_face) {
        return guarded("comparing a face", [&]() -> Result<EmbeddedFace> {
            Result<Raster> crop = crop_face(picture, face, alignment_);
            if (!crop) return std::move(crop).error();
            Result<Embedding> embedding = embed_face(*crop);
            if (!embedding) return std::move(embedding).error();
            return EmbeddedFace{std::move(*embedding), measure_quality(picture, face)};
        });
    }

    EmbedderInfo info_;
    Alignment alignment_;
    Network network_;
};

template <typename Network>
Result<std::unique_ptr<Embedder>> make_dlib_embedder(const ModelSpec& spec, ByteView file) {
    Result<Alignment> alignment = alignment_of(spec);
    if (!alignment) return std::move(alignment).error();
    auto made = guarded("reading a model", [&]() -> Result<std::unique_ptr<Embedder>> {
        auto embedder = std::make_unique<DlibEmbedder<Network>>(spec, *alignment);
        embedder->read(file);
        const auto tried = try_out(spec, alignment->size, [&](const Raster& crop) { return embedder->embed_crop(crop); });
        if (!tried) return tried.error();
        return std::unique_ptr<Embedder>(std::move(embedder));
    });
    if (!made)
        return Error{ErrorCode::unavailable,
                     "The recognition model " + spec.id + " does not do what the manifest says: fetch it again."};
    return made;
}

}  // namespace

Result<std::unique_ptr<Embedder>> make_dlib_densenet_embedder(const ModelSpec& spec, ByteView file) {
    return make_dlib_embedder<densenet::Network>(spec, file);
}

Result<std::unique_ptr<Embedder>> make_dlib_resnet_embedder(const ModelSpec& spec, ByteView file) {
    return make_dlib_embedder<resnet::Network>(spec, file);
}

}  // namespace consent
