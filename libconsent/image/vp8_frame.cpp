// SPDX-License-Identifier: Apache-2.0
#include "image/vp8_frame.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

#include "image/vp8_tables.hpp"

namespace consent {
namespace {

// The decoder of section 7.3. `value_` holds the bits that were loaded and not yet used up: eight, and `extra_` more.
class BoolReader {
public:
    explicit BoolReader(ByteView data) noexcept : data_(data) {}

    int bit(std::uint32_t probability) noexcept {
        if (extra_ < 0) load();
        const std::uint32_t split = 1 + ((range_ - 1) * probability >> 8);
        const std::uint64_t limit = std::uint64_t{split} << extra_;
        const bool one = value_ >= limit;
        if (one) {
            range_ -= split;
            value_ -= limit;
        } else {
            range_ = split;
        }
        last_shift_ = std::countl_zero(range_) - 24;
        range_ <<= last_shift_;
        extra_ -= last_shift_;
        read_ = true;
        return one ? 1 : 0;
    }
    std::uint32_t number(int bits) noexcept {
        std::uint32_t value = 0;
        while (bits-- > 0) value = value << 1 | static_cast<std::uint32_t>(bit(128));
        return value;
    }
    bool flag() noexcept { return bit(128) != 0; }
    void skip_optional(int bits) noexcept {
        if (flag()) number(bits);
    }

    // The data ended before the symbols, or are no code at all: one begins with less than the whole range, which is 255.
    [[nodiscard]] bool failed() const noexcept { return passed_end_ || (loaded_ != 0 && data_[0] == 255); }

    // Vp8Partition::exact. Requires: !failed().
    [[nodiscard]] Bytes exact() const {
        if (!read_) return {};
        Bytes code(data_.begin(), data_.begin() + static_cast<std::ptrdiff_t>(loaded_));
        // What the code stands above the lowest one of its range, taken away from its end on.
        std::uint64_t rest = value_;
        std::uint32_t borrow = 0;
        for (std::size_t i = loaded_; i-- > 0 && (rest != 0 || borrow != 0); rest >>= 8) {
            const std::uint32_t less = static_cast<std::uint32_t>(rest & 0xFF) + borrow;
            borrow = code[i] < less ? 1 : 0;
            code[i] = static_cast<std::uint8_t>(code[i] - less);
        }
        const auto used = static_cast<std::int64_t>(loaded_) * 8 - 8 - extra_ - last_shift_;
        code.resize(static_cast<std::size_t>((used + 8 + 7) / 8));
        return code;
    }

private:
    void load() noexcept {
        while (extra_ < 40) {
            if (loaded_ == data_.size()) {
                if (extra_ < 0) {
                    passed_end_ = true;
                    value_ <<= 8;
                    extra_ += 8;
                }
                return;
            }
            value_ = value_ << 8 | data_[loaded_++];
            extra_ += 8;
        }
    }

    ByteView data_;
    std::uint64_t value_ = 0;
    std::uint32_t range_ = 255;
    int extra_ = -8;
    int last_shift_ = 0;
    std::size_t loaded_ = 0;
    bool read_ = false;
    bool passed_end_ = false;
};

constexpr std::size_t kinds = 4, bands = 8, contexts = 3, branches = 11;

class FrameReader {
public:
    FrameReader(int width, int height)
        : columns_(static_cast<std::size_t>((width + 15) / 16)), rows_(static_cast<std::size_t>((height + 15) / 16)),
          modes_above_(columns_ * 4, 0), above_(columns_) {}

    std::optional<std::vector<Vp8Partition>> read(ByteView first, ByteView rest) {
        BoolReader modes(first);
        read_header(modes);
        const std::size_t count = std::size_t{1} << partitions_;
        const std::size_t sizes = 3 * (count - 1);
        if (modes.failed() || rest.size() <= sizes) return std::nullopt;

        std::vector<Vp8Partition> parts{{first, {}}};
        ByteView left = rest.subspan(sizes);
        for (std::size_t i = 0; i < count; ++i) {
            std::size_t size = left.size();
            if (i + 1 < count)
                size = std::min(size, rest[3 * i] | std::size_t{rest[3 * i + 1]} << 8 | std::size_t{rest[3 * i + 2]} << 16);
            parts.push_back({left.first(size), {}});
            left = left.subspan(size);
        }
        // Decoders wait for the first byte of the last one, and of each that a row is in, whether they use it or not.
        const auto waited_for = [&](std::size_t i) { return i < rows_ || i + 1 == count; };
        for (std::size_t i = 0; i < count; ++i)
            if (waited_for(i) && parts[i + 1].stored.empty()) return std::nullopt;

        std::vector<BoolReader> readers;
        for (std::size_t i = 0; i < count; ++i) readers.emplace_back(parts[i + 1].stored);
        for (std::size_t row = 0; row < rows_; ++row) {
            BoolReader& coefficients = readers[row & (count - 1)];
            modes_left_.fill(0);
            left_ = {};
            for (std::size_t column = 0; column < columns_; ++column) read_block(modes, coefficients, column);
            if (modes.failed() || coefficients.failed()) return std::nullopt;
        }
        parts[0].exact = modes.exact();
        for (std::size_t i = 0; i < count; ++i) {
            parts[i + 1].exact = readers[i].exact();
            if (waited_for(i) && parts[i + 1].exact.empty()) parts[i + 1].exact.push_back(0);
        }
        return parts;
    }

private:
    // Whether the blocks along an edge hold coefficients: four of luma, two of each chroma, and the one of luma's means.
    struct Edge {
        std::array<std::uint8_t, 4> luma{};
        std::array<std::array<std::uint8_t, 2>, 2> chroma{};
        std::uint8_t means = 0;
    };

    void read_header(BoolReader& in) {
        in.number(2);  // colour space, clamping
        segments_mapped_ = false;
        if (in.flag()) {
            segments_mapped_ = in.flag();
            if (in.flag()) {
                in.flag();
                for (int i = 0; i < 4; ++i) in.skip_optional(8);
                for (int i = 0; i < 4; ++i) in.skip_optional(7);
            }
            if (segments_mapped_)
                for (std::uint32_t& probability : segments_) probability = in.flag() ? in.number(8) : 255;
        }
        in.number(1 + 6 + 3);  // the filter's kind, level and sharpness
        if (in.flag() && in.flag())
            for (int i = 0; i < 8; ++i) in.skip_optional(7);
        partitions_ = in.number(2);
        in.number(7);
        for (int i = 0; i < 5; ++i) in.skip_optional(5);
        in.flag();  // whether the probabilities outlive the frame
        for (std::size_t i = 0; i < probabilities_.size(); ++i)
            probabilities_[i] = in.bit(vp8_coefficient_updates[i]) != 0 ? static_cast<std::uint8_t>(in.number(8))
                                                                       : vp8_coefficient_defaults[i];
        may_skip_ = in.flag();
        if (may_skip_) skip_ = in.number(8);
    }

    void read_block(BoolReader& modes, BoolReader& coefficients, std::size_t column) {
        if (segments_mapped_) modes.bit(segments_[modes.bit(segments_[0]) != 0 ? 2 : 1]);
        const bool skipped = may_skip_ && modes.bit(skip_) != 0;
        const bool whole = modes.bit(145) != 0;
        if (whole) read_whole_mode(modes, column);
        else read_part_modes(modes, column);
        if (modes.bit(142) != 0 && modes.bit(114) != 0) modes.bit(183);

        Edge& above = above_[column];
        if (!skipped) {
            read_coefficients(coefficients, above, whole);
            return;
        }
        const std::uint8_t means_above = above.means, means_left = left_.means;
        above = left_ = {};
        if (!whole) {
            above.means = means_above;
            left_.means = means_left;
        }
    }

    // The modes as the sub-blocks around number them: 0 DC, 1 true motion, 2 vertical, 3 horizontal.
    void read_whole_mode(BoolReader& in, std::size_t column) {
        std::uint8_t mode = 0;
        if (in.bit(156) != 0) mode = in.bit(128) != 0 ? 1 : 3;
        else mode = in.bit(163) != 0 ? 2 : 0;
        std::fill_n(modes_above_.begin() + static_cast<std::ptrdiff_t>(column * 4), 4, mode);
        modes_left_.fill(mode);
    }

    void read_part_modes(BoolReader& in, std::size_t column) {
        // Section 11.2: the next pair of branches, or where it is not positive a mode.
        static constexpr std::array<int, 18> tree{0, 1, -1, 2, -2, 3, 4, 6, -3, 5, -4, -5, -6, 7, -7, 8, -8, -9};
        std::uint8_t* above = modes_above_.data() + column * 4;
        for (std::uint8_t& left : modes_left_)
            for (std::size_t x = 0; x < 4; ++x) {
                const std::uint8_t* probability = vp8_block_modes.data() + (above[x] * 10U + left) * 9U;
                int at = tree[static_cast<std::size_t>(in.bit(probability[0]))];
                while (at > 0) at = tree[static_cast<std::size_t>(2 * at + in.bit(probability[at]))];
                left = above[x] = static_cast<std::uint8_t>(-at);
            }
    }

    void read_coefficients(BoolReader& in, Edge& above, bool whole) {
        std::size_t kind = 3, first = 0;
        if (whole) {
            above.means = left_.means = read_part(in, 1, 0, above.means + left_.means);
            kind = 0;
            first = 1;
        }
        for (std::uint8_t& left : left_.luma)
            for (std::uint8_t& up : above.luma) left = up = read_part(in, kind, first, left + up);
        for (std::size_t plane = 0; plane < 2; ++plane)
            for (std::uint8_t& left : left_.chroma[plane])
                for (std::uint8_t& up : above.chroma[plane]) left = up = read_part(in, 2, 0, left + up);
    }

    // The coefficients of one four by four block (section 13); 1 when it has any.
    std::uint8_t read_part(BoolReader& in, std::size_t kind, std::size_t first, int context) {
        static constexpr std::array<std::uint8_t, 16> band_of{0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7};
        const auto at = [&](std::size_t n, std::size_t ctx) {
            return probabilities_.data() + ((kind * bands + band_of[n]) * contexts + ctx) * branches;
        };
        std::size_t n = first;
        const std::uint8_t* p = at(n, static_cast<std::size_t>(context));
        while (in.bit(p[0]) != 0) {
            while (in.bit(p[1]) == 0) {
                if (++n == 16) return 1;
                p = at(n, 0);
            }
            const bool large = in.bit(p[2]) != 0;
            if (large) read_large(in, p);
            in.bit(128);  // sign
            if (++n == 16) return 1;
            p = at(n, large ? 2 : 1);
        }
        return n > first ? 1 : 0;
    }

    static void read_large(BoolReader& in, const std::uint8_t* p) {
        static constexpr std::array<std::array<std::uint8_t, 12>, 4> extra{
            {{173, 148, 140}, {176, 155, 140, 135}, {180, 157, 141, 134, 130},
             {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}}};
        if (in.bit(p[3]) == 0) {
            if (in.bit(p[4]) != 0) in.bit(p[5]);
        } else if (in.bit(p[6]) == 0) {
            if (in.bit(p[7]) == 0) {
                in.bit(159);
            } else {
                in.bit(165);
                in.bit(145);
            }
        } else {
            const int high = in.bit(p[8]);
            const int low = in.bit(p[9 + high]);
            for (const std::uint8_t* next = extra[static_cast<std::size_t>(2 * high + low)].data(); *next != 0; ++next)
                in.bit(*next);
        }
    }

    std::size_t columns_, rows_;
    std::vector<std::uint8_t> modes_above_;
    std::array<std::uint8_t, 4> modes_left_{};
    std::vector<Edge> above_;
    Edge left_;
    std::array<std::uint8_t, kinds * bands * contexts * branches> probabilities_{};
    std::array<std::uint32_t, 3> segments_{255, 255, 255};
    std::uint32_t partitions_ = 0, skip_ = 0;
    bool segments_mapped_ = false, may_skip_ = false;
};

}  // namespace

std::optional<Vp8Frame> read_vp8_frame(ByteView data) {
    if (data.size() < 10 || data[3] != 0x9D || data[4] != 0x01 || data[5] != 0x2A) return std::nullopt;
    const std::uint32_t tag = data[0] | static_cast<std::uint32_t>(data[1]) << 8 | static_cast<std::uint32_t>(data[2]) << 16;
    const bool key = (tag & 1) == 0, shown = (tag >> 4 & 1) != 0;
    const std::size_t first = tag >> 5;
    Vp8Frame frame;
    frame.width = (data[6] | data[7] << 8) & 0x3FFF;
    frame.height = (data[8] | data[9] << 8) & 0x3FFF;
    frame.header = data.first(10);
    if (!key || !shown || (tag >> 1 & 7) > 3 || frame.width == 0 || frame.height == 0 || first > data.size() - 10)
        return std::nullopt;
    FrameReader reader(frame.width, frame.height);
    auto parts = reader.read(data.subspan(10, first), data.subspan(10 + first));
    if (!parts) return std::nullopt;
    frame.partitions = std::move(*parts);
    return frame;
}

}  // namespace consent
