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
#include "image/png_animation.hpp"
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

// No viewer may stretch the picture into another than the one that is looked at.
bool sound_density(ByteView data, const PngHeader&, std::size_t) {
    if (data.size() != 9 || data[8] > 1) return false;
    const std::int64_t x = be32_at(data, 0), y = be32_at(data, 4);
    return x >= 1 && y >= 1 && x * 4 <= y * 5 && y * 4 <= x * 5;
}

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

// The chunks in front of the pixels.
Bytes write_head(const PngWalk& walk, const KeptFacts& facts) {
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
    return out;
}

// The stream of the still picture as it is.
void put_still(Bytes& out, const PngWalk& walk) {
    for (const PngChunk& chunk : walk.chunks)
        if (chunk.type == png_type("IDAT") && !chunk.data.empty())
            out.insert(out.end(), chunk.whole.begin(), chunk.whole.end());
}

void put_still(Bytes& out, ByteView stream) {
    for (std::size_t at = 0; at < stream.size(); at += idat_part)
        put_chunk(out, png_type("IDAT"), stream.subspan(at, std::min(idat_part, stream.size() - at)));
}

void put_control(Bytes& out, const PngFrame& frame, std::uint32_t& sequence) {
    Bytes data;
    put_number(data, sequence++);
    for (const int number : {frame.width, frame.height, frame.x, frame.y}) put_number(data, static_cast<std::uint32_t>(number));
    put_number(data, std::uint32_t{frame.delay} << 16 | frame.delay_parts);
    data.push_back(static_cast<std::uint8_t>(frame.disposal));
    data.push_back(frame.over ? 1 : 0);
    put_chunk(out, png_type("fcTL"), data);
}

void put_frame_data(Bytes& out, ByteView stream, std::uint32_t& sequence) {
    for (std::size_t at = 0; at < stream.size(); at += idat_part) {
        Bytes data;
        put_number(data, sequence++);
        const ByteView part = stream.subspan(at, std::min(idat_part, stream.size() - at));
        data.insert(data.end(), part.begin(), part.end());
        put_chunk(out, png_type("fdAT"), data);
    }
}

// Nothing where the stream is exact as it is.
Result<std::optional<Bytes>> tightened(const PngStream& stream) {
    switch (check_png_pixels(stream)) {
        case PngPixels::damaged: return damaged("PNG");
        case PngPixels::exact: return std::optional<Bytes>();
        case PngPixels::loose: break;
    }
    auto repacked = repack_png_pixels(stream);
    if (!repacked) return damaged("PNG");
    return std::optional<Bytes>(std::move(repacked));
}

// The frames behind the still picture.
Result<void> put_frames(CleanCopy& copy, const PngWalk& walk, const PngAnimation& animation, std::uint32_t sequence) {
    for (std::size_t i = 1; i < animation.frames.size(); ++i) {
        const PngFrame& frame = animation.frames[i];
        put_control(copy.bytes, frame, sequence);
        const PngStream stream = frame_stream(walk.header, frame.width, frame.height, frame.data);
        auto anew = tightened(stream);
        if (!anew) return std::move(anew).error();
        if (*anew) copy.method = CopyMethod::re_encoded;
        Bytes joined;
        if (!*anew)
            for (const ByteView part : stream.parts) joined.insert(joined.end(), part.begin(), part.end());
        put_frame_data(copy.bytes, *anew ? **anew : joined, sequence);
    }
    return {};
}

Result<void> put_pixels(CleanCopy& copy, const PngWalk& walk, const PngAnimation& animation) {
    const bool animated = animation.kind == PngAnimation::Kind::sound;
    std::uint32_t sequence = 0;
    if (animated) {
        Bytes head;
        put_number(head, static_cast<std::uint32_t>(animation.frames.size() - (animation.still_apart ? 1 : 0)));
        put_number(head, animation.plays);
        put_chunk(copy.bytes, png_type("acTL"), head);
        if (!animation.still_apart) put_control(copy.bytes, animation.frames.front(), sequence);
    }
    auto anew = tightened(still_stream(walk));
    if (!anew) return std::move(anew).error();
    if (*anew) {
        copy.method = CopyMethod::re_encoded;
        put_still(copy.bytes, **anew);
    } else {
        put_still(copy.bytes, walk);
    }
    return animated ? put_frames(copy, walk, animation, sequence) : Result<void>{};
}

}  // namespace

Result<Bytes> with_facts_png(ByteView bytes, const KeptFacts& facts, const Limits& limits) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    Bytes out = write_head(*walk, facts);
    put_still(out, *walk);
    put_chunk(out, png_type("IEND"), {});
    return out;
}

Result<CleanCopy> sanitise_png(ByteView bytes, const Limits& limits) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    const auto animation = read_png_animation(*walk, limits);
    if (!animation) return animation.error();

    KeptFacts facts;
    facts.orientation = read_orientation(bytes, Format::png);
    if (const auto icc = embedded_profile(bytes, Format::png, limits))
        facts.icc = clean_icc_profile(*icc, model_of(walk->header));
    CleanCopy copy{write_head(*walk, facts), Format::png, CopyMethod::lossless};
    if (auto put = put_pixels(copy, *walk, *animation); !put) return std::move(put).error();
    put_chunk(copy.bytes, png_type("IEND"), {});
    // Filters and palette indexes that do not exist show only when the pixels are read.
    auto read = frames_png(copy.bytes, limits, [](const Picture&) -> Result<void> { return {}; });
    if (!read) return std::move(read).error();
    return copy;
}

}  // namespace consent
