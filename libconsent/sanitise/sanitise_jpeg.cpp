// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "image/codecs.hpp"
#include "image/embedded_profile.hpp"
#include "image/encode.hpp"
#include "image/exif_block.hpp"
#include "image/jpeg_huffman.hpp"
#include "image/jpeg_scans.hpp"
#include "image/jpeg_segments.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/containers.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise/jpeg_tables.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;
namespace m = jpeg_marker;

constexpr std::size_t icc_part = 65'519;  // what a segment holds beside its length and the name of the profile

void put_segment(Bytes& out, std::uint8_t marker, ByteView payload) {
    const std::size_t length = payload.size() + 2;
    out.push_back(0xFF);
    out.push_back(marker);
    out.push_back(static_cast<std::uint8_t>(length >> 8));
    out.push_back(static_cast<std::uint8_t>(length));
    out.insert(out.end(), payload.begin(), payload.end());
}

// Version, density and shape of a pixel; no thumbnail.
Bytes clean_jfif(ByteView payload) {
    Bytes out{'J', 'F', 'I', 'F', 0, 1, std::min<std::uint8_t>(payload[6], 2), payload[7]};
    const int x = payload[8] << 8 | payload[9], y = payload[10] << 8 | payload[11];
    // Viewers that follow oblong pixels would show another picture than the one that is looked at.
    const bool oblong = x < 1 || y < 1 || x * 4 > y * 5 || y * 4 > x * 5;
    if (out[7] > 2 || oblong) out[7] = 0;
    if (oblong) out.insert(out.end(), {0, 1, 0, 1});
    else out.insert(out.end(), payload.begin() + 8, payload.begin() + 12);
    out.insert(out.end(), 2, 0);
    return out;
}

// The colour transform alone. A number that does not exist becomes the one that decoders take instead.
Bytes clean_adobe(ByteView payload, int components) {
    std::uint8_t transform = payload[11];
    if (components == 1) transform = 0;
    if (transform != 0) transform = components == 4 ? 2 : 1;
    return {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform};
}

struct ColourMarkers {
    std::optional<Bytes> jfif;
    std::optional<Bytes> adobe;
};

// Decoders settle the colours when they meet the first scan, by the last marker of each kind before it.
ColourMarkers colour_markers(const JpegWalk& walk) {
    ColourMarkers found;
    for (const JpegSegment& segment : walk.segments) {
        if (segment.marker == m::sos) break;
        if (segment.marker == m::app0 && segment.payload.size() >= 14 && starts_with(segment.payload, "JFIF\0"sv))
            found.jfif = clean_jfif(segment.payload);
        if (segment.marker == m::app14 && segment.payload.size() >= 12 && starts_with(segment.payload, "Adobe"sv))
            found.adobe = clean_adobe(segment.payload, walk.frame.components);
    }
    return found;
}

void put_icc(Bytes& out, const Bytes& icc) {
    const std::size_t parts = (icc.size() + icc_part - 1) / icc_part;
    for (std::size_t i = 0; i < parts; ++i) {
        static constexpr auto name = "ICC_PROFILE\0"sv;
        Bytes payload(name.begin(), name.end());
        payload.push_back(static_cast<std::uint8_t>(i + 1));
        payload.push_back(static_cast<std::uint8_t>(parts));
        const ByteView part = ByteView(icc).subspan(i * icc_part, std::min(icc_part, icc.size() - i * icc_part));
        payload.insert(payload.end(), part.begin(), part.end());
        put_segment(out, m::app2, payload);
    }
}

std::size_t size_bound(const JpegWalk& walk, const KeptFacts& facts) {
    std::size_t size = 256 + (facts.icc ? facts.icc->size() + facts.icc->size() / 1024 : 0);
    for (const JpegSegment& segment : walk.segments)
        if (segment.marker < m::app0) size += 4 + segment.payload.size() + segment.entropy.size();
    return size;
}

Result<Bytes> rewrite(const JpegWalk& walk, const KeptFacts& facts) {
    const auto tables = used_jpeg_tables(walk);
    if (!tables) return damaged("JPEG");
    const ColourMarkers colours = colour_markers(walk);

    Bytes out;
    out.reserve(size_bound(walk, facts));
    out.push_back(0xFF);
    out.push_back(m::soi);
    if (colours.jfif) put_segment(out, m::app0, *colours.jfif);
    if (facts.orientation != 1) {
        Bytes payload{'E', 'x', 'i', 'f', 0, 0};
        const Bytes exif = orientation_exif(facts.orientation);
        payload.insert(payload.end(), exif.begin(), exif.end());
        put_segment(out, m::app1, payload);
    }
    if (facts.icc && (facts.icc->size() + icc_part - 1) / icc_part <= 255) put_icc(out, *facts.icc);
    if (colours.adobe) put_segment(out, m::app14, *colours.adobe);

    for (std::size_t i = 0; i < walk.segments.size(); ++i) {
        const JpegSegment& segment = walk.segments[i];
        if (segment.marker == m::dqt || segment.marker == m::dht || segment.marker == m::dac ||
            segment.marker == m::dri) {
            if (!(*tables)[i].empty()) put_segment(out, segment.marker, (*tables)[i]);
        } else if (is_start_of_frame(segment.marker) || segment.marker == m::sos) {
            put_segment(out, segment.marker, segment.payload);
            if (segment.marker == m::sos && !is_progressive(walk.frame)) {
                out.end()[-3] = 0;
                out.end()[-2] = 63;
                out.end()[-1] = 0;
            }
            out.insert(out.end(), segment.entropy.begin(), segment.entropy.end());
        }
    }
    out.push_back(0xFF);
    out.push_back(m::eoi);
    return out;
}

ColourModel colour_model(const JpegFrame& frame) noexcept {
    return frame.components == 1 ? ColourModel::grey : frame.components == 3 ? ColourModel::rgb : ColourModel::inks;
}

Result<Raster> pixels_in_srgb(ByteView bytes, ByteView profile, ColourModel model, const Limits& limits) {
    if (model != ColourModel::inks) {
        auto picture = decode_jpeg(bytes, limits);
        if (!picture) return std::move(picture).error();
        return to_srgb(profile, model, std::move(picture->shown));
    }
    const auto inks = decode_jpeg_inks(bytes, limits);
    if (!inks) return inks.error();
    auto rgb = to_srgb(profile, {model, false, false, inks->inverted}, inks->inks);
    if (!rgb) return std::move(rgb).error();
    return Raster{inks->width, inks->height, std::move(*rgb)};
}

// No loss of colour resolution, and little else: what comes was lossy once before.
constexpr int quality_of_conversion = 95;

Result<CleanCopy> convert(ByteView bytes, ByteView profile, const JpegWalk& walk, KeptFacts facts, const Limits& limits,
                          const CopyOptions& options) {
    const auto raster = pixels_in_srgb(bytes, profile, colour_model(walk.frame), limits);
    if (!raster && walk.without_end && raster.error().code == ErrorCode::unreadable) return cut_short("JPEG");
    if (!raster) return raster.error();
    const auto encoded = encode_jpeg(*raster, options.quality == 0 ? quality_of_conversion : options.quality);
    if (!encoded) return encoded.error();
    facts.icc = srgb_profile(ColourModel::rgb);
    auto written = with_facts_jpeg(*encoded, facts, limits);
    if (!written) return std::move(written).error();
    return CleanCopy{std::move(*written), Format::jpeg, CopyMethod::re_encoded};
}

// The copy with nothing in its compressed data but its blocks.
Result<CleanCopy> tightened(CleanCopy copy, const KeptFacts& facts, const Limits& limits) {
    const auto entropy = check_jpeg_entropy(copy.bytes, limits);
    if (!entropy) return entropy.error();
    if (*entropy == JpegEntropy::exact) return copy;
    if (const auto walk = walk_jpeg(copy.bytes, limits))
        if (auto filled = filled_with_ones(copy.bytes, *walk)) {
            copy.bytes = std::move(*filled);
            return copy;
        }
    auto anew = recompress_jpeg(copy.bytes, limits);
    if (!anew) return std::move(anew).error();
    auto written = with_facts_jpeg(*anew, facts, limits);
    if (!written) return std::move(written).error();
    copy.bytes = std::move(*written);
    copy.method = CopyMethod::re_encoded;
    return copy;
}

Result<CleanCopy> turned(CleanCopy copy, KeptFacts facts, const Limits& limits) {
    auto upright = turn_jpeg(copy.bytes, facts.orientation, limits);
    if (!upright) return std::move(upright).error();
    if (!*upright) return copy;
    facts.orientation = 1;
    auto written = with_facts_jpeg(**upright, facts, limits);
    if (!written) return std::move(written).error();
    copy.bytes = std::move(*written);
    return copy;
}

}  // namespace

Bytes orientation_exif(int orientation) {
    return {'M', 'M', 0, 42, 0, 0, 0, 8,   // header, directory at 8
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, static_cast<std::uint8_t>(orientation), 0, 0,
            0, 0, 0, 0};
}

Result<Bytes> with_facts_jpeg(ByteView bytes, const KeptFacts& facts, const Limits& limits) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    return rewrite(*walk, facts);
}

Result<CleanCopy> sanitise_jpeg(ByteView bytes, const Limits& limits, const CopyOptions& options, EntropyCheck check) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    KeptFacts facts;
    facts.orientation = read_orientation(bytes, Format::jpeg);
    if (const auto profile = embedded_profile(bytes, Format::jpeg, limits)) {
        ProfilePlan plan = plan_profile(*profile, colour_model(walk->frame));
        if (plan.kind == ProfilePlan::Kind::keep) facts.icc = std::move(plan.profile);
        if (plan.kind == ProfilePlan::Kind::convert) return convert(bytes, *profile, *walk, facts, limits, options);
    }
    auto written = rewrite(*walk, facts);
    if (!written) return std::move(written).error();
    CleanCopy copy{std::move(*written), Format::jpeg, CopyMethod::lossless};
    const bool turns = options.uprightness == Uprightness::by_pixels && facts.orientation != 1;
    if (check == EntropyCheck::left_to_the_proof && !turns) return copy;
    // What stood between segments is gone by now; what the decoder still passes over stands in the data itself.
    auto tight = tightened(std::move(copy), facts, limits);
    if (!tight && walk->without_end && tight.error().code == ErrorCode::unreadable) return cut_short("JPEG");
    if (!tight || !turns) return tight;
    return turned(*std::move(tight), facts, limits);
}

}  // namespace consent
