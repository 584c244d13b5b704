// SPDX-License-Identifier: Apache-2.0
#include "image/tiff_strips.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "image/inflate.hpp"
#include "image/tiff_pages.hpp"

namespace consent {
namespace {

// TIFF 6.0, section 13: codes of 9 to 12 bits, the highest first; each grows one code before it must.
std::optional<Bytes> unpack_lzw(ByteView strip, std::size_t size) {
    constexpr unsigned clear = 256, end = 257, first_free = 258, most_codes = 4096;
    struct Entry {
        std::uint16_t before;
        std::uint8_t first, last;
        std::uint32_t length;
    };
    std::array<Entry, most_codes> table{};
    for (unsigned i = 0; i < 256; ++i)
        table[i] = {0, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i), 1};

    Bytes out;
    out.reserve(size);
    unsigned free = first_free, bits = 9, held = 0;
    std::uint32_t window = 0;
    std::size_t at = 0;
    bool fresh = true, begun = false, just_cleared = false;
    unsigned previous = 0;
    for (;;) {
        while (held < bits) {
            if (at == strip.size()) return std::nullopt;
            window = window << 8 | strip[at++];
            held += 8;
        }
        held -= bits;
        const unsigned code = window >> held & ((1U << bits) - 1);
        if (!begun && code != clear) return std::nullopt;
        if (code == clear) {
            if (just_cleared) return std::nullopt;
            begun = just_cleared = fresh = true;
            free = first_free;
            bits = 9;
            continue;
        }
        just_cleared = false;
        if (code == end) break;
        if (fresh ? code >= 256 : code > free || (code == free && free >= most_codes)) return std::nullopt;
        if (!fresh) {
            if (free >= most_codes) return std::nullopt;
            const std::uint8_t next = code == free ? table[previous].first : table[code].first;
            table[free] = {static_cast<std::uint16_t>(previous), table[previous].first, next, table[previous].length + 1};
            ++free;
        }
        fresh = false;
        const std::size_t length = table[code].length;
        if (length > size - out.size()) return std::nullopt;
        out.resize(out.size() + length);
        unsigned link = code;
        for (std::size_t i = 1; i <= length; ++i) {
            out[out.size() - i] = table[link].last;
            link = table[link].before;
        }
        previous = code;
        if (free == 511) bits = 10;
        if (free == 1023) bits = 11;
        if (free == 2047) bits = 12;
    }
    const bool rest_is_zero = (window & ((1U << held) - 1)) == 0;
    if (at != strip.size() || held >= 8 || !rest_is_zero || out.size() != size) return std::nullopt;
    return out;
}

std::optional<Bytes> unpack_pack_bits(ByteView strip, std::size_t size) {
    Bytes out;
    out.reserve(size);
    std::size_t at = 0;
    while (at < strip.size()) {
        const std::uint8_t head = strip[at++];
        if (head == 128) return std::nullopt;
        const std::size_t count = head < 128 ? head + std::size_t{1} : 257 - std::size_t{head};
        const std::size_t taken = head < 128 ? count : 1;
        if (taken > strip.size() - at || count > size - out.size()) return std::nullopt;
        if (head < 128) out.insert(out.end(), strip.begin() + static_cast<std::ptrdiff_t>(at),
                                   strip.begin() + static_cast<std::ptrdiff_t>(at + count));
        else out.insert(out.end(), count, strip[at]);
        at += taken;
    }
    if (out.size() != size) return std::nullopt;
    return out;
}

}  // namespace

std::optional<Bytes> unpack_exactly(ByteView strip, std::uint64_t compression, std::size_t size) {
    switch (compression) {
        case tiff_compression::none:
            if (strip.size() != size) return std::nullopt;
            return Bytes(strip.begin(), strip.end());
        case tiff_compression::lzw: return unpack_lzw(strip, size);
        case tiff_compression::pack_bits: return unpack_pack_bits(strip, size);
        case tiff_compression::deflate:
        case tiff_compression::old_deflate: {
            Inflated inflated = inflate_bounded(strip, size);
            if (inflated.end != InflateEnd::whole || inflated.consumed != strip.size() || inflated.data.size() != size)
                return std::nullopt;
            return std::move(inflated.data);
        }
        default: return std::nullopt;
    }
}

}  // namespace consent
