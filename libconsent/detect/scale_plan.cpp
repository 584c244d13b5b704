// SPDX-License-Identifier: Apache-2.0
#include "detect/scale_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace consent {
namespace {

constexpr int smallest_level = 96;  // a picture smaller than this holds no second face to be seen more coarsely

struct Span {
    int begin = 0;
    int length = 0;
};

// As few spans of one length as cover [0, length), none longer than `tile`, each sharing at least `overlap` with the next.
std::vector<Span> spans(int length, int tile, int overlap) {
    if (length <= tile) return {{0, length}};
    const auto rounded_up = [](int value, int by) { return (value + by - 1) / by; };
    const int count = rounded_up(length - overlap, tile - overlap);
    const int each = rounded_up(length + (count - 1) * overlap, count);
    std::vector<Span> result;
    for (int i = 0; i < count; ++i)
        result.push_back({static_cast<int>(static_cast<std::int64_t>(length - each) * i / (count - 1)), each});
    return result;
}

int scaled(int length, double scale) { return std::max(1, static_cast<int>(std::lround(length * scale))); }

Level level_of(int width, int height, double scale, const ScalePlan& plan) {
    const int level_width = scaled(width, scale);
    const int level_height = scaled(height, scale);
    const double to_x = static_cast<double>(width) / level_width;
    const double to_y = static_cast<double>(height) / level_height;
    Level level;
    level.scale = scale;
    level.width = level_width;
    level.height = level_height;
    for (const Span row : spans(level_height, plan.tile, plan.overlap)) {
        for (const Span column : spans(level_width, plan.tile, plan.overlap)) {
            const int x0 = std::min(width - 1, static_cast<int>(std::lround(column.begin * to_x)));
            const int y0 = std::min(height - 1, static_cast<int>(std::lround(row.begin * to_y)));
            const int x1 = std::clamp(static_cast<int>(std::lround((column.begin + column.length) * to_x)), x0 + 1, width);
            const int y1 = std::clamp(static_cast<int>(std::lround((row.begin + row.length) * to_y)), y0 + 1, height);
            level.looks.push_back({{x0, y0, x1 - x0, y1 - y0}, {column.begin, row.begin, column.length, row.length}});
        }
    }
    level.in_one = level.looks.size() == 1;
    return level;
}

}  // namespace

double finest_scale(int width, int height, const ScalePlan& plan) noexcept {
    const double affordable = std::sqrt(plan.finest_pixels / (static_cast<double>(width) * height));
    return std::max(plan.smallest_scale, std::min(plan.largest_scale, affordable));
}

std::vector<Level> plan_levels(int width, int height, const ScalePlan& plan) {
    const int longest = std::max(width, height);
    std::vector<Level> levels;
    double scale = finest_scale(width, height, plan);
    for (;;) {
        const int number = static_cast<int>(levels.size());
        levels.push_back(level_of(width, height, scale, plan));
        const bool enough = number + 1 >= plan.levels || longest * scale / plan.step < smallest_level;
        if (enough && longest * scale <= plan.whole) return levels;
        scale /= plan.step;
    }
}

}  // namespace consent
