// SPDX-License-Identifier: Apache-2.0
//
// dlib's frontal face detector: histograms of oriented gradients, five poses, faces from 80 pixels.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <dlib/array2d.h>
#include <dlib/image_processing/frontal_face_detector.h>

#include <consent/detector.hpp>

#include "base/guard.hpp"
#include "base/resample.hpp"
#include "detect/merge_boxes.hpp"

namespace consent {
namespace {

constexpr double window = 80;  // dlib's, in pixels
constexpr double largest_zoom = 2;    // so that faces from 40 pixels are found
constexpr double longest_side = 2000; // and no picture takes longer than this one
constexpr double lowest_margin = -0.4;  // to the separating plane; dlib's own choice, 0, finds fewer (models/README.md)
constexpr float merge_overlap = 0.3F;

dlib::array2d<unsigned char> grey_of(const Raster& picture) {
    dlib::array2d<unsigned char> grey(picture.height, picture.width);
    const std::uint8_t* from = picture.rgb.data();
    for (long y = 0; y < grey.nr(); ++y)
        for (long x = 0; x < grey.nc(); ++x, from += 3)
            grey[y][x] = static_cast<unsigned char>((299 * from[0] + 587 * from[1] + 114 * from[2] + 500) / 1000);
    return grey;
}

double zoom_of(int width, int height) noexcept { return std::min(largest_zoom, longest_side / std::max(width, height)); }

class HogDetector final : public Detector {
public:
    HogDetector() : detector_(dlib::get_frontal_face_detector()) {}

    [[nodiscard]] std::string_view id() const noexcept override { return "dlib_hog"; }

    [[nodiscard]] float smallest_face(int width, int height) const noexcept override {
        return static_cast<float>(window / zoom_of(width, height));
    }

    Result<std::vector<DetectedFace>> detect(const Raster& picture) override {
        return guarded("looking for faces", [&]() -> Result<std::vector<DetectedFace>> {
            const double zoom = zoom_of(picture.width, picture.height);
            const auto zoomed = [&](int length) { return std::max(1, static_cast<int>(std::lround(length * zoom))); };
            const Raster seen = resampled(picture, {0, 0, picture.width, picture.height}, zoomed(picture.width),
                                          zoomed(picture.height));
            const double to_x = static_cast<double>(picture.width) / seen.width;
            const double to_y = static_cast<double>(picture.height) / seen.height;

            std::vector<std::pair<double, dlib::rectangle>> found;
            detector_(grey_of(seen), found, lowest_margin);
            std::vector<DetectedFace> faces;
            for (const auto& [margin, box] : found) {
                DetectedFace face;
                face.score = static_cast<float>(1 / (1 + std::exp(-margin)));
                face.box = {static_cast<float>(static_cast<double>(box.left()) * to_x),
                            static_cast<float>(static_cast<double>(box.top()) * to_y),
                            static_cast<float>(static_cast<double>(box.width()) * to_x),
                            static_cast<float>(static_cast<double>(box.height()) * to_y)};
                faces.push_back(std::move(face));
            }
            return merge_boxes(std::move(faces), merge_overlap);
        });
    }

private:
    dlib::frontal_face_detector detector_;
};

}  // namespace

Result<std::unique_ptr<Detector>> make_hog_detector() {
    return guarded("opening the built-in detector", []() -> Result<std::unique_ptr<Detector>> {
        return std::unique_ptr<Detector>(std::make_unique<HogDetector>());
    });
}

}  // namespace consent
