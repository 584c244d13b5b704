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

struct Curve {
    Bytes bytes;
    std::size_t consumed = 0;
};

std::optional<Curve> read_curve(ByteView element) {
    SpanReader reader(element);
    if (!reader.seek(8)) return std::nullopt;
    if (starts_with(element, "curv"sv)) {
        const auto count = reader.be32();
        if (!count || *count > reader.remaining() / 2) return std::nullopt;
        const std::size_t size = 4 + std::size_t{2} * *count;
        auto bytes = fixed(element, "curv"sv, size);
        if (!bytes) return std::nullopt;
        return Curve{std::move(*bytes), 8 + size};
    }
    if (starts_with(element, "para"sv)) {
        static constexpr std::array<std::size_t, 5> parameters{1, 3, 4, 5, 7};
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
        return Curve{std::move(out), 12 + size};
    }
    return std::nullopt;
}

std::optional<Bytes> read_curves(ByteView element, std::uint32_t offset, std::size_t count) {
    Bytes out;
    std::size_t at = offset;
    for (std::size_t i = 0; i < count; ++i) {
        if (at > element.size()) return std::nullopt;
        auto curve = read_curve(element.subspan(at));
        if (!curve) return std::nullopt;
        put_bytes(out, curve->bytes);
        pad_to_four(out);
        at += (curve->consumed + 3) / 4 * 4;
    }
    return out;
}

// grid[0] * grid[1] * ... * outputs, nothing when it passes what a file could hold.
std::optional<std::size_t> table_entries(ByteView grid, std::size_t outputs) {
    constexpr std::size_t most = std::size_t{1} << 28;
    std::size_t entries = outputs;
    for (const std::uint8_t points : grid) {
        if (points == 0 || entries > most / points) return std::nullopt;
        entries *= points;
    }
    return entries;
}

std::optional<Bytes> read_table(ByteView element, std::uint32_t offset, std::size_t inputs, std::size_t outputs) {
    if (offset > element.size() || element.size() - offset < 20) return std::nullopt;
    const ByteView table = element.subspan(offset);
    const std::uint8_t width = table[16];
    const auto entries = table_entries(table.first(inputs), outputs);
    if (!entries || (width != 1 && width != 2)) return std::nullopt;
    const std::size_t size = *entries * width;
    if (size > table.size() - 20) return std::nullopt;
    Bytes out(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(inputs));
    out.resize(16, 0);
    out.push_back(width);
    out.resize(20, 0);
    put_bytes(out, table.subspan(20, size));
    pad_to_four(out);
    return out;
}

// 'mft1' and 'mft2': everything has its place and its size.
std::optional<Bytes> clean_old_lookup(ByteView element, bool wide) {
    if (element.size() < 52) return std::nullopt;
    const std::size_t inputs = element[8], outputs = element[9], points = element[10];
    if (inputs < 1 || inputs > 4 || outputs < 1 || outputs > 4) return std::nullopt;
    const std::array<std::uint8_t, 4> grid{element[10], element[10], element[10], element[10]};
    const auto entries = table_entries(ByteView(grid).first(inputs), outputs);
    if (!entries || points < 1) return std::nullopt;
    std::size_t at = 48, in_entries = 256, out_entries = 256;
    if (wide) {
        in_entries = static_cast<std::size_t>(element[48] << 8 | element[49]);
        out_entries = static_cast<std::size_t>(element[50] << 8 | element[51]);
        if (in_entries < 2 || in_entries > 4096 || out_entries < 2 || out_entries > 4096) return std::nullopt;
        at = 52;
    }
    const std::size_t size = (inputs * in_entries + *entries + outputs * out_entries) * (wide ? 2 : 1);
    if (size > element.size() - at) return std::nullopt;
    Bytes out;
    put_text(out, wide ? "mft2"sv : "mft1"sv);
    put_be32(out, 0);
    put_bytes(out, element.subspan(8, 3));
    out.push_back(0);
    put_bytes(out, element.subspan(12, at - 12 + size));
    return out;
}

// 'mAB ' and 'mBA ': a header of offsets to curves, matrix and table.
std::optional<Bytes> clean_new_lookup(ByteView element, bool to_connection_space) {
    if (element.size() < 32) return std::nullopt;
    const std::size_t inputs = element[8], outputs = element[9];
    if (inputs < 1 || inputs > 4 || outputs < 1 || outputs > 4) return std::nullopt;
    const std::size_t device = to_connection_space ? inputs : outputs;
    const std::size_t connection = to_connection_space ? outputs : inputs;
    const auto offset = [element](std::size_t field) { return be32_at(element, 12 + 4 * field); };

    std::array<Bytes, 5> parts;  // B curves, matrix, M curves, table, A curves
    for (std::size_t field = 0; field < parts.size(); ++field) {
        const std::uint32_t at = offset(field);
        if (at == 0) continue;
        std::optional<Bytes> part;
        switch (field) {
            case 0: case 2: part = read_curves(element, at, connection); break;
            case 1:
                if (at <= element.size() && element.size() - at >= 48)
                    part = Bytes(element.begin() + at, element.begin() + at + 48);
                break;
            case 3: part = read_table(element, at, inputs, outputs); break;
            default: part = read_curves(element, at, device); break;
        }
        if (!part) return std::nullopt;
        parts[field] = std::move(*part);
    }
    if (parts[0].empty()) return std::nullopt;

    Bytes out;
    put_text(out, to_connection_space ? "mAB "sv : "mBA "sv);
    put_be32(out, 0);
    put_bytes(out, element.subspan(8, 2));
    put_be16(out, 0);
    std::size_t at = 32;
    for (const Bytes& part : parts) {
        put_be32(out, part.empty() ? 0 : static_cast<std::uint32_t>(at));
        at += part.size();
    }
    for (const Bytes& part : parts) put_bytes(out, part);
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
    auto curve = read_curve(element);
    if (!curve) return std::nullopt;
    return std::move(curve->bytes);
}

std::optional<Bytes> clean_lookup(ByteView element) {
    if (starts_with(element, "mft1"sv)) return clean_old_lookup(element, false);
    if (starts_with(element, "mft2"sv)) return clean_old_lookup(element, true);
    if (starts_with(element, "mAB "sv)) return clean_new_lookup(element, true);
    if (starts_with(element, "mBA "sv)) return clean_new_lookup(element, false);
    return std::nullopt;
}

}  // namespace consent
