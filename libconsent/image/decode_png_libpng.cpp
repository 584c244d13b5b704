// SPDX-License-Identifier: Apache-2.0
#include <csetjmp>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <png.h>

#include "image/canvas.hpp"
#include "image/checksum.hpp"
#include "image/codecs.hpp"
#include "image/png_animation.hpp"
#include "image/png_chunks.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

// libpng sees the chunks that make pixels and no others: no text to inflate, no profile to parse.
std::vector<ByteView> pixel_chunks(ByteView bytes, const PngWalk& walk) {
    std::vector<ByteView> views{bytes.first(8)};
    for (const PngChunk& chunk : walk.chunks)
        if (chunk.type == png_type("IHDR") || chunk.type == png_type("PLTE") || chunk.type == png_type("tRNS") ||
            chunk.type == png_type("IDAT") || chunk.type == png_type("IEND"))
            views.push_back(chunk.whole);
    return views;
}

class PngReader {
public:
    explicit PngReader(const std::vector<ByteView>& views) noexcept : views_(views) {}
    ~PngReader() {
        if (png_ != nullptr) png_destroy_read_struct(&png_, &info_, nullptr);
    }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;

    // Reads the header and settles on 8-bit RGB, with alpha where there is any transparency; a palette stays as it is,
    // one index a byte.
    bool start(bool palette) noexcept {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, fail, note);
        if (png_ == nullptr) return false;
        info_ = png_create_info_struct(png_);
        if (info_ == nullptr) return false;
        if (setjmp(png_jmpbuf(png_)) != 0) return false;
        png_set_read_fn(png_, this, feed);
        // The limits were checked on the header; libpng's own default is a million pixels a side.
        png_set_user_limits(png_, 0x7FFFFFFF, 0x7FFFFFFF);
        png_read_info(png_, info_);
        if (palette) {
            png_set_packing(png_);
        } else {
            png_set_expand(png_);
            png_set_scale_16(png_);
            png_set_gray_to_rgb(png_);
        }
        png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
        return true;
    }

    // Requires: `rows` point at row_bytes() each.
    bool read(png_bytepp rows) noexcept {
        if (setjmp(png_jmpbuf(png_)) != 0) return false;
        png_read_image(png_, rows);
        png_read_end(png_, nullptr);
        return !doubtful_;
    }

    [[nodiscard]] std::size_t row_bytes() const noexcept { return png_get_rowbytes(png_, info_); }
    [[nodiscard]] int channels() const noexcept { return png_get_channels(png_, info_); }

private:
    [[noreturn]] static void fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }

    // libpng only warns of a wrong zlib checksum. Bytes after the pixels are the one thing that leaves no doubt about
    // them; a bad tRNS chunk is ignored, as in the clean copy.
    static void note(png_structp png, png_const_charp message) {
        const std::string_view said = message == nullptr ? "" : message;
        for (const std::string_view harmless : {"Too much image data", "Extra compressed data", "tRNS"})
            if (said.find(harmless) != std::string_view::npos) return;
        static_cast<PngReader*>(png_get_error_ptr(png))->doubtful_ = true;
    }

    static void feed(png_structp png, png_bytep out, png_size_t wanted) {
        auto* self = static_cast<PngReader*>(png_get_io_ptr(png));
        while (wanted > 0) {
            if (self->view_ >= self->views_.size()) png_error(png, "end");
            const ByteView view = self->views_[self->view_].subspan(self->position_);
            const std::size_t part = view.size() < wanted ? view.size() : wanted;
            if (part > 0) std::memcpy(out, view.data(), part);
            out += part;
            wanted -= part;
            self->position_ += part;
            if (part == view.size()) {
                ++self->view_;
                self->position_ = 0;
            }
        }
    }

    const std::vector<ByteView>& views_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    std::size_t view_ = 0;
    std::size_t position_ = 0;
    bool doubtful_ = false;
};

ByteView chunk_data(const PngWalk& walk, std::uint32_t type) {
    for (const PngChunk& chunk : walk.chunks)
        if (chunk.type == type) return chunk.data;
    return {};
}

// Rows from the top: R, G, B and, with `alpha`, how opaque it is.
struct Samples {
    bool alpha = false;
    std::vector<std::uint8_t> bytes;
};

// Nothing when an index is not in the palette: every decoder shows something else for it.
std::optional<Samples> from_palette(const PngWalk& walk, const std::vector<std::uint8_t>& indexes) {
    const ByteView palette = chunk_data(walk, png_type("PLTE")), alpha = chunk_data(walk, png_type("tRNS"));
    const std::size_t entries = palette.size() / 3;
    const bool transparent = !alpha.empty() && alpha.size() <= entries;
    Samples rgba{true, {}};
    rgba.bytes.resize(indexes.size() * 4);
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const std::size_t index = indexes[i];
        if (index >= entries) return std::nullopt;
        for (std::size_t c = 0; c < 3; ++c) rgba.bytes[i * 4 + c] = palette[index * 3 + c];
        rgba.bytes[i * 4 + 3] = transparent && index < alpha.size() ? alpha[index] : std::uint8_t{255};
    }
    return rgba;
}

// `views`: the parts of a PNG of that size, in the manner of the picture's header.
std::optional<Samples> read_samples(const std::vector<ByteView>& views, const PngWalk& walk, int width, int height) {
    PngReader reader(views);
    const bool palette = walk.header.colour_type == 3;
    if (!reader.start(palette)) return std::nullopt;
    const int channels = reader.channels();
    const bool expected = palette ? channels == 1 : channels == 3 || channels == 4;
    if (!expected || reader.row_bytes() != static_cast<std::size_t>(width) * static_cast<std::size_t>(channels))
        return std::nullopt;

    std::vector<std::uint8_t> pixels(reader.row_bytes() * static_cast<std::size_t>(height));
    std::vector<png_bytep> rows(static_cast<std::size_t>(height));
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = pixels.data() + y * reader.row_bytes();
    if (!reader.read(rows.data())) return std::nullopt;
    if (palette) return from_palette(walk, pixels);
    return Samples{channels == 4, std::move(pixels)};
}

Result<Picture> read_still(ByteView bytes, const PngWalk& walk) {
    auto samples = read_samples(pixel_chunks(bytes, walk), walk, walk.header.width, walk.header.height);
    if (!samples) return damaged("PNG");
    if (samples->alpha) return lay_out(walk.header.width, walk.header.height, samples->bytes);
    Picture picture;
    picture.shown = Raster{walk.header.width, walk.header.height, std::move(samples->bytes)};
    return picture;
}

void put_number(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

Bytes whole_chunk(std::uint32_t type, const std::vector<ByteView>& parts) {
    std::size_t size = 0;
    for (const ByteView part : parts) size += part.size();
    Bytes out;
    out.reserve(size + 12);
    put_number(out, static_cast<std::uint32_t>(size));
    put_number(out, type);
    for (const ByteView part : parts) out.insert(out.end(), part.begin(), part.end());
    put_number(out, crc32_of(ByteView(out).subspan(4)));
    return out;
}

// libpng reads no animations: each frame is handed to it as a file of its own.
std::optional<std::vector<std::uint8_t>> read_frame(ByteView bytes, const PngWalk& walk, const PngFrame& frame) {
    Bytes size;
    put_number(size, static_cast<std::uint32_t>(frame.width));
    put_number(size, static_cast<std::uint32_t>(frame.height));
    const ByteView manner = walk.chunks.front().data.subspan(8);
    const Bytes head = whole_chunk(png_type("IHDR"), {size, manner}), data = whole_chunk(png_type("IDAT"), frame.data);
    std::vector<ByteView> views{bytes.first(8), head};
    for (const PngChunk& chunk : walk.chunks)
        if (chunk.type == png_type("PLTE") || chunk.type == png_type("tRNS")) views.push_back(chunk.whole);
    views.push_back(data);
    views.push_back(walk.chunks.back().whole);
    auto samples = read_samples(views, walk, frame.width, frame.height);
    if (!samples) return std::nullopt;
    if (samples->alpha) return std::move(samples->bytes);
    std::vector<std::uint8_t> rgba(samples->bytes.size() / 3 * 4, 255);
    for (std::size_t i = 0; i < rgba.size() / 4; ++i) std::memcpy(&rgba[i * 4], &samples->bytes[i * 3], 3);
    return rgba;
}

Result<void> play(ByteView bytes, const PngWalk& walk, const PngAnimation& animation, const SeeFrame& see) {
    Canvas canvas(walk.header.width, walk.header.height);
    bool apart = animation.still_apart;
    for (const PngFrame& frame : animation.frames) {
        auto rgba = read_frame(bytes, walk, frame);
        if (!rgba) return damaged("PNG");
        if (std::exchange(apart, false)) {
            if (auto seen = see(lay_out(frame.width, frame.height, *rgba)); !seen) return seen;
            continue;
        }
        const CanvasArea area{frame.x, frame.y, frame.width, frame.height};
        std::vector<std::uint8_t> before;
        if (frame.disposal == PngDisposal::restore) before = canvas.copy(area);
        canvas.put(area, *rgba, frame.over ? CanvasPut::over : CanvasPut::instead);
        if (auto seen = see(canvas.shown_with(area, *rgba)); !seen) return seen;
        if (frame.disposal == PngDisposal::clear) canvas.clear(area);
        if (frame.disposal == PngDisposal::restore) canvas.put(area, before, CanvasPut::instead);
    }
    return {};
}

}  // namespace

Result<void> frames_png(ByteView bytes, const Limits& limits, const SeeFrame& see) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    const auto animation = read_png_animation(*walk, limits);
    if (!animation) return animation.error();
    if (animation->kind == PngAnimation::Kind::sound) return play(bytes, *walk, *animation, see);
    if (animation->kind == PngAnimation::Kind::broken)
        return unreadable("This PNG is animated in a way that programs read differently: save it as a still picture.");
    auto picture = read_still(bytes, *walk);
    if (!picture) return std::move(picture).error();
    return see(*std::move(picture));
}

}  // namespace consent
