// SPDX-License-Identifier: Apache-2.0
#include "support/gif_maker.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <random>
#include <stdexcept>

#include <gif_lib.h>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

using namespace std::string_view_literals;

// Hooks of the writer: before the frame of that number, and behind the last.
using Between = std::function<void(GifFileType*, std::size_t)>;

ColorMapObject* map_of(const Bytes& colours) {
    if (colours.empty()) return nullptr;
    ColorMapObject* map = GifMakeMapObject(static_cast<int>(colours.size() / 3), nullptr);
    if (map == nullptr) throw std::invalid_argument("no palette of that size");
    for (std::size_t i = 0; i < colours.size() / 3; ++i)
        map->Colors[i] = {colours[i * 3], colours[i * 3 + 1], colours[i * 3 + 2]};
    return map;
}

void check(int status) {
    if (status == GIF_ERROR) throw std::invalid_argument("giflib does not write this");
}

void put_extension(GifFileType* gif, int label, std::initializer_list<ByteView> blocks) {
    check(EGifPutExtensionLeader(gif, label));
    for (const ByteView block : blocks) check(EGifPutExtensionBlock(gif, static_cast<int>(block.size()), block.data()));
    check(EGifPutExtensionTrailer(gif));
}

ByteView view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

void put_frame(GifFileType* gif, const GifFrameSpec& frame) {
    GraphicsControlBlock control{frame.disposal, false, frame.delay, frame.transparent.value_or(NO_TRANSPARENT_COLOR)};
    std::array<GifByteType, 4> block{};
    EGifGCBToExtension(&control, block.data());
    check(EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, 4, block.data()));
    ColorMapObject* own = map_of(frame.colours);
    check(EGifPutImageDesc(gif, frame.left, frame.top, frame.width, frame.height, frame.interlaced, own));
    GifFreeMapObject(own);
    const std::array<std::pair<int, int>, 4> passes{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    Bytes rows = frame.indexes;
    const auto put_row = [&](int row) { check(EGifPutLine(gif, rows.data() + row * frame.width, frame.width)); };
    if (frame.interlaced) {
        for (const auto& [first, step] : passes)
            for (int row = first; row < frame.height; row += step) put_row(row);
    } else {
        for (int row = 0; row < frame.height; ++row) put_row(row);
    }
}

Bytes write(const GifSpec& spec, const Between& between) {
    Bytes out;
    GifFileType* gif = EGifOpen(
        &out,
        [](GifFileType* file, const GifByteType* data, int size) {
            auto* bytes = static_cast<Bytes*>(file->UserData);
            bytes->insert(bytes->end(), data, data + size);
            return size;
        },
        nullptr);
    if (gif == nullptr) throw std::invalid_argument("giflib");
    EGifSetGifVersion(gif, true);
    ColorMapObject* map = map_of(spec.colours);
    check(EGifPutScreenDesc(gif, spec.width, spec.height, 8, spec.background, map));
    GifFreeMapObject(map);
    if (spec.loops) {
        const std::array<std::uint8_t, 3> count{1, static_cast<std::uint8_t>(*spec.loops),
                                                static_cast<std::uint8_t>(*spec.loops >> 8)};
        put_extension(gif, APPLICATION_EXT_FUNC_CODE, {view("NETSCAPE2.0"), count});
    }
    for (std::size_t i = 0; i < spec.frames.size(); ++i) {
        between(gif, i);
        put_frame(gif, spec.frames[i]);
    }
    between(gif, spec.frames.size());
    check(EGifCloseFile(gif, nullptr));
    return out;
}

// An XMP packet stands unbroken in the file, its letters read as sizes of sub-blocks; the countdown leads to the end.
Bytes with_xmp(const Bytes& gif, std::size_t at) {
    Bytes block = text_bytes("!\xFF\x0BXMP DataXMP"sv);
    append(block, needle_xmp());
    block.push_back(1);
    for (int i = 255; i >= 0; --i) block.push_back(static_cast<std::uint8_t>(i));
    block.push_back(0);
    Bytes out(gif.begin(), gif.begin() + static_cast<std::ptrdiff_t>(at));
    append(out, block);
    append(out, ByteView(gif).subspan(at));
    return out;
}

// Behind the last sub-block of the first frame.
Bytes with_more_data(const Bytes& gif, const GifSpec& spec) {
    std::size_t at = 13 + spec.colours.size() + (spec.loops ? 19 : 0) + 8;
    at += 10 + spec.frames[0].colours.size() + 1;
    while (gif[at] != 0) at += gif[at] + 1U;
    Bytes out(gif.begin(), gif.begin() + static_cast<std::ptrdiff_t>(at));
    out.push_back(static_cast<std::uint8_t>(needle_name.size()));
    append(out, needle_name);
    append(out, ByteView(gif).subspan(at));
    return out;
}

}  // namespace

Bytes make_gif(const GifSpec& spec) {
    return write(spec, [](GifFileType*, std::size_t) {});
}

std::optional<GifSpec> read_gif(ByteView bytes) {
    ByteView left = bytes;
    GifFileType* gif = DGifOpen(
        &left,
        [](GifFileType* file, GifByteType* out, int wanted) {
            auto* rest = static_cast<ByteView*>(file->UserData);
            const std::size_t size = std::min(rest->size(), static_cast<std::size_t>(wanted));
            if (size > 0) std::memcpy(out, rest->data(), size);
            *rest = rest->subspan(size);
            return static_cast<int>(size);
        },
        nullptr);
    if (gif == nullptr) return std::nullopt;
    if (DGifSlurp(gif) == GIF_ERROR) {
        DGifCloseFile(gif, nullptr);
        return std::nullopt;
    }
    const auto colours_of = [](const ColorMapObject* map) {
        Bytes colours;
        for (int i = 0; map != nullptr && i < map->ColorCount; ++i)
            for (const GifByteType c : {map->Colors[i].Red, map->Colors[i].Green, map->Colors[i].Blue}) colours.push_back(c);
        return colours;
    };
    GifSpec spec;
    spec.width = gif->SWidth;
    spec.height = gif->SHeight;
    spec.colours = colours_of(gif->SColorMap);
    spec.background = gif->SBackGroundColor;
    for (int i = 0; i < gif->ImageCount; ++i) {
        const SavedImage& image = gif->SavedImages[i];
        GifFrameSpec frame;
        frame.left = image.ImageDesc.Left;
        frame.top = image.ImageDesc.Top;
        frame.width = image.ImageDesc.Width;
        frame.height = image.ImageDesc.Height;
        frame.interlaced = image.ImageDesc.Interlace;
        frame.indexes.assign(image.RasterBits, image.RasterBits + frame.width * frame.height);
        frame.colours = colours_of(image.ImageDesc.ColorMap);
        GraphicsControlBlock control{0, false, 0, NO_TRANSPARENT_COLOR};
        DGifSavedExtensionToGCB(gif, i, &control);
        frame.delay = control.DelayTime;
        frame.disposal = control.DisposalMode;
        if (control.TransparentColor != NO_TRANSPARENT_COLOR) frame.transparent = control.TransparentColor;
        spec.frames.push_back(frame);
    }
    DGifCloseFile(gif, nullptr);
    return spec;
}

Bytes gif_colours(int count, unsigned seed) {
    Bytes colours;
    for (int i = 0; i < count; ++i)
        for (const unsigned step : {37U, 91U, 53U})
            colours.push_back(static_cast<std::uint8_t>(40 + (static_cast<unsigned>(i) + seed) * step % 200));
    return colours;
}

Bytes gif_pixels(int width, int height, int colours, unsigned seed) {
    std::mt19937 random(seed);
    Bytes pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool spot = random() % 4 == 0;
            pixels.push_back(static_cast<std::uint8_t>((spot ? static_cast<int>(random() % 251) : (x / 3 + y / 5)) % colours));
        }
    return pixels;
}

GifSpec gif_animation() {
    GifSpec spec;
    spec.width = 40;
    spec.height = 30;
    spec.colours = gif_colours(16);
    spec.background = 3;
    spec.loops = 5;
    const auto frame = [](int left, int top, int width, int height, unsigned seed) {
        GifFrameSpec out;
        out.left = left;
        out.top = top;
        out.width = width;
        out.height = height;
        out.indexes = gif_pixels(width, height, 11, seed);
        return out;
    };
    spec.frames = {frame(0, 0, 40, 30, 1), frame(5, 6, 20, 13, 2), frame(0, 0, 40, 30, 3), frame(31, 2, 9, 28, 4),
                   frame(2, 3, 17, 17, 5)};
    spec.frames[1].disposal = 2;
    spec.frames[1].transparent = 4;
    spec.frames[1].interlaced = true;
    spec.frames[2].disposal = 3;
    spec.frames[2].transparent = 7;
    spec.frames[2].delay = 0;
    spec.frames[3].colours = gif_colours(32, 9);
    spec.frames[3].disposal = 1;
    spec.frames[3].delay = 65535;
    spec.frames[4].interlaced = true;
    spec.frames[4].colours = gif_colours(16, 77);
    spec.frames[4].transparent = 0;
    return spec;
}

std::vector<std::string> gif_needles() {
    return {"comment", "comment between frames", "comment behind the frames", "xmp", "application", "plain text",
            "trailer", "after pixels", "unused colours"};
}

Bytes plant_gif(const GifSpec& spec, std::string_view place) {
    const auto comment_at = [&](std::size_t number) {
        return write(spec, [&](GifFileType* gif, std::size_t i) {
            if (i == number) put_extension(gif, COMMENT_EXT_FUNC_CODE, {view(needle_name)});
        });
    };
    if (place == "comment") return comment_at(0);
    if (place == "comment between frames") return comment_at(1);
    if (place == "comment behind the frames") return comment_at(spec.frames.size());
    if (place == "application" || place == "plain text")
        return write(spec, [&](GifFileType* gif, std::size_t i) {
            const std::array<std::uint8_t, 12> grid{0, 0, 0, 0, 40, 0, 30, 0, 8, 8, 1, 2};
            if (i == 1 && place == "application")
                put_extension(gif, APPLICATION_EXT_FUNC_CODE, {view("SCHOOLAPP01"), view(needle_name)});
            if (i == 1 && place == "plain text") put_extension(gif, PLAINTEXT_EXT_FUNC_CODE, {grid, view(needle_name)});
        });
    Bytes plain = make_gif(spec);
    if (place == "xmp") return with_xmp(plain, 13 + spec.colours.size());
    if (place == "after pixels") return with_more_data(plain, spec);
    if (place == "trailer") {
        append(plain, needle_name);
        return plain;
    }
    if (place == "unused colours") {
        const Bytes needle = text_bytes(needle_name);
        std::copy(needle.begin(), needle.end(), plain.begin() + static_cast<std::ptrdiff_t>(13 + spec.colours.size() - 15));
        return plain;
    }
    throw std::invalid_argument("no such place in a GIF");
}

}  // namespace consent::test
