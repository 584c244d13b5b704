// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>

#include <libheif/heif.h>

#include "image/codecs.hpp"
#include "image/hdr_curve.hpp"
#include "image/heif_boxes.hpp"
#include "image/heif_canvas.hpp"
#include "image/heif_coding.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

struct Free {
    void operator()(heif_context* p) const noexcept { heif_context_free(p); }
    void operator()(heif_image_handle* p) const noexcept { heif_image_handle_release(p); }
    void operator()(heif_image* p) const noexcept { heif_image_release(p); }
    void operator()(heif_decoding_options* p) const noexcept { heif_decoding_options_free(p); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// Loads the codecs that are installed as plug-ins, once.
void start_library() {
    static std::once_flag once;
    std::call_once(once, [] { (void)heif_init(nullptr); });
}

Error no_codec(std::string_view format, std::string_view codec, std::string_view package) {
    return unreadable("This computer has no decoder for " + std::string(codec) + ", so this " + std::string(format) +
                      " file cannot be read: install the package " + std::string(package) + ", or save it as JPEG.");
}

Error told(const heif_error& error, Format format) {
    if (error.code == heif_error_Memory_allocation_error && error.subcode == heif_suberror_Security_limit_exceeded)
        return unreadable("This " + std::string(to_string(format)) +
                          " file is larger inside than libheif decodes: save it as JPEG.");
    if (error.code == heif_error_Memory_allocation_error)
        return Error{ErrorCode::internal, "Out of memory while reading the picture."};
    if (error.code == heif_error_Unsupported_feature || error.code == heif_error_Unsupported_filetype)
        return unreadable("This " + std::string(to_string(format)) +
                          " file is of a kind that is not read on this computer: save it as JPEG.");
    return damaged(to_string(format));
}

// The decoder of AV1 to ask for: dav1d, which libheif would choose, writes to stderr of every odd bit. libheif does not
// hand the wish on to tiles and alpha planes, so that damaged ones still do. Null: there is no other.
const char* quiet_av1() {
    static const char* const chosen = []() -> const char* {
        std::array<const heif_decoder_descriptor*, 16> found{};
        const int count = heif_get_decoder_descriptors(heif_compression_AV1, found.data(), static_cast<int>(found.size()));
        for (int i = 0; i < count; ++i) {
            const char* id = heif_decoder_descriptor_get_id_name(found[static_cast<std::size_t>(i)]);
            if (id != nullptr && std::string_view(id) == "aom") return id;
        }
        return nullptr;
    }();
    return chosen;
}

// The pictures that one is put together from; null where it cannot be told.
const HeifReference* parts_of(const HeifWalk& walk, const HeifItem& item) {
    return walk.reference(four_letters("dimg"), item.id);
}

// Every size that a decoder would take memory by, the pieces of a grid and their own pieces included.
Result<void> check_sizes(const HeifWalk& walk, const HeifItem& item, Format format, const Limits& limits,
                         std::int64_t& pixels, int depth) {
    if (depth > 4) return damaged(to_string(format));
    if (auto fits = check_size(item.width, item.height, limits); !fits) return fits;
    if (auto fits = check_coded_size(walk, item, limits); !fits) return fits;
    pixels += static_cast<std::int64_t>(item.width) * item.height;
    // Twice: pieces reach over the edge of what they make up.
    if (pixels > 4 * limits.pixels) return check_size(limits.edge, limits.edge, limits);
    if (const HeifReference* parts = parts_of(walk, item)) {
        for (const std::uint32_t id : parts->to) {
            const HeifItem* part = walk.find(id);
            if (part == nullptr) return damaged(to_string(format));
            if (auto fits = check_sizes(walk, *part, format, limits, pixels, depth + 1); !fits) return fits;
        }
    }
    return {};
}

// The coding of the pixels, below grids and other derivations; 0 where there is none.
std::uint32_t coding_of(const HeifWalk& walk, const HeifItem& item) {
    const HeifItem* at = &item;
    for (int depth = 0; depth < 5 && at != nullptr; ++depth) {
        const HeifReference* parts = parts_of(walk, *at);
        if (parts == nullptr || parts->to.empty()) return at->type;
        at = walk.find(parts->to.front());
    }
    return 0;
}

Result<void> check_codec(const HeifWalk& walk, const HeifItem& item, Format format) {
    const std::string_view name = to_string(format);
    switch (coding_of(walk, item)) {
        case four_letters("hvc1"):
        case four_letters("hev1"):
            if (heif_have_decoder_for_format(heif_compression_HEVC) == 0)
                return no_codec(name, "HEVC", "libheif-plugin-libde265");
            break;
        case four_letters("av01"):
            if (heif_have_decoder_for_format(heif_compression_AV1) == 0)
                return no_codec(name, "AV1", "libheif-plugin-dav1d or libheif-plugin-aomdec");
            break;
        default: break;
    }
    return {};
}

// Colours stored as already dimmed by their alpha, as they were before.
void undo_premultiplication(std::vector<std::uint8_t>& rgba) {
    for (std::size_t i = 0; i < rgba.size(); i += 4)
        if (const int alpha = rgba[i + 3]; alpha != 0 && alpha != 255)
            for (std::size_t c = 0; c < 3; ++c)
                rgba[i + c] = static_cast<std::uint8_t>(std::min(255, (rgba[i + c] * 255 + alpha / 2) / alpha));
}

Result<Picture> read_pixels(const heif_image* image, bool alpha, bool premultiplied, const Limits& limits,
                            Format format) {
    const int width = heif_image_get_width(image, heif_channel_interleaved);
    const int height = heif_image_get_height(image, heif_channel_interleaved);
    if (auto fits = check_size(width, height, limits); !fits) return std::move(fits).error();
    int stride = 0;
    const std::uint8_t* plane = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
    const std::size_t row = static_cast<std::size_t>(width) * (alpha ? 4 : 3);
    if (plane == nullptr || stride < 0 || static_cast<std::size_t>(stride) < row) return damaged(to_string(format));

    std::vector<std::uint8_t> pixels(row * static_cast<std::size_t>(height));
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y)
        std::copy_n(plane + y * static_cast<std::size_t>(stride), row, pixels.data() + y * row);
    if (alpha) {
        if (premultiplied) undo_premultiplication(pixels);
        return lay_out(width, height, pixels);
    }
    Picture picture;
    picture.shown = Raster{width, height, std::move(pixels)};
    return picture;
}

// One item of a file, turned as it says or as it is stored.
Result<Picture> decode_item(ByteView bytes, std::uint32_t id, bool turned, bool av1, Format format,
                            const Limits& limits) {
    const Owned<heif_context> context(heif_context_alloc());
    heif_context_set_maximum_image_size_limit(context.get(), limits.edge);
    heif_error error = heif_context_read_from_memory_without_copy(context.get(), bytes.data(), bytes.size(), nullptr);
    if (error.code != heif_error_Ok) return told(error, format);
    heif_image_handle* handle_made = nullptr;
    error = heif_context_get_image_handle(context.get(), id, &handle_made);
    const Owned<heif_image_handle> handle(handle_made);
    if (error.code != heif_error_Ok) return told(error, format);
    if (auto fits = check_size(heif_image_handle_get_width(handle.get()), heif_image_handle_get_height(handle.get()),
                               limits);
        !fits)
        return std::move(fits).error();

    const Owned<heif_decoding_options> options(heif_decoding_options_alloc());
    options->convert_hdr_to_8bit = 1;
    options->strict_decoding = 1;
    options->ignore_transformations = turned ? 0 : 1;
    if (av1 && options->version >= 4) options->decoder_id = quiet_av1();
    const bool alpha = heif_image_handle_has_alpha_channel(handle.get()) != 0;
    heif_image* image_made = nullptr;
    error = heif_decode_image(handle.get(), &image_made, heif_colorspace_RGB,
                              alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get());
    const Owned<heif_image> image(image_made);
    if (error.code != heif_error_Ok) return told(error, format);
    // What such a picture shows depends on what lies behind it, and colours brighter than their alpha would hide in it.
    if (heif_image_handle_is_premultiplied_alpha(handle.get()) != 0)
        return unreadable("This " + std::string(to_string(format)) +
                          " stores its transparency in a way that is not read (premultiplied): save it as PNG.");
    return read_pixels(image.get(), alpha, false, limits, format);
}

struct Opened {
    HeifWalk walk;
    const HeifItem* item = nullptr;  // the still picture
    bool av1 = false;
};

// The boxes of a file, once every size in them is within the limits and its decoder is there.
Result<Opened> open_still(ByteView bytes, Format format, const Limits& limits) {
    auto walk = walk_heif(bytes, limits);
    if (!walk) return std::move(walk).error();
    Opened opened{*std::move(walk)};
    opened.item = opened.walk.still();
    if (opened.item == nullptr)
        return unreadable("This " + std::string(to_string(format)) +
                          " file holds no still picture that can be read: save it as JPEG.");
    std::int64_t pixels = 0;
    const HeifItem* alpha = opened.walk.alpha_of(*opened.item);
    for (const HeifItem* item : {opened.item, alpha})
        if (item != nullptr)
            if (auto fits = check_sizes(opened.walk, *item, format, limits, pixels, 0); !fits)
                return std::move(fits).error();
    start_library();
    if (auto can = check_codec(opened.walk, *opened.item, format); !can) return std::move(can).error();
    opened.av1 = coding_of(opened.walk, *opened.item) == four_letters("av01");
    return opened;
}

}  // namespace

Result<void> check_heif(ByteView bytes, Format format, const Limits& limits) {
    auto opened = open_still(bytes, format, limits);
    if (!opened) return std::move(opened).error();
    if (auto read = decode_item(bytes, opened->item->id, true, opened->av1, format, limits); !read)
        return std::move(read).error();
    return {};
}

Result<Picture> decode_heif(ByteView bytes, Format format, const Limits& limits) {
    auto opened = open_still(bytes, format, limits);
    if (!opened) return std::move(opened).error();
    const auto& [walk, item, av1] = *opened;
    auto picture = decode_item(bytes, item->id, true, av1, format, limits);
    if (!picture) return picture;
    const std::uint16_t transfer = shown_coding_points(walk, *item).transfer;
    if (is_hdr_curve(transfer)) picture->also.push_back(on_ordinary_screen(picture->shown, transfer));
    if (const auto whole = with_whole_canvas(bytes, walk, *item)) {
        const auto canvas = decode_item(*whole, item->id, false, av1, format, limits);
        if (!canvas) return canvas.error();
        for (Raster& strip : outside_of(*item, canvas->also.empty() ? canvas->shown : canvas->also.front()))
            picture->also.push_back(std::move(strip));
    }
    return picture;
}

}  // namespace consent
