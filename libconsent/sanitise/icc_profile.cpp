// SPDX-License-Identifier: Apache-2.0
#include "sanitise/icc_profile.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "image/icc_text.hpp"
#include "image/span_reader.hpp"
#include "sanitise/icc_curves.hpp"
#include "sanitise/icc_limits.hpp"
#include "sanitise/icc_standard.hpp"
#include "sanitise/icc_writer.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t header_size = 128;
constexpr std::uint32_t most_tags = 200;

using Cleaner = std::optional<Bytes> (*)(ByteView);

struct KnownTag {
    std::string_view name;
    Cleaner clean;
};

constexpr KnownTag known_tags[] = {
    {"wtpt"sv, clean_xyz},   {"chad"sv, clean_adaptation}, {"cicp"sv, clean_coding_points}, {"rXYZ"sv, clean_xyz},
    {"gXYZ"sv, clean_xyz},   {"bXYZ"sv, clean_xyz},        {"rTRC"sv, clean_curve},         {"gTRC"sv, clean_curve},
    {"bTRC"sv, clean_curve}, {"kTRC"sv, clean_curve},
};

// Decoders take these before curves and primaries, and what they show cannot be told from a few numbers.
constexpr std::string_view lookup_tags[] = {"A2B"sv, "B2A"sv, "D2B"sv, "B2D"sv};

std::string_view description(ColourModel model) noexcept {
    return model == ColourModel::grey ? icc_text::grey : icc_text::rgb;
}

std::string_view signature(ColourModel model) noexcept { return model == ColourModel::grey ? "GRAY"sv : "RGB "sv; }

std::optional<ByteView> find_tag(ByteView profile, std::uint32_t count, std::string_view name) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::size_t at = header_size + 4 + std::size_t{12} * i;
        if (!starts_with(profile.subspan(at), name)) continue;
        const std::uint32_t offset = be32_at(profile, at + 4);
        const std::uint32_t size = be32_at(profile, at + 8);
        if (offset > profile.size() || size > profile.size() - offset) return std::nullopt;
        return profile.subspan(offset, size);
    }
    return std::nullopt;
}

bool kind_is_for_pictures(ByteView profile) noexcept {
    const ByteView kind = profile.subspan(12);
    return starts_with(kind, "mntr"sv) || starts_with(kind, "scnr"sv) || starts_with(kind, "prtr"sv) ||
           starts_with(kind, "spac"sv);
}

bool holds_lookup(ByteView profile, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
        for (const std::string_view tag : lookup_tags)
            if (starts_with(profile.subspan(header_size + 4 + std::size_t{12} * i), tag)) return true;
    return false;
}

// The element of that tag, empty when there is none.
ByteView element_of(const std::vector<IccElement>& elements, std::string_view name) {
    const auto found = std::find_if(elements.begin(), elements.end(), [&](const IccElement& e) { return e.tag == name; });
    return found == elements.end() ? ByteView() : ByteView(found->bytes);
}

bool is_ordinary(const std::vector<IccElement>& elements, ColourModel model) {
    const auto of = [&](std::string_view name) { return element_of(elements, name); };
    if (!is_ordinary_white(of("wtpt"sv))) return false;
    if (!of("chad"sv).empty() && !is_ordinary_adaptation(of("chad"sv))) return false;
    if (!of("cicp"sv).empty() && !are_ordinary_coding_points(of("cicp"sv))) return false;
    if (model == ColourModel::grey) return is_ordinary_curve(of("kTRC"sv));
    return are_ordinary_primaries(of("rXYZ"sv), of("gXYZ"sv), of("bXYZ"sv)) && is_ordinary_curve(of("rTRC"sv)) &&
           is_ordinary_curve(of("gTRC"sv)) && is_ordinary_curve(of("bTRC"sv));
}

IccColours colours_of(const std::vector<IccElement>& elements) {
    return {element_of(elements, "rXYZ"sv), element_of(elements, "gXYZ"sv), element_of(elements, "bXYZ"sv),
            element_of(elements, "rTRC"sv), element_of(elements, "gTRC"sv), element_of(elements, "bTRC"sv)};
}

// Tags that the model has no use for are held to no limit, so they stay away.
bool serves(std::string_view tag, ColourModel model) {
    return tag == "wtpt"sv || tag == "chad"sv || tag == "cicp"sv || (tag[0] == 'k') == (model == ColourModel::grey);
}

}  // namespace

std::optional<Bytes> clean_icc_profile(ByteView profile, ColourModel model) {
    if (model == ColourModel::inks || profile.size() < header_size + 4) return std::nullopt;
    const std::uint32_t size = be32_at(profile, 0);
    if (size < header_size + 4 || size > profile.size()) return std::nullopt;
    profile = profile.first(size);
    if (!starts_with(profile.subspan(36), "acsp"sv) || (profile[8] != 2 && profile[8] != 4) ||
        !kind_is_for_pictures(profile) || !starts_with(profile.subspan(16), signature(model)) ||
        !starts_with(profile.subspan(20), "XYZ "sv))
        return std::nullopt;
    const std::uint32_t count = be32_at(profile, header_size);
    if (count > most_tags || profile.size() - header_size - 4 < std::size_t{12} * count) return std::nullopt;
    if (holds_lookup(profile, count)) return std::nullopt;

    std::vector<IccElement> elements;
    for (const KnownTag& known : known_tags) {
        if (!serves(known.name, model)) continue;
        const auto found = find_tag(profile, count, known.name);
        if (!found) continue;
        auto cleaned = known.clean(*found);
        if (!cleaned) return std::nullopt;  // half a profile would show other colours than none
        elements.push_back({known.name, std::move(*cleaned)});
    }
    if (!is_ordinary(elements, model)) return std::nullopt;
    if (model == ColourModel::rgb)
        if (auto standard = standard_profile(colours_of(elements))) return standard;

    const auto four = [&](std::size_t at) {
        return std::string_view(reinterpret_cast<const char*>(profile.data()) + at, 4);
    };
    return write_icc({profile[8], profile[9], four(12), four(16), be32_at(profile, 64)}, description(model),
                     std::move(elements));
}

ProfilePlan plan_profile(ByteView profile, ColourModel model) {
    if (auto clean = clean_icc_profile(profile, model)) return {ProfilePlan::Kind::keep, std::move(*clean)};
    if (is_usable_profile(profile, model)) return {ProfilePlan::Kind::convert, srgb_profile(model)};
    return {};
}

}  // namespace consent
