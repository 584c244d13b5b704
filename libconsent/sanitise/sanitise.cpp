// SPDX-License-Identifier: Apache-2.0
#include "sanitise/sanitise.hpp"

#include <utility>

#include "base/guard.hpp"
#include "image/decode.hpp"
#include "image/encode.hpp"
#include "image/heif_boxes.hpp"
#include "image/png_chunks.hpp"
#include "image/tiff_directory.hpp"
#include "image/webp_chunks.hpp"
#include "sanitise/containers.hpp"
#include "sanitise/heif_colour.hpp"
#include "sanitise/icc_profile.hpp"

namespace consent {
namespace {

// The colour profile of a picture that is decoded to RGB and written anew.
std::optional<Bytes> rgb_profile(ByteView bytes, Format format, const Limits& limits) {
    if (format == Format::webp) {
        const auto walk = walk_webp(bytes, limits);
        if (!walk) return std::nullopt;
        for (const WebpChunk& chunk : walk->chunks)
            if (chunk.type == png_type("ICCP")) return clean_icc_profile(chunk.data, ColourModel::rgb);
    }
    if (format == Format::heif || format == Format::avif) {
        const auto walk = walk_heif(bytes, limits);
        const HeifItem* item = walk ? walk->still() : nullptr;
        return item == nullptr ? std::nullopt : heif_rgb_profile(*walk, *item);
    }
    if (format == Format::tiff) {
        const auto block = TiffBlock::parse(bytes);
        const auto directory = block ? block->directory(block->first_directory()) : std::nullopt;
        if (!directory) return std::nullopt;
        if (const TiffEntry* entry = directory->find(tiff_tag::icc_profile))
            return clean_icc_profile(entry->value, ColourModel::rgb);
    }
    return std::nullopt;
}

bool was_lossy(ByteView bytes, Format format, const Limits& limits) {
    if (format == Format::heif || format == Format::avif) return true;
    if (format != Format::webp) return false;
    const auto walk = walk_webp(bytes, limits);
    return walk && !walk->lossless;
}

Result<CleanCopy> write_anew(ByteView bytes, const Limits& limits, const CopyOptions& options) {
    auto picture = decode(bytes, limits);
    if (!picture) return std::move(picture).error();
    const Format format = sniff(bytes);

    CleanCopy copy;
    copy.method = CopyMethod::re_encoded;
    // What never lost anything loses nothing here, and JPEG has no transparency.
    const bool as_jpeg = was_lossy(bytes, format, limits) && picture->alpha.empty();
    copy.format = as_jpeg ? Format::jpeg : Format::png;
    // The colours under the transparency go with it, and are looked at like the rest.
    auto encoded = as_jpeg                 ? encode_jpeg(picture->shown, options.quality == 0 ? 92 : options.quality)
                   : picture->alpha.empty() ? encode_png(picture->shown)
                                            : encode_png(picture->also.front(), picture->alpha);
    if (!encoded) return std::move(encoded).error();

    KeptFacts facts;
    facts.icc = rgb_profile(bytes, format, limits);
    auto written = as_jpeg ? with_facts_jpeg(*encoded, facts, limits) : with_facts_png(*encoded, facts, limits);
    if (!written) return std::move(written).error();
    copy.bytes = std::move(*written);
    return copy;
}

}  // namespace

Result<CleanCopy> sanitise(ByteView bytes, const Limits& limits, const CopyOptions& options) {
    return guarded("making the clean copy", [&]() -> Result<CleanCopy> {
        switch (sniff(bytes)) {
            case Format::jpeg: return sanitise_jpeg(bytes, limits);
            case Format::png: return sanitise_png(bytes, limits);
            default: return write_anew(bytes, limits, options);
        }
    });
}

}  // namespace consent
