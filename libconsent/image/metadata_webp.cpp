// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "image/exif_block.hpp"
#include "image/metadata_list.hpp"
#include "image/png_chunks.hpp"
#include "image/webp_chunks.hpp"

namespace consent {
namespace {

bool is_shown(const WebpChunk& chunk, const WebpWalk& walk) {
    const auto is = [&](ByteView data) { return data.data() == chunk.data.data() && data.size() == chunk.data.size(); };
    switch (chunk.type) {
        case png_type("VP8X"): return &chunk == &walk.chunks.front();
        case png_type("ANIM"):
        case png_type("ANMF"): return walk.animated;
        case png_type("ALPH"): return walk.frames.front().alpha && is(*walk.frames.front().alpha);
        case png_type("VP8 "):
        case png_type("VP8L"): return is(walk.frames.front().image);
        default: return false;
    }
}

void list_chunk(const WebpChunk& chunk, const std::string& container, MetadataList& list) {
    std::string name = png_type_name(chunk.type);
    for (char& c : name)
        if (c < ' ' || c > '~') c = '?';
    while (!name.empty() && name.back() == ' ') name.pop_back();
    name.insert(0, container);
    switch (chunk.type) {
        case png_type("EXIF"): return list_exif(without_exif_prefix(chunk.data), name, list);
        case png_type("XMP "): return list_xmp(chunk.data, name, list);
        case png_type("ICCP"): return list_icc(chunk.data, name, list);
        default: list.add(name);
    }
}

}  // namespace

Result<void> list_webp(ByteView bytes, const Limits& limits, MetadataList& list) {
    const auto walk = walk_webp(bytes, limits);
    if (!walk) return walk.error();
    for (const WebpChunk& chunk : walk->chunks)
        if (!is_shown(chunk, *walk)) list_chunk(chunk, "WebP:", list);
    for (const WebpFrame& frame : walk->frames)
        for (const WebpChunk& chunk : frame.others) list_chunk(chunk, "WebP:ANMF:", list);
    if (!walk->trailer.empty()) list.add("WebP:trailer");
    return {};
}

}  // namespace consent
