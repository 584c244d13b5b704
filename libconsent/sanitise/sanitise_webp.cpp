// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "image/embedded_profile.hpp"
#include "image/exif_block.hpp"
#include "image/png_chunks.hpp"
#include "image/refusal.hpp"
#include "image/webp_chunks.hpp"
#include "sanitise/containers.hpp"
#include "sanitise/icc_profile.hpp"
#include "sanitise/webp_streams.hpp"

namespace consent {
namespace {

void put_le(Bytes& out, std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_chunk(Bytes& out, std::string_view type, ByteView data) {
    out.insert(out.end(), type.begin(), type.end());
    put_le(out, data.size(), 4);
    out.insert(out.end(), data.begin(), data.end());
    if (data.size() % 2 != 0) out.push_back(0);
}

struct CleanPicture {
    Bytes chunks;              // ALPH and VP8, or VP8L
    bool transparent = false;  // may be: as the chunks say
    bool re_encoded = false;
    bool simple = false;       // one chunk, which needs no VP8X
};

Result<CleanPicture> clean_picture(const WebpFrame& frame) {
    CleanPicture out;
    if (frame.alpha) {
        const auto alpha = clean_webp_alpha(*frame.alpha, frame.width, frame.height);
        if (!alpha) return alpha.error();
        put_chunk(out.chunks, "ALPH", alpha->bytes);
        out.transparent = true;
        out.re_encoded = alpha->re_encoded;
    }
    const auto stream = frame.lossless ? clean_vp8l(frame.image) : clean_vp8(frame.image);
    if (!stream) return stream.error();
    out.simple = out.chunks.empty();
    if (frame.lossless) out.transparent = (stream->bytes[4] & 0x10) != 0;
    put_chunk(out.chunks, frame.lossless ? "VP8L" : "VP8 ", stream->bytes);
    out.re_encoded = out.re_encoded || stream->re_encoded;
    return out;
}

void put_frame(Bytes& out, const WebpFrame& frame, const Bytes& chunks) {
    Bytes data;
    for (const int number : {frame.x / 2, frame.y / 2, frame.width - 1, frame.height - 1})
        put_le(data, static_cast<std::size_t>(number), 3);
    put_le(data, frame.duration, 3);
    data.push_back(static_cast<std::uint8_t>((frame.blend ? 0 : 2) | (frame.clear ? 1 : 0)));
    data.insert(data.end(), chunks.begin(), chunks.end());
    put_chunk(out, "ANMF", data);
}

}  // namespace

Result<CleanCopy> sanitise_webp(ByteView bytes, const Limits& limits) {
    const auto walk = walk_webp(bytes, limits);
    if (!walk) return walk.error();
    const int orientation = read_orientation(bytes, Format::webp);
    const auto profile = embedded_profile(bytes, Format::webp, limits);
    const auto icc = profile ? clean_icc_profile(*profile, ColourModel::rgb) : std::nullopt;

    Bytes pictures;
    bool transparent = false, re_encoded = false, simple = !walk->animated && orientation == 1 && !icc;
    for (const WebpFrame& frame : walk->frames) {
        const auto picture = clean_picture(frame);
        if (!picture) return picture.error();
        if (walk->animated) put_frame(pictures, frame, picture->chunks);
        else pictures.insert(pictures.end(), picture->chunks.begin(), picture->chunks.end());
        transparent = transparent || picture->transparent;
        re_encoded = re_encoded || picture->re_encoded;
        simple = simple && picture->simple;
    }

    CleanCopy copy{{}, Format::webp, re_encoded ? CopyMethod::re_encoded : CopyMethod::lossless};
    Bytes& out = copy.bytes;
    out = {'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P'};
    if (!simple) {
        Bytes head{static_cast<std::uint8_t>((icc ? webp_flag::profile : 0) | (transparent ? webp_flag::alpha : 0) |
                                             (orientation != 1 ? webp_flag::exif : 0) |
                                             (walk->animated ? webp_flag::animation : 0)),
                   0, 0, 0};
        put_le(head, static_cast<std::size_t>(walk->width - 1), 3);
        put_le(head, static_cast<std::size_t>(walk->height - 1), 3);
        put_chunk(out, "VP8X", head);
    }
    if (icc) put_chunk(out, "ICCP", *icc);
    if (walk->animated) {
        // The background is a hint that no browser follows: the frames stand on transparency.
        Bytes head(4, 0);
        put_le(head, walk->loops, 2);
        put_chunk(out, "ANIM", head);
    }
    out.insert(out.end(), pictures.begin(), pictures.end());
    if (orientation != 1) put_chunk(out, "EXIF", orientation_exif(orientation));
    const std::size_t size = out.size() - 8;
    if (size > 0xFFFFFFFEU) return too_many_bytes(limits);
    for (std::size_t i = 0; i < 4; ++i) out[4 + i] = static_cast<std::uint8_t>(size >> (8 * i));
    return copy;
}

}  // namespace consent
