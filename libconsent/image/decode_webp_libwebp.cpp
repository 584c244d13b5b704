// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include <webp/decode.h>

#include "image/canvas.hpp"
#include "image/codecs.hpp"
#include "image/refusal.hpp"
#include "image/webp_chunks.hpp"

namespace consent {
namespace {

void put_chunk(Bytes& out, std::string_view type, ByteView data) {
    out.insert(out.end(), type.begin(), type.end());
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(data.size() >> shift));
    out.insert(out.end(), data.begin(), data.end());
    if (data.size() % 2 != 0) out.push_back(0);
}

// libwebp sees the chunks that make pixels and no others.
std::optional<std::vector<std::uint8_t>> pixels_of(const WebpFrame& frame) {
    Bytes chunks;
    ByteView input = frame.image;
    if (frame.alpha || input.size() < 12) {  // libwebp takes no bare stream of less
        if (frame.alpha) put_chunk(chunks, "ALPH", *frame.alpha);
        put_chunk(chunks, frame.lossless ? "VP8L" : "VP8 ", frame.image);
        input = chunks;
    }
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0) return std::nullopt;
    if (WebPGetFeatures(input.data(), input.size(), &config.input) != VP8_STATUS_OK ||
        config.input.width != frame.width || config.input.height != frame.height)
        return std::nullopt;
    std::vector<std::uint8_t> rgba(static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height) * 4);
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = rgba.data();
    config.output.u.RGBA.stride = frame.width * 4;
    config.output.u.RGBA.size = rgba.size();
    if (WebPDecode(input.data(), input.size(), &config) != VP8_STATUS_OK) return std::nullopt;
    return rgba;
}

}  // namespace

Result<void> frames_webp(ByteView bytes, const Limits& limits, const SeeFrame& see) {
    const auto walk = walk_webp(bytes, limits);
    if (!walk) return walk.error();
    if (!walk->animated) {
        const auto rgba = pixels_of(walk->frames.front());
        if (!rgba) return damaged("WebP");
        return see(lay_out(walk->width, walk->height, *rgba));
    }
    Canvas canvas(walk->width, walk->height);
    for (const WebpFrame& frame : walk->frames) {
        const auto rgba = pixels_of(frame);
        if (!rgba) return damaged("WebP");
        const CanvasArea area{frame.x, frame.y, frame.width, frame.height};
        canvas.put(area, *rgba, frame.blend ? CanvasPut::over : CanvasPut::instead);
        if (auto seen = see(canvas.shown_with(area, *rgba)); !seen) return seen;
        if (frame.clear) canvas.clear(area);
    }
    return {};
}

}  // namespace consent
