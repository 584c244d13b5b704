// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <png.h>
#include <zlib.h>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

using namespace std::string_view_literals;

std::uint32_t be32(ByteView bytes, std::size_t at) {
    return static_cast<std::uint32_t>(bytes[at]) << 24 | static_cast<std::uint32_t>(bytes[at + 1]) << 16 |
           static_cast<std::uint32_t>(bytes[at + 2]) << 8 | bytes[at + 3];
}

void put_be32(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

// One row of samples packed as the colour type and depth ask; a palette is a cube of 2 x 2 x 2 (or 4 greys, or 2).
Bytes packed_row(const Raster& raster, int y, const PngOptions& options) {
    Bytes row;
    unsigned bits = 0;
    int filled = 0;
    const auto put = [&](unsigned value8) {
        if (options.bit_depth == 16) {
            row.push_back(static_cast<std::uint8_t>(value8));
            row.push_back(static_cast<std::uint8_t>(value8 ^ 0x55));
        } else if (options.bit_depth == 8) {
            row.push_back(static_cast<std::uint8_t>(value8));
        } else {
            bits = bits << options.bit_depth | value8;
            filled += options.bit_depth;
            if (filled == 8) {
                row.push_back(static_cast<std::uint8_t>(bits));
                bits = 0;
                filled = 0;
            }
        }
    };
    for (int x = 0; x < raster.width; ++x) {
        const std::uint8_t* p = raster.rgb.data() + static_cast<std::size_t>(y * raster.width + x) * 3;
        const unsigned alpha = options.transparent && x < raster.width / 3 ? 64 : 255;
        switch (options.colour_type) {
            case 0: put(options.bit_depth < 8 ? static_cast<unsigned>(p[1] >> (8 - options.bit_depth)) : p[1]); break;
            case 2: for (int c = 0; c < 3; ++c) put(p[c]); break;
            case 3:
                put((p[0] > 110 ? 1U : 0U) | (options.bit_depth > 1 && p[1] > 90 ? 2U : 0U) |
                    (options.bit_depth > 2 && p[2] > 90 ? 4U : 0U));
                break;
            case 4: put(p[1]); put(alpha); break;
            default: for (int c = 0; c < 3; ++c) put(p[c]); put(alpha);
        }
    }
    if (filled > 0) row.push_back(static_cast<std::uint8_t>(bits << (8 - filled)));
    return row;
}

template <typename Use>
void each_chunk(ByteView png, Use&& use) {
    for (std::size_t at = 8; at + 12 <= png.size();) {
        const std::size_t size = be32(png, at);
        if (size > png.size() - at - 12) return;
        use(std::string_view(reinterpret_cast<const char*>(png.data()) + at + 4, 4), png.subspan(at + 8, size),
            png.subspan(at, size + 12));
        at += size + 12;
    }
}

Bytes inflated(ByteView stream) {
    Bytes out, block(std::size_t{1} << 16);
    z_stream z{};
    if (inflateInit(&z) != Z_OK) throw std::bad_alloc();
    z.next_in = const_cast<Bytef*>(stream.data());
    z.avail_in = static_cast<uInt>(stream.size());
    int status = Z_OK;
    while (status == Z_OK && out.size() < (std::size_t{64} << 20)) {
        z.next_out = block.data();
        z.avail_out = static_cast<uInt>(block.size());
        status = ::inflate(&z, Z_NO_FLUSH);
        append(out, ByteView(block).first(block.size() - z.avail_out));
    }
    inflateEnd(&z);
    return out;
}

Bytes pixel_stream(ByteView png) {
    Bytes stream;
    each_chunk(png, [&](std::string_view type, ByteView data, ByteView) {
        if (type == "IDAT") append(stream, data);
    });
    return stream;
}

}  // namespace

Bytes zlib_stream(ByteView data) {
    uLongf size = compressBound(static_cast<uLong>(data.size()));
    Bytes out(size);
    if (compress2(out.data(), &size, data.data(), static_cast<uLong>(data.size()), 9) != Z_OK) throw std::bad_alloc();
    out.resize(size);
    return out;
}

void put_png_chunk(Bytes& out, std::string_view type, ByteView data) {
    put_be32(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t start = out.size();
    append(out, type);
    append(out, data);
    put_be32(out, static_cast<std::uint32_t>(::crc32_z(0, out.data() + start, out.size() - start)));
}

std::vector<Bytes> unpacked_png_chunks(ByteView png) {
    std::vector<Bytes> streams{inflated(pixel_stream(png))};
    each_chunk(png, [&](std::string_view type, ByteView data, ByteView) {
        if (type != "zTXt" && type != "iTXt" && type != "iCCP") return;
        // The stream begins where a zlib header stands.
        for (std::size_t at = 0; at + 1 < data.size(); ++at)
            if (data[at] == 0x78 && (data[at] * 256 + data[at + 1]) % 31 == 0)
                streams.push_back(inflated(data.subspan(at)));
    });
    return streams;
}

Bytes png_with_more_pixels(ByteView png, ByteView more) {
    Bytes raw = inflated(pixel_stream(png));
    append(raw, more);
    Bytes out(png.begin(), png.begin() + 8);
    bool written = false;
    each_chunk(png, [&](std::string_view type, ByteView, ByteView whole) {
        if (type != "IDAT") append(out, whole);
        else if (!std::exchange(written, true)) put_png_chunk(out, "IDAT", zlib_stream(raw));
    });
    return out;
}

Bytes make_png(const Raster& raster, const PngOptions& options) {
    Bytes out;
    png_structp png = png_create_write_struct(
        PNG_LIBPNG_VER_STRING, nullptr, [](png_structp, png_const_charp) { std::abort(); },
        [](png_structp, png_const_charp) {});
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(
        png, &out,
        [](png_structp writer, png_bytep data, png_size_t size) {
            auto* to = static_cast<Bytes*>(png_get_io_ptr(writer));
            to->insert(to->end(), data, data + size);
        },
        [](png_structp) {});
    png_set_IHDR(png, info, static_cast<png_uint_32>(raster.width), static_cast<png_uint_32>(raster.height),
                 options.bit_depth, options.colour_type, options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (options.colour_type == 3) {
        png_color palette[8];
        for (unsigned i = 0; i < 8; ++i)
            palette[i] = {static_cast<png_byte>(i & 1 ? 220 : 30), static_cast<png_byte>(i & 2 ? 200 : 40),
                          static_cast<png_byte>(i & 4 ? 180 : 50)};
        png_set_PLTE(png, info, palette, options.bit_depth == 1 ? 2 : options.bit_depth == 2 ? 4 : 8);
    }
    if (options.transparent && options.colour_type == 3) {
        const png_byte alpha[2] = {64, 255};
        png_set_tRNS(png, info, alpha, 2, nullptr);
    }
    if (options.transparent && (options.colour_type == 0 || options.colour_type == 2)) {
        const Bytes first = packed_row(raster, 0, options);
        const auto sample = [&](std::size_t i) -> png_uint_16 {
            if (options.bit_depth == 16) return static_cast<png_uint_16>(first[2 * i] << 8 | first[2 * i + 1]);
            return static_cast<png_uint_16>(options.bit_depth == 8 ? first[i] : first[0] >> (8 - options.bit_depth));
        };
        png_color_16 colour{};
        colour.gray = sample(0);
        if (options.colour_type == 2) {
            colour.red = sample(0);
            colour.green = sample(1);
            colour.blue = sample(2);
        }
        png_set_tRNS(png, info, nullptr, 0, &colour);
    }
    png_write_info(png, info);
    const int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; ++pass)
        for (int y = 0; y < raster.height; ++y) {
            const Bytes row = packed_row(raster, y, options);
            png_write_row(png, row.data());
        }
    png_write_end(png, nullptr);
    png_destroy_write_struct(&png, &info);

    if (options.orientation != 1) {
        Bytes exif = text_bytes("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"sv);
        exif.push_back(static_cast<std::uint8_t>(options.orientation));
        exif.resize(exif.size() + 7, 0);
        Bytes turned(out.begin(), out.begin() + 33);
        put_png_chunk(turned, "eXIf", exif);
        turned.insert(turned.end(), out.begin() + 33, out.end());
        return turned;
    }
    return out;
}

}  // namespace consent::test
