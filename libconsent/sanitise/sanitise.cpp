// SPDX-License-Identifier: Apache-2.0
#include "sanitise/sanitise.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/guard.hpp"
#include "image/colour.hpp"
#include "image/decode.hpp"
#include "image/embedded_profile.hpp"
#include "image/encode.hpp"
#include "image/heif_boxes.hpp"
#include "image/png_chunks.hpp"
#include "image/smaller.hpp"
#include "image/webp_chunks.hpp"
#include "sanitise/containers.hpp"
#include "sanitise/heif_colour.hpp"
#include "sanitise/icc_profile.hpp"

namespace consent {
namespace {

// The colour profile of a picture that is decoded to RGB and written anew.
std::optional<Bytes> profile_of(ByteView bytes, Format format, const Limits& limits) {
    if (format != Format::heif && format != Format::avif) return embedded_profile(bytes, format, limits);
    const auto walk = walk_heif(bytes, limits);
    const HeifItem* item = walk ? walk->still() : nullptr;
    return item == nullptr ? std::nullopt : rgb_profile_of(*walk, *item);
}

bool was_lossy(ByteView bytes, Format format, const Limits& limits) {
    if (format == Format::jpeg || format == Format::heif || format == Format::avif) return true;
    if (format != Format::webp) return false;
    const auto walk = walk_webp(bytes, limits);
    return walk && !walk->frames.front().lossless;
}

// Of a picture that is RGB from here on: its profile where that fits, else the colours that the profile means.
Result<std::optional<Bytes>> settle_colours(const std::optional<Bytes>& profile, Picture& picture) {
    if (!profile) return std::optional<Bytes>();
    if (auto clean = clean_icc_profile(*profile, ColourModel::rgb)) return std::optional<Bytes>(std::move(clean));
    for (const ColourModel model : {ColourModel::rgb, ColourModel::grey}) {
        if (!is_usable_profile(*profile, model)) continue;
        auto shown = to_srgb(*profile, model, std::move(picture.shown));
        if (!shown) return std::move(shown).error();
        picture.shown = *std::move(shown);
        for (Raster& raster : picture.also) {
            auto other = to_srgb(*profile, model, std::move(raster));
            if (!other) return std::move(other).error();
            raster = *std::move(other);
        }
        break;
    }
    return std::optional<Bytes>();
}

Result<CleanCopy> write_picture(Picture picture, bool lossy, const std::optional<Bytes>& profile, const Limits& limits,
                                const CopyOptions& options) {
    KeptFacts facts;
    auto settled = settle_colours(profile, picture);
    if (!settled) return std::move(settled).error();
    facts.icc = *std::move(settled);

    CleanCopy copy;
    copy.method = CopyMethod::re_encoded;
    // What never lost anything loses nothing here, and JPEG has no transparency.
    const bool as_jpeg = lossy && picture.alpha.empty();
    copy.format = as_jpeg ? Format::jpeg : Format::png;
    // The colours under the transparency go with it, and are looked at like the rest.
    auto encoded = as_jpeg                 ? encode_jpeg(picture.shown, options.quality == 0 ? 92 : options.quality)
                   : picture.alpha.empty() ? encode_png(picture.shown)
                                           : encode_png(picture.also.front(), picture.alpha);
    if (!encoded) return std::move(encoded).error();
    auto written = as_jpeg ? with_facts_jpeg(*encoded, facts, limits) : with_facts_png(*encoded, facts, limits);
    if (!written) return std::move(written).error();
    copy.bytes = std::move(*written);
    return copy;
}

Result<CleanCopy> write_anew(ByteView bytes, const Limits& limits, const CopyOptions& options) {
    auto picture = decode(bytes, limits);
    if (!picture) return std::move(picture).error();
    const Format format = sniff(bytes);
    return write_picture(*std::move(picture), was_lossy(bytes, format, limits), profile_of(bytes, format, limits),
                         limits, options);
}

// A still WebP whose profile no copy carries, and viewers follow. (Browsers follow none in an animation.)
bool wants_other_numbers(ByteView bytes, const Limits& limits) {
    const auto walk = walk_webp(bytes, limits);
    const auto profile = embedded_profile(bytes, Format::webp, limits);
    return walk && !walk->animated && profile &&
           plan_profile(*profile, ColourModel::rgb).kind == ProfilePlan::Kind::convert;
}

// The same of a still PNG.
bool wants_other_png_numbers(ByteView bytes, const Limits& limits) {
    const auto profile = embedded_profile(bytes, Format::png, limits);
    if (!profile) return false;
    const auto walk = walk_png(bytes, limits);
    if (!walk || std::any_of(walk->chunks.begin(), walk->chunks.end(),
                             [](const PngChunk& chunk) { return chunk.type == png_type("acTL"); }))
        return false;
    const bool grey = walk->header.colour_type == 0 || walk->header.colour_type == 4;
    return plan_profile(*profile, grey ? ColourModel::grey : ColourModel::rgb).kind == ProfilePlan::Kind::convert;
}

Result<CleanCopy> as_it_is(ByteView bytes, const Limits& limits, const CopyOptions& options) {
    switch (sniff(bytes)) {
        case Format::jpeg: return sanitise_jpeg(bytes, limits, options);
        case Format::png:
            return wants_other_png_numbers(bytes, limits) ? write_anew(bytes, limits, options) : sanitise_png(bytes, limits);
        case Format::heif:
        case Format::avif: {
            auto copy = rewrite_heif(bytes, limits);
            if (!copy) return std::move(copy).error();
            if (*copy) return *std::move(*copy);
            return write_anew(bytes, limits, options);
        }
        case Format::gif: return sanitise_gif(bytes, limits);
        case Format::tiff: return sanitise_tiff(bytes, limits);
        case Format::webp:
            return wants_other_numbers(bytes, limits) ? write_anew(bytes, limits, options) : sanitise_webp(bytes, limits);
        default: return write_anew(bytes, limits, options);
    }
}

// From the clean copy, so that what is made smaller is what was allowed to stay.
Result<CleanCopy> make_smaller(CleanCopy copy, const Limits& limits, const CopyOptions& options) {
    int frames = 0;
    std::optional<Picture> picture;
    auto read = each_frame(copy.bytes, limits, [&](Picture frame) -> Result<void> {
        if (++frames == 1) picture = std::move(frame);
        return {};
    });
    if (!read) return std::move(read).error();
    if (std::max(picture->shown.width, picture->shown.height) <= options.max_edge) return copy;
    if (frames > 1)
        return Error{ErrorCode::invalid_argument,
                     "A file of several pictures cannot be made smaller: publish it as it is, or one picture of it."};
    return write_picture(smaller(*std::move(picture), options.max_edge), was_lossy(copy.bytes, copy.format, limits),
                         profile_of(copy.bytes, copy.format, limits), limits, options);
}

Result<void> check_options(const CopyOptions& options) {
    if (options.max_edge != 0 && options.max_edge < 16)
        return Error{ErrorCode::invalid_argument, "The longest side of a smaller copy is 16 pixels or more."};
    if (options.quality < 0 || options.quality > 100)
        return Error{ErrorCode::invalid_argument, "The quality of a JPEG is between 1 and 100."};
    return {};
}

}  // namespace

Result<CleanCopy> sanitise_and_prove(ByteView bytes, const Limits& limits, const CopyOptions& options) {
    return guarded("making the clean copy", [&]() -> Result<CleanCopy> {
        if (options.max_edge == 0 && sniff(bytes) == Format::jpeg)
            if (auto copy = sanitise_jpeg(bytes, limits, options, EntropyCheck::left_to_the_proof); copy && prove_clean(copy->bytes, limits))
                return copy;
        auto copy = sanitise(bytes, limits, options);
        if (!copy) return copy;
        if (auto proved = prove_clean(copy->bytes, limits); !proved) return std::move(proved).error();
        return copy;
    });
}

Result<CleanCopy> sanitise(ByteView bytes, const Limits& limits, const CopyOptions& options) {
    return guarded("making the clean copy", [&]() -> Result<CleanCopy> {
        if (auto right = check_options(options); !right) return std::move(right).error();
        auto copy = as_it_is(bytes, limits, options);
        if (!copy || options.max_edge == 0) return copy;
        return make_smaller(*std::move(copy), limits, options);
    });
}

}  // namespace consent
