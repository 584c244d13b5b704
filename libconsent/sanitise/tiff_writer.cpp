// SPDX-License-Identifier: Apache-2.0
#include "sanitise/tiff_writer.hpp"

#include <algorithm>

#include "image/refusal.hpp"
#include "image/tiff_directory.hpp"

namespace consent {
namespace {

constexpr std::uint16_t type_short = 3, type_long = 4, type_rational = 5, type_undefined = 7;

struct Field {
    std::uint16_t tag, type;
    std::uint32_t count;
    Bytes value;
};

class Writer {
public:
    explicit Writer(bool big_endian) noexcept : big_endian_(big_endian) {}

    void put(Bytes& out, std::uint64_t value, int width) const {
        for (int i = 0; i < width; ++i)
            out.push_back(static_cast<std::uint8_t>(value >> (8 * (big_endian_ ? width - 1 - i : i))));
    }

    void set(Bytes& out, std::size_t at, std::uint64_t value) const {
        for (std::size_t i = 0; i < 4; ++i)
            out[at + i] = static_cast<std::uint8_t>(value >> (8 * (big_endian_ ? 3 - i : i)));
    }

    template <typename Numbers>
    Field numbers(std::uint16_t tag, std::uint16_t type, const Numbers& values) const {
        Field field{tag, type, static_cast<std::uint32_t>(std::size(values)), {}};
        for (const auto value : values) put(field.value, static_cast<std::uint64_t>(value), type == type_short ? 2 : 4);
        return field;
    }

    Field number(std::uint16_t tag, std::uint16_t type, std::uint64_t value) const {
        return numbers(tag, type, std::array{value});
    }

    // Whole numbers are written as such.
    Field hundredths(std::uint16_t tag, std::uint32_t value) const {
        Field field{tag, type_rational, 1, {}};
        const bool whole = value % 100 == 0;
        put(field.value, whole ? value / 100 : value, 4);
        put(field.value, whole ? 1 : 100, 4);
        return field;
    }

private:
    bool big_endian_;
};

std::vector<Field> fields_of(const CleanTiffPage& page, const Writer& writer) {
    namespace t = tiff_tag;
    const std::vector<std::uint64_t> places(page.chunks.size(), 0);
    std::vector<std::uint64_t> sizes;
    sizes.reserve(page.chunks.size());
    for (const ByteView chunk : page.chunks) sizes.push_back(chunk.size());

    std::vector<Field> fields;
    const auto add = [&](std::uint16_t tag, std::uint16_t type, std::uint64_t value) {
        fields.push_back(writer.number(tag, type, value));
    };
    add(t::subfile_type, type_long, 0);  // a picture in full, and no copy or mask of another
    add(t::width, type_long, static_cast<std::uint64_t>(page.width));
    add(t::height, type_long, static_cast<std::uint64_t>(page.height));
    fields.push_back(writer.numbers(t::bits_per_sample, type_short, std::vector<std::uint64_t>(page.samples, page.bits)));
    add(t::compression, type_short, page.compression);
    add(t::photometric, type_short, page.photometric);
    if (page.orientation != 1) add(t::orientation, type_short, static_cast<std::uint64_t>(page.orientation));
    add(t::samples_per_pixel, type_short, page.samples);
    add(t::planar, type_short, 1);
    if (page.predictor != 1) add(t::predictor, type_short, page.predictor);
    if (page.tiled) {
        add(t::tile_width, type_long, static_cast<std::uint64_t>(page.chunk_width));
        add(t::tile_height, type_long, static_cast<std::uint64_t>(page.chunk_height));
    } else {
        add(t::rows_per_strip, type_long, static_cast<std::uint64_t>(page.chunk_height));
    }
    fields.push_back(writer.numbers(page.tiled ? t::tile_offsets : t::strip_offsets, type_long, places));
    fields.push_back(writer.numbers(page.tiled ? t::tile_byte_counts : t::strip_byte_counts, type_long, sizes));
    if (page.resolution[0] != 0) {
        fields.push_back(writer.hundredths(t::x_resolution, page.resolution[0]));
        fields.push_back(writer.hundredths(t::y_resolution, page.resolution[1]));
        add(t::resolution_unit, type_short, page.resolution_unit);
    }
    if (!page.colour_map.empty()) fields.push_back(writer.numbers(t::colour_map, type_short, page.colour_map));
    if (page.extra != tiff_extra::none) add(t::extra_samples, type_short, static_cast<std::uint64_t>(page.extra));
    if (page.halved_x != 0)
        fields.push_back(writer.numbers(t::subsampling, type_short, std::array{page.halved_x, page.halved_y}));
    if (!page.icc.empty())
        fields.push_back({t::icc_profile, type_undefined, static_cast<std::uint32_t>(page.icc.size()), page.icc});
    std::sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.tag < b.tag; });
    return fields;
}

bool is_offsets(const Field& field) noexcept {
    return field.tag == tiff_tag::strip_offsets || field.tag == tiff_tag::tile_offsets;
}

// Bytes of the page from its directory on, the one in front of an odd place included.
std::uint64_t size_of(const CleanTiffPage& page, const std::vector<Field>& fields) {
    std::uint64_t size = 2 + 12 * fields.size() + 4;
    for (const Field& field : fields)
        if (field.value.size() > 4) size += field.value.size() + field.value.size() % 2;
    for (const ByteView chunk : page.chunks) size += chunk.size();
    return size + size % 2;
}

}  // namespace

Result<Bytes> write_tiff(const std::vector<CleanTiffPage>& pages, bool big_endian, const Limits& limits) {
    const Writer writer(big_endian);
    std::vector<std::vector<Field>> fields;
    std::uint64_t total = 8;
    for (const CleanTiffPage& page : pages) {
        fields.push_back(fields_of(page, writer));
        total += size_of(page, fields.back());
        if (total > limits.file_bytes || total > 0xFFFFFFFF)
            return unreadable("The clean copy of this TIFF would be larger than the limit: save it smaller.");
    }

    Bytes out{big_endian ? std::uint8_t{'M'} : std::uint8_t{'I'}, big_endian ? std::uint8_t{'M'} : std::uint8_t{'I'}};
    out.reserve(static_cast<std::size_t>(total));
    writer.put(out, 42, 2);
    writer.put(out, 8, 4);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const std::size_t start = out.size();
        std::uint64_t value_at = start + 2 + 12 * fields[i].size() + 4, chunk_at = value_at;
        for (const Field& field : fields[i])
            if (field.value.size() > 4) chunk_at += field.value.size() + field.value.size() % 2;
        for (Field& field : fields[i]) {
            if (!is_offsets(field)) continue;
            for (std::size_t c = 0; c < pages[i].chunks.size(); ++c) {
                writer.set(field.value, 4 * c, chunk_at);
                chunk_at += pages[i].chunks[c].size();
            }
        }
        writer.put(out, fields[i].size(), 2);
        for (const Field& field : fields[i]) {
            writer.put(out, field.tag, 2);
            writer.put(out, field.type, 2);
            writer.put(out, field.count, 4);
            if (field.value.size() > 4) {
                writer.put(out, value_at, 4);
                value_at += field.value.size() + field.value.size() % 2;
            } else {
                out.insert(out.end(), field.value.begin(), field.value.end());
                out.insert(out.end(), 4 - field.value.size(), 0);
            }
        }
        const std::uint64_t next = chunk_at + chunk_at % 2;
        writer.put(out, i + 1 < pages.size() ? next : 0, 4);
        for (const Field& field : fields[i])
            if (field.value.size() > 4) {
                out.insert(out.end(), field.value.begin(), field.value.end());
                if (field.value.size() % 2 != 0) out.push_back(0);
            }
        for (const ByteView chunk : pages[i].chunks) out.insert(out.end(), chunk.begin(), chunk.end());
        if (i + 1 < pages.size() && out.size() % 2 != 0) out.push_back(0);
    }
    return out;
}

}  // namespace consent
