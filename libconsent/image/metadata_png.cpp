// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "image/exif_block.hpp"
#include "image/inflate.hpp"
#include "image/metadata_list.hpp"
#include "image/png_animation.hpp"
#include "image/png_chunks.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;


// What stands before the next zero byte, which is stepped over; nothing when there is none.
std::optional<ByteView> take_to_zero(ByteView& data) {
    const auto end = std::find(data.begin(), data.end(), std::uint8_t{0});
    if (end == data.end()) return std::nullopt;
    const auto size = static_cast<std::size_t>(end - data.begin());
    const ByteView taken = data.first(size);
    data = data.subspan(size + 1);
    return taken;
}

int hex_digit(std::uint8_t c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    const int lower = c | 32;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// "\nexif\n    1234\n45786966...": how ImageMagick keeps whole blocks in a text chunk.
void list_raw_profile(std::string_view kind, ByteView text, const std::string& container, MetadataList& list) {
    std::size_t lines = 0, at = 0;
    while (at < text.size() && lines < 3)
        if (text[at++] == '\n') ++lines;
    Bytes block;
    int high = -1;
    for (; at < text.size(); ++at) {
        const int digit = hex_digit(text[at]);
        if (digit < 0) continue;
        if (high < 0) {
            high = digit;
        } else {
            block.push_back(static_cast<std::uint8_t>(high << 4 | digit));
            high = -1;
        }
    }
    static constexpr auto xmp_name = "http://ns.adobe.com/xap/1.0/\0"sv;
    if (starts_with(block, xmp_name)) list_xmp(ByteView(block).subspan(xmp_name.size()), container, list);
    else if (kind == "xmp"sv) list_xmp(block, container, list);
    else if (kind == "exif"sv || kind == "APP1"sv) list_exif(without_exif_prefix(block), container, list);
    else if (starts_with(block, "8BIM"sv)) list_photoshop(block, container, list);
    else if (kind == "iptc"sv) list_iptc(block, container, list);
    else list.add(container, text_runs(block));
}

void list_text(const std::string& type, ByteView keyword, ByteView text, MetadataList& list) {
    const std::string key = readable_text(keyword);
    const std::string name = "PNG:" + type + ":" + key;
    static constexpr auto raw = "Raw profile type "sv;
    if (key == "XML:com.adobe.xmp"sv) list_xmp(text, name, list);
    else if (key.compare(0, raw.size(), raw) == 0) list_raw_profile(key.substr(raw.size()), text, name, list);
    else list.add(name, every_text(text));
}

// The text of a compressed chunk. Past the budget the whole listing fails; a broken stream is listed without its text.
std::optional<Bytes> unpack(ByteView stream, MetadataList& list) {
    Inflated text = inflate_bounded(stream, list.left());
    if (text.end == InflateEnd::too_large) list.overflow();
    if (text.end != InflateEnd::whole) return std::nullopt;
    return std::move(text.data);
}

void list_text_chunk(const PngChunk& chunk, MetadataList& list) {
    const std::string type = png_type_name(chunk.type);
    ByteView rest = chunk.data;
    const auto keyword = take_to_zero(rest);
    if (!keyword) return list.add("PNG:" + type);
    const std::string name = "PNG:" + type + ":" + readable_text(*keyword);
    if (chunk.type == png_type("tEXt")) return list_text(type, *keyword, rest, list);

    bool packed = true;
    if (chunk.type == png_type("iTXt")) {
        if (rest.size() < 2) return list.add(name);
        packed = rest[0] != 0;
        rest = rest.subspan(2);
        if (!take_to_zero(rest) || !take_to_zero(rest)) return list.add(name);  // language, translated keyword
    } else {
        if (rest.empty()) return list.add(name);
        rest = rest.subspan(1);
    }
    if (!packed) return list_text(type, *keyword, rest, list);
    const auto text = unpack(rest, list);
    if (!text) return list.add(name);
    list_text(type, *keyword, *text, list);
}

void list_profile(ByteView data, MetadataList& list) {
    const auto name = take_to_zero(data);
    if (!name || data.empty()) return list.add("PNG:iCCP");
    const auto profile = unpack(data.subspan(1), list);
    if (!profile) return list.add("PNG:iCCP");
    const std::string text = readable_text(*name);
    if (text != "ICC profile"sv) list.add("PNG:iCCP:name", text);
    list_icc(*profile, "PNG:iCCP", list);
}

bool is_needed(std::uint32_t type) {
    static constexpr std::uint32_t needed[] = {
        png_type("IHDR"), png_type("PLTE"), png_type("IDAT"), png_type("IEND"), png_type("tRNS"), png_type("gAMA"),
        png_type("cHRM"), png_type("sRGB"), png_type("cICP"), png_type("sBIT"), png_type("bKGD"), png_type("pHYs")};
    return std::find(std::begin(needed), std::end(needed), type) != std::end(needed);
}

bool moves(std::uint32_t type) {
    return type == png_type("acTL") || type == png_type("fcTL") || type == png_type("fdAT");
}

}  // namespace

Result<void> list_png(ByteView bytes, const Limits& limits, MetadataList& list) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    const auto animation = read_png_animation(*walk, limits);
    if (!animation) return animation.error();
    const bool animated = animation->kind == PngAnimation::Kind::sound;
    for (const PngChunk& chunk : walk->chunks) {
        if (is_needed(chunk.type) || (animated && moves(chunk.type))) continue;
        if (chunk.type == png_type("tEXt") || chunk.type == png_type("zTXt") || chunk.type == png_type("iTXt"))
            list_text_chunk(chunk, list);
        else if (chunk.type == png_type("eXIf")) list_exif(without_exif_prefix(chunk.data), "PNG:eXIf", list);
        else if (chunk.type == png_type("iCCP")) list_profile(chunk.data, list);
        else list.add("PNG:" + png_type_name(chunk.type), text_runs(chunk.data));
    }
    if (!walk->trailer.empty()) list.add("PNG:trailer", text_runs(walk->trailer));
    return {};
}

}  // namespace consent
