// SPDX-License-Identifier: Apache-2.0
#include "image/encode.hpp"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "image/codecs.hpp"
#include "image/jpeg_segments.hpp"
#include "image/errors_libjpeg.hpp"
#include "image/refusal.hpp"

namespace consent {
namespace {

// What libjpeg has written, in memory that malloc gave.
class Compressor {
public:
    Compressor() noexcept { use_error_handlers(info, errors); }
    ~Compressor() {
        if (created) jpeg_destroy_compress(&info);
        std::free(buffer);
    }
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;

    void create() noexcept {
        jpeg_create_compress(&info);
        created = true;
        jpeg_mem_dest(&info, &buffer, &size);
    }

    jpeg_compress_struct info{};
    LibjpegErrors errors{};
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    bool created = false;
};

bool compress(Compressor& out, const Raster& raster, int quality) noexcept {
    if (setjmp(out.errors.back) != 0) return false;
    out.create();
    out.info.image_width = static_cast<JDIMENSION>(raster.width);
    out.info.image_height = static_cast<JDIMENSION>(raster.height);
    out.info.input_components = 3;
    out.info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&out.info);
    jpeg_set_quality(&out.info, quality, TRUE);
    if (quality >= 95) out.info.comp_info[0].h_samp_factor = out.info.comp_info[0].v_samp_factor = 1;
    out.info.optimize_coding = TRUE;
    jpeg_start_compress(&out.info, TRUE);
    const std::size_t row_bytes = static_cast<std::size_t>(raster.width) * 3;
    while (out.info.next_scanline < out.info.image_height) {
        auto* row = const_cast<JSAMPROW>(raster.rgb.data() + out.info.next_scanline * row_bytes);
        if (jpeg_write_scanlines(&out.info, &row, 1) != 1) return false;
    }
    jpeg_finish_compress(&out.info);
    return true;
}

// The two libjpeg objects of a transcoding share one place to jump back to.
class Source {
public:
    explicit Source(ByteView view) noexcept : bytes(view) {}
    ~Source() {
        if (created) jpeg_destroy_decompress(&info);
    }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    ByteView bytes;
    jpeg_decompress_struct info{};
    bool created = false;
};

bool transcode(Source& in, Compressor& out) noexcept {
    if (setjmp(out.errors.back) != 0) return false;
    in.info.err = &out.errors.base;
    jpeg_create_decompress(&in.info);
    in.created = true;
    jpeg_mem_src(&in.info, in.bytes.data(), static_cast<unsigned long>(in.bytes.size()));
    if (jpeg_read_header(&in.info, TRUE) != JPEG_HEADER_OK) return false;
    jvirt_barray_ptr* coefficients = jpeg_read_coefficients(&in.info);
    if (coefficients == nullptr) return false;

    out.create();
    jpeg_copy_critical_parameters(&in.info, &out.info);
    // Which of the two stood there decides how colours are read, so neither may come or go.
    out.info.write_JFIF_header = in.info.saw_JFIF_marker;
    out.info.write_Adobe_marker = in.info.saw_Adobe_marker;
    out.info.arith_code = in.info.arith_code;
    out.info.optimize_coding = in.info.arith_code ? FALSE : TRUE;
    if (in.info.progressive_mode) jpeg_simple_progression(&out.info);
    jpeg_write_coefficients(&out.info, coefficients);
    jpeg_finish_compress(&out.info);
    return jpeg_finish_decompress(&in.info) != FALSE;
}

}  // namespace

Result<Bytes> encode_jpeg(const Raster& raster, int quality) {
    Compressor out;
    if (!compress(out, raster, quality))
        return Error{ErrorCode::internal, out.errors.out_of_memory() ? "Out of memory while writing the copy."
                                                                     : "The copy could not be written as JPEG."};
    return Bytes(out.buffer, out.buffer + out.size);
}

Result<Bytes> recompress_jpeg(ByteView bytes, const Limits& limits) {
    const auto walk = walk_jpeg(bytes, limits);
    if (!walk) return walk.error();
    Compressor out;
    Source in(bytes.first(bytes.size() - walk->trailer.size()));
    if (!transcode(in, out)) {
        if (out.errors.out_of_memory()) return Error{ErrorCode::internal, "Out of memory while writing the copy."};
        return damaged("JPEG");
    }
    return Bytes(out.buffer, out.buffer + out.size);
}

}  // namespace consent
