// SPDX-License-Identifier: Apache-2.0
#include <csetjmp>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <png.h>

#include "image/codecs.hpp"
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

// Nothing when an index is not in the palette: every decoder shows something else for it.
std::optional<Picture> from_palette(const PngWalk& walk, const std::vector<std::uint8_t>& indexes) {
    const ByteView palette = chunk_data(walk, png_type("PLTE")), alpha = chunk_data(walk, png_type("tRNS"));
    const std::size_t entries = palette.size() / 3;
    const bool transparent = !alpha.empty() && alpha.size() <= entries;
    std::vector<std::uint8_t> rgba(indexes.size() * 4);
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const std::size_t index = indexes[i];
        if (index >= entries) return std::nullopt;
        for (std::size_t c = 0; c < 3; ++c) rgba[i * 4 + c] = palette[index * 3 + c];
        rgba[i * 4 + 3] = transparent && index < alpha.size() ? alpha[index] : std::uint8_t{255};
    }
    return lay_out(walk.header.width, walk.header.height, std::move(rgba));
}

}  // namespace

Result<Picture> decode_png(ByteView bytes, const Limits& limits) {
    const auto walk = walk_png(bytes, limits);
    if (!walk) return walk.error();
    for (const PngChunk& chunk : walk->chunks)
        if (chunk.type == png_type("fdAT"))
            return unreadable("This PNG is animated, and only still pictures are read: save it as a still picture.");

    const std::vector<ByteView> views = pixel_chunks(bytes, *walk);
    PngReader reader(views);
    const bool palette = walk->header.colour_type == 3;
    if (!reader.start(palette)) return damaged("PNG");
    const auto width = static_cast<std::size_t>(walk->header.width);
    const auto height = static_cast<std::size_t>(walk->header.height);
    const int channels = reader.channels();
    const bool expected = palette ? channels == 1 : channels == 3 || channels == 4;
    if (!expected || reader.row_bytes() != width * static_cast<std::size_t>(channels)) return damaged("PNG");

    std::vector<std::uint8_t> pixels(reader.row_bytes() * height);
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) rows[y] = pixels.data() + y * reader.row_bytes();
    if (!reader.read(rows.data())) return damaged("PNG");

    if (palette) {
        auto picture = from_palette(*walk, pixels);
        if (!picture) return damaged("PNG");
        return std::move(*picture);
    }
    if (channels == 4) return lay_out(walk->header.width, walk->header.height, std::move(pixels));
    Picture picture;
    picture.shown = Raster{walk->header.width, walk->header.height, std::move(pixels)};
    return picture;
}

}  // namespace consent
