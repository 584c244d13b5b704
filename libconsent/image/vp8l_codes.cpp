// SPDX-License-Identifier: Apache-2.0
#include "image/vp8l_codes.hpp"

#include <algorithm>

namespace consent {
namespace {

constexpr int fast_bits = 8;

std::uint32_t reversed(std::uint32_t code, int length) noexcept {
    std::uint32_t out = 0;
    while (length-- > 0) {
        out = out << 1 | (code & 1);
        code >>= 1;
    }
    return out;
}

std::optional<std::vector<std::uint8_t>> read_lengths(BitReader& in, std::size_t alphabet) {
    static constexpr std::array<std::uint8_t, 19> order{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    std::vector<std::uint8_t> of_lengths(19);
    const std::size_t stated = in.number(4) + 4;
    if (stated > order.size()) return std::nullopt;
    for (std::size_t i = 0; i < stated; ++i) of_lengths[order[i]] = static_cast<std::uint8_t>(in.number(3));
    const auto code = PrefixCode::from_lengths(of_lengths);
    if (!code) return std::nullopt;

    std::size_t left = alphabet;
    if (in.number(1) != 0) {
        const int bits = 2 + 2 * static_cast<int>(in.number(3));
        left = 2 + in.number(bits);
        if (left > alphabet) return std::nullopt;
    }
    std::vector<std::uint8_t> lengths(alphabet);
    std::uint8_t previous = 8;
    for (std::size_t symbol = 0; symbol < alphabet && left > 0; --left) {
        const std::uint32_t said = code->read(in);
        if (said < 16) {
            lengths[symbol++] = static_cast<std::uint8_t>(said);
            if (said != 0) previous = static_cast<std::uint8_t>(said);
            continue;
        }
        const std::size_t run = said == 16 ? 3 + in.number(2) : said == 17 ? 3 + in.number(3) : 11 + in.number(7);
        if (run > alphabet - symbol) return std::nullopt;
        std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(symbol), run, said == 16 ? previous : std::uint8_t{0});
        symbol += run;
    }
    return lengths;
}

}  // namespace

std::optional<PrefixCode> PrefixCode::from_lengths(const std::vector<std::uint8_t>& lengths) {
    PrefixCode code;
    for (const std::uint8_t length : lengths)
        if (length > 15) return std::nullopt;
        else if (length != 0) ++code.count_[length];
    std::array<std::uint32_t, 17> first{}, place{};
    std::uint32_t filled = 0, total = 0;
    std::size_t longest = 0;
    for (std::size_t length = 1; length <= 15; ++length) {
        first[length + 1] = (first[length] + code.count_[length]) << 1;
        place[length + 1] = place[length] + code.count_[length];
        filled += std::uint32_t{code.count_[length]} << (15 - length);
        total += code.count_[length];
        if (code.count_[length] != 0) longest = length;
    }
    if (total == 0 || (total > 1 && filled != 1U << 15)) return std::nullopt;

    code.symbols_.resize(total);
    if (total > 1) code.fast_.resize(std::size_t{1} << std::min<std::size_t>(longest, fast_bits));
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        const std::size_t length = lengths[symbol];
        if (length == 0) continue;
        code.symbols_[place[length]++] = static_cast<std::uint16_t>(symbol);
        const std::uint32_t bits = reversed(first[length]++, static_cast<int>(length));
        if (length > fast_bits) continue;
        for (std::size_t at = bits; at < code.fast_.size(); at += std::size_t{1} << length)
            code.fast_[at] = static_cast<std::uint16_t>(length << 12 | symbol);
    }
    return code;
}

std::uint32_t PrefixCode::read_long(BitReader& in, std::uint32_t bits) const noexcept {
    std::uint32_t code = 0, first = 0, place = 0;
    for (int length = 1; length <= 15; ++length, bits >>= 1) {
        code |= bits & 1;
        const std::uint32_t count = count_[static_cast<std::size_t>(length)];
        if (code - first < count) {
            in.skip(length);
            return symbols_[place + code - first];
        }
        place += count;
        first = (first + count) << 1;
        code <<= 1;
    }
    return symbols_.front();  // a complete code leaves no bits over
}

std::optional<PrefixCode> read_prefix_code(BitReader& in, std::size_t alphabet) {
    if (in.number(1) == 0) {
        const auto lengths = read_lengths(in, alphabet);
        return lengths ? PrefixCode::from_lengths(*lengths) : std::nullopt;
    }
    std::vector<std::uint8_t> lengths(alphabet);
    const bool two = in.number(1) != 0;
    const int bits = in.number(1) != 0 ? 8 : 1;
    for (const std::size_t symbol : {std::size_t{in.number(bits)}, std::size_t{two ? in.number(8) : 0}}) {
        if (symbol >= alphabet) return std::nullopt;
        lengths[symbol] = 1;
        if (!two) break;
    }
    return PrefixCode::from_lengths(lengths);
}

const std::array<std::uint8_t, 120> vp8l_near_places{
    {0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1A, 0x26, 0x2A, 0x38, 0x05, 0x37, 0x39, 0x15, 0x1B,
     0x36, 0x3A, 0x25, 0x2B, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1C, 0x35, 0x3B, 0x46, 0x4A, 0x24, 0x2C, 0x58, 0x45,
     0x4B, 0x34, 0x3C, 0x03, 0x57, 0x59, 0x13, 0x1D, 0x56, 0x5A, 0x23, 0x2D, 0x44, 0x4C, 0x55, 0x5B, 0x33, 0x3D,
     0x68, 0x02, 0x67, 0x69, 0x12, 0x1E, 0x66, 0x6A, 0x22, 0x2E, 0x54, 0x5C, 0x43, 0x4D, 0x65, 0x6B, 0x32, 0x3E,
     0x78, 0x01, 0x77, 0x79, 0x53, 0x5D, 0x11, 0x1F, 0x64, 0x6C, 0x42, 0x4E, 0x76, 0x7A, 0x21, 0x2F, 0x75, 0x7B,
     0x31, 0x3F, 0x63, 0x6D, 0x52, 0x5E, 0x00, 0x74, 0x7C, 0x41, 0x4F, 0x10, 0x20, 0x62, 0x6E, 0x30, 0x73, 0x7D,
     0x51, 0x5F, 0x40, 0x72, 0x7E, 0x61, 0x6F, 0x50, 0x71, 0x7F, 0x60, 0x70}};

}  // namespace consent
