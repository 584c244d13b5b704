// SPDX-License-Identifier: Apache-2.0
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <jpeglib.h>
#include <jerror.h>

#include "image/codecs.hpp"
#include "image/jpeg_segments.hpp"
#include "image/errors_libjpeg.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

// One libjpeg decompressor. Each step sets its own place to jump back to and holds nothing that would need a
// destructor while libjpeg runs.
class Decompressor {
public:
    explicit Decompressor(ByteView bytes) noexcept : bytes_(bytes) { use_error_handlers(info_, errors_); }
    ~Decompressor() {
        if (created_) jpeg_destroy_decompress(&info_);
    }
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    bool start(bool small) noexcept {
        if (setjmp(errors_.back) != 0) return false;
        jpeg_create_decompress(&info_);
        created_ = true;
        jpeg_mem_src(&info_, bytes_.data(), static_cast<unsigned long>(bytes_.size()));
        if (jpeg_read_header(&info_, TRUE) != JPEG_HEADER_OK) return false;
        info_.out_color_space = info_.num_components == 4 ? JCS_CMYK : JCS_RGB;
        if (small) {
            info_.out_color_space = info_.jpeg_color_space;
            info_.scale_num = 1;
            info_.scale_denom = 8;
            info_.do_fancy_upsampling = FALSE;
        }
        return jpeg_start_decompress(&info_) != FALSE && every_pass_came();
    }

    // Fills `out` from the top when it is not null, else reads every row into `row`. Both hold row_bytes() a row.
    bool read(std::uint8_t* out, std::uint8_t* row) noexcept {
        if (setjmp(errors_.back) != 0) return false;
        while (info_.output_scanline < info_.output_height) {
            JSAMPROW target = out != nullptr ? out + info_.output_scanline * row_bytes() : row;
            if (jpeg_read_scanlines(&info_, &target, 1) != 1) return false;
        }
        return jpeg_finish_decompress(&info_) != FALSE;
    }

    [[nodiscard]] std::size_t row_bytes() const noexcept {
        return static_cast<std::size_t>(info_.output_width) * static_cast<std::size_t>(info_.output_components);
    }
    [[nodiscard]] int width() const noexcept { return static_cast<int>(info_.output_width); }
    [[nodiscard]] int height() const noexcept { return static_cast<int>(info_.output_height); }
    [[nodiscard]] bool adobe() const noexcept { return info_.saw_Adobe_marker != FALSE; }
    [[nodiscard]] bool loose() const noexcept { return errors_.extraneous; }
    [[nodiscard]] bool out_of_memory() const noexcept { return errors_.out_of_memory(); }

private:
    // A progressive picture that lacks a pass still decodes, to something smoothed that is not the picture.
    [[nodiscard]] bool every_pass_came() const noexcept {
        if (info_.coef_bits == nullptr) return true;
        for (int component = 0; component < info_.num_components; ++component)
            for (int i = 0; i < DCTSIZE2; ++i)
                if (info_.coef_bits[component][i] != 0) return false;
        return true;
    }

    ByteView bytes_;
    jpeg_decompress_struct info_{};
    LibjpegErrors errors_{};
    bool created_ = false;
};

Error what_went_wrong(const Decompressor& decompressor) {
    if (decompressor.out_of_memory())
        return Error{ErrorCode::internal, "Out of memory while reading the picture."};
    return damaged("JPEG");
}

Raster from_inks(const std::vector<std::uint8_t>& inks, int width, int height, bool stored_as_light) {
    Raster raster;
    raster.width = width;
    raster.height = height;
    const std::size_t pixels = inks.size() / 4;
    raster.rgb.resize(pixels * 3);
    for (std::size_t i = 0; i < pixels; ++i) {
        const auto light = [&](std::size_t c) { return stored_as_light ? inks[i * 4 + c] : 255 - inks[i * 4 + c]; };
        for (std::size_t c = 0; c < 3; ++c)
            raster.rgb[i * 3 + c] = static_cast<std::uint8_t>((light(c) * light(3) + 127) / 255);
    }
    return raster;
}

Result<InkPicture> decode_samples(ByteView bytes, const Limits& limits) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    Decompressor decompressor(bytes.first(bytes.size() - walk->trailer.size()));
    if (!decompressor.start(false)) return what_went_wrong(decompressor);
    if (decompressor.width() != walk->frame.width || decompressor.height() != walk->frame.height)
        return damaged("JPEG");
    InkPicture picture{decompressor.width(), decompressor.height(), {}, decompressor.adobe()};
    picture.inks.resize(decompressor.row_bytes() * static_cast<std::size_t>(decompressor.height()));
    if (!decompressor.read(picture.inks.data(), nullptr)) return what_went_wrong(decompressor);
    return picture;
}

}  // namespace

Result<Picture> decode_jpeg(ByteView bytes, const Limits& limits) {
    auto samples = decode_samples(bytes, limits);
    if (!samples) return std::move(samples).error();
    Picture picture;
    const std::size_t pixels = static_cast<std::size_t>(samples->width) * static_cast<std::size_t>(samples->height);
    if (samples->inks.size() == 3 * pixels) {
        picture.shown = Raster{samples->width, samples->height, std::move(samples->inks)};
        return picture;
    }
    picture.shown = from_inks(samples->inks, samples->width, samples->height, samples->inverted);
    if (!samples->inverted) picture.also.push_back(from_inks(samples->inks, samples->width, samples->height, true));
    return picture;
}

Result<InkPicture> decode_jpeg_inks(ByteView bytes, const Limits& limits) { return decode_samples(bytes, limits); }

Result<JpegEntropy> decode_jpeg_entropy(ByteView bytes, const Limits& limits) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    Decompressor decompressor(bytes.first(bytes.size() - walk->trailer.size()));
    if (!decompressor.start(true)) return what_went_wrong(decompressor);
    std::vector<std::uint8_t> row(decompressor.row_bytes());
    if (!decompressor.read(nullptr, row.data())) return what_went_wrong(decompressor);
    return decompressor.loose() || walk->loose_entropy ? JpegEntropy::loose : JpegEntropy::exact;
}

}  // namespace consent
