// SPDX-License-Identifier: Apache-2.0
#include "support/tiff_maker.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <tiffio.h>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

constexpr std::uint32_t gps_place = 0x11223344, exif_place = 0x55667788;

struct Target {
    Bytes bytes;
    std::size_t position = 0;
};

TIFF* open(Target& target, const TiffFile& file) {
    const std::string mode = std::string("w") + (file.big_endian ? "b" : "l") + (file.big ? "8" : "");
    return TIFFClientOpen(
        "made", mode.c_str(), &target,
        [](thandle_t handle, void* out, tmsize_t size) -> tmsize_t {
            auto* self = static_cast<Target*>(handle);
            const std::size_t at = std::min(self->position, self->bytes.size());
            const std::size_t count = std::min(static_cast<std::size_t>(size), self->bytes.size() - at);
            std::memcpy(out, self->bytes.data() + at, count);
            self->position += count;
            return static_cast<tmsize_t>(count);
        },
        [](thandle_t handle, void* from, tmsize_t size) -> tmsize_t {
            auto* self = static_cast<Target*>(handle);
            const std::size_t end = self->position + static_cast<std::size_t>(size);
            if (end > self->bytes.size()) self->bytes.resize(end);
            std::memcpy(self->bytes.data() + self->position, from, static_cast<std::size_t>(size));
            self->position = end;
            return size;
        },
        [](thandle_t handle, toff_t offset, int from) -> toff_t {
            auto* self = static_cast<Target*>(handle);
            if (from == SEEK_CUR) offset += self->position;
            if (from == SEEK_END) offset += self->bytes.size();
            return self->position = static_cast<std::size_t>(offset);
        },
        [](thandle_t) { return 0; },
        [](thandle_t handle) -> toff_t { return static_cast<Target*>(handle)->bytes.size(); }, nullptr, nullptr);
}

int colours_of(const TiffOptions& o) { return o.photometric == 5 ? 4 : o.photometric == 2 || o.photometric == 6 || o.photometric == 8 ? 3 : 1; }

// One sample at 8 bits: `c` counts colours, the extra one last.
int sample_of(const Raster& raster, const TiffOptions& o, int x, int y, int c) {
    const int colours = colours_of(o);
    if (c >= colours) return x < raster.width / 2 ? 200 : 255;
    const auto at = static_cast<std::size_t>((y * raster.width + x) * 3);
    if (o.photometric == 5) return c == 3 ? 40 : 255 - raster.rgb[at + static_cast<std::size_t>(c)];
    const int value = raster.rgb[at + static_cast<std::size_t>(c)];
    return o.photometric == 0 ? 255 - value : value;
}

void put_bits(Bytes& row, std::size_t& bit, unsigned value, int bits) {
    for (int i = bits - 1; i >= 0; --i, ++bit)
        if ((value >> i & 1) != 0) row[bit / 8] = static_cast<std::uint8_t>(row[bit / 8] | 0x80 >> bit % 8);
}

void put_sample(Bytes& row, std::size_t& bit, int value, const TiffOptions& o) {
    std::uint8_t* at = row.data() + bit / 8;
    if (o.sample_format == 3) {
        const float part = static_cast<float>(value) / 255.0F;
        std::memcpy(at, &part, 4);
        bit += 32;
    } else if (o.bits == 16) {
        const auto wide = static_cast<std::uint16_t>(o.sample_format == 2 ? value - 100 : value * 257);
        std::memcpy(at, &wide, 2);
        bit += 16;
    } else if (o.bits == 32) {
        const std::uint32_t wide = static_cast<std::uint32_t>(value) * 0x01010101U;
        std::memcpy(at, &wide, 4);
        bit += 32;
    } else if (o.bits > 8) {
        put_bits(row, bit, static_cast<unsigned>(value << (o.bits - 8) | value >> (16 - o.bits)), o.bits);
    } else {
        put_bits(row, bit, static_cast<unsigned>(value) >> (8 - o.bits), o.bits);
    }
}

// Rows of one strip or tile; what lies outside the picture repeats its last column and row.
Bytes block(const Raster& raster, const TiffOptions& o, int left, int top, int width, int height, int plane) {
    const int samples = colours_of(o) + (o.extra >= 0 ? 1 : 0);
    const int first = o.planar == 2 ? plane : 0, last = o.planar == 2 ? plane + 1 : samples;
    const std::size_t row_bytes = static_cast<std::size_t>((width * (last - first) * o.bits + 7) / 8);
    Bytes out;
    for (int y = top; y < top + height; ++y) {
        Bytes row(row_bytes);
        std::size_t bit = 0;
        for (int x = left; x < left + width; ++x)
            for (int c = first; c < last; ++c)
                put_sample(row, bit, sample_of(raster, o, std::min(x, raster.width - 1), std::min(y, raster.height - 1), c), o);
        append(out, row);
    }
    return out;
}

void plant_text(TIFF* tiff) {
    const std::string name(needle_name);
    for (const int tag : {TIFFTAG_IMAGEDESCRIPTION, TIFFTAG_ARTIST, TIFFTAG_COPYRIGHT, TIFFTAG_DOCUMENTNAME,
                          TIFFTAG_HOSTCOMPUTER, TIFFTAG_SOFTWARE, TIFFTAG_MAKE, TIFFTAG_PAGENAME})
        TIFFSetField(tiff, static_cast<std::uint32_t>(tag), name.c_str());
    const Bytes xmp = needle_xmp(), icc = make_icc_profile();
    Bytes photoshop = needle_photoshop();
    photoshop.erase(photoshop.begin(), photoshop.begin() + 14);  // "Photoshop 3.0" and its end
    TIFFSetField(tiff, TIFFTAG_XMLPACKET, static_cast<std::uint32_t>(xmp.size()), xmp.data());
    TIFFSetField(tiff, TIFFTAG_PHOTOSHOP, static_cast<std::uint32_t>(photoshop.size()), photoshop.data());
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(icc.size()), icc.data());
    TIFFSetField(tiff, TIFFTAG_GPSIFD, std::uint64_t{gps_place});
    TIFFSetField(tiff, TIFFTAG_EXIFIFD, std::uint64_t{exif_place});
    static const TIFFFieldInfo own[] = {{65000, -1, -1, TIFF_ASCII, FIELD_CUSTOM, 1, 0, const_cast<char*>("own")}};
    TIFFMergeFieldInfo(tiff, own, 1);
    TIFFSetField(tiff, 65000, name.c_str());
}

void write_page(TIFF* tiff, const Raster& raster, const TiffOptions& o) {
    const int samples = colours_of(o) + (o.extra >= 0 ? 1 : 0);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, raster.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, raster.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, o.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, o.photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, o.planar);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, o.compression);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 299.7);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 299.7);
    if (o.predictor != 1) TIFFSetField(tiff, TIFFTAG_PREDICTOR, o.predictor);
    if (o.orientation != 0) TIFFSetField(tiff, TIFFTAG_ORIENTATION, o.orientation);
    if (o.fill_order != 1) TIFFSetField(tiff, TIFFTAG_FILLORDER, o.fill_order);
    if (o.sample_format != 1) TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, o.sample_format);
    if (o.subfile >= 0) TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, o.subfile);
    if (o.photometric == 6) {
        TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, o.halved, o.halved);
        if (o.compression == 7) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
    if (o.extra >= 0) {
        const auto kind = static_cast<std::uint16_t>(o.extra);
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
    }
    if (o.photometric == 3) {
        std::vector<std::uint16_t> ramp(std::size_t{1} << o.bits), twisted = ramp;
        for (std::size_t i = 0; i < ramp.size(); ++i) {
            ramp[i] = static_cast<std::uint16_t>(i * 255 / (ramp.size() - 1) * 257);
            twisted[i] = static_cast<std::uint16_t>(65535 - ramp[i]);
        }
        TIFFSetField(tiff, TIFFTAG_COLORMAP, ramp.data(), twisted.data(), ramp.data());
    }
    if (o.planted) plant_text(tiff);
    const int side = o.tile > 0 ? o.tile : raster.width, rows = o.tile > 0 ? o.tile : o.rows_per_strip;
    if (o.tile > 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, side);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, rows);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, rows);
    }
    std::uint32_t index = 0;
    for (int plane = 0; plane < (o.planar == 2 ? samples : 1); ++plane)
        for (int top = 0; top < raster.height; top += rows)
            for (int left = 0; left < raster.width; left += side, ++index) {
                const int high = o.tile > 0 ? rows : std::min(rows, raster.height - top);
                Bytes data = block(raster, o, left, top, side, high, plane);
                const auto size = static_cast<tmsize_t>(data.size());
                const tmsize_t done = o.tile > 0 ? TIFFWriteEncodedTile(tiff, index, data.data(), size)
                                                 : TIFFWriteEncodedStrip(tiff, index, data.data(), size);
                if (done < 0) throw std::invalid_argument("libtiff cannot write that page");
            }
    if (TIFFWriteDirectory(tiff) == 0) throw std::invalid_argument("libtiff cannot write that directory");
}

void put_le(Bytes& out, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace

Bytes make_tiff(const std::vector<TiffPicture>& pages, const TiffFile& file) {
    TIFFSetWarningHandler(nullptr);
    Target target;
    TIFF* tiff = open(target, file);
    if (tiff == nullptr) throw std::bad_alloc();
    for (const TiffPicture& page : pages) write_page(tiff, page.raster, page.options);
    TIFFClose(tiff);
    return target.bytes;
}

Raster as_stored(const Raster& raster, const TiffOptions& o) {
    Raster out = raster;
    for (std::size_t i = 0; i < out.rgb.size(); i += 3) {
        const int most = o.bits < 8 ? (1 << o.bits) - 1 : 255;
        const auto coarse = [&](int value) { return o.bits < 8 ? (value >> (8 - o.bits)) * 255 / most : value; };
        const int red = coarse(raster.rgb[i]);
        for (std::size_t c = 0; c < 3; ++c) switch (o.photometric) {
                case 0: out.rgb[i + c] = static_cast<std::uint8_t>(255 - coarse(255 - raster.rgb[i])); break;
                case 1: out.rgb[i + c] = static_cast<std::uint8_t>(red); break;
                case 3: out.rgb[i + c] = static_cast<std::uint8_t>(c == 1 ? 255 - red : red); break;
                case 5: out.rgb[i + c] = static_cast<std::uint8_t>((raster.rgb[i + c] * (255 - 40) + 127) / 255); break;
                default: break;
            }
    }
    return out;
}

Bytes with_tiff_directories(ByteView tiff) {
    Bytes out(tiff.begin(), tiff.end());
    const auto place = [&](std::uint32_t mark) {
        Bytes sought;
        put_le(sought, mark, 4);
        const auto at = std::search(out.begin(), out.end(), sought.begin(), sought.end());
        if (at == out.end()) throw std::invalid_argument("no such directory was planned");
        const auto offset = static_cast<std::size_t>(at - out.begin());
        if (out.size() % 2 != 0) out.push_back(0);
        for (std::size_t i = 0; i < 4; ++i) out[offset + i] = static_cast<std::uint8_t>(out.size() >> (8 * i));
    };
    const auto entry = [&](std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
        put_le(out, tag, 2);
        put_le(out, type, 2);
        put_le(out, count, 4);
        put_le(out, value, 4);
    };
    const auto plant_at_end = [&](std::uint32_t mark, std::uint32_t tag, std::uint32_t type, ByteView value) {
        place(mark);
        const auto start = static_cast<std::uint32_t>(out.size());
        put_le(out, 1, 2);
        entry(tag, type, static_cast<std::uint32_t>(type == 5 ? value.size() / 8 : value.size()), start + 18);
        put_le(out, 0, 4);
        append(out, value);
    };
    plant_at_end(gps_place, 2, 5, needle_position());
    Bytes comment = text_bytes("UNICODE");
    comment.push_back(0);
    append(comment, wide_text(needle_name, false));
    plant_at_end(exif_place, 0x9286, 7, comment);
    return out;
}

}  // namespace consent::test
