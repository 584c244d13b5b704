// SPDX-License-Identifier: Apache-2.0
//
// Simulated photographs of several people, with the truth of who stands where.
#pragma once

#include <span>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/face.hpp>
#include <consent/image.hpp>

#include "demo_school/random_source.hpp"
#include "heads.hpp"

namespace consent::accuracy {

// Somebody to be shown, and how wide the face (smaller side of its box) is to be.
struct Actor {
    const Head* head = nullptr;
    float width_px = 0;
};

struct Layout {
    int width = 0;
    int height = 0;
    std::vector<Point> centres;  // of the faces, in the order given
};

// Rows of people with gaps between them, in a picture that holds them all and is at least 640 x 480. `crowded`: each row
// stands before the lower part of the one behind it, up to the mouths.
// Ensures: each head lies within the picture; no two heads overlap unless crowded.
Layout lay_out(std::span<const Actor> actors, bool crowded, demo::RandomSource& random);

struct Scene {
    Raster picture;
    std::vector<Box> faces;  // in the order of the actors
};

// The heads, each turned by up to 15 degrees, over a part of a backdrop, through a camera: slight blur, noise.
Scene compose(std::span<const Actor> actors, bool crowded, std::span<const Raster> backdrops,
              demo::RandomSource& random);

// As a telephone would write it: JPEG with metadata, quality 72 to 95.
Bytes as_file(const Raster& picture, demo::RandomSource& random);

}  // namespace consent::accuracy
