// SPDX-License-Identifier: Apache-2.0
//
// The parts a head is painted from, in the order they are painted; draw_scene_opencv.cpp lays it into a picture.
#pragma once

#include <vector>

#include "demo_school/draw_scene.hpp"
#include "demo_school/face_parameters.hpp"
#include "demo_school/layer_opencv.hpp"

namespace consent::demo {

// The outline of the head without hair and ears, and its width at every height.
class HeadShape {
public:
    explicit HeadShape(const FaceParameters& face);

    [[nodiscard]] const Path& outline() const { return outline_; }
    [[nodiscard]] float half_width(float v) const;

private:
    Path outline_;
    std::vector<float> widths_;
};

// A head turned and lit as the take says, facing up. `behind` goes under the body (hair that falls down the back, the
// neck), `front` over it.
struct Head {
    Layer behind;
    Layer front;
};

float neck_width(const FaceParameters& face);  // half of it

Head draw_head(const FaceParameters& face, const Take& take, float px_per_unit);

// draw_features_opencv.cpp
void paint_eyes(Layer& layer, const FaceParameters& face, const Take& take);
void paint_brows(Layer& layer, const FaceParameters& face);
void paint_nose(Layer& layer, const FaceParameters& face);
void paint_mouth(Layer& layer, const FaceParameters& face, const Take& take);
void paint_beard(Layer& layer, const FaceParameters& face, const HeadShape& shape, const Take& take);
void paint_glasses(Layer& layer, const FaceParameters& face);

// draw_hair_opencv.cpp
void paint_hair_behind(Layer& layer, const FaceParameters& face);
void paint_hair(Layer& layer, const FaceParameters& face, const HeadShape& shape, const Take& take);
bool covers_ears(HairStyle hair);

// draw_headwear_opencv.cpp
void paint_headscarf(Layer& layer, const FaceParameters& face, const Take& take);
void paint_turban(Layer& layer, const FaceParameters& face, const Take& take);

// draw_body_opencv.cpp
// Shoulders and chest in face units, from the collar down to v = `bottom`.
Layer draw_body(const FaceParameters& face, const Take& take, Colour clothes, float px_per_unit, float bottom);

// draw_background_opencv.cpp
cv::Mat3f draw_background(const Scene& scene);  // R, G, B, 0..255

}  // namespace consent::demo
