// SPDX-License-Identifier: Apache-2.0
#include "detect/scale_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace consent {
namespace {

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

void add_level(std::vector<Look>& looks, int width, int height, double scale, const ScalePlan& plan,
               bool coarsest, bool finest) {
    const int level_width = scaled(width, scale);
    const int level_height = scaled(height, scale);
    const double to_x = static_cast<double>(width) / level_width;
    const double to_y = static_cast<double>(height) / level_height;
    for (const Span row : spans(level_height, plan.tile, plan.overlap)) {
        for (const Span column : spans(level_width, plan.tile, plan.overlap)) {
            const int x0 = std::min(width - 1, static_cast<int>(std::lround(column.begin * to_x)));
            const int y0 = std::min(height - 1, static_cast<int>(std::lround(row.begin * to_y)));
            const int x1 = std::clamp(static_cast<int>(std::lround((column.begin + column.length) * to_x)), x0 + 1, width);
            const int y1 = std::clamp(static_cast<int>(std::lround((row.begin + row.length) * to_y)), y0 + 1, height);
            Look look;
            look.part = {x0, y0, x1 - x0, y1 - y0};
            look.width = column.length;
            look.height = row.length;
            look.smallest = finest ? 0 : plan.smallest / static_cast<float>(scale);
            look.largest = coarsest ? 0 : plan.largest / static_cast<float>(scale);
            looks.push_back(look);
        }
    }
}

}  // namespace

std::vector<Look> plan_looks(int width, int height, const ScalePlan& plan) {
    const int longest = std::max(width, height);
    const double finest = longest <= plan.own_size ? 1.0 : static_cast<double>(plan.finest);
    const double coarsest = std::min(finest, static_cast<double>(plan.whole) / longest);
    const double ratio = finest / coarsest;
    const int steps = static_cast<int>(std::ceil(std::log(ratio) / std::log(plan.step) - 1e-9));
    std::vector<Look> looks;
    for (int i = 0; i <= steps; ++i) {
        const double scale = steps == 0 ? finest : coarsest * std::pow(ratio, static_cast<double>(i) / steps);
        add_level(looks, width, height, scale, plan, i == 0, i == steps);
    }
    return looks;
}

}  // namespace consent
