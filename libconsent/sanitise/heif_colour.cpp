// SPDX-License-Identifier: Apache-2.0
#include "sanitise/heif_colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "sanitise/icc_curves.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

void put_fixed(Bytes& out, double value) {
    put_be32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))));
}

Bytes xyz(const std::array<double, 3>& value) {
    Bytes out;
    put_text(out, "XYZ "sv);
    put_be32(out, 0);
    for (const double v : value) put_fixed(out, v);
    return out;
}

// The curve of IEC 61966-2-1.
Bytes srgb_curve() {
    Bytes out;
    put_text(out, "para"sv);
    put_be32(out, 0);
    put_be16(out, 3);
    put_be16(out, 0);
    for (const double v : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) put_fixed(out, v);
    return out;
}

// SMPTE EG 432-1 primaries seen from D50 (Bradford), the white of D50 and the curve of sRGB.
Bytes display_p3() {
    struct Tag {
        std::string_view name;
        Bytes element;
    };
    const std::array tags{
        Tag{"wtpt"sv, xyz({0.96420, 1.0, 0.82491})},      Tag{"rXYZ"sv, xyz({0.51512, 0.24120, -0.00105})},
        Tag{"gXYZ"sv, xyz({0.29198, 0.69225, 0.04189})},  Tag{"bXYZ"sv, xyz({0.15710, 0.06657, 0.78407})},
        Tag{"rTRC"sv, srgb_curve()},                      Tag{"gTRC"sv, srgb_curve()},
        Tag{"bTRC"sv, srgb_curve()}};
    Bytes data, table;
    put_be32(table, static_cast<std::uint32_t>(tags.size()));
    const std::size_t data_at = 128 + 4 + 12 * tags.size();
    for (const Tag& tag : tags) {
        put_text(table, tag.name);
        put_be32(table, static_cast<std::uint32_t>(data_at + data.size()));
        put_be32(table, static_cast<std::uint32_t>(tag.element.size()));
        data.insert(data.end(), tag.element.begin(), tag.element.end());
    }
    Bytes out;
    put_be32(out, static_cast<std::uint32_t>(data_at + data.size()));
    put_be32(out, 0);
    put_be32(out, 0x04000000);
    put_text(out, "mntrRGB XYZ "sv);
    out.resize(36, 0);
    put_text(out, "acsp"sv);
    out.resize(128, 0);
    out.insert(out.end(), table.begin(), table.end());
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

}  // namespace

bool are_tame(const CodingPoints& points) {
    const auto is_one_of = [](std::uint16_t value, std::initializer_list<int> known) {
        return std::find(known.begin(), known.end(), value) != known.end();
    };
    return is_one_of(points.primaries, {1, 2, 4, 5, 6, 7, 9, 11, 12}) &&
           is_one_of(points.transfer, {1, 2, 4, 6, 13, 14, 15, 16, 18}) &&
           is_one_of(points.matrix, {0, 1, 2, 5, 6, 9});
}

ByteView heif_profile(const HeifWalk& walk, const HeifItem& item) {
    for (const std::string_view type : {"prof"sv, "rICC"sv})
        if (const ByteView box = colour_box(walk, item, type); !box.empty()) return box;
    return {};
}

std::optional<Bytes> rgb_profile_of(const HeifWalk& walk, const HeifItem& item) {
    ByteView profile = heif_profile(walk, item);
    const HeifItem* piece = first_piece(walk, item);
    if (profile.empty() && piece != nullptr) profile = heif_profile(walk, *piece);
    if (!profile.empty()) return Bytes(profile.begin(), profile.end());
    const CodingPoints points = shown_coding_points(walk, item);
    if (points.primaries == 12 && (points.transfer == 13 || points.transfer == 2 || points.transfer == 1))
        return display_p3();
    return std::nullopt;
}

}  // namespace consent
