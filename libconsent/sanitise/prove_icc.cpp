// SPDX-License-Identifier: Apache-2.0
#include "sanitise/prove_icc.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
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

double number_at(ByteView bytes, std::size_t at) {
    return static_cast<double>(static_cast<std::int32_t>(be32_at(bytes, at))) / 65536;
}

// What a curve makes of one sample; less than nothing where it has no value.
double value_at(ByteView e, double x) {
    if (starts_with(e, "para"sv)) {
        const auto p = [&](std::size_t i) { return number_at(e, 12 + 4 * i); };
        const double power = x * (e[9] > 0 ? p(1) : 1) + (e[9] > 0 ? p(2) : 0);
        const double bent = power < 0 ? -1 : std::pow(power, p(0));
        switch (e[9]) {
            case 0: return bent;
            case 1: return power < 0 ? 0 : bent;
            case 2: return power < 0 ? p(3) : bent + p(3);
            case 3: return x < p(4) ? p(3) * x : bent;
            default: return x < p(4) ? p(3) * x + p(6) : bent + p(5);
        }
    }
    const std::uint32_t count = be32_at(e, 8);
    const auto entry = [&](std::size_t i) { return static_cast<double>(be32_at(e, 10 + 2 * i) & 0xFFFF); };
    if (count == 1) return std::pow(x, entry(0) / 256);
    const double place = x * (count - 1);
    const auto below = std::min<std::size_t>(static_cast<std::size_t>(place), count - 2);
    const double part = place - static_cast<double>(below);
    return (entry(below) * (1 - part) + entry(below + 1) * part) / 65535;
}

// Size of a whole curve of a kind that is known, 0 for any other.
std::size_t curve_size(ByteView e) {
    if (e.size() < 12 || !all_zero(e, 4, 8)) return 0;
    if (starts_with(e, "curv"sv)) return be32_at(e, 8) == 0 ? 0 : 12 + std::size_t{2} * be32_at(e, 8);
    static constexpr std::size_t numbers[] = {1, 3, 4, 5, 7};
    if (!starts_with(e, "para"sv) || e[8] != 0 || e[9] > 4 || e[10] != 0 || e[11] != 0) return 0;
    return 12 + 4 * numbers[e[9]];
}

// Level by level, as a picture of eight bits has them: near x to the power of 1.6 to 2.6, rising, and to the eye never
// much steeper than the numbers themselves. A hair wider than what cleaning keeps.
bool curve_is_tame(ByteView e) {
    if (curve_size(e) == 0 || curve_size(e) != e.size()) return false;
    const bool table = starts_with(e, "curv"sv) && be32_at(e, 8) != 1;
    if (table && be32_at(e, 8) < 16) return false;
    double seen[256];
    for (std::size_t level = 0; level < 256; ++level) {
        const double x = static_cast<double>(level) / 255, y = std::min(value_at(e, x), 1.0);
        const double most = std::max(std::pow(x, 1.6), std::min(x, 0.0815) / 4.5);
        if (!(y > std::pow(x, 2.6) - 0.0045) || !(y < most + 0.0045)) return false;
        seen[level] = y < 0.0031308 ? 12.92 * y : 1.055 * std::pow(y, 1 / 2.4) - 0.055;
        if (level > 0 && (seen[level] < seen[level - 1] - 0.06 || seen[level] > seen[level - 1] + 0.015)) return false;
        if (level >= 8 && seen[level] > seen[level - 8] + 0.085) return false;
    }
    if (!table) return true;
    // Entries between the levels show in pictures of sixteen bits.
    for (std::size_t i = 0; i < be32_at(e, 8); ++i) {
        const double x = static_cast<double>(i) / (be32_at(e, 8) - 1), y = value_at(e, x);
        const double most = std::max(std::pow(x, 1.6), std::min(x, 0.0815) / 4.5);
        if (y > most + 0.0045 || y < std::pow(x, 2.6) - 0.0045) return false;
    }
    return true;
}

// X, Y and Z, each between a least and a most, in thousandths.
bool xyz_lies(ByteView e, const int (&range)[6]) {
    if (!starts_with(e, "XYZ "sv) || e.size() != 20) return false;
    for (std::size_t i = 0; i < 3; ++i) {
        const double value = 1000 * number_at(e, 8 + 4 * i);
        if (value < range[2 * i] || value > range[2 * i + 1]) return false;
    }
    return true;
}

bool adaptation_is_tame(ByteView e) {
    if (!starts_with(e, "sf32"sv) || e.size() != 44) return false;
    for (std::size_t i = 0; i < 9; ++i)
        if (std::abs(number_at(e, 8 + 4 * i) - (i % 4 == 0 ? 1 : 0)) > (i % 4 == 0 ? 0.5 : 0.25)) return false;
    return true;
}

bool sums_to_d50(ByteView red, ByteView green, ByteView blue) {
    static constexpr double white[] = {0.9642, 1, 0.8249};
    for (std::size_t i = 0; i < 3; ++i) {
        double sum = -white[i];
        for (const ByteView e : {red, green, blue}) sum += number_at(e, 8 + 4 * i);
        if (std::abs(sum) > 0.0301) return false;
    }
    return true;
}

bool is_neutral(std::string_view tag, std::string_view text) {
    if (tag == "cprt"sv) return text == "No copyright"sv;
    return text == "Generic RGB"sv || text == "Generic grey"sv || text == "sRGB"sv || text == "Display P3"sv ||
           text == "Adobe RGB"sv;
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
    if (tag == "wtpt"sv) return xyz_lies(e, {900, 1020, 970, 1030, 750, 1450});
    if (tag == "rXYZ"sv) return xyz_lies(e, {380, 820, 180, 360, -20, 80});
    if (tag == "gXYZ"sv) return xyz_lies(e, {80, 420, 560, 800, -20, 150});
    if (tag == "bXYZ"sv) return xyz_lies(e, {10, 200, -10, 130, 650, 850});
    if (tag == "chad"sv) return adaptation_is_tame(e);
    if (tag == "cicp"sv)
        return starts_with(e, "cicp"sv) && e.size() == 12 && (e[8] == 1 || e[8] == 12) && e[9] == 13 && e[10] == 0 &&
               e[11] == 1;
    return curve_is_tame(e);
}

bool header_is_clean(ByteView p) {
    static constexpr auto d50 = "\0\0\xF6\xD6\0\1\0\0\0\0\xD3\x2D"sv;
    return be32_at(p, 0) == p.size() && all_zero(p, 4, 8) && all_zero(p, 10, 12) && all_zero(p, 24, 36) &&
           starts_with(p.subspan(36), "acsp"sv) && all_zero(p, 40, 64) && be32_at(p, 64) <= 3 &&
           (starts_with(p.subspan(16), "RGB XYZ "sv) || starts_with(p.subspan(16), "GRAYXYZ "sv)) &&
           starts_with(p.subspan(68), d50) && all_zero(p, 80, 128);
}

}  // namespace

bool icc_is_clean(ByteView profile) {
    if (profile.size() < 132 || !header_is_clean(profile)) return false;
    static constexpr std::string_view allowed[] = {"desc"sv, "cprt"sv, "wtpt"sv, "chad"sv, "cicp"sv, "rXYZ"sv,
                                                   "gXYZ"sv, "bXYZ"sv, "rTRC"sv, "gTRC"sv, "bTRC"sv, "kTRC"sv};
    const std::uint32_t count = be32_at(profile, 128);
    if (count > std::size(allowed) || profile.size() - 132 < std::size_t{12} * count) return false;

    Accounted accounted(profile);
    accounted.add(0, 132 + std::size_t{12} * count);
    std::array<ByteView, std::size(allowed)> found{};
    for (std::uint32_t i = 0; i < count; ++i) {
        const ByteView entry = profile.subspan(132 + std::size_t{12} * i, 12);
        const auto* tag = std::find_if(std::begin(allowed), std::end(allowed),
                                       [&](std::string_view name) { return starts_with(entry, name); });
        const std::uint32_t offset = be32_at(entry, 4), size = be32_at(entry, 8);
        if (tag == std::end(allowed) || offset > profile.size() || size > profile.size() - offset) return false;
        ByteView& element = found[static_cast<std::size_t>(tag - std::begin(allowed))];
        if (!element.empty()) return false;
        element = profile.subspan(offset, size);
        if (!is_clean_element(*tag, element)) return false;
        accounted.add(offset, size);
    }
    const bool grey = starts_with(profile.subspan(16), "GRAY"sv);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (allowed[i] == "chad"sv || allowed[i] == "cicp"sv) continue;
        const bool needed = i < 3 || (allowed[i] == "kTRC"sv) == grey;
        if (found[i].empty() == needed) return false;
    }
    return (grey || sums_to_d50(found[5], found[6], found[7])) && accounted.whole();
}

}  // namespace consent
