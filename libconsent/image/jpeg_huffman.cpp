// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_huffman.hpp"

#include <algorithm>
#include <cstring>

#include "image/jpeg_huffman_blocks.hpp"
#include "image/jpeg_huffman_lanes.hpp"
#include "image/jpeg_segments.hpp"

namespace consent {
namespace {

namespace m = jpeg_marker;

constexpr std::size_t most_blocks_in_mcu = 10;
constexpr int narrow_width = 9;

std::size_t parts_of(std::size_t length, std::size_t part) noexcept { return (length + part - 1) / part; }

// Up to the next restart marker or the end; nothing where something else stands behind a 0xFF.
std::optional<std::size_t> to_restart(ByteView bytes) noexcept {
    std::size_t at = 0;
    for (;;) {
        const auto* ff = static_cast<const std::uint8_t*>(std::memchr(bytes.data() + at, 0xFF, bytes.size() - at));
        if (ff == nullptr) return bytes.size();
        at = static_cast<std::size_t>(ff - bytes.data());
        if (at + 1 == bytes.size()) return std::nullopt;
        if (bytes[at + 1] >= m::rst0 && bytes[at + 1] <= m::rst7) return at;
        if (bytes[at + 1] != 0) return std::nullopt;
        at += 2;
    }
}

}  // namespace

std::optional<Bytes> filled_with_ones(ByteView jpeg, const JpegWalk& walk) {
    JpegHuffmanWalk huffman;
    for (const JpegSegment& segment : walk.segments) huffman.take(segment.marker, segment.payload, segment.entropy);
    const auto* fillings = walk.loose_entropy ? nullptr : huffman.other_fillings();
    if (fillings == nullptr) return std::nullopt;
    Bytes out;
    out.reserve(jpeg.size() + fillings->size());
    const std::uint8_t* from = jpeg.data();
    for (const JpegHuffmanWalk::Filling& filling : *fillings) {
        out.insert(out.end(), from, filling.byte);
        out.push_back(*filling.byte | filling.bits);
        if (out.back() == 0xFF) out.push_back(0);
        from = filling.byte + 1;
    }
    out.insert(out.end(), from, jpeg.data() + jpeg.size());
    return out;
}

void JpegHuffmanWalk::take(std::uint8_t marker, ByteView payload, ByteView entropy) {
    if (!exact_) return;
    if (is_start_of_frame(marker)) exact_ = frame(marker, payload);
    if (marker == m::dht) exact_ = codes(payload);
    if (marker == m::sos) exact_ = scan(payload, entropy);
    if (marker == m::dri) {
        exact_ = payload.size() == 2;
        if (exact_) interval_ = static_cast<std::uint64_t>(payload[0]) << 8 | payload[1];
    }
}

bool JpegHuffmanWalk::frame(std::uint8_t marker, ByteView p) {
    if (marker > 0xC2 || !components_.empty() || p.size() < 6 || p[0] != 8 || p.size() != 6 + std::size_t{3} * p[5]) return false;
    progressive_ = marker == 0xC2;
    height_ = static_cast<std::size_t>(p[1]) << 8 | p[2];
    width_ = static_cast<std::size_t>(p[3]) << 8 | p[4];
    for (std::size_t i = 0; i < p[5]; ++i) {
        Component component;
        component.id = p[6 + 3 * i];
        component.across = p[7 + 3 * i] >> 4;
        component.down = p[7 + 3 * i] & 15;
        if (component.across < 1 || component.across > 4 || component.down < 1 || component.down > 4) return false;
        most_across_ = std::max(most_across_, component.across);
        most_down_ = std::max(most_down_, component.down);
        components_.push_back(component);
    }
    for (Component& component : components_)
        component.blocks = parts_of(width_ * component.across, 8 * most_across_) *
                           parts_of(height_ * component.down, 8 * most_down_);
    return !components_.empty();
}

bool JpegHuffmanWalk::codes(ByteView payload) {
    while (!payload.empty()) {
        const std::size_t kind = payload[0] >> 4, place = payload[0] & 15;
        if (kind > 1 || place > 3 || payload.size() < 17) return false;
        std::size_t size = 17;
        for (std::size_t i = 1; i <= 16; ++i) size += payload[i];
        if (size > payload.size()) return false;
        codes_[kind][place] = HuffmanCode::read(payload.subspan(1, size - 1));
        if (!codes_[kind][place] || (kind == 0 && !codes_[kind][place]->every_symbol_is_below(16))) return false;
        payload = payload.subspan(size);
    }
    return true;
}

std::size_t JpegHuffmanWalk::blocks_in_mcu(const Scan& scan, std::size_t component) const noexcept {
    return scan.components.size() == 1 ? 1 : components_[component].across * components_[component].down;
}

bool JpegHuffmanWalk::scan(ByteView p, ByteView entropy) {
    if (components_.empty() || p.empty() || p[0] < 1 || p[0] > 4 || p.size() != 4 + std::size_t{2} * p[0]) return false;
    Scan scan;
    std::size_t blocks = 0;
    for (std::size_t i = 0; i < p[0]; ++i) {
        const auto found = std::find_if(components_.begin(), components_.end(),
                                        [&](const Component& had) { return had.id == p[1 + 2 * i]; });
        if (found == components_.end() || (p[2 + 2 * i] & 0xCC) != 0) return false;
        scan.components.push_back(static_cast<std::size_t>(found - components_.begin()));
        scan.tables.push_back(p[2 + 2 * i]);
        blocks += found->across * found->down;
    }
    const ByteView range = p.last(3);
    scan.first = range[0];
    scan.last = range[1];
    scan.before = range[2] >> 4;
    scan.bit = range[2] & 15;
    if (scan.components.size() > 1) {
        if (blocks > most_blocks_in_mcu) return false;
        scan.mcus = static_cast<std::uint64_t>(parts_of(width_, 8 * most_across_)) * parts_of(height_, 8 * most_down_);
    } else {
        scan.mcus = components_[scan.components[0]].blocks;
    }
    if (scan.last > 63 || scan.first > scan.last) return false;
    if (progressive_ ? (scan.first == 0) != (scan.last == 0) || (scan.first > 0 && p[0] != 1) : scan.first != 0 || scan.last != 63)
        return false;

    std::optional<BlockCodes> codes;
    if (!progressive_ && !(codes = sequential_codes(scan, entropy.size()))) return false;
    std::uint64_t done = 0;
    for (unsigned restart = 0;; ++restart) {
        std::size_t size = entropy.size();
        if (interval_ != 0) {
            const auto found = to_restart(entropy);
            if (!found) return false;
            size = *found;
        }
        const std::uint64_t mcus = interval_ == 0 ? scan.mcus : std::min(interval_, scan.mcus - done);
        if (mcus == 0 || !run(scan, codes, entropy.first(size), done, mcus)) return false;
        done += mcus;
        if (size == entropy.size()) return done == scan.mcus;
        if (entropy[size + 1] != m::rst0 + restart % 8) return false;
        entropy = entropy.subspan(size + 2);
    }
}

bool JpegHuffmanWalk::run(const Scan& scan, const std::optional<BlockCodes>& codes, ByteView stuffed,
                          std::uint64_t first_mcu, std::uint64_t mcus) {
    std::optional<unsigned> left;
    if (codes && stuffed.size() >= least_for_lanes) {
        left = filling_behind_blocks(stuffed, *codes, mcus * codes->blocks());
    } else {
        bits_.start(stuffed);
        const bool passed = codes                ? blocks(*codes, mcus)
                            : scan.first == 0  ? dc_passes(scan, mcus)
                            : scan.before == 0 ? ac_first(scan, first_mcu, mcus)
                                               : ac_refined(scan, first_mcu, mcus);
        if (passed) left = bits_.filling();
    }
    if (!left) return false;
    const auto ones = static_cast<std::uint8_t>((1U << *left) - 1);
    // Behind a 0xFF stands a zero, which is none of its bits.
    const bool stuffed_last = stuffed.size() > 1 && stuffed.back() == 0 && stuffed[stuffed.size() - 2] == 0xFF;
    if (!stuffed_last && (stuffed.back() & ones) != ones) fillings_.push_back({&stuffed.back(), ones});
    return true;
}

bool JpegHuffmanWalk::blocks(const BlockCodes& codes, std::uint64_t mcus) {
    for (std::uint64_t mcu = 0; mcu < mcus; ++mcu)
        for (std::size_t block = 0; block < codes.blocks(); ++block) {
            bits_.more();
            if (!codes.skip(block, bits_.data(), bits_.place) || !bits_.sound()) return false;
        }
    return true;
}

std::optional<BlockCodes> JpegHuffmanWalk::sequential_codes(const Scan& scan, std::size_t size) const {
    std::vector<BlockCodes::Pair> pairs;
    for (std::size_t i = 0; i < scan.components.size(); ++i) {
        const BlockCodes::Pair pair{code(0, scan.tables[i] >> 4), code(1, scan.tables[i] & 15)};
        if (pair.dc == nullptr || pair.ac == nullptr) return std::nullopt;
        pairs.insert(pairs.end(), blocks_in_mcu(scan, scan.components[i]), pair);
    }
    return BlockCodes(pairs, size >= least_for_lanes ? lane_width : narrow_width);
}

}  // namespace consent
