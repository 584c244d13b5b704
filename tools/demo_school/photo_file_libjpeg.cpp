// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include <jpeglib.h>

#include "demo_school/photo_file.hpp"

namespace consent::demo {

namespace {

struct Segment {
    int marker;
    Bytes bytes;
};

struct Failure {
    jpeg_error_mgr manager;
    std::jmp_buf back;
};

// libjpeg's own way ends the process.
void leave(j_common_ptr codec) { std::longjmp(reinterpret_cast<Failure*>(codec->err)->back, 1); }

// Nothing with a destructor lives in this function: it may be left by longjmp. Returns false when libjpeg gave up.
bool compress(const Raster& picture, const std::vector<Segment>& segments, int quality, unsigned char** bytes,
              unsigned long* size) {
    jpeg_compress_struct codec;
    Failure failure;
    codec.err = jpeg_std_error(&failure.manager);
    failure.manager.error_exit = leave;
    if (setjmp(failure.back) != 0) {
        jpeg_destroy_compress(&codec);
        return false;
    }
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, bytes, size);
    codec.image_width = static_cast<JDIMENSION>(picture.width);
    codec.image_height = static_cast<JDIMENSION>(picture.height);
    codec.input_components = 3;
    codec.in_color_space = JCS_RGB;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, quality, TRUE);
    jpeg_start_compress(&codec, TRUE);
    for (const Segment& segment : segments)
        jpeg_write_marker(&codec, segment.marker, segment.bytes.data(), static_cast<unsigned>(segment.bytes.size()));
    while (codec.next_scanline < codec.image_height) {
        auto* row = const_cast<JSAMPLE*>(picture.rgb.data()) + std::size_t{codec.next_scanline} * codec.image_width * 3;
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    return true;
}

Bytes encoded(const Raster& picture, const std::vector<Segment>& segments, int quality) {
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    Bytes out;
    if (compress(picture, segments, quality, &bytes, &size)) out.assign(bytes, bytes + size);
    std::free(bytes);
    return out;
}

// The pixels as a camera stores them when `orientation` is what turns them upright again.
Raster stored(const Raster& upright, int orientation) {
    if (orientation == 1) return upright;
    const bool swapped = orientation >= 5;
    Raster out{swapped ? upright.height : upright.width, swapped ? upright.width : upright.height, {}};
    out.rgb.resize(upright.rgb.size());
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x) {
            int from_x = swapped ? y : x;
            int from_y = swapped ? x : y;
            const int right = upright.width - 1;
            const int bottom = upright.height - 1;
            switch (orientation) {
                case 2: from_x = right - x; break;
                case 3:
                    from_x = right - x;
                    from_y = bottom - y;
                    break;
                case 4: from_y = bottom - y; break;
                case 6: from_x = right - y; break;
                case 7:
                    from_x = right - y;
                    from_y = bottom - x;
                    break;
                case 8: from_y = bottom - x; break;
                default: break;
            }
            const std::size_t from = (static_cast<std::size_t>(from_y) * static_cast<std::size_t>(upright.width) +
                                      static_cast<std::size_t>(from_x)) *
                                     3;
            const std::size_t to =
                (static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x)) * 3;
            std::copy_n(upright.rgb.begin() + static_cast<std::ptrdiff_t>(from), 3,
                        out.rgb.begin() + static_cast<std::ptrdiff_t>(to));
        }
    return out;
}

Raster reduced(const Raster& picture, int longest) {
    const int step = std::max(1, (std::max(picture.width, picture.height) + longest - 1) / longest);
    Raster out{std::max(1, picture.width / step), std::max(1, picture.height / step), {}};
    for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x)
            for (int c = 0; c < 3; ++c)
                out.rgb.push_back(picture.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(step) *
                                                   static_cast<std::size_t>(picture.width) +
                                               static_cast<std::size_t>(x) * static_cast<std::size_t>(step)) *
                                                  3 +
                                              static_cast<std::size_t>(c)]);
    return out;
}

Bytes with_prefix(std::string_view prefix, const Bytes& bytes) {
    Bytes out(prefix.begin(), prefix.end());
    out.insert(out.end(), bytes.begin(), bytes.end());
    return out;
}

}  // namespace

Bytes photo_file(const Raster& picture, const PhotoNotes& notes, int quality) {
    using namespace std::string_view_literals;
    const Raster pixels = stored(picture, notes.orientation);
    std::vector<Segment> segments;
    const bool tells = !notes.caption.empty() || !notes.owner.empty() || !notes.camera.empty() ||
                       !notes.comment.empty() || notes.position || notes.taken || notes.orientation != 1 ||
                       notes.thumbnail;
    if (tells) {
        const Bytes thumbnail = notes.thumbnail ? encoded(reduced(pixels, 160), {}, 60) : Bytes{};
        segments.push_back({JPEG_APP0 + 1, with_prefix("Exif\0\0"sv, exif_block(notes, thumbnail))});
    }
    if (const std::string packet = xmp_packet(notes); !packet.empty())
        segments.push_back(
            {JPEG_APP0 + 1, with_prefix("http://ns.adobe.com/xap/1.0/\0"sv, Bytes(packet.begin(), packet.end()))});
    if (Bytes block = iptc_block(notes); !block.empty()) segments.push_back({JPEG_APP0 + 13, std::move(block)});
    if (!notes.comment.empty()) segments.push_back({JPEG_COM, Bytes(notes.comment.begin(), notes.comment.end())});
    return encoded(pixels, segments, quality);
}

}  // namespace consent::demo
