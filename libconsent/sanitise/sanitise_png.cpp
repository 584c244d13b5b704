// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "image/checksum.hpp"
#include "image/codecs.hpp"
#include "image/embedded_profile.hpp"
#include "image/exif_block.hpp"
#include "image/inflate.hpp"
#include "image/png_chunks.hpp"
#include "image/png_pixels.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/containers.hpp"
#include "sanitise/icc_profile.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t idat_part = std::size_t{1} << 20;

void put_number(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_chunk(Bytes& out, std::uint32_t type, ByteView data) {
    put_number(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t start = out.size();
    put_number(out, type);
    out.insert(out.end(), data.begin(), data.end());
    put_number(out, crc32_of(ByteView(out).subspan(start)));
}

enum class Place { before_palette, after_palette, before_pixels };

// A chunk that says how pixels are to be read, with the only sizes it can have.
struct KnownChunk {
    std::uint32_t type;
    Place place;
    bool (*sound)(ByteView data, const PngHeader& header, std::size_t palette_entries);
};

std::size_t colour_samples(const PngHeader& header) noexcept {
    return header.colour_type == 0 || header.colour_type == 4 ? 1 : 3;
}

bool sound_gamma(ByteView data, const PngHeader&, std::size_t) {
    // Outside this range the picture that a viewer shows is not the one that was looked at.
    return data.size() == 4 && be32_at(data, 0) >= 40'000 && be32_at(data, 0) <= 60'000;
}

// White, red, green and blue, x and y each, between the ends of what cameras and screens have.
bool sound_chromaticities(ByteView data, const PngHeader&, std::size_t) {
    static constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 8> ranges{{
        {28'000, 37'000}, {28'000, 39'000}, {55'000, 75'000}, {24'000, 37'000},
        {7'000, 40'000}, {52'000, 86'000}, {2'000, 18'000}, {0, 13'000}}};
    if (data.size() != 32) return false;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const std::uint32_t value = be32_at(data, 4 * i);
        if (value < ranges[i].first || value > ranges[i].second) return false;
    }
    return true;
}

bool sound_srgb(ByteView data, const PngHeader&, std::size_t) { return data.size() == 1 && data[0] <= 3; }
// sRGB and Display P3.
bool sound_coding_points(ByteView data, const PngHeader&, std::size_t) {
    return data.size() == 4 && (data[0] == 1 || data[0] == 12) && data[1] == 13 && data[2] == 0 && data[3] == 1;
}

bool sound_significant_bits(ByteView data, const PngHeader& header, std::size_t) {
    const std::size_t alpha = header.colour_type >= 4 ? 1 : 0;
    const int depth = header.colour_type == 3 ? 8 : header.bit_depth;
    return data.size() == colour_samples(header) + alpha &&
           std::all_of(data.begin(), data.end(), [depth](std::uint8_t bits) { return bits >= 1 && bits <= depth; });
}

bool sound_transparency(ByteView data, const PngHeader& header, std::size_t palette_entries) {
    switch (header.colour_type) {
        case 0: return data.size() == 2;
        case 2: return data.size() == 6;
        case 3: return !data.empty() && data.size() <= palette_entries;
        default: return false;
    }
}

bool sound_background(ByteView data, const PngHeader& header, std::size_t palette_entries) {
    if (header.colour_type == 3) return data.size() == 1 && data[0] < palette_entries;
    return data.size() == 2 * colour_samples(header);
}

bool sound_density(ByteView data, const PngHeader&, std::size_t) { return data.size() == 9 && data[8] <= 1; }

constexpr std::array known_chunks{
    KnownChunk{png_type("gAMA"), Place::before_palette, sound_gamma},
    KnownChunk{png_type("cHRM"), Place::before_palette, sound_chromaticities},
    KnownChunk{png_type("sRGB"), Place::before_palette, sound_srgb},
    KnownChunk{png_type("cICP"), Place::before_palette, sound_coding_points},
    KnownChunk{png_type("sBIT"), Place::before_palette, sound_significant_bits},
    KnownChunk{png_type("tRNS"), Place::after_palette, sound_transparency},
    KnownChunk{png_type("bKGD"), Place::after_palette, sound_background},
    KnownChunk{png_type("pHYs"), Place::before_pixels, sound_density},
};

// Where the walk is, for telling a chunk that decoders use from one they pass over as out of place.
struct Progress {
    bool palette = false;
    bool pixels = false;
};

bool in_place(Place place, Progress progress, const PngHeader& header) noexcept {
    if (progress.pixels) return false;
    if (place == Place::before_palette) return !progress.palette;
    return place != Place::after_palette || progress.palette || header.colour_type != 3;
}

const PngChunk* find_sound(const PngWalk& walk, const KnownChunk& known) {
    Progress progress;
    std::size_t palette_entries = 0;
    for (const PngChunk& chunk : walk.chunks) {
        if (chunk.type == png_type("PLTE")) {
            progress.palette = true;
            palette_entries = chunk.data.size() / 3;
        }
        if (chunk.type == png_type("IDAT")) progress.pixels = true;
        if (chunk.type != known.type || !in_place(known.place, progress, walk.header)) continue;
        // Decoders take the first; a second would be read by nobody or by somebody else.
        return known.sound(chunk.data, walk.header, palette_entries) ? &chunk : nullptr;
    }
    return nullptr;
}

ColourModel model_of(const PngHeader& header) noexcept {
    return header.colour_type == 0 || header.colour_type == 4 ? ColourModel::grey : ColourModel::rgb;
}

void put_profile(Bytes& out, const Bytes& icc) {
    static constexpr auto name = "ICC profile\0\0"sv;  // its end, and the one compression there is
    Bytes data(name.begin(), name.end());
    const Bytes packed = deflate_whole(icc);
    data.insert(data.end(), packed.begin(), packed.end());
    put_chunk(out, png_type("iCCP"), data);
}

// `repacked`: the pixels' stream where it had to be written anew, else null.
Bytes rewrite(const PngWalk& walk, const KeptFacts& facts, const Bytes* repacked) {
    static constexpr auto signature = "\x89PNG\r\n\x1A\n"sv;
    Bytes out(signature.begin(), signature.end());
    put_chunk(out, png_type("IHDR"), walk.chunks.front().data);
    const auto put_known = [&](Place place) {
        for (const KnownChunk& known : known_chunks)
            if (known.place == place)
                if (const PngChunk* chunk = find_sound(walk, known)) put_chunk(out, known.type, chunk->data);
    };
    put_known(Place::before_palette);
    if (facts.icc) put_profile(out, *facts.icc);
    for (const PngChunk& chunk : walk.chunks)
        if (chunk.type == png_type("PLTE") && walk.header.colour_type == 3) put_chunk(out, chunk.type, chunk.data);
    put_known(Place::after_palette);
    put_known(Place::before_pixels);
    if (facts.orientation != 1) put_chunk(out, png_type("eXIf"), orientation_exif(facts.orientation));

    if (repacked != nullptr) {
        for (std::size_t at = 0; at < repacked->size(); at += idat_part)
            put_chunk(out, png_type("IDAT"),
                      ByteView(*repacked).subspan(at, std::min(idat_part, repacked->size() - at)));
    } else {
        for (const PngChunk& chunk : walk.chunks)
            if (chunk.type == png_type("IDAT") && !chunk.data.empty())
                out.insert(out.end(), chunk.whole.begin(), chunk.whole.end());
    }
    put_chunk(out, png_type("IEND"), {});
    return out;
}

}  // namespace

Result<Bytes> with_facts_png(ByteView bytes, const KeptFacts& facts, const Limits& limits) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    return rewrite(*walk, facts, nullptr);
}

Result<CleanCopy> sanitise_png(ByteView bytes, const Limits& limits) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();

    CleanCopy copy;
    copy.format = Format::png;
    copy.method = CopyMethod::lossless;
    std::optional<Bytes> repacked;
    switch (check_png_pixels(*walk)) {
        case PngPixels::damaged: return damaged("PNG");
        case PngPixels::exact: break;
        case PngPixels::loose:
            repacked = repack_png_pixels(*walk);
            if (!repacked) return damaged("PNG");
            copy.method = CopyMethod::re_encoded;
    }
    KeptFacts facts;
    facts.orientation = read_orientation(bytes, Format::png);
    if (const auto icc = embedded_profile(bytes, Format::png, limits))
        facts.icc = clean_icc_profile(*icc, model_of(walk->header));
    copy.bytes = rewrite(*walk, facts, repacked ? &*repacked : nullptr);
    // Filters and palette indexes that do not exist show only when the pixels are read.
    if (auto read = decode_png(copy.bytes, limits); !read) return std::move(read).error();
    return copy;
}

}  // namespace consent
