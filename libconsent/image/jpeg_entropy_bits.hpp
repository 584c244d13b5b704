// SPDX-License-Identifier: Apache-2.0
//
// The compressed data of a JPEG as bits, without the zeros that are stuffed behind each 0xFF (ITU-T T.81, F.1.2.3).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

// The eight bytes from `at` on, the first of them on top.
[[nodiscard]] inline std::uint64_t eight_bytes(const std::uint8_t* at) noexcept {
    std::uint64_t value;
    std::memcpy(&value, at, sizeof value);
    if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
    return value;
}

// At least 57 bits from that place on, left-aligned. Reads up to eight bytes behind the place.
[[nodiscard]] inline std::uint64_t bits_at(const std::uint8_t* data, std::size_t place) noexcept {
    return eight_bytes(data + (place >> 3)) << (place & 7);
}

struct Unstuffed {
    std::size_t read = 0;     // bytes taken from the source
    std::size_t written = 0;
    bool sound = true;        // false: a 0xFF with something else than zero behind it, at `read`
};

// Takes bytes from `from` until it or the room is used up; never one of the two bytes of a stuffed pair alone.
// Requires: room for `room` bytes at `to`.
Unstuffed unstuff(ByteView from, std::uint8_t* to, std::size_t room) noexcept;

// One run of compressed data that begins on a byte of its own (a scan, or what lies between two restart markers), a
// window of it in memory at a time.
class EntropyBits {
public:
    // What may be read from the place on between two calls of more(): the most that a block of 64 coefficients takes.
    static constexpr std::size_t most_in_advance = 512;

    EntropyBits() : window_(window_bytes + 2 * most_in_advance) {}

    // Goes on with the first bit of this run.
    void start(ByteView stuffed) noexcept {
        source_ = stuffed;
        place = filled_ = 0;
        sound_ = true;
        fill();
    }

    // Makes sure that most_in_advance bytes from the place on can be read; zeros stand behind the end.
    void more() noexcept {
        if ((place >> 3) + most_in_advance > filled_ && !source_.empty()) fill();
    }

    [[nodiscard]] std::uint64_t peek() const noexcept { return bits_at(window_.data(), place); }
    [[nodiscard]] const std::uint8_t* data() const noexcept { return window_.data(); }

    // Nothing wrong was met, and no bit behind the end was used.
    [[nodiscard]] bool sound() const noexcept { return sound_ && place <= 8 * filled_; }

    // How many bits of the last byte are left; nothing when there is more, or less than none.
    [[nodiscard]] std::optional<unsigned> filling() const noexcept {
        if (!sound() || !source_.empty() || 8 * filled_ - place >= 8) return std::nullopt;
        return static_cast<unsigned>(8 * filled_ - place);
    }

    std::size_t place = 0;  // in bits, in the window

private:
    static constexpr std::size_t window_bytes = std::size_t{64} << 10;

    void fill() noexcept;

    ByteView source_;
    std::vector<std::uint8_t> window_;
    std::size_t filled_ = 0;
    bool sound_ = true;
};

}  // namespace consent
