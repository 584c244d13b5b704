// SPDX-License-Identifier: Apache-2.0
#include "image/vp8l_stream.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "image/vp8l_codes.hpp"

namespace consent {
namespace {

using Pixels = std::vector<std::uint32_t>;  // alpha, red, green, blue from the top down

constexpr std::uint32_t green_of(std::uint32_t pixel) noexcept { return pixel >> 8 & 0xFF; }

bool agree_in(const Pixels& pixels, std::uint32_t mask) noexcept {
    return std::all_of(pixels.begin(), pixels.end(),
                       [&](std::uint32_t pixel) { return (pixel & mask) == (pixels.front() & mask); });
}

class ColourCache {
public:
    explicit ColourCache(int bits) : shift_(32 - bits), colours_(bits == 0 ? 0 : std::size_t{1} << bits) {}
    void add(std::uint32_t pixel) noexcept {
        if (!colours_.empty()) colours_[pixel * 0x1E35A7BDU >> shift_] = pixel;
    }
    [[nodiscard]] std::size_t size() const noexcept { return colours_.size(); }
    [[nodiscard]] std::uint32_t at(std::size_t index) const noexcept { return colours_[index]; }

private:
    int shift_;
    std::vector<std::uint32_t> colours_;
};

class StreamReader {
public:
    explicit StreamReader(ByteView data) noexcept : in_(data) {}

    [[nodiscard]] BitReader& bits() noexcept { return in_; }
    [[nodiscard]] bool roomy() const noexcept { return roomy_; }

    // The picture itself, with its transforms. False: damaged.
    bool read_picture(std::uint32_t width, std::uint32_t height) {
        std::array<bool, 4> seen{};
        bool palette_last = false;
        Pixels palette;
        std::uint32_t per_pixel = 0;  // halvings of the width by palette indexes packed together
        const std::uint32_t full_width = width;
        while (in_.number(1) != 0) {
            const std::uint32_t kind = in_.number(2);
            if (std::exchange(seen[kind], true)) return false;
            palette_last = kind == colour_indexing;
            if (kind == predictor || kind == cross_colour) {
                const std::uint32_t block = in_.number(3) + 2;
                const auto helper = read_helper(blocks(width, block), blocks(height, block));
                if (!helper) return false;
                note_free_room(*helper, kind);
            } else if (kind == colour_indexing) {
                const std::uint32_t colours = in_.number(8) + 1;
                auto table = read_helper(colours, 1);
                if (!table) return false;
                palette = std::move(*table);
                per_pixel = colours > 16 ? 0 : colours > 4 ? 1 : colours > 2 ? 2 : 3;
                width = blocks(width, per_pixel);
            }
        }
        const bool indexed = !palette.empty();
        const auto pixels = read_image(width, height, true, indexed);
        if (!pixels) return false;
        if (indexed) {
            if (!agree_in(*pixels, 0xFFFF00FF)) roomy_ = true;
            if (palette_last) note_free_colours(*pixels, palette.size(), per_pixel, width, full_width);
        }
        return true;
    }

private:
    enum Kind : std::uint32_t { predictor = 0, cross_colour = 1, subtract_green = 2, colour_indexing = 3 };

    struct Group {
        PrefixCode green, red, blue, alpha, distance;
    };

    static constexpr std::uint32_t blocks(std::uint32_t size, std::uint32_t bits) noexcept {
        return (size + (1U << bits) - 1) >> bits;
    }

    void note_free_room(const Pixels& helper, std::uint32_t kind) noexcept {
        if (kind == cross_colour) {
            roomy_ = roomy_ || !agree_in(helper, 0xFF000000);
            return;
        }
        const bool modes = std::all_of(helper.begin(), helper.end(), [](std::uint32_t p) { return green_of(p) <= 13; });
        roomy_ = roomy_ || !modes || !agree_in(helper, 0xFFFF00FF);
    }

    // Entries that no pixel has, and bits behind the last pixel of a row.
    void note_free_colours(const Pixels& pixels, std::size_t colours, std::uint32_t packed, std::uint32_t width,
                           std::uint32_t full_width) {
        std::array<bool, 256> used{};
        const std::uint32_t index_bits = 8 >> packed, per_byte = 1U << packed;
        const std::uint32_t index_mask = (1U << index_bits) - 1;
        for (std::size_t i = 0; i < pixels.size(); ++i) {
            const auto column = static_cast<std::uint32_t>(i % width) * per_byte;
            std::uint32_t left = green_of(pixels[i]);
            for (std::uint32_t k = 0; k < per_byte && column + k < full_width; ++k, left >>= index_bits)
                used[left & index_mask] = true;
            if (left != 0) roomy_ = true;
        }
        for (std::size_t i = 0; i < used.size(); ++i)
            if (used[i] != (i < colours)) roomy_ = true;
    }

    std::optional<Pixels> read_helper(std::uint32_t width, std::uint32_t height) {
        return read_image(width, height, false, true);
    }

    std::optional<PrefixCode> read_code(std::size_t alphabet) {
        if (symbols_left_ < alphabet) return std::nullopt;
        auto code = read_prefix_code(in_, alphabet);
        if (code) symbols_left_ -= code->size();
        return code;
    }

    bool read_groups(std::vector<Group>& groups, std::size_t colours) {
        for (Group& group : groups) {
            auto green = read_code(256 + 24 + colours);
            auto red = green ? read_code(256) : std::nullopt;
            auto blue = red ? read_code(256) : std::nullopt;
            auto alpha = blue ? read_code(256) : std::nullopt;
            auto distance = alpha ? read_code(40) : std::nullopt;
            if (!distance || in_.passed_end()) return false;
            group = {std::move(*green), std::move(*red), std::move(*blue), std::move(*alpha), std::move(*distance)};
        }
        return true;
    }

    // The numbers behind a prefix symbol (section 5.2.2).
    std::uint32_t long_number(std::uint32_t symbol) noexcept {
        if (symbol < 4) return symbol + 1;
        const std::uint32_t extra = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << extra) + in_.number(static_cast<int>(extra)) + 1;
    }

    // `keep`: the pixels are wanted; else one is handed back for form's sake.
    std::optional<Pixels> read_image(std::uint32_t width, std::uint32_t height, bool main, bool keep) {
        int cache_bits = 0;
        if (in_.number(1) != 0) {
            cache_bits = static_cast<int>(in_.number(4));
            if (cache_bits < 1 || cache_bits > 11) return std::nullopt;
        }
        std::uint32_t block_bits = 0;
        Pixels map;
        std::size_t count = 1;
        if (main && in_.number(1) != 0) {
            block_bits = in_.number(3) + 2;
            auto helper = read_helper(blocks(width, block_bits), blocks(height, block_bits));
            if (!helper) return std::nullopt;
            map = std::move(*helper);
            if (!agree_in(map, 0xFF0000FF)) roomy_ = true;
            for (std::uint32_t& pixel : map) {
                pixel = pixel >> 8 & 0xFFFF;
                count = std::max<std::size_t>(count, pixel + 1);
            }
            std::vector<bool> used(count);
            for (const std::uint32_t group : map) used[group] = true;
            if (std::find(used.begin(), used.end(), false) != used.end()) roomy_ = true;
        }
        if (in_.passed_end()) return std::nullopt;
        std::vector<Group> groups(count);
        ColourCache cache(cache_bits);
        if (!read_groups(groups, cache.size())) return std::nullopt;
        return read_pixels(width, height, groups, map, block_bits, cache, keep);
    }

    std::optional<Pixels> read_pixels(std::uint32_t width, std::uint32_t height, const std::vector<Group>& groups,
                                      const Pixels& map, std::uint32_t block_bits, ColourCache& cache, bool keep) {
        const std::size_t total = std::size_t{width} * height;
        const std::size_t map_width = blocks(width, block_bits);
        Pixels pixels(keep ? total : 1);
        std::size_t at = 0;
        std::uint32_t x = 0, y = 0;
        const auto put = [&](std::uint32_t pixel) {
            if (keep) {
                pixels[at] = pixel;
                cache.add(pixel);
            }
            ++at;
        };
        while (at < total) {
            const Group& group = groups[map.empty() ? 0 : map[(y >> block_bits) * map_width + (x >> block_bits)]];
            const std::uint32_t symbol = group.green.read(in_);
            std::uint32_t length = 1;
            if (symbol < 256) {
                const std::uint32_t red = group.red.read(in_), blue = group.blue.read(in_);
                put(group.alpha.read(in_) << 24 | red << 16 | symbol << 8 | blue);
            } else if (symbol < 256 + 24) {
                length = long_number(symbol - 256);
                const std::size_t distance = distance_of(long_number(group.distance.read(in_)), width);
                if (distance > at || length > total - at) return std::nullopt;
                if (keep) {
                    for (std::uint32_t i = 0; i < length; ++i) put(pixels[at - distance]);
                } else {
                    at += length;
                }
            } else {
                put(keep ? cache.at(symbol - 280) : 0);
            }
            if (in_.passed_end()) return std::nullopt;
            x += length;
            while (x >= width) {
                x -= width;
                ++y;
            }
        }
        return pixels;
    }

    // Section 5.2.2: the first 120 are places near by, in rows above and columns beside.
    static std::size_t distance_of(std::uint32_t code, std::uint32_t width) noexcept {
        if (code > 120) return code - 120;
        const auto place = vp8l_near_places[code - 1];
        const std::int64_t distance = std::int64_t{place >> 4} * width + 8 - (place & 0xF);
        return static_cast<std::size_t>(std::max<std::int64_t>(distance, 1));
    }

    BitReader in_;
    bool roomy_ = false;
    std::size_t symbols_left_ = std::size_t{1} << 24;  // of all prefix codes together: 48 MB
};

Vp8lStream finish(StreamReader& reader, Vp8lStream stream) {
    if (!reader.read_picture(static_cast<std::uint32_t>(stream.width), static_cast<std::uint32_t>(stream.height)) ||
        reader.bits().passed_end())
        return {};
    const std::size_t bits = reader.bits().used();
    stream.size = (bits + 7) / 8;
    stream.last_bits = static_cast<std::uint8_t>(bits % 8 == 0 ? 0xFF : (1U << bits % 8) - 1);
    stream.end = reader.roomy() ? Vp8lEnd::roomy : Vp8lEnd::whole;
    return stream;
}

}  // namespace

Vp8lStream read_vp8l_stream(ByteView data) {
    StreamReader reader(data);
    Vp8lStream stream;
    const bool signed_right = reader.bits().number(8) == 0x2F;
    stream.width = static_cast<int>(reader.bits().number(14)) + 1;
    stream.height = static_cast<int>(reader.bits().number(14)) + 1;
    stream.alpha = reader.bits().number(1) != 0;
    if (!signed_right || reader.bits().number(3) != 0 || reader.bits().passed_end()) return {};
    return finish(reader, stream);
}

Vp8lStream read_headless_vp8l_stream(ByteView data, int width, int height) {
    StreamReader reader(data);
    Vp8lStream stream;
    stream.width = width;
    stream.height = height;
    return finish(reader, stream);
}

}  // namespace consent
