// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include <jpeglib.h>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

using namespace std::string_view_literals;

// Libjpeg's own handler would end the process, and a test that cannot make its fixture should fail.
void fail(j_common_ptr info) {
    char message[JMSG_LENGTH_MAX];
    info->err->format_message(info, message);
    std::fputs(message, stderr);
    std::abort();
}

Bytes samples_of(const Raster& raster, int components) {
    if (components == 3) return raster.rgb;
    const std::size_t pixels = raster.rgb.size() / 3;
    Bytes out;
    out.reserve(pixels * static_cast<std::size_t>(components));
    for (std::size_t i = 0; i < pixels; ++i) {
        const std::uint8_t* p = raster.rgb.data() + i * 3;
        if (components == 1) out.push_back(p[1]);
        else out.insert(out.end(), {p[0], p[1], p[2], 255});  // inverted inks: light, no black
    }
    return out;
}

}  // namespace

Bytes make_jpeg(const Raster& raster, const JpegOptions& options) {
    if (options.components != 1 && options.components != 3 && options.components != 4)
        throw std::invalid_argument("a JPEG has 1, 3 or 4 components");
    const Bytes samples = samples_of(raster, options.components);

    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    errors.error_exit = fail;
    jpeg_create_compress(&info);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = static_cast<JDIMENSION>(raster.width);
    info.image_height = static_cast<JDIMENSION>(raster.height);
    info.input_components = options.components;
    info.in_color_space = options.components == 1 ? JCS_GRAYSCALE : options.components == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, options.quality, TRUE);
    if (options.components == 3 && !options.halved_colour)
        info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
    if (options.components == 4) info.write_Adobe_marker = options.adobe_marker ? TRUE : FALSE;
    info.restart_in_rows = options.restart_rows;
    info.arith_code = options.arithmetic ? TRUE : FALSE;
    if (options.progressive) jpeg_simple_progression(&info);
    jpeg_start_compress(&info, TRUE);
    const std::size_t row_bytes = static_cast<std::size_t>(raster.width * options.components);
    while (info.next_scanline < info.image_height) {
        auto* row = const_cast<JSAMPROW>(samples.data() + info.next_scanline * row_bytes);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    Bytes out(buffer, buffer + size);
    std::free(buffer);

    if (options.orientation != 1) {
        Bytes exif = text_bytes("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"sv);
        exif.push_back(static_cast<std::uint8_t>(options.orientation));
        exif.resize(exif.size() + 7, 0);
        Bytes turned(out.begin(), out.begin() + 2);
        put_jpeg_segment(turned, 0xE1, exif);
        turned.insert(turned.end(), out.begin() + 2, out.end());
        return turned;
    }
    return out;
}

}  // namespace consent::test
