// SPDX-License-Identifier: Apache-2.0
#include "backdrops.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/resample.hpp"
#include "demo_school/draw_scene.hpp"

namespace consent::accuracy {

namespace {

constexpr int width = 1600;
constexpr int height = 1200;
constexpr int tries = 2000;
constexpr int smallest_side = 200;

// What is enlarged further has a texture of its own, which no camera makes and detectors take for faces.
constexpr double most_enlarged = 1.5;

bool touches(const Region& region, const Box& label) {
    const float margin = 0.8F * std::max(label.width, label.height);
    return static_cast<float>(region.x) < label.x + label.width + margin &&
           label.x - margin < static_cast<float>(region.x + region.width) &&
           static_cast<float>(region.y) < label.y + label.height + margin &&
           label.y - margin < static_cast<float>(region.y + region.height);
}

int between(int low, int high, demo::RandomSource& random) {
    return low + static_cast<int>(random.below(static_cast<std::size_t>(std::max(1, high - low + 1))));
}

void mirror(Raster& picture) {
    const auto row = static_cast<std::size_t>(picture.width) * 3;
    for (std::size_t start = 0; start < picture.rgb.size(); start += row)
        for (std::size_t a = 0, b = row - 3; a < b; a += 3, b -= 3)
            std::swap_ranges(picture.rgb.begin() + static_cast<std::ptrdiff_t>(start + a),
                             picture.rgb.begin() + static_cast<std::ptrdiff_t>(start + a + 3),
                             picture.rgb.begin() + static_cast<std::ptrdiff_t>(start + b));
}

// How many of the backdrop's pixels there are for one of a picture of that size; below 1 it is enlarged.
double fit_of(const Raster& backdrop, int to_width, int to_height) {
    return std::min(static_cast<double>(backdrop.width) / to_width, static_cast<double>(backdrop.height) / to_height);
}

}  // namespace

std::vector<Raster> drawn_backdrops(int count, demo::RandomSource& random) {
    constexpr std::array kinds{demo::Background::classroom, demo::Background::playground, demo::Background::plain};
    std::vector<Raster> backdrops;
    for (int i = 0; i < count; ++i) {
        demo::Scene scene;
        scene.width = width;
        scene.height = height;
        scene.background = kinds[static_cast<std::size_t>(i) % kinds.size()];
        scene.noise = 0;
        scene.detail = random.next();
        backdrops.push_back(demo::draw(scene).picture);
    }
    return backdrops;
}

std::vector<Raster> empty_regions(std::span<const GroupPicture> groups, demo::RandomSource& random) {
    std::vector<Raster> regions;
    for (const GroupPicture& group : groups) {
        const Raster& picture = group.picture;
        if (std::min(picture.width, picture.height) <= smallest_side) continue;
        Region best;
        for (int i = 0; i < tries; ++i) {
            Region region;
            region.width = between(smallest_side, picture.width, random);
            region.height = between(smallest_side, std::min(picture.height, region.width), random);
            region.x = between(0, picture.width - region.width, random);
            region.y = between(0, picture.height - region.height, random);
            if (region.width * region.height <= best.width * best.height) continue;
            const auto hit = [&](const Box& label) { return touches(region, label); };
            if (std::none_of(group.faces.begin(), group.faces.end(), hit) &&
                std::none_of(group.ignore.begin(), group.ignore.end(), hit))
                best = region;
        }
        if (best.width == 0) continue;
        const double scale = std::min(
            {most_enlarged, static_cast<double>(width) / best.width, static_cast<double>(height) / best.height});
        regions.push_back(
            resampled(picture, best, static_cast<int>(best.width * scale), static_cast<int>(best.height * scale)));
    }
    return regions;
}

Raster cut_from(const Raster& backdrop, int to_width, int to_height, demo::RandomSource& random) {
    const double fit = fit_of(backdrop, to_width, to_height);
    const double zoom =
        fit * std::max(static_cast<double>(random.uniform(0.6F, 1.0F)), std::min(1.0, 1 / (fit * most_enlarged)));
    Region region;
    region.width = std::clamp(static_cast<int>(to_width * zoom), 1, backdrop.width);
    region.height = std::clamp(static_cast<int>(to_height * zoom), 1, backdrop.height);
    region.x = between(0, backdrop.width - region.width, random);
    region.y = between(0, backdrop.height - region.height, random);
    Raster cut = resampled(backdrop, region, to_width, to_height);
    if (random.chance(0.5F)) mirror(cut);
    return cut;
}

const Raster& choose_backdrop(std::span<const Raster> backdrops, int to_width, int to_height,
                              demo::RandomSource& random) {
    std::vector<const Raster*> fitting;
    const Raster* largest = &backdrops.front();
    for (const Raster& backdrop : backdrops) {
        if (fit_of(backdrop, to_width, to_height) * most_enlarged >= 1) fitting.push_back(&backdrop);
        if (fit_of(backdrop, to_width, to_height) > fit_of(*largest, to_width, to_height)) largest = &backdrop;
    }
    return fitting.empty() ? *largest : *fitting[random.below(fitting.size())];
}

}  // namespace consent::accuracy
