// SPDX-License-Identifier: Apache-2.0
//
// Reading numbers from a file that may be anything: every step is checked against the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include <consent/bytes.hpp>

namespace consent {

// A place in borrowed bytes. Every read that would pass the end answers nothing and moves nothing.
class SpanReader {
public:
    explicit SpanReader(ByteView bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] std::size_t position() const noexcept { return position_; }
    [[nodiscard]] std::size_t remaining() const noexcept { return bytes_.size() - position_; }
    [[nodiscard]] bool at_end() const noexcept { return remaining() == 0; }

    [[nodiscard]] bool seek(std::size_t position) noexcept {
        if (position > bytes_.size()) return false;
        position_ = position;
        return true;
    }

    [[nodiscard]] std::optional<ByteView> take(std::size_t count) noexcept {
        if (count > remaining()) return std::nullopt;
        const ByteView taken = bytes_.subspan(position_, count);
        position_ += count;
        return taken;
    }

    [[nodiscard]] std::optional<std::uint8_t> u8() noexcept {
        const auto b = take(1);
        if (!b) return std::nullopt;
        return (*b)[0];
    }
    [[nodiscard]] std::optional<std::uint16_t> be16() noexcept { return number<std::uint16_t>(2, true); }
    [[nodiscard]] std::optional<std::uint32_t> be32() noexcept { return number<std::uint32_t>(4, true); }
    [[nodiscard]] std::optional<std::uint16_t> le16() noexcept { return number<std::uint16_t>(2, false); }
    [[nodiscard]] std::optional<std::uint32_t> le32() noexcept { return number<std::uint32_t>(4, false); }

    // A number of 1 to 8 bytes.
    [[nodiscard]] std::optional<std::uint64_t> unsigned_number(std::size_t width, bool big_endian) noexcept {
        return number<std::uint64_t>(width, big_endian);
    }

private:
    template <typename T>
    std::optional<T> number(std::size_t width, bool big_endian) noexcept {
        const auto b = take(width);
        if (!b) return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i) value = value << 8 | (*b)[big_endian ? i : width - 1 - i];
        return static_cast<T>(value);
    }

    ByteView bytes_;
    std::size_t position_ = 0;
};

[[nodiscard]] inline bool starts_with(ByteView bytes, std::string_view prefix) noexcept {
    return bytes.size() >= prefix.size() && std::memcmp(bytes.data(), prefix.data(), prefix.size()) == 0;
}

// The number at `offset`, 0 past the end.
[[nodiscard]] inline std::uint32_t be32_at(ByteView bytes, std::size_t offset) noexcept {
    SpanReader reader(bytes);
    if (!reader.seek(offset)) return 0;
    return reader.be32().value_or(0);
}

}  // namespace consent
