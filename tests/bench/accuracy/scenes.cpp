// SPDX-License-Identifier: Apache-2.0
#include "scenes.hpp"

#include <algorithm>
#include <cmath>

#include "backdrops.hpp"
#include "camera.hpp"
#include "demo_school/photo_file.hpp"

namespace consent::accuracy {

namespace {

constexpr float most_roll = 15;
constexpr float aspect = 1.5F;
constexpr float row_slack = 1.15F;
constexpr float most_covered = 0.35F;  // of a row of heads, hair to collar, by the row before it

struct Cell {
    float width = 0;
    float height = 0;
};

Cell cell_of(const Actor& actor) {
    const Box& face = actor.head->face;
    const float scale = actor.width_px / std::min(face.width, face.height);
    return {2 * head_half_width * face.width * scale, 2 * head_half_height * face.height * scale};
}

}  // namespace

Layout lay_out(std::span<const Actor> actors, bool crowded, demo::RandomSource& random) {
    std::vector<Cell> cells;
    float area = 0;
    float widest = 0;
    for (const Actor& actor : actors) {
        cells.push_back(cell_of(actor));
        area += cells.back().width * cells.back().height;
        widest = std::max(widest, cells.back().width);
    }
    const float row_width = std::max({std::sqrt(area * aspect) * row_slack, widest, random.uniform(640, 1200)});

    std::vector<std::vector<std::size_t>> rows(1);
    float used = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (used + cells[i].width > row_width && !rows.back().empty()) {
            rows.emplace_back();
            used = 0;
        }
        rows.back().push_back(i);
        used += cells[i].width;
    }

    Layout layout;
    layout.centres.resize(actors.size());
    layout.width = static_cast<int>(std::ceil(row_width));
    float y = 0;
    float lowest = 0;
    for (const auto& row : rows) {
        float wide = 0;
        float high = 0;
        for (const std::size_t i : row) {
            wide += cells[i].width;
            high = std::max(high, cells[i].height);
        }
        const float gap = (row_width - wide) / static_cast<float>(row.size() + 1);
        float x = 0;
        for (const std::size_t i : row) {
            x += gap * random.uniform(0.4F, 1.0F);
            layout.centres[i] = {x + cells[i].width / 2,
                                 y + cells[i].height / 2 + random.uniform(0, high - cells[i].height)};
            x += cells[i].width;
        }
        lowest = std::max(lowest, y + high);
        y += high * (crowded ? random.uniform(1 - most_covered, 1) : 1);
    }
    // Room above and below.
    const float whole = std::max({lowest * random.uniform(1.02F, 1.3F), 480.0F, row_width / 2});
    layout.height = static_cast<int>(std::ceil(whole));
    const float shift = random.uniform(0, whole - lowest);
    for (Point& centre : layout.centres) centre.y += shift;
    return layout;
}

Scene compose(std::span<const Actor> actors, bool crowded, std::span<const Raster> backdrops,
              demo::RandomSource& random) {
    const Layout layout = lay_out(actors, crowded, random);
    Scene scene{cut_from(choose_backdrop(backdrops, layout.width, layout.height, random), layout.width, layout.height,
                         random),
                {}};
    for (std::size_t i = 0; i < actors.size(); ++i)
        scene.faces.push_back(paste(*actors[i].head,
                                    {layout.centres[i], actors[i].width_px, random.around(0, most_roll / 2)},
                                    scene.picture));
    blur_slightly(scene.picture, random.uniform(0.2F, 0.6F));
    add_noise(scene.picture, random.uniform(0.5F, 4.0F), random);
    return scene;
}

Bytes as_file(const Raster& picture, demo::RandomSource& random) {
    demo::PhotoNotes notes;
    notes.camera = "Simulated";
    return demo::photo_file(picture, notes, 72 + static_cast<int>(random.below(24)));
}

}  // namespace consent::accuracy
