// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "image/gif_blocks.hpp"
#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// An XMP packet stands in the file as it is, its own letters taken for the sizes of sub-blocks; 257 bytes that count down
// lead such a reader to the end.
ByteView packet_of(ByteView blocks) {
    constexpr std::size_t name = 12, countdown = 257;
    ByteView packet = blocks.subspan(name);
    if (packet.size() > countdown && packet[packet.size() - countdown] == 0xFF) return packet.first(packet.size() - countdown - 1);
    return packet;
}

bool is_loop_count_alone(const GifExtension& extension, const std::string& name) {
    return (name == "NETSCAPE2.0" || name == "ANIMEXTS1.0") && extension.blocks.size() == 17 && extension.blocks[12] == 3 &&
           extension.blocks[13] == 1 && extension.blocks[16] == 0;
}

void list_application(const GifExtension& extension, MetadataList& list) {
    const std::string name = gif_application(extension);
    if (is_loop_count_alone(extension, name)) return;
    if (name == "XMP DataXMP") return list_xmp(packet_of(extension.blocks), "GIF:XMP", list);
    const Bytes joined = join_gif_blocks(extension.blocks);
    const ByteView data = ByteView(joined).subspan(std::min(joined.size(), name.size()));
    if (name == "ICCRGBG1012") return list_icc(data, "GIF:ICC", list);
    if (name == "MGK8BIM0000") return list_photoshop(data, "GIF:8BIM", list);
    if (name == "MGKIPTC0000") return list_iptc(data, "GIF:IPTC", list);
    list.add("GIF:application:" + readable_text(ByteView(reinterpret_cast<const std::uint8_t*>(name.data()), name.size())),
             readable_text(data));
}

void list_plain_text(const GifExtension& extension, MetadataList& list) {
    const Bytes joined = join_gif_blocks(extension.blocks);
    constexpr std::size_t grid = 12;  // where the text is to stand, and in which colours
    list.add("GIF:plain text", readable_text(ByteView(joined).subspan(std::min(joined.size(), grid))));
}

}  // namespace

Result<void> list_gif(ByteView bytes, const Limits& limits, MetadataList& list) {
    const auto walk = walk_gif(bytes, limits);
    if (!walk) return walk.error();
    for (const GifExtension& extension : walk->extensions) {
        if (!list.charge(extension.blocks.size())) break;
        switch (extension.label) {
            case 0xFE: list.add("GIF:comment", readable_text(join_gif_blocks(extension.blocks))); break;
            case 0x01: list_plain_text(extension, list); break;
            case 0xFF: list_application(extension, list); break;
            default: list.add("GIF:extension");
        }
    }
    if (!walk->trailer.empty()) list.add("GIF:trailer");
    return {};
}

}  // namespace consent
