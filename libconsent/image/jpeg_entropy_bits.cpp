// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_entropy_bits.hpp"

#include <algorithm>

namespace consent {

Unstuffed unstuff(ByteView from, std::uint8_t* to, std::size_t room) noexcept {
    constexpr std::uint64_t each = 0x0101010101010101U;
    const std::uint8_t* in = from.data();
    std::size_t read = 0, written = 0;
    for (;;) {
        // Eight bytes at a time until one of them is 0xFF.
        while (read + 8 <= from.size() && written + 8 <= room) {
            std::uint64_t eight;
            std::memcpy(&eight, in + read, sizeof eight);
            std::memcpy(to + written, &eight, sizeof eight);
            const std::uint64_t found = (~eight - each) & eight & (each << 7);
            if (found != 0) {
                if constexpr (std::endian::native == std::endian::big) break;
                const auto plain = static_cast<std::size_t>(std::countr_zero(found)) / 8;
                read += plain;
                written += plain;
                break;
            }
            read += 8;
            written += 8;
        }
        if (read == from.size() || written == room) return {read, written, true};
        const bool stuffed = in[read] == 0xFF;
        if (stuffed && (read + 1 == from.size() || in[read + 1] != 0)) return {read, written, false};
        to[written++] = in[read];
        read += stuffed ? 2 : 1;
    }
}

void EntropyBits::fill() noexcept {
    const std::size_t used = std::min(place >> 3, filled_);
    std::memmove(window_.data(), window_.data() + used, filled_ - used);
    filled_ -= used;
    place -= 8 * used;
    const Unstuffed more = unstuff(source_, window_.data() + filled_, window_bytes + most_in_advance - filled_);
    source_ = source_.subspan(more.read);
    filled_ += more.written;
    sound_ = sound_ && more.sound;
    if (!more.sound) source_ = {};
    std::memset(window_.data() + filled_, 0, most_in_advance);
}

}  // namespace consent
