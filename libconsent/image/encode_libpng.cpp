// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csetjmp>

#include <png.h>

#include "image/encode.hpp"

namespace consent {
namespace {

class PngWriter {
public:
    explicit PngWriter(std::size_t row_bytes) : row_(row_bytes) {}
    PngWriter(const PngWriter&) = delete;
    PngWriter& operator=(const PngWriter&) = delete;
    ~PngWriter() {
        if (png_ != nullptr) png_destroy_write_struct(&png_, &info_);
    }

    bool write(const Raster& raster, std::span<const std::uint8_t> alpha) noexcept {
        png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, fail, [](png_structp, png_const_charp) {});
        if (png_ == nullptr) return false;
        info_ = png_create_info_struct(png_);
        if (info_ == nullptr) return false;
        if (setjmp(png_jmpbuf(png_)) != 0) return false;
        png_set_write_fn(png_, this, take, [](png_structp) {});
        png_set_user_limits(png_, 0x7FFFFFFF, 0x7FFFFFFF);
        png_set_IHDR(png_, info_, static_cast<png_uint_32>(raster.width), static_cast<png_uint_32>(raster.height), 8,
                     alpha.empty() ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_write_info(png_, info_);
        const auto width = static_cast<std::size_t>(raster.width);
        for (std::size_t y = 0; y < static_cast<std::size_t>(raster.height); ++y) {
            const std::uint8_t* rgb = raster.rgb.data() + y * width * 3;
            for (std::size_t x = 0; x < row_.size() / 4; ++x) {
                std::copy_n(rgb + x * 3, 3, row_.begin() + static_cast<std::ptrdiff_t>(x * 4));
                row_[x * 4 + 3] = alpha[y * width + x];
            }
            png_write_row(png_, row_.empty() ? rgb : row_.data());
        }
        png_write_end(png_, nullptr);
        return true;
    }

    [[nodiscard]] Bytes take_bytes() noexcept { return std::move(bytes_); }

private:
    [[noreturn]] static void fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }

    static void take(png_structp png, png_bytep data, png_size_t size) {
        auto* self = static_cast<PngWriter*>(png_get_io_ptr(png));
        bool stored = true;
        try {
            self->bytes_.insert(self->bytes_.end(), data, data + size);
        } catch (...) {
            stored = false;  // an exception may not pass through libpng's frames
        }
        if (!stored) png_error(png, "memory");
    }

    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    Bytes bytes_, row_;
};

}  // namespace

Result<Bytes> encode_png(const Raster& raster, std::span<const std::uint8_t> alpha) {
    PngWriter writer(alpha.empty() ? 0 : static_cast<std::size_t>(raster.width) * 4);
    if (!writer.write(raster, alpha)) return Error{ErrorCode::internal, "The copy could not be written as PNG."};
    return writer.take_bytes();
}

}  // namespace consent
