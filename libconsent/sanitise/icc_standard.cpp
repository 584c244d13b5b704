// SPDX-License-Identifier: Apache-2.0
#include "sanitise/icc_standard.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "image/icc_text.hpp"
#include "image/span_reader.hpp"
#include "sanitise/icc_curves.hpp"
#include "sanitise/icc_limits.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise/icc_writer.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::int32_t primary_tolerance = 33;  // 65 536ths
constexpr double level = 1.0 / 255;

// Numbers of 65 536ths, adapted to D50.
struct Space {
    std::string_view name;
    std::array<std::array<std::int32_t, 3>, 3> primaries;  // red, green, blue
    bool srgb_curve;                                       // else the power of 563/256
};

// IEC 61966-2-1, SMPTE EG 432-1 with the white and curve of sRGB, and Adobe RGB (1998), as their makers' profiles have them.
constexpr Space spaces[] = {
    {icc_text::srgb, {{{0x6FA2, 0x38F5, 0x0390}, {0x6299, 0xB785, 0x18DA}, {0x24A0, 0x0F84, 0xB6CF}}}, true},
    {icc_text::display_p3, {{{0x83DF, 0x3DBF, -69}, {0x4ABF, 0xB137, 0x0AB9}, {0x2838, 0x110B, 0xC8B9}}}, true},
    {icc_text::adobe_rgb, {{{0x9C18, 0x4FA5, 0x04FC}, {0x348D, 0xA02C, 0x0F95}, {0x2631, 0x102F, 0xBE9C}}}, false},
};

double light_of(const Space& space, double x) {
    if (!space.srgb_curve) return std::pow(x, 563.0 / 256);
    return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
}

bool is_primary(ByteView element, const std::array<std::int32_t, 3>& primary) {
    for (std::size_t i = 0; i < 3; ++i)
        if (std::abs(static_cast<std::int32_t>(be32_at(element, 8 + 4 * i)) - primary[i]) > primary_tolerance) return false;
    return true;
}

bool is_curve(ByteView element, const Space& space) {
    const auto seen = levels_as_seen(element);
    if (!seen) return false;
    for (std::size_t i = 0; i < seen->size(); ++i)
        if (std::abs((*seen)[i] - encoded_as_srgb(light_of(space, static_cast<double>(i) * level))) > level / 2) return false;
    return true;
}

Bytes numbers(std::string_view type, std::initializer_list<std::int32_t> values) {
    Bytes out;
    put_text(out, type);
    put_be32(out, 0);
    for (const std::int32_t value : values) put_be32(out, static_cast<std::uint32_t>(value));
    return out;
}

Bytes curve_of(const Space& space) {
    Bytes out;
    if (!space.srgb_curve) {
        put_text(out, "curv"sv);
        put_be32(out, 0);
        put_be32(out, 1);
        put_be16(out, 563);
        return out;
    }
    put_text(out, "para"sv);
    put_be32(out, 0);
    put_be16(out, 3);
    put_be16(out, 0);
    for (const std::uint32_t value : {0x26666U, 0xF2A7U, 0x0D59U, 0x13D0U, 0x0A5BU}) put_be32(out, value);
    return out;
}

Bytes profile_of(const Space& space) {
    static constexpr std::string_view primaries[] = {"rXYZ"sv, "gXYZ"sv, "bXYZ"sv}, curves[] = {"rTRC"sv, "gTRC"sv, "bTRC"sv};
    std::vector<IccElement> elements;
    elements.push_back({"wtpt"sv, numbers("XYZ "sv, {0xF6D6, 0x10000, 0xD32D})});
    // From D65 to D50 in the way of Bradford.
    elements.push_back({"chad"sv, numbers("sf32"sv, {0x10C42, 0x05DE, -0x0CDA, 0x0793, 0xFD90, -0x045E, -0x025D, 0x03DC,
                                                     0xC06E})});
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& xyz = space.primaries[i];
        elements.push_back({primaries[i], numbers("XYZ "sv, {xyz[0], xyz[1], xyz[2]})});
    }
    for (const std::string_view tag : curves) elements.push_back({tag, curve_of(space)});
    return write_icc({4, 0x20, "mntr"sv, "RGB "sv, 0}, space.name, std::move(elements));
}

Bytes grey_profile() {
    std::vector<IccElement> elements;
    elements.push_back({"wtpt"sv, numbers("XYZ "sv, {0xF6D6, 0x10000, 0xD32D})});
    elements.push_back({"kTRC"sv, curve_of(spaces[0])});
    return write_icc({4, 0x20, "mntr"sv, "GRAY"sv, 0}, icc_text::grey, std::move(elements));
}

}  // namespace

Bytes srgb_profile(ColourModel model) { return model == ColourModel::grey ? grey_profile() : profile_of(spaces[0]); }

std::optional<Bytes> standard_profile(const IccColours& colours) {
    for (const Space& space : spaces)
        if (is_primary(colours.red, space.primaries[0]) && is_primary(colours.green, space.primaries[1]) &&
            is_primary(colours.blue, space.primaries[2]) && is_curve(colours.red_curve, space) &&
            is_curve(colours.green_curve, space) && is_curve(colours.blue_curve, space))
            return profile_of(space);
    return std::nullopt;
}

}  // namespace consent
