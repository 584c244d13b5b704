// SPDX-License-Identifier: Apache-2.0
#include "sanitise/icc_curves.hpp"

#include <array>

#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

void put_bytes(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// Signature and four reserved zeros, then `size` bytes of the element from its eighth on.
std::optional<Bytes> fixed(ByteView element, std::string_view type, std::size_t size) {
    if (!starts_with(element, type) || element.size() < 8 + size) return std::nullopt;
    Bytes out;
    put_text(out, type);
    put_be32(out, 0);
    put_bytes(out, element.subspan(8, size));
    return out;
}

std::optional<Bytes> read_formula(ByteView element) {
    static constexpr std::array<std::size_t, 5> parameters{1, 3, 4, 5, 7};
    SpanReader reader(element);
    if (!reader.seek(8)) return std::nullopt;
    const auto kind = reader.be16();
    if (!kind || *kind >= parameters.size()) return std::nullopt;
    const std::size_t size = 4 * parameters[*kind];
    if (element.size() < 12 + size) return std::nullopt;
    Bytes out;
    put_text(out, "para"sv);
    put_be32(out, 0);
    put_be16(out, *kind);
    put_be16(out, 0);
    put_bytes(out, element.subspan(12, size));
    return out;
}

}  // namespace

void put_be16(Bytes& out, std::uint32_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

void put_be32(Bytes& out, std::uint32_t value) {
    put_be16(out, value >> 16);
    put_be16(out, value);
}

void put_text(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

void pad_to_four(Bytes& out) { out.resize((out.size() + 3) / 4 * 4, 0); }

std::optional<Bytes> clean_xyz(ByteView element) { return fixed(element, "XYZ "sv, 12); }

std::optional<Bytes> clean_adaptation(ByteView element) { return fixed(element, "sf32"sv, 36); }

std::optional<Bytes> clean_coding_points(ByteView element) { return fixed(element, "cicp"sv, 4); }

std::optional<Bytes> clean_curve(ByteView element) {
    if (starts_with(element, "para"sv)) return read_formula(element);
    const std::size_t count = be32_at(element, 8);
    if (element.size() < 12 || count > (element.size() - 12) / 2) return std::nullopt;
    return fixed(element, "curv"sv, 4 + 2 * count);
}

}  // namespace consent
