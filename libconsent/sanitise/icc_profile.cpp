// SPDX-License-Identifier: Apache-2.0
#include "sanitise/icc_profile.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "image/icc_text.hpp"
#include "image/span_reader.hpp"
#include "sanitise/icc_curves.hpp"
#include "sanitise/icc_limits.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t header_size = 128;
constexpr std::uint32_t most_tags = 200;

struct Element {
    std::string_view tag;
    Bytes bytes;
};

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

// Text as version 4 stores it: one record, UTF-16.
Bytes localised_text(std::string_view text) {
    Bytes out;
    put_text(out, "mluc"sv);
    put_be32(out, 0);
    put_be32(out, 1);
    put_be32(out, 12);
    put_text(out, "enUS"sv);
    put_be32(out, static_cast<std::uint32_t>(text.size() * 2));
    put_be32(out, 28);
    for (const char c : text) put_be16(out, static_cast<std::uint8_t>(c));
    return out;
}

Bytes old_description(std::string_view text) {
    Bytes out;
    put_text(out, "desc"sv);
    put_be32(out, 0);
    put_be32(out, static_cast<std::uint32_t>(text.size() + 1));
    put_text(out, text);
    out.resize(out.size() + 1 + 4 + 4 + 2 + 1 + 67, 0);
    return out;
}

Bytes old_text(std::string_view text) {
    Bytes out;
    put_text(out, "text"sv);
    put_be32(out, 0);
    put_text(out, text);
    out.push_back(0);
    return out;
}

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
ByteView element_of(const std::vector<Element>& elements, std::string_view name) {
    const auto found = std::find_if(elements.begin(), elements.end(), [&](const Element& e) { return e.tag == name; });
    return found == elements.end() ? ByteView() : ByteView(found->bytes);
}

bool is_ordinary(const std::vector<Element>& elements, ColourModel model) {
    const auto of = [&](std::string_view name) { return element_of(elements, name); };
    if (!is_ordinary_white(of("wtpt"sv))) return false;
    if (!of("chad"sv).empty() && !is_ordinary_adaptation(of("chad"sv))) return false;
    if (!of("cicp"sv).empty() && !are_ordinary_coding_points(of("cicp"sv))) return false;
    if (model == ColourModel::grey) return is_ordinary_curve(of("kTRC"sv));
    return are_ordinary_primaries(of("rXYZ"sv), of("gXYZ"sv), of("bXYZ"sv)) && is_ordinary_curve(of("rTRC"sv)) &&
           is_ordinary_curve(of("gTRC"sv)) && is_ordinary_curve(of("bTRC"sv));
}

// Tags that the model has no use for are held to no limit, so they stay away.
bool serves(std::string_view tag, ColourModel model) {
    return tag == "wtpt"sv || tag == "chad"sv || tag == "cicp"sv || (tag[0] == 'k') == (model == ColourModel::grey);
}

Bytes write_header(ByteView profile) {
    Bytes out;
    out.reserve(header_size);
    out.resize(8, 0);  // size, set at the end; no preferred engine
    out.push_back(profile[8]);
    out.push_back(profile[9]);
    out.resize(12, 0);
    const ByteView kind_space_connection = profile.subspan(12, 12);
    out.insert(out.end(), kind_space_connection.begin(), kind_space_connection.end());
    out.resize(36, 0);
    put_text(out, "acsp"sv);
    out.resize(64, 0);
    const std::uint32_t intent = be32_at(profile, 64);
    put_be32(out, intent <= 3 ? intent : 0);
    put_be32(out, 0x0000F6D6);  // D50, the illuminant of every connection space
    put_be32(out, 0x00010000);
    put_be32(out, 0x0000D32D);
    out.resize(header_size, 0);
    return out;
}

}  // namespace

std::optional<Bytes> clean_icc_profile(ByteView profile, ColourModel model) {
    if (profile.size() < header_size + 4) return std::nullopt;
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

    std::vector<Element> elements;
    const bool old = profile[8] == 2;
    elements.push_back({"desc"sv, old ? old_description(description(model)) : localised_text(description(model))});
    elements.push_back({"cprt"sv, old ? old_text(icc_text::copyright) : localised_text(icc_text::copyright)});
    for (const KnownTag& known : known_tags) {
        if (!serves(known.name, model)) continue;
        const auto found = find_tag(profile, count, known.name);
        if (!found) continue;
        auto cleaned = known.clean(*found);
        if (!cleaned) return std::nullopt;  // half a profile would show other colours than none
        elements.push_back({known.name, std::move(*cleaned)});
    }
    if (!is_ordinary(elements, model)) return std::nullopt;

    Bytes out = write_header(profile);
    put_be32(out, static_cast<std::uint32_t>(elements.size()));
    std::vector<std::size_t> offsets;
    Bytes data;
    const std::size_t data_at = header_size + 4 + 12 * elements.size();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        std::size_t same = 0;  // curves that are alike are stored once, as they mostly were
        while (same < i && elements[same].bytes != elements[i].bytes) ++same;
        offsets.push_back(same < i ? offsets[same] : data_at + data.size());
        if (same == i) {
            data.insert(data.end(), elements[i].bytes.begin(), elements[i].bytes.end());
            pad_to_four(data);
        }
        put_text(out, elements[i].tag);
        put_be32(out, static_cast<std::uint32_t>(offsets[i]));
        put_be32(out, static_cast<std::uint32_t>(elements[i].bytes.size()));
    }
    out.insert(out.end(), data.begin(), data.end());
    Bytes whole_size;
    put_be32(whole_size, static_cast<std::uint32_t>(out.size()));
    std::copy(whole_size.begin(), whole_size.end(), out.begin());
    return out;
}

}  // namespace consent
