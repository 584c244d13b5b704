// SPDX-License-Identifier: Apache-2.0
//
// What cameras and light do to a picture.
#pragma once

#include <consent/face.hpp>
#include <consent/image.hpp>

#include "demo_school/random_source.hpp"

namespace consent::accuracy {

void add_noise(Raster& picture, float sigma, demo::RandomSource& random);  // levels, each channel on its own

// A blur of about `sigma` pixels, up to .8.
void blur_slightly(Raster& picture, float sigma);

// In place, each pixel from its own colour alone.
void darken(Raster& picture, float gain);      // light falls by `gain`, 0..1
void overexpose(Raster& picture, float gain);  // and rises: what goes over is cut off
void turn_grey(Raster& picture);
void turn_infrared(Raster& picture);  // one bright, flat channel from red, as near infrared shows skin

// The picture turned clockwise by any angle, on a canvas that holds all of it; corners are mid-grey.
Raster turned(const Raster& picture, float degrees);

// Where a box of `before` lies in `after` = turned(before, degrees): the upright box of its turned ellipse.
Box turned(const Box& box, const Raster& before, const Raster& after, float degrees) noexcept;

}  // namespace consent::accuracy
