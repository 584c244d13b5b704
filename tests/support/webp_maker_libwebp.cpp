// SPDX-License-Identifier: Apache-2.0
#include "support/webp_maker.hpp"

#include <algorithm>
#include <stdexcept>

#include <webp/demux.h>
#include <webp/encode.h>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

void put_le(Bytes& out, std::size_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_part(Bytes& out, const WebpPart& part) {
    append(out, part.type);
    put_le(out, part.data.size(), 4);
    append(out, part.data);
    if (part.data.size() % 2 != 0) out.push_back(0);
}

std::vector<WebpPart> parts_of(ByteView bytes) {
    std::vector<WebpPart> parts;
    for (std::size_t at = 0; at + 8 <= bytes.size();) {
        const std::size_t size = bytes[at + 4] | std::size_t{bytes[at + 5]} << 8 | std::size_t{bytes[at + 6]} << 16;
        if (size > bytes.size() - at - 8) break;
        const ByteView data = bytes.subspan(at + 8, size);
        parts.push_back({std::string(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                     bytes.begin() + static_cast<std::ptrdiff_t>(at) + 4),
                         Bytes(data.begin(), data.end())});
        at += 8 + size + size % 2;
    }
    return parts;
}

bool is_picture(const WebpPart& part) { return part.type == "VP8 " || part.type == "VP8L"; }

WebpPart* find(std::vector<WebpPart>& parts, std::string_view type) {
    const auto at = std::find_if(parts.begin(), parts.end(), [&](const WebpPart& part) { return part.type == type; });
    return at == parts.end() ? nullptr : &*at;
}

void extend_first_partition(Bytes& vp8) {
    const std::size_t tag = vp8[0] | std::size_t{vp8[1]} << 8 | std::size_t{vp8[2]} << 16;
    const Bytes needle = text_bytes(needle_name);
    vp8.insert(vp8.begin() + static_cast<std::ptrdiff_t>(10 + (tag >> 5)), needle.begin(), needle.end());
    const std::size_t longer = tag + (needle.size() << 5);
    for (std::size_t i = 0; i < 3; ++i) vp8[i] = static_cast<std::uint8_t>(longer >> (8 * i));
}

// In the chunks of one picture.
bool plant_in_picture(std::vector<WebpPart>& parts, std::string_view place) {
    const auto picture = std::find_if(parts.begin(), parts.end(), is_picture);
    if (picture == parts.end()) return false;
    if (place == "after stream") {
        append(picture->data, needle_name);
    } else if (place == "first partition") {
        if (picture->type != "VP8 ") return false;
        extend_first_partition(picture->data);
    } else if (place == "alpha") {
        WebpPart* alpha = find(parts, "ALPH");
        if (alpha == nullptr) return false;
        append(alpha->data, needle_name);
    } else if (place == "frame chunk") {
        parts.push_back({"NOTE", text_bytes(needle_name)});
    } else {
        return false;
    }
    return true;
}

Bytes with_head(ByteView webp) {
    auto parts = webp_parts(webp);
    if (parts.front().type == "VP8X") return Bytes(webp.begin(), webp.end());
    int width = 0, height = 0;
    WebPGetInfo(webp.data(), webp.size(), &width, &height);
    parts.insert(parts.begin(), webp_head(parts.front().type == "VP8L" ? 0x10 : 0, width, height));
    return webp_file(parts);
}

}  // namespace

Bytes make_webp(const Raster& raster, const WebpOptions& options) {
    std::vector<std::uint8_t> rgba;
    for (std::size_t i = 0; i < raster.rgb.size() / 3; ++i) {
        const int x = static_cast<int>(i % static_cast<std::size_t>(raster.width));
        for (std::size_t c = 0; c < 3; ++c) {
            const std::uint8_t value = raster.rgb[i * 3 + c];
            const std::size_t step = raster.rgb[i * 3 + 1] * static_cast<std::size_t>(options.colours) / 256;
            rgba.push_back(options.colours == 0 ? value : static_cast<std::uint8_t>(step * (3 + c)));
        }
        rgba.push_back(options.transparent && x < raster.width / 3 ? static_cast<std::uint8_t>(x % 5 * 40) : std::uint8_t{255});
    }
    WebPConfig config;
    WebPPicture picture;
    WebPMemoryWriter writer;
    if (WebPConfigInit(&config) == 0 || WebPPictureInit(&picture) == 0) throw std::invalid_argument("libwebp");
    WebPMemoryWriterInit(&writer);
    config.lossless = options.lossless ? 1 : 0;
    config.quality = static_cast<float>(options.quality);
    config.method = options.method;
    config.exact = 1;
    config.partitions = options.partitions;
    config.alpha_compression = options.packed_alpha ? 1 : 0;
    config.segments = 4;
    picture.width = raster.width;
    picture.height = raster.height;
    picture.use_argb = 1;
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    const bool done = WebPPictureImportRGBA(&picture, rgba.data(), raster.width * 4) != 0 &&
                      WebPEncode(&config, &picture) != 0;
    const Bytes out(writer.mem, writer.mem + writer.size);
    WebPPictureFree(&picture);
    WebPMemoryWriterClear(&writer);
    if (!done) throw std::invalid_argument("libwebp does not write this");
    return out;
}

std::vector<WebpPart> webp_parts(ByteView webp) { return parts_of(webp.subspan(12)); }

Bytes webp_file(const std::vector<WebpPart>& parts) {
    Bytes out = text_bytes("RIFF....WEBP");
    for (const WebpPart& part : parts) put_part(out, part);
    for (std::size_t i = 0; i < 4; ++i) out[4 + i] = static_cast<std::uint8_t>((out.size() - 8) >> (8 * i));
    return out;
}

WebpPart webp_head(int flags, int width, int height) {
    Bytes data{static_cast<std::uint8_t>(flags), 0, 0, 0};
    put_le(data, static_cast<std::size_t>(width - 1), 3);
    put_le(data, static_cast<std::size_t>(height - 1), 3);
    return {"VP8X", data};
}

Bytes make_animated_webp(int width, int height, const std::vector<WebpFrameSpec>& frames, int loops) {
    Bytes head(4, 0xFF);
    put_le(head, static_cast<std::size_t>(loops), 2);
    std::vector<WebpPart> parts{webp_head(0x02, width, height), {"ANIM", head}};
    for (const WebpFrameSpec& frame : frames) {
        int frame_width = 0, frame_height = 0;
        if (WebPGetInfo(frame.still.data(), frame.still.size(), &frame_width, &frame_height) == 0)
            throw std::invalid_argument("no still WebP");
        Bytes data;
        for (const int number : {frame.x / 2, frame.y / 2, frame_width - 1, frame_height - 1, frame.duration})
            put_le(data, static_cast<std::size_t>(number), 3);
        data.push_back(static_cast<std::uint8_t>((frame.blend ? 0 : 2) | (frame.clear ? 1 : 0)));
        for (const WebpPart& part : webp_parts(frame.still)) {
            if (part.type == "VP8X") continue;
            put_part(data, part);
            if (part.type == "ALPH" || (part.type == "VP8L" && (part.data[4] & 0x10) != 0)) parts[0].data[0] |= 0x10;
        }
        parts.push_back({"ANMF", data});
    }
    return webp_file(parts);
}

std::vector<std::vector<std::uint8_t>> webp_frames(ByteView webp) {
    const WebPData data{webp.data(), webp.size()};
    std::vector<std::vector<std::uint8_t>> frames;
    WebPAnimDecoder* decoder = WebPAnimDecoderNew(&data, nullptr);
    if (decoder == nullptr) return frames;
    WebPAnimInfo info;
    WebPAnimDecoderGetInfo(decoder, &info);
    while (WebPAnimDecoderHasMoreFrames(decoder) != 0) {
        std::uint8_t* canvas = nullptr;
        int time = 0;
        if (WebPAnimDecoderGetNext(decoder, &canvas, &time) == 0) break;
        frames.emplace_back(canvas, canvas + std::size_t{info.canvas_width} * info.canvas_height * 4);
    }
    WebPAnimDecoderDelete(decoder);
    return frames;
}

std::vector<std::string> webp_needles_for(ByteView webp) {
    std::vector<std::string> places{"exif", "xmp", "icc", "unknown chunk", "trailer", "after stream"};
    auto parts = webp_parts(webp);
    WebpPart* frame = find(parts, "ANMF");
    if (frame != nullptr) {
        places.emplace_back("frame chunk");
        parts = parts_of(ByteView(frame->data).subspan(16));
    } else {
        places.emplace_back("second picture");
    }
    if (find(parts, "VP8 ") != nullptr) places.emplace_back("first partition");
    if (find(parts, "ALPH") != nullptr) places.emplace_back("alpha");
    return places;
}

Bytes plant_webp(ByteView webp, std::string_view place, int orientation) {
    auto parts = webp_parts(with_head(webp));
    const auto flag = [&](int bits) { parts.front().data[0] = static_cast<std::uint8_t>(parts.front().data[0] | bits); };
    if (place == "trailer") {
        Bytes out(webp.begin(), webp.end());
        append(out, needle_name);
        return out;
    }
    if (place == "inside trailer") {
        Bytes out = plant_webp(webp, "trailer");
        out.resize(webp.size() + 6);  // less than a chunk's head
        for (std::size_t i = 0; i < 4; ++i) out[4 + i] = static_cast<std::uint8_t>((out.size() - 8) >> (8 * i));
        return out;
    }
    if (place == "exif") {
        flag(0x08);
        parts.push_back({"EXIF", needle_exif(orientation)});
    } else if (place == "xmp") {
        flag(0x04);
        parts.push_back({"XMP ", needle_xmp()});
    } else if (place == "icc") {
        flag(0x20);
        parts.insert(parts.begin() + 1, {"ICCP", make_icc_profile()});
    } else if (place == "unknown chunk") {
        parts.push_back({"note", text_bytes(needle_name)});
    } else if (place == "second picture") {
        WebpPart second = parts.back();
        append(second.data, needle_name);
        parts.push_back(second);
    } else if (WebpPart* frame = find(parts, "ANMF")) {
        auto inner = parts_of(ByteView(frame->data).subspan(16));
        if (!plant_in_picture(inner, place)) throw std::invalid_argument("no such place in this WebP");
        frame->data.resize(16);
        for (const WebpPart& part : inner) put_part(frame->data, part);
    } else if (!plant_in_picture(parts, place)) {
        throw std::invalid_argument("no such place in this WebP");
    }
    return webp_file(parts);
}

}  // namespace consent::test
