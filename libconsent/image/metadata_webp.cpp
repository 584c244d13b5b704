// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "image/exif_block.hpp"
#include "image/metadata_list.hpp"
#include "image/png_chunks.hpp"
#include "image/webp_chunks.hpp"

namespace consent {

Result<void> list_webp(ByteView bytes, const Limits& limits, MetadataList& list) {
    const auto walk = walk_webp(bytes, limits);
    if (!walk) return walk.error();
    for (const WebpChunk& chunk : walk->chunks) {
        switch (chunk.type) {
            case png_type("VP8 "): case png_type("VP8L"): case png_type("VP8X"): case png_type("ALPH"): break;
            case png_type("EXIF"): list_exif(without_exif_prefix(chunk.data), "WebP:EXIF", list); break;
            case png_type("XMP "): list_xmp(chunk.data, "WebP:XMP", list); break;
            case png_type("ICCP"): list_icc(chunk.data, "WebP:ICCP", list); break;
            default: {
                std::string name = png_type_name(chunk.type);
                for (char& c : name)
                    if (c <= ' ' || c > '~') c = '?';
                list.add("WebP:" + name);
            }
        }
    }
    if (!walk->trailer.empty()) list.add("WebP:trailer");
    return {};
}

}  // namespace consent
