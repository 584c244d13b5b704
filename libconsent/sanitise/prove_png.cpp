// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "image/codecs.hpp"
#include "image/inflate.hpp"
#include "image/png_chunks.hpp"
#include "image/png_pixels.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/prove_icc.hpp"
#include "sanitise/prove_parts.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

struct PngRule {
    std::uint32_t type;
    std::size_t least, most;
};

constexpr std::array png_rules{
    PngRule{png_type("IHDR"), 13, 13}, PngRule{png_type("PLTE"), 3, 768},  PngRule{png_type("tRNS"), 1, 256},
    PngRule{png_type("gAMA"), 4, 4},   PngRule{png_type("cHRM"), 32, 32},  PngRule{png_type("sRGB"), 1, 1},
    PngRule{png_type("cICP"), 4, 4},   PngRule{png_type("sBIT"), 1, 4},    PngRule{png_type("bKGD"), 1, 6},
    PngRule{png_type("pHYs"), 9, 9},   PngRule{png_type("eXIf"), 26, 26},  PngRule{png_type("IEND"), 0, 0},
    PngRule{png_type("iCCP"), 14, 0x7FFFFFFF}, PngRule{png_type("IDAT"), 1, 0x7FFFFFFF},
    PngRule{png_type("acTL"), 8, 8},   PngRule{png_type("fcTL"), 26, 26}, PngRule{png_type("fdAT"), 5, 0x7FFFFFFF}};

bool may_repeat(std::uint32_t type) {
    return type == png_type("IDAT") || type == png_type("fcTL") || type == png_type("fdAT");
}

// tRNS is as long as its colour type needs; of other types nothing can hide in the length.
bool transparency_fits(ByteView data, int colour_type, std::size_t palette_entries) {
    if (colour_type == 0) return data.size() == 2;
    if (colour_type == 2) return data.size() == 6;
    return colour_type == 3 && data.size() <= palette_entries;
}

// What turns the numbers into colours stays near what every screen does with them.
bool colours_are_tame(std::uint32_t type, ByteView data) {
    const auto number = [&](std::size_t i) { return be32_at(data, 4 * i); };
    const auto point = [&](std::size_t i, std::uint32_t x0, std::uint32_t x1, std::uint32_t y0, std::uint32_t y1) {
        return number(i) >= x0 && number(i) <= x1 && number(i + 1) >= y0 && number(i + 1) <= y1;
    };
    if (type == png_type("gAMA")) return number(0) >= 40000 && number(0) <= 60000;
    if (type == png_type("sRGB")) return data[0] <= 3;
    if (type == png_type("cICP")) return starts_with(data, "\x01\x0D\0\1"sv) || starts_with(data, "\x0C\x0D\0\1"sv);
    if (type != png_type("cHRM")) return true;
    return point(0, 28000, 37000, 28000, 39000) && point(2, 55000, 75000, 24000, 37000) &&
           point(4, 7000, 40000, 52000, 86000) && point(6, 2000, 18000, 0, 13000);
}

bool png_profile_is_clean(ByteView data, const Limits& limits) {
    static constexpr auto name = "ICC profile\0\0"sv;
    if (!starts_with(data, name)) return false;
    const ByteView stream = data.subspan(name.size());
    const Inflated profile = inflate_bounded(stream, limits.metadata_bytes);
    return profile.end == InflateEnd::whole && profile.consumed == stream.size() && icc_is_clean(profile.data);
}

// The chunks of an animation, in the one order and with the one numbering they have here.
class Frames {
public:
    // False: the chunk has no business there.
    bool take(std::uint32_t type, ByteView data) {
        if (type == png_type("IHDR")) {
            width_ = be32_at(data, 0);
            height_ = be32_at(data, 4);
        } else if (type == png_type("acTL")) {
            stated_ = be32_at(data, 0);
            return stated_ != 0 && !still_;
        } else if (type == png_type("IDAT")) {
            still_ = true;
            return frames_.size() == controls_before_still_;
        } else if (type == png_type("fcTL")) {
            return take_control(data);
        } else if (type == png_type("fdAT")) {
            if (frames_.size() <= controls_before_still_ || be32_at(data, 0) != sequence_++) return false;
            frames_.back().data.push_back(data.subspan(4));
        } else {
            return type == png_type("IEND") || !still_;
        }
        return true;
    }

    Result<void> prove(const PngHeader& header) {
        if (frames_.size() != stated_) return not_clean("PNG:acTL");
        for (std::size_t i = controls_before_still_; i < frames_.size(); ++i) {
            Frame& frame = frames_[i];
            switch (check_png_pixels(frame_stream(header, frame.width, frame.height, std::move(frame.data)))) {
                case PngPixels::exact: break;
                case PngPixels::loose: return not_clean("PNG:fdAT");
                case PngPixels::damaged: return damaged("PNG");
            }
        }
        return {};
    }

private:
    struct Frame {
        int width, height;
        std::vector<ByteView> data;
    };

    bool take_control(ByteView data) {
        const std::uint32_t width = be32_at(data, 4), height = be32_at(data, 8), x = be32_at(data, 12), y = be32_at(data, 16);
        const bool whole = x == 0 && y == 0 && width == width_ && height == height_;
        if (stated_ == 0 || frames_.size() >= stated_ || be32_at(data, 0) != sequence_++ || width == 0 || height == 0 ||
            width > width_ || height > height_ || x > width_ - width || y > height_ - height || data[24] > 2 ||
            data[25] > 1 || (data[22] == 0 && data[23] == 0) || (frames_.empty() && data[24] == 2))
            return false;
        if (!still_) {
            if (!whole || controls_before_still_ != 0) return false;
            controls_before_still_ = 1;
        } else if (frames_.size() > controls_before_still_ && frames_.back().data.empty()) {
            return false;
        }
        frames_.push_back({static_cast<int>(width), static_cast<int>(height), {}});
        return true;
    }

    std::uint32_t width_ = 0, height_ = 0, stated_ = 0, sequence_ = 0;
    std::size_t controls_before_still_ = 0;
    bool still_ = false;
    std::vector<Frame> frames_;
};

}  // namespace

Result<void> prove_png(ByteView bytes, const Limits& limits) {
    std::array<bool, png_rules.size()> seen{};
    SpanReader reader(bytes);
    if (!reader.seek(8)) return unreadable("The copy is cut short.");
    Frames frames;
    int colour_type = 0;
    std::size_t palette_entries = 0, parts = 0;
    std::uint32_t type = 0;
    while (type != png_type("IEND")) {
        const auto length = reader.be32();
        const auto found_type = reader.be32();
        const auto data = length ? reader.take(*length) : std::nullopt;
        if (!found_type || !data || !reader.be32()) return unreadable("The copy is cut short.");
        if (++parts > limits.parts) return too_many_parts("PNG", limits);
        type = *found_type;
        const std::string name = "PNG:" + png_type_name(type);
        const auto* rule =
            std::find_if(png_rules.begin(), png_rules.end(), [type](const PngRule& r) { return r.type == type; });
        if (rule == png_rules.end() || data->size() < rule->least || data->size() > rule->most) return not_clean(name);
        if (std::exchange(seen[static_cast<std::size_t>(rule - png_rules.begin())], true) && !may_repeat(type))
            return not_clean(name);
        if (!frames.take(type, *data)) return not_clean(name);
        if (type == png_type("IHDR")) colour_type = (*data)[9];
        if (type == png_type("PLTE")) palette_entries = data->size() / 3;
        if ((type == png_type("PLTE") && colour_type != 3) ||
            (type == png_type("tRNS") && !transparency_fits(*data, colour_type, palette_entries)) ||
            !colours_are_tame(type, *data) ||
            (type == png_type("pHYs") && !pixels_are_square(be32_at(*data, 0), be32_at(*data, 4))) ||
            (type == png_type("eXIf") && !is_orientation_alone(*data)) ||
            (type == png_type("iCCP") && !png_profile_is_clean(*data, limits)))
            return not_clean(name);
    }
    if (!reader.at_end()) return not_clean("PNG:trailer");

    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    switch (check_png_pixels(still_stream(*walk))) {
        case PngPixels::exact: break;
        case PngPixels::loose: return not_clean("PNG:IDAT");
        case PngPixels::damaged: return damaged("PNG");
    }
    if (auto proved = frames.prove(walk->header); !proved) return proved;
    return frames_png(bytes, limits, [](const Picture&) -> Result<void> { return {}; });
}

}  // namespace consent
