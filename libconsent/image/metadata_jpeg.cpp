// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "image/jpeg_segments.hpp"
#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;
namespace m = jpeg_marker;

constexpr auto xmp_name = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr auto more_xmp_name = "http://ns.adobe.com/xmp/extension/\0"sv;
constexpr auto photoshop_name = "Photoshop 3.0\0"sv;
constexpr auto icc_name = "ICC_PROFILE\0"sv;

// Blocks that were too long for one segment, put together again.
struct Split {
    Bytes photoshop, icc;
    // Of extended XMP: by the digest that its parts share and the place of each.
    std::map<std::pair<std::string, std::uint32_t>, ByteView> more_xmp;
};

void append(Bytes& to, ByteView part) { to.insert(to.end(), part.begin(), part.end()); }

void list_app(const JpegSegment& segment, Split& split, MetadataList& list) {
    const ByteView p = segment.payload;
    const std::string container = "JPEG:APP" + std::to_string(segment.marker - m::app0);
    if (segment.marker == m::app0 && starts_with(p, "JFIF\0"sv)) {
        if (p.size() > 14) list.add("JFIF:Thumbnail");
    } else if (segment.marker == m::app0 && starts_with(p, "JFXX\0"sv)) {
        list.add("JFXX:Thumbnail");
    } else if (segment.marker == m::app1 && starts_with(p, "Exif\0"sv) && p.size() > 6) {
        list_exif(p.subspan(6), container, list);
    } else if (segment.marker == m::app1 && starts_with(p, xmp_name)) {
        list_xmp(p.subspan(xmp_name.size()), container, list);
    } else if (segment.marker == m::app1 && starts_with(p, more_xmp_name) && p.size() > more_xmp_name.size() + 40) {
        const ByteView part = p.subspan(more_xmp_name.size());
        split.more_xmp[{std::string(part.begin(), part.begin() + 32), be32_at(part, 36)}] = part.subspan(40);
    } else if (segment.marker == m::app2 && starts_with(p, icc_name) && p.size() > 14) {
        append(split.icc, p.subspan(14));
    } else if (segment.marker == m::app2 && starts_with(p, "MPF\0"sv)) {
        list.add("JPEG:MPF");
    } else if (segment.marker == m::app0 + 11 && starts_with(p, "JP"sv)) {
        list.add("JPEG:JUMBF", text_runs(p));  // what C2PA signs
    } else if (segment.marker == m::app13 && starts_with(p, photoshop_name)) {
        append(split.photoshop, p.subspan(photoshop_name.size()));
    } else if (segment.marker == m::app14 && starts_with(p, "Adobe"sv) && p.size() <= 12) {
        return;  // how the colours are read
    } else {
        list.add(container, text_runs(p));
    }
}

// Each part of a packet may say what it is of; packets follow each other.
void list_more_xmp(const Split& split, MetadataList& list) {
    Bytes packet;
    const std::string* digest = nullptr;
    for (const auto& [key, part] : split.more_xmp) {
        if (digest != nullptr && *digest != key.first) {
            list_xmp(packet, "JPEG:APP1", list);
            packet.clear();
        }
        digest = &key.first;
        append(packet, part);
    }
    if (!packet.empty()) list_xmp(packet, "JPEG:APP1", list);
}

}  // namespace

Result<void> list_jpeg(ByteView bytes, const Limits& limits, MetadataList& list) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    Split split;
    for (const JpegSegment& segment : walk->segments) {
        if (segment.marker >= m::app0 && segment.marker <= m::app15) list_app(segment, split, list);
        if (segment.marker == m::com) list.add("JPEG:COM", every_text(segment.payload));
    }
    list_more_xmp(split, list);
    if (!split.photoshop.empty()) list_photoshop(split.photoshop, "JPEG:APP13", list);
    if (!split.icc.empty()) list_icc(split.icc, "JPEG:ICC_Profile", list);
    if (walk->filler > 0) list.add("JPEG:filler");
    if (!walk->trailer.empty()) list.add("JPEG:trailer", text_runs(walk->trailer));
    return {};
}

}  // namespace consent
