// SPDX-License-Identifier: Apache-2.0
#include "sanitise/prove_icc.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

bool all_zero(ByteView bytes, std::size_t from, std::size_t to) {
    return to <= bytes.size() &&
           std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(to),
                       [](std::uint8_t b) { return b == 0; });
}

// Which bytes somebody has answered for.
class Accounted {
public:
    explicit Accounted(ByteView bytes) : bytes_(bytes) {}

    void add(std::size_t from, std::size_t size) { spans_.emplace_back(from, from + size); }

    // The rest must be zeros that fill up to a multiple of four.
    [[nodiscard]] bool whole() {
        std::sort(spans_.begin(), spans_.end());
        std::size_t reached = 0;
        spans_.emplace_back(bytes_.size(), bytes_.size());
        for (const auto& [from, to] : spans_) {
            if (from > reached && (from - reached > 3 || !all_zero(bytes_, reached, from))) return false;
            reached = std::max(reached, to);
        }
        return reached == bytes_.size();
    }

private:
    ByteView bytes_;
    std::vector<std::pair<std::size_t, std::size_t>> spans_;
};

// Size of the curve at `at`, 0 when there is none.
std::size_t curve_size(ByteView bytes, std::size_t at) {
    if (at > bytes.size() || bytes.size() - at < 12 || !all_zero(bytes, at + 4, at + 8)) return 0;
    const ByteView curve = bytes.subspan(at);
    std::size_t size = 0;
    if (starts_with(curve, "curv"sv)) size = 12 + std::size_t{2} * be32_at(curve, 8);
    if (starts_with(curve, "para"sv)) {
        static constexpr std::size_t numbers[] = {1, 3, 4, 5, 7};
        if (curve[8] != 0 || curve[9] > 4 || curve[10] != 0 || curve[11] != 0) return 0;
        size = 12 + 4 * numbers[curve[9]];
    }
    return size <= curve.size() ? size : 0;
}

std::uint64_t table_size(ByteView grid, std::uint64_t outputs) {
    std::uint64_t size = outputs;
    for (const std::uint8_t points : grid) size = std::min<std::uint64_t>(size * points, std::uint64_t{1} << 40);
    return size;
}

bool is_fixed_lookup(ByteView e, bool wide) {
    if (e.size() < 52 || !all_zero(e, 4, 8) || e[8] < 1 || e[8] > 4 || e[9] < 1 || e[9] > 4 || e[11] != 0) return false;
    const std::uint64_t in = wide ? be32_at(e, 48) >> 16 : 256, out = wide ? be32_at(e, 48) & 0xFFFF : 256;
    const Bytes grid(e[8], e[10]);
    const std::uint64_t numbers = e[8] * in + table_size(grid, e[9]) + e[9] * out;
    return e.size() == (wide ? 52 + 2 * numbers : 48 + numbers);
}

bool is_free_lookup(ByteView e, bool to_connection_space) {
    if (e.size() < 32 || !all_zero(e, 4, 8) || !all_zero(e, 10, 12) || e[8] < 1 || e[8] > 4 || e[9] < 1 || e[9] > 4)
        return false;
    Accounted accounted(e);
    accounted.add(0, 32);
    const std::size_t device = to_connection_space ? e[8] : e[9], connection = to_connection_space ? e[9] : e[8];
    for (std::size_t field = 0; field < 5; ++field) {
        std::size_t at = be32_at(e, 12 + 4 * field);
        if (at == 0) continue;
        if (field == 1) {
            if (at > e.size() || e.size() - at < 48) return false;
            accounted.add(at, 48);
        } else if (field == 3) {
            if (at > e.size() || e.size() - at < 20) return false;
            const ByteView table = e.subspan(at);
            if (!all_zero(table, e[8], 16) || !all_zero(table, 17, 20) || table[16] < 1 || table[16] > 2) return false;
            const std::uint64_t size = 20 + table_size(table.first(e[8]), e[9]) * table[16];
            if (size > table.size()) return false;
            accounted.add(at, static_cast<std::size_t>(size));
        } else {
            for (std::size_t i = 0; i < (field == 4 ? device : connection); ++i) {
                const std::size_t size = curve_size(e, at);
                if (size == 0) return false;
                accounted.add(at, size);
                at += (size + 3) / 4 * 4;
            }
        }
    }
    return accounted.whole();
}

bool is_neutral(std::string_view tag, std::string_view text) {
    if (tag == "cprt"sv) return text == "No copyright"sv;
    return text == "Generic RGB"sv || text == "Generic grey"sv || text == "Generic CMYK"sv;
}

bool is_neutral_text(std::string_view tag, ByteView e) {
    if (e.size() < 12 || !all_zero(e, 4, 8)) return false;
    std::string text;
    std::size_t end = 0;
    if (starts_with(e, "mluc"sv)) {
        if (be32_at(e, 8) != 1 || be32_at(e, 12) != 12 || be32_at(e, 24) != 28) return false;
        end = 28 + std::size_t{be32_at(e, 20)};
        if (end != e.size() || !starts_with(e.subspan(16), "enUS"sv)) return false;
        for (std::size_t at = 28; at + 1 < end; at += 2) {
            if (e[at] != 0) return false;
            text.push_back(static_cast<char>(e[at + 1]));
        }
        return is_neutral(tag, text);
    }
    const bool described = starts_with(e, "desc"sv);
    if (!described && !starts_with(e, "text"sv)) return false;
    for (std::size_t at = described ? 12 : 8; at < e.size() && e[at] != 0; ++at) text.push_back(static_cast<char>(e[at]));
    end = (described ? 12 : 8) + text.size();
    if (described && (be32_at(e, 8) != text.size() + 1 || e.size() != end + 79)) return false;
    if (!described && e.size() != end + 1) return false;
    return all_zero(e, end, e.size()) && is_neutral(tag, text);
}

bool is_clean_element(std::string_view tag, ByteView e) {
    if (tag == "desc"sv || tag == "cprt"sv) return is_neutral_text(tag, e);
    if (e.size() < 12 || !all_zero(e, 4, 8)) return false;
    if (tag.substr(1) == "XYZ"sv || tag.substr(1) == "tpt"sv || tag == "bkpt"sv)
        return starts_with(e, "XYZ "sv) && e.size() == 20;
    if (tag.substr(1) == "TRC"sv) return curve_size(e, 0) == e.size();
    if (tag == "chad"sv) return starts_with(e, "sf32"sv) && e.size() == 44;
    if (tag == "cicp"sv) return starts_with(e, "cicp"sv) && e.size() == 12;
    if (starts_with(e, "mft1"sv)) return is_fixed_lookup(e, false);
    if (starts_with(e, "mft2"sv)) return is_fixed_lookup(e, true);
    if (starts_with(e, "mAB "sv)) return is_free_lookup(e, true);
    return starts_with(e, "mBA "sv) && is_free_lookup(e, false);
}

bool header_is_clean(ByteView p) {
    static constexpr auto d50 = "\0\0\xF6\xD6\0\1\0\0\0\0\xD3\x2D"sv;
    return be32_at(p, 0) == p.size() && all_zero(p, 4, 8) && all_zero(p, 10, 12) && all_zero(p, 24, 36) &&
           starts_with(p.subspan(36), "acsp"sv) && all_zero(p, 40, 64) && be32_at(p, 64) <= 3 &&
           starts_with(p.subspan(68), d50) && all_zero(p, 80, 128);
}

}  // namespace

bool icc_is_clean(ByteView profile) {
    if (profile.size() < 132 || !header_is_clean(profile)) return false;
    static constexpr std::string_view allowed[] = {
        "desc"sv, "cprt"sv, "wtpt"sv, "bkpt"sv, "chad"sv, "cicp"sv, "rXYZ"sv, "gXYZ"sv, "bXYZ"sv, "rTRC"sv,
        "gTRC"sv, "bTRC"sv, "kTRC"sv, "A2B0"sv, "A2B1"sv, "A2B2"sv, "B2A0"sv, "B2A1"sv, "B2A2"sv};
    const std::uint32_t count = be32_at(profile, 128);
    if (count > std::size(allowed) || profile.size() - 132 < std::size_t{12} * count) return false;

    Accounted accounted(profile);
    accounted.add(0, 132 + std::size_t{12} * count);
    for (std::uint32_t i = 0; i < count; ++i) {
        const ByteView entry = profile.subspan(132 + std::size_t{12} * i, 12);
        const auto* tag = std::find_if(std::begin(allowed), std::end(allowed),
                                       [&](std::string_view name) { return starts_with(entry, name); });
        const std::uint32_t offset = be32_at(entry, 4), size = be32_at(entry, 8);
        if (tag == std::end(allowed) || offset > profile.size() || size > profile.size() - offset) return false;
        if (!is_clean_element(*tag, profile.subspan(offset, size))) return false;
        accounted.add(offset, size);
    }
    return accounted.whole();
}

}  // namespace consent
