// SPDX-License-Identifier: Apache-2.0
//
// Reading bits, highest first, from headers of compressed pictures.
#pragma once

#include <cstddef>
#include <cstdint>

#include <consent/bytes.hpp>

namespace consent {

// A place in borrowed bits. Past the end every read gives 0 and ok() turns false for good.
class BitReader {
public:
    explicit BitReader(ByteView bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] bool ok() const noexcept { return ok_; }
    [[nodiscard]] std::size_t position() const noexcept { return at_; }

    // Requires: count <= 32.
    std::uint32_t bits(unsigned count) noexcept {
        std::uint32_t value = 0;
        for (unsigned i = 0; i < count; ++i) value = value << 1 | bit();
        return value;
    }
    bool flag() noexcept { return bit() != 0; }
    void skip(std::size_t count) noexcept {
        if (count > 8 * bytes_.size() - at_) ok_ = false;
        else at_ += count;
    }

    // Exp-Golomb codes, as H.264 and H.265 write them (and uvlc() of AV1).
    std::uint32_t golomb() noexcept {
        unsigned zeros = 0;
        while (ok_ && bit() == 0) ++zeros;
        if (zeros > 31) ok_ = false;
        return ok_ ? (std::uint32_t{1} << zeros) - 1 + bits(zeros) : 0;
    }
    std::int32_t signed_golomb() noexcept {
        const std::uint32_t code = golomb();
        const auto half = static_cast<std::int32_t>(code / 2);
        return (code & 1) != 0 ? half + 1 : -half;
    }

    // A one, and zeros up to the next whole byte, which is the last one.
    [[nodiscard]] bool ends_here() noexcept {
        if (bit() != 1) return false;
        while (at_ % 8 != 0)
            if (bit() != 0) return false;
        return ok_ && at_ == 8 * bytes_.size();
    }

private:
    std::uint32_t bit() noexcept {
        if (at_ >= 8 * bytes_.size()) ok_ = false;
        if (!ok_) return 0;
        const std::uint32_t value = bytes_[at_ / 8] >> (7 - at_ % 8) & 1U;
        ++at_;
        return value;
    }

    ByteView bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

}  // namespace consent
