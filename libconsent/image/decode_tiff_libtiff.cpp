// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include <tiffio.h>

#include "image/codecs.hpp"
#include "image/refusal.hpp"
#include "image/tiff_samples.hpp"

namespace consent {
namespace {

// Bytes as a file, and what libtiff says about it. The handlers belong to the one TIFF: no other thread sees them.
struct Source {
    ByteView bytes;
    toff_t position = 0;
    bool doubtful = false;
};

tmsize_t read_some(thandle_t handle, void* out, tmsize_t wanted) {
    auto* self = static_cast<Source*>(handle);
    if (wanted <= 0 || self->position >= self->bytes.size()) return 0;
    const std::size_t left = self->bytes.size() - static_cast<std::size_t>(self->position);
    const std::size_t count = std::min(left, static_cast<std::size_t>(wanted));
    std::memcpy(out, self->bytes.data() + self->position, count);
    self->position += count;
    return static_cast<tmsize_t>(count);
}

toff_t seek_to(thandle_t handle, toff_t offset, int from) {
    auto* self = static_cast<Source*>(handle);
    if (from == SEEK_CUR) offset += self->position;
    if (from == SEEK_END) offset += self->bytes.size();
    return self->position = offset;
}

int note_error(TIFF*, void* user, const char*, const char*, va_list) {
    static_cast<Source*>(user)->doubtful = true;
    return 1;
}

// Of most warnings the tags are the object; these say that pixels were made up.
int note_warning(TIFF*, void* user, const char* module, const char* format, va_list arguments) {
    char text[256] = "";
    if (format != nullptr) std::vsnprintf(text, sizeof text, format, arguments);
    const std::string_view said = text, by = module == nullptr ? "" : module;
    const auto is_by = [by](std::string_view name) { return by.substr(0, name.size()) == name; };
    const bool extraneous = said.find("extraneous") != std::string_view::npos;  // no pixel is made of such bytes
    if (is_by("Fax") || is_by("LZW") || is_by("PackBits") || is_by("OJPEG") || (is_by("JPEGLib") && !extraneous))
        static_cast<Source*>(user)->doubtful = true;
    return 1;
}

struct Close {
    void operator()(TIFF* tiff) const noexcept { TIFFClose(tiff); }
    void operator()(TIFFOpenOptions* options) const noexcept { TIFFOpenOptionsFree(options); }
};
using Handle = std::unique_ptr<TIFF, Close>;

Handle open_page(Source& source, const TiffPage& page, std::int64_t most_bytes) {
    const std::unique_ptr<TIFFOpenOptions, Close> options(TIFFOpenOptionsAlloc());
    if (options == nullptr) throw std::bad_alloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), most_bytes);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), note_error, &source);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), note_warning, &source);
    // The page alone, its bytes copied and not mapped, its strips as they are.
    Handle tiff(TIFFClientOpenExt(
        "", "rhMc", &source, read_some, [](thandle_t, void*, tmsize_t) -> tmsize_t { return 0; }, seek_to,
        [](thandle_t) { return 0; }, [](thandle_t handle) { return toff_t{static_cast<Source*>(handle)->bytes.size()}; },
        nullptr, nullptr, options.get()));
    if (tiff != nullptr && TIFFSetSubDirectory(tiff.get(), page.directory) == 0) tiff.reset();
    return tiff;
}

// Colour models whose numbers mean nothing without libtiff's own tables.
bool needs_conversion(const TiffPage& page) noexcept {
    switch (page.photometric) {
        case tiff_photometric::ycbcr: return page.compression != tiff_compression::jpeg || page.planar != 1;
        case tiff_photometric::lab:
        case tiff_photometric::icc_lab:
        case tiff_photometric::itu_lab:
        case tiff_photometric::log_l:
        case tiff_photometric::log_luv: return true;
        default: return page.compression == tiff_compression::old_jpeg;
    }
}

struct RgbaImage {
    TIFFRGBAImage image{};
    bool begun = false;
    ~RgbaImage() {
        if (begun) TIFFRGBAImageEnd(&image);
    }
};

Result<TiffSamples> convert(TIFF* tiff, const TiffPage& page, const Source& source) {
    char said[1024] = "";
    RgbaImage rgba;
    rgba.begun = TIFFRGBAImageBegin(&rgba.image, tiff, 1, said) != 0;
    if (!rgba.begun || rgba.image.width != static_cast<std::uint64_t>(page.width) ||
        rgba.image.height != static_cast<std::uint64_t>(page.height))
        return unreadable("This TIFF stores its pixels in a way that is not read: save it as JPEG or PNG.");
    rgba.image.req_orientation = rgba.image.orientation;  // as stored
    const std::size_t pixels = static_cast<std::size_t>(page.width) * static_cast<std::size_t>(page.height);
    std::vector<std::uint32_t> raster(pixels);
    if (TIFFRGBAImageGet(&rgba.image, raster.data(), rgba.image.width, rgba.image.height) == 0 || source.doubtful)
        return damaged("TIFF");
    TiffSamples out;
    out.width = page.width;
    out.height = page.height;
    out.samples = 3;
    out.photometric = tiff_photometric::rgb;
    out.data.resize(pixels * 3);
    for (std::size_t i = 0; i < pixels; ++i) {
        out.data[i * 3] = static_cast<std::uint8_t>(TIFFGetR(raster[i]));
        out.data[i * 3 + 1] = static_cast<std::uint8_t>(TIFFGetG(raster[i]));
        out.data[i * 3 + 2] = static_cast<std::uint8_t>(TIFFGetB(raster[i]));
    }
    return out;
}

Result<Bytes> unpack(TIFF* tiff, const TiffPage& page, const Source& source) {
    const std::size_t width = static_cast<std::size_t>(page.width), height = static_cast<std::size_t>(page.height);
    const std::size_t page_row = static_cast<std::size_t>(
        (static_cast<std::uint64_t>(page.width) * page.samples * page.bits + 7) / 8);
    const std::size_t chunk_row = static_cast<std::size_t>(page.row_bytes());
    const std::uint64_t together = page.samples_together() * page.bits;
    if (page.tiled && static_cast<std::uint64_t>(page.chunk_width) * together % 8 != 0) return damaged("TIFF");
    if (page.planar == 2 && page.bits % 8 != 0)
        return unreadable("This TIFF stores its pixels in a way that is not read: save it as JPEG or PNG.");

    Bytes out(page_row * height);
    const bool straight = !page.tiled && page.planar == 1;
    Bytes chunk(straight ? 0 : chunk_row * static_cast<std::size_t>(page.chunk_height));
    const std::size_t across = static_cast<std::size_t>(page.across()), down = static_cast<std::size_t>(page.down());
    for (std::size_t i = 0; i < page.chunks.size(); ++i) {
        const std::size_t plane = i / (across * down), top = i / across % down * static_cast<std::size_t>(page.chunk_height);
        const std::size_t left = i % across * static_cast<std::size_t>(page.chunk_width);
        const std::size_t rows = std::min(static_cast<std::size_t>(page.rows_of(i)), height - top);
        const std::size_t size = chunk_row * static_cast<std::size_t>(page.rows_of(i));
        std::uint8_t* const to = straight ? out.data() + top * page_row : chunk.data();
        const auto index = static_cast<std::uint32_t>(i);
        const tmsize_t came = page.tiled ? TIFFReadEncodedTile(tiff, index, to, static_cast<tmsize_t>(size))
                                         : TIFFReadEncodedStrip(tiff, index, to, static_cast<tmsize_t>(size));
        if (came != static_cast<tmsize_t>(size) || source.doubtful) return damaged("TIFF");
        if (straight) continue;
        const std::size_t columns = std::min(static_cast<std::size_t>(page.chunk_width), width - left);
        for (std::size_t y = 0; y < rows; ++y) {
            const std::uint8_t* from = chunk.data() + y * chunk_row;
            std::uint8_t* row = out.data() + (top + y) * page_row;
            if (page.planar == 1) {
                const std::size_t at = left * static_cast<std::size_t>(together) / 8;
                std::memcpy(row + at, from, (columns * static_cast<std::size_t>(together) + 7) / 8);
                continue;
            }
            const std::size_t bytes = static_cast<std::size_t>(page.bits / 8);
            const std::size_t pixel = bytes * static_cast<std::size_t>(page.samples);
            for (std::size_t x = 0; x < columns; ++x)
                std::memcpy(row + (left + x) * pixel + plane * bytes, from + x * bytes, bytes);
        }
    }
    return out;
}

bool libtiff_agrees(TIFF* tiff, const TiffPage& page) {
    std::uint32_t width = 0, height = 0;
    std::uint16_t samples = 0, bits = 0, planar = 0;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
    if (width != static_cast<std::uint64_t>(page.width) || height != static_cast<std::uint64_t>(page.height) ||
        samples != page.samples || bits != page.bits || (samples > 1 && planar != page.planar) ||
        (TIFFIsTiled(tiff) != 0) != page.tiled)
        return false;
    const std::uint64_t size = page.row_bytes() * static_cast<std::uint64_t>(page.chunk_height);
    if (page.tiled) return TIFFNumberOfTiles(tiff) == page.chunks.size() && TIFFTileSize64(tiff) == size;
    return TIFFNumberOfStrips(tiff) == page.chunks.size() && TIFFStripSize64(tiff) == size;
}

}  // namespace

Result<TiffSamples> read_tiff_samples(ByteView bytes, const TiffPage& page, const Limits& limits) {
    const std::int64_t pixel_bits = static_cast<std::int64_t>(page.samples * page.bits);
    const std::int64_t most = limits.pixels * 8;
    if (page.width * page.height > most * 8 / pixel_bits || page.chunk_width * page.chunk_height > most * 8 / pixel_bits)
        return unreadable("This TIFF unpacks to more than is held at once: save it as JPEG or PNG.");
    Source source{bytes};
    const Handle tiff = open_page(source, page, most + (std::int64_t{64} << 20));
    if (tiff == nullptr) return damaged("TIFF");
    source.doubtful = false;  // what was said so far was of tags, and those that matter are compared
    if (TIFFIsCODECConfigured(static_cast<std::uint16_t>(page.compression)) == 0)
        return unreadable("This TIFF is compressed in a way that is not read: save it as JPEG or PNG.");
    if (needs_conversion(page)) return convert(tiff.get(), page, source);

    TiffPage stored = page;
    if (page.photometric == tiff_photometric::ycbcr) {
        TIFFSetField(tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        stored.photometric = tiff_photometric::rgb;
    }
    if (!libtiff_agrees(tiff.get(), page)) return damaged("TIFF");
    auto raw = unpack(tiff.get(), page, source);
    if (!raw) return std::move(raw).error();
    return to_plain_samples(stored, std::move(*raw));
}

Result<void> frames_tiff(ByteView bytes, const Limits& limits, const SeeFrame& see) {
    const auto pages = read_tiff_pages(bytes, limits);
    if (!pages) return pages.error();
    for (const TiffPage& page : *pages) {
        auto samples = read_tiff_samples(bytes, page, limits);
        if (!samples) return std::move(samples).error();
        Picture picture = to_picture(*samples, page.colour_map);
        samples->data = {};
        if (auto seen = see(upright(std::move(picture), page.orientation)); !seen) return seen;
    }
    return {};
}

}  // namespace consent
