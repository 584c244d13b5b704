// SPDX-License-Identifier: Apache-2.0
//
// The bits and prefix codes of a lossless WebP stream (RFC 9649, sections 3.2 and 6.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

// Bits from the lowest of each byte on. Past the end come zeros.
class BitReader {
public:
    explicit BitReader(ByteView data) noexcept : data_(data) {}

    // Requires: 0 <= bits <= 24.
    std::uint32_t number(int bits) noexcept {
        const std::uint32_t value = peek() & ((1U << bits) - 1);
        skip(bits);
        return value;
    }
    // At least the next 24 bits.
    std::uint32_t peek() noexcept {
        while (held_ <= 24) {
            const std::uint64_t byte = next_ < data_.size() ? data_[next_] : 0U;
            ++next_;
            window_ |= byte << held_;
            held_ += 8;
        }
        return static_cast<std::uint32_t>(window_);
    }
    // Requires: peek() came before, and showed them.
    void skip(int bits) noexcept {
        window_ >>= bits;
        held_ -= bits;
    }
    [[nodiscard]] std::size_t used() const noexcept { return next_ * 8 - static_cast<std::size_t>(held_); }
    [[nodiscard]] bool passed_end() const noexcept { return used() > data_.size() * 8; }

private:
    ByteView data_;
    std::uint64_t window_ = 0;
    int held_ = 0;
    std::size_t next_ = 0;
};

// A canonical prefix code of at most fifteen bits.
class PrefixCode {
public:
    // One length a symbol, 0 for one that has no code. Nothing when some bits would mean nothing, or two things; a lone
    // symbol takes no bits.
    static std::optional<PrefixCode> from_lengths(const std::vector<std::uint8_t>& lengths);

    std::uint32_t read(BitReader& in) const noexcept {
        if (fast_.empty()) return symbols_.front();
        const std::uint32_t bits = in.peek();
        const std::uint16_t entry = fast_[bits & (fast_.size() - 1)];
        if (entry != 0) {
            in.skip(entry >> 12);
            return entry & 0xFFF;
        }
        return read_long(in, bits);
    }
    [[nodiscard]] std::size_t size() const noexcept { return symbols_.size(); }

private:
    std::uint32_t read_long(BitReader& in, std::uint32_t bits) const noexcept;

    std::array<std::uint16_t, 16> count_{};  // codes of each length
    std::vector<std::uint16_t> symbols_{0};  // in the order of their codes
    std::vector<std::uint16_t> fast_;        // by the next bits: length in the top four, symbol; 0: a longer code
};

// A code as it stands in the stream. Nothing when it is not sound.
std::optional<PrefixCode> read_prefix_code(BitReader& in, std::size_t alphabet);

// Near places by their number: rows up in the high half, eight less columns to the left in the low.
extern const std::array<std::uint8_t, 120> vp8l_near_places;

}  // namespace consent
