// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "image/codecs.hpp"
#include "image/jpeg_segments.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "image/tiff_strips.hpp"
#include "sanitise/prove_icc.hpp"
#include "sanitise/prove_parts.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// The tags that a page may have, each of one type; a value for `one`.
struct TiffRule {
    std::uint16_t tag, type;
    bool one;
};
constexpr std::array tiff_rules{
    TiffRule{254, 4, true},  TiffRule{256, 4, true},  TiffRule{257, 4, true},  TiffRule{258, 3, false},
    TiffRule{259, 3, true},
    TiffRule{262, 3, true},  TiffRule{273, 4, false}, TiffRule{274, 3, true},  TiffRule{277, 3, true},
    TiffRule{278, 4, true},  TiffRule{279, 4, false}, TiffRule{282, 5, true},  TiffRule{283, 5, true},
    TiffRule{284, 3, true},  TiffRule{296, 3, true},  TiffRule{317, 3, true},  TiffRule{320, 3, false},
    TiffRule{322, 4, true},  TiffRule{323, 4, true},  TiffRule{324, 4, false}, TiffRule{325, 4, false},
    TiffRule{338, 3, true},  TiffRule{530, 3, false}, TiffRule{34675, 7, false}};

struct Value {
    std::uint16_t type = 0;
    std::uint64_t count = 0;
    ByteView bytes;
};
using Tags = std::map<std::uint16_t, Value>;

class TiffProof {
public:
    TiffProof(ByteView bytes, const Limits& limits) noexcept
        : bytes_(bytes), limits_(limits), big_endian_(bytes[0] == 'M') {}

    Result<void> run() {
        if (number(4, 4) != 8) return not_clean("TIFF:header");
        std::size_t pages = 0;
        for (at_ = 8;;) {
            if (++pages > limits_.frames) return too_many_frames(limits_);
            const std::uint64_t next = read_directory();
            if (!whole_) return unreadable("The copy is cut short.");
            if (wrong_.empty()) prove_page();
            if (!wrong_.empty()) return not_clean("TIFF:" + wrong_);
            if (next == 0) break;
            if (!skip_to_even() || next != at_) return not_clean("TIFF:bytes between pages");
        }
        if (at_ != bytes_.size()) return not_clean("TIFF:trailer");
        return frames_tiff(bytes_, limits_, [](Picture) -> Result<void> { return {}; });
    }

private:
    std::uint64_t number(std::size_t at, std::size_t width) const noexcept {
        SpanReader reader(bytes_);
        return reader.seek(at) ? reader.unsigned_number(width, big_endian_).value_or(0) : 0;
    }

    std::uint64_t number(std::uint16_t tag, std::size_t index, std::uint64_t otherwise) const noexcept {
        const auto found = tags_.find(tag);
        if (found == tags_.end()) return otherwise;
        const std::size_t width = found->second.type == 3 ? 2 : 4;
        SpanReader reader(found->second.bytes);
        return reader.seek(index * width) ? reader.unsigned_number(width, big_endian_).value_or(otherwise) : otherwise;
    }

    std::uint64_t count(std::uint16_t tag) const noexcept {
        const auto found = tags_.find(tag);
        return found == tags_.end() ? 0 : found->second.count;
    }

    bool skip_to_even() noexcept {
        if (at_ % 2 == 0) return true;
        return at_ < bytes_.size() && bytes_[at_++] == 0;
    }

    void blame(std::string part) {
        if (wrong_.empty()) wrong_ = std::move(part);
    }

    // Moves behind the values. Answers where the next directory is said to be.
    std::uint64_t read_directory() {
        tags_.clear();
        const std::size_t start = at_, entries = static_cast<std::size_t>(number(start, 2));
        const std::size_t end = start + 2 + 12 * entries + 4;
        whole_ = bytes_.size() >= end;
        if (!whole_) return 0;
        at_ = end;
        std::uint64_t before = 0;
        for (std::size_t i = 0; i < entries; ++i) {
            const std::size_t entry = start + 2 + 12 * i;
            const std::uint64_t tag = number(entry, 2), type = number(entry + 2, 2), values = number(entry + 4, 4);
            const auto* rule = std::find_if(tiff_rules.begin(), tiff_rules.end(),
                                            [tag](const TiffRule& r) { return r.tag == tag; });
            if (rule == tiff_rules.end() || tag <= before || type != rule->type || values == 0 || (rule->one && values != 1)) {
                blame("tag " + std::to_string(tag));
                return 0;
            }
            before = tag;
            const std::uint64_t size = values * (type == 5 ? 8 : type == 4 ? 4 : type == 3 ? 2 : 1);
            Value value{rule->type, values, {}};
            if (size <= 4) {
                const ByteView inside = bytes_.subspan(entry + 8, 4);
                value.bytes = inside.first(static_cast<std::size_t>(size));
                if (std::any_of(inside.begin() + static_cast<std::ptrdiff_t>(size), inside.end(),
                                [](std::uint8_t b) { return b != 0; }))
                    blame("tag " + std::to_string(tag));
            } else {
                if (number(entry + 8, 4) != at_) blame("bytes between values");
                whole_ = whole_ && size <= bytes_.size() - at_;
                if (!whole_) return 0;
                value.bytes = bytes_.subspan(at_, static_cast<std::size_t>(size));
                at_ += static_cast<std::size_t>(size);
                if (!skip_to_even()) blame("bytes between values");
            }
            tags_[rule->tag] = value;
        }
        return number(end - 4, 4);
    }

    void prove_page() {
        width_ = number(256, 0, 0);
        height_ = number(257, 0, 0);
        bits_ = number(258, 0, 0);
        samples_ = number(277, 0, 0);
        photometric_ = number(262, 0, 99);
        compression_ = number(259, 0, 0);
        tiled_ = tags_.count(324) != 0;
        if (!check_size(static_cast<std::int64_t>(width_), static_cast<std::int64_t>(height_), limits_))
            return blame("size");
        prove_layout();
        prove_facts();
        if (!wrong_.empty()) return;
        prove_chunks();
        if (wrong_.empty() && photometric_ == 3) prove_palette();
    }

    void prove_layout() {
        bool alike = count(258) == samples_;
        for (std::size_t i = 0; i < samples_ && alike; ++i) alike = number(258, i, 0) == bits_;
        const bool parts = bits_ == 1 || bits_ == 2 || bits_ == 4, whole = bits_ == 8 || bits_ == 16;
        const bool jpeg = compression_ == 7;
        std::uint64_t colours = 0;
        switch (photometric_) {
            case 0: case 1: colours = 1; alike = alike && (whole || (parts && samples_ == 1)); break;
            case 2: colours = 3; alike = alike && whole; break;
            case 3: colours = 1; alike = alike && (bits_ == 8 || parts) && samples_ == 1; break;
            case 5: colours = 4; alike = alike && whole && samples_ == 4; break;
            case 6: colours = 3; alike = alike && jpeg; break;
            default: alike = false;
        }
        if (jpeg) alike = alike && bits_ == 8 && samples_ == colours && (photometric_ == 1 || photometric_ == 6);
        const bool extra = tags_.count(338) != 0;
        alike = alike && samples_ == colours + (extra ? 1 : 0) && number(338, 0, 0) <= 2;
        alike = alike && number(284, 0, 0) == 1 && (tags_.count(320) != 0) == (photometric_ == 3);
        if (photometric_ == 3) alike = alike && count(320) == std::uint64_t{3} << bits_;
        const bool predicted = tags_.count(317) != 0;
        if (predicted)
            alike = alike && number(317, 0, 0) == 2 && whole && photometric_ != 3 &&
                    (compression_ == 5 || compression_ == 8);
        if ((tags_.count(530) != 0) != (photometric_ == 6) || (photometric_ == 6 && count(530) != 2)) alike = false;
        if (!alike) blame("layout");
    }

    void prove_facts() {
        if (number(254, 0, 1) != 0) blame("SubfileType");
        if (tags_.count(274) != 0 && (number(274, 0, 0) < 2 || number(274, 0, 0) > 8)) blame("Orientation");
        const bool resolved = tags_.count(282) != 0;
        if (resolved != (tags_.count(283) != 0) || resolved != (tags_.count(296) != 0)) return blame("resolution");
        if (resolved) {
            for (const std::uint16_t tag : {std::uint16_t{282}, std::uint16_t{283}}) {
                const std::uint64_t over = number(tag, 1, 0), value = number(tag, 0, 0) * (over == 1 ? 100 : 1);
                if ((over != 1 && over != 100) || (over == 100 && value % 100 == 0) || value < 100 || value > 6'553'500)
                    blame("resolution");
            }
            if (number(296, 0, 0) < 1 || number(296, 0, 0) > 3) blame("resolution");
        }
        if (const auto icc = tags_.find(34675); icc != tags_.end()) {
            const bool coloured = photometric_ != 5 && icc_is_clean(icc->second.bytes);
            if (!coloured) blame("ICC_Profile");
        }
    }

    void prove_chunks() {
        const std::uint16_t offsets = tiled_ ? 324 : 273, counts = tiled_ ? 325 : 279;
        const bool named = tags_.count(offsets) != 0 && tags_.count(counts) != 0 && count(offsets) == count(counts) &&
                           tags_.count(tiled_ ? 273 : 324) == 0 && tags_.count(tiled_ ? 279 : 325) == 0 &&
                           (tags_.count(322) != 0) == tiled_ && (tags_.count(323) != 0) == tiled_ &&
                           (tags_.count(278) != 0) != tiled_;
        chunk_width_ = tiled_ ? number(322, 0, 0) : width_;
        const std::uint64_t tall = tiled_ ? number(323, 0, 0) : number(278, 0, 0);
        if (!named || chunk_width_ == 0 || tall == 0 || tall > height_ || width_ % chunk_width_ != 0 ||
            (tiled_ && height_ % tall != 0) || count(offsets) != width_ / chunk_width_ * ((height_ + tall - 1) / tall))
            return blame("strips");
        used_.assign(std::size_t{1} << std::min<std::uint64_t>(bits_, 8), false);
        for (std::size_t i = 0; i < count(offsets); ++i) {
            const std::uint64_t size = number(counts, i, 0);
            if (number(offsets, i, 0) != at_) return blame("bytes between strips");
            if (size == 0 || size > bytes_.size() - at_) return blame("strips");
            const std::uint64_t rows = tiled_ ? tall : std::min(tall, height_ - i * tall);
            if (!chunk_is_clean(bytes_.subspan(at_, static_cast<std::size_t>(size)), rows)) return blame("strips");
            at_ += static_cast<std::size_t>(size);
        }
    }

    bool chunk_is_clean(ByteView chunk, std::uint64_t rows) {
        if (compression_ == 7) return jpeg_is_clean(chunk, rows);
        const std::uint64_t row_bits = chunk_width_ * samples_ * bits_;
        const auto row_bytes = static_cast<std::size_t>((row_bits + 7) / 8);
        if (compression_ == 1 && bits_ >= 8 && photometric_ != 3) return chunk.size() == row_bytes * rows;
        if (compression_ == 32946) return false;
        const auto unpacked = unpack_exactly(chunk, compression_, row_bytes * static_cast<std::size_t>(rows));
        if (!unpacked) return false;
        if (bits_ >= 8 && photometric_ != 3) return true;
        for (std::size_t y = 0; y < rows; ++y) {
            const std::uint8_t* row = unpacked->data() + y * row_bytes;
            for (std::uint64_t bit = row_bits; bit < row_bytes * 8; ++bit)
                if ((row[bit / 8] & 0x80 >> bit % 8) != 0) return false;
            for (std::uint64_t x = 0; photometric_ == 3 && x < chunk_width_; ++x) {
                unsigned index = 0;
                for (std::uint64_t bit = x * bits_; bit < (x + 1) * bits_; ++bit)
                    index = index << 1 | (row[bit / 8] >> (7 - bit % 8) & 1U);
                used_[index] = true;
            }
        }
        return true;
    }

    bool jpeg_is_clean(ByteView chunk, std::uint64_t rows) const {
        if (!starts_with(chunk, "\xFF\xD8"sv) || !prove_jpeg(chunk, limits_)) return false;
        const auto walk = walk_jpeg(chunk, limits_);
        if (!walk || static_cast<std::uint64_t>(walk->frame.width) != chunk_width_ ||
            static_cast<std::uint64_t>(walk->frame.height) != rows ||
            static_cast<std::uint64_t>(walk->frame.components) != samples_)
            return false;
        for (const JpegSegment& segment : walk->segments) {
            if (segment.marker >= jpeg_marker::app0 && segment.marker <= jpeg_marker::app15) return false;
            if (!is_start_of_frame(segment.marker) || samples_ == 1) continue;
            const std::uint64_t sharing = segment.payload[7];
            if (sharing >> 4 != number(530, 0, 0) || (sharing & 15) != number(530, 1, 0) ||
                segment.payload[10] != 0x11 || segment.payload[13] != 0x11)
                return false;
        }
        return true;
    }

    // Colours of indexes that no pixel has are zero; the lower halves of all numbers are zero, or all the upper ones.
    void prove_palette() {
        bool zero = true, twice = true;
        for (std::size_t i = 0; i < count(320); ++i) {
            const std::uint64_t value = number(320, i, 0);
            if (value != 0 && !used_[i % used_.size()]) return blame("ColorMap");
            zero = zero && value % 256 == 0;
            twice = twice && value % 257 == 0;
        }
        if (!zero && !twice) blame("ColorMap");
    }

    ByteView bytes_;
    const Limits& limits_;
    bool big_endian_;
    std::size_t at_ = 0;
    bool whole_ = true;
    std::string wrong_;
    Tags tags_;
    std::uint64_t width_ = 0, height_ = 0, bits_ = 0, samples_ = 0, photometric_ = 0, compression_ = 0, chunk_width_ = 0;
    bool tiled_ = false;
    std::vector<bool> used_;
};

}  // namespace

Result<void> prove_tiff(ByteView bytes, const Limits& limits) { return TiffProof(bytes, limits).run(); }

}  // namespace consent
