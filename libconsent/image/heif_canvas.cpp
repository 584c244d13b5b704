// SPDX-License-Identifier: Apache-2.0
#include "image/heif_canvas.hpp"

#include <algorithm>
#include <array>

#include "image/heif_coding.hpp"

namespace consent {
namespace {

constexpr std::uint64_t least = 16;
constexpr int beside = 256;

// Writes a number over the one that stands there in the original.
void put_over(Bytes& copy, ByteView original, ByteView place, std::uint32_t value) {
    const auto at = static_cast<std::size_t>(place.data() - original.data());
    for (std::size_t i = 0; i < place.size(); ++i)
        copy[at + i] = static_cast<std::uint8_t>(value >> (8 * (place.size() - 1 - i)));
}

Raster cut(const Raster& from, int left, int top) {
    Raster out;
    out.width = from.width - left;
    out.height = from.height - top;
    const std::size_t row = static_cast<std::size_t>(out.width) * 3;
    out.rgb.resize(row * static_cast<std::size_t>(out.height));
    for (int y = 0; y < out.height; ++y)
        std::copy_n(from.rgb.data() + (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(from.width) +
                                       static_cast<std::size_t>(left)) * 3,
                    row, out.rgb.data() + static_cast<std::size_t>(y) * row);
    return out;
}

// From that corner on, but for the blur of the coding at its edge.
bool is_of_one_colour(const Raster& canvas, int left, int top) {
    constexpr int blur = 4, most_apart = 40;
    std::array<int, 3> lowest{255, 255, 255}, highest{};
    for (int y = top == 0 ? 0 : top + blur; y < canvas.height; ++y)
        for (int x = left == 0 ? 0 : left + blur; x < canvas.width; ++x)
            for (std::size_t c = 0; c < 3; ++c) {
                const int value = canvas.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(canvas.width) +
                                              static_cast<std::size_t>(x)) * 3 + c];
                lowest[c] = std::min(lowest[c], value);
                highest[c] = std::max(highest[c], value);
            }
    for (std::size_t c = 0; c < 3; ++c)
        if (highest[c] - lowest[c] > most_apart) return false;
    return true;
}

}  // namespace

std::optional<Bytes> with_whole_canvas(ByteView bytes, const HeifWalk& walk, const HeifItem& item) {
    const HeifItem* tile = first_piece(walk, item);
    const HeifBox* size = walk.property_of(item, four_letters("ispe"));
    if (item.type != four_letters("grid") || tile == nullptr || size == nullptr || item.extents.size() != 1)
        return std::nullopt;
    const ByteView data = item.extents.front();
    const HeifGrid grid = read_grid(data);
    const std::uint64_t width = std::uint64_t{grid.columns} * tile->width, height = std::uint64_t{grid.rows} * tile->height;
    if (grid.rows == 0 || width < grid.width || height < grid.height || width > 0xFFFF || height > 0xFFFF ||
        (width - grid.width < least && height - grid.height < least))
        return std::nullopt;
    Bytes copy(bytes.begin(), bytes.end());
    const std::size_t field = (data[1] & 1) != 0 ? 4 : 2;
    put_over(copy, bytes, data.subspan(4, field), static_cast<std::uint32_t>(width));
    put_over(copy, bytes, data.subspan(4 + field, field), static_cast<std::uint32_t>(height));
    put_over(copy, bytes, size->data.subspan(4, 4), static_cast<std::uint32_t>(width));
    put_over(copy, bytes, size->data.subspan(8, 4), static_cast<std::uint32_t>(height));
    return copy;
}

std::vector<Raster> outside_of(const HeifItem& item, const Raster& canvas) {
    const int width = static_cast<int>(item.width), height = static_cast<int>(item.height);
    std::vector<Raster> strips;
    if (canvas.width - width >= static_cast<int>(least) && !is_of_one_colour(canvas, width, 0))
        strips.push_back(cut(canvas, std::max(0, width - beside), 0));
    if (canvas.height - height >= static_cast<int>(least) && !is_of_one_colour(canvas, 0, height))
        strips.push_back(cut(canvas, 0, std::max(0, height - beside)));
    return strips;
}

}  // namespace consent
