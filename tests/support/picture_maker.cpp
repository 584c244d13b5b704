// SPDX-License-Identifier: Apache-2.0
#include "support/picture_maker.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

using namespace std::string_view_literals;

bool is_png(ByteView file) { return file.size() > 8 && file[0] == 0x89; }
bool is_jpeg(ByteView file) { return file.size() > 4 && file[0] == 0xFF && file[1] == 0xD8; }

Bytes joined(ByteView a, ByteView b, ByteView c = {}) {
    Bytes out(a.begin(), a.end());
    append(out, b);
    append(out, c);
    return out;
}

Bytes segment(std::uint8_t marker, ByteView payload) {
    Bytes out;
    put_jpeg_segment(out, marker, payload);
    return out;
}

// Where the compressed data of each scan ends: at the marker behind it. Thumbnails have scans of their own, inside
// their segments.
std::vector<std::size_t> scan_ends(ByteView jpeg) {
    std::vector<std::size_t> ends;
    std::size_t at = 2;
    while (at + 3 < jpeg.size() && !(jpeg[at] == 0xFF && jpeg[at + 1] == 0xD9)) {
        if (jpeg[at] != 0xFF) {
            ++at;
            continue;
        }
        const bool scan = jpeg[at + 1] == 0xDA;
        at += 2 + static_cast<std::size_t>(jpeg[at + 2] << 8 | jpeg[at + 3]);
        if (!scan) continue;
        while (at + 1 < jpeg.size() &&
               (jpeg[at] != 0xFF || jpeg[at + 1] == 0x00 || (jpeg[at + 1] >= 0xD0 && jpeg[at + 1] <= 0xD7)))
            ++at;
        ends.push_back(at);
    }
    return ends;
}

// After SOI and a JFIF segment, where readers look for EXIF first.
std::size_t front(ByteView jpeg) {
    if (jpeg[2] == 0xFF && jpeg[3] == 0xE0) return 4 + static_cast<std::size_t>(jpeg[4] << 8 | jpeg[5]);
    return 2;
}

Bytes insert(ByteView file, std::size_t at, ByteView part) { return joined(file.first(at), part, file.subspan(at)); }

Bytes jpeg_with_name() {
    const Bytes small = make_jpeg(draw(16, 12));
    return insert(small, 2, segment(0xFE, text_bytes(needle_name)));
}

Bytes plant_in_jpeg(ByteView file, std::string_view place, int orientation) {
    const auto at_front = [&](std::uint8_t marker, ByteView payload) {
        return insert(file, front(file), segment(marker, payload));
    };
    const Bytes name = text_bytes(needle_name);
    const std::size_t end = file.size() - 2;
    if (place == "exif"sv) return at_front(0xE1, joined(text_bytes("Exif\0\0"sv), needle_exif(orientation)));
    if (place == "xmp"sv) return at_front(0xE1, joined(text_bytes("http://ns.adobe.com/xap/1.0/\0"sv), needle_xmp()));
    if (place == "iptc"sv) return at_front(0xED, needle_photoshop());
    if (place == "comment"sv) return at_front(0xFE, name);
    if (place == "application segment"sv) return at_front(0xE5, joined(text_bytes("Vendor\0"sv), name));
    if (place == "jfxx thumbnail"sv)
        return at_front(0xE0, joined(text_bytes("JFXX\0\x10"sv), jpeg_with_name()));
    if (place == "colour marker"sv)
        return at_front(0xEE, joined(text_bytes("Adobe\0\x64\0\0\0\0\x01"sv), name));
    if (place == "icc"sv)
        return at_front(0xE2, joined(text_bytes("ICC_PROFILE\0\x01\x01"sv),
                                     make_icc_profile(jpeg_components(file))));
    if (place == "jfif thumbnail"sv) {
        Bytes jfif = text_bytes("JFIF\0\x01\x01\0\0\x01\0\x01\x08\x01"sv);
        append(jfif, name);
        jfif.resize(14 + 8 * 3, '.');
        return joined(file.first(2), segment(0xE0, jfif), file.subspan(front(file)));
    }
    if (place == "table"sv) {
        Bytes table{3};  // a place that no component refers to
        append(table, name);
        table.resize(65, 1);
        return at_front(0xDB, table);
    }
    if (place == "between segments"sv) return insert(file, front(file), name);
    if (place == "between scans"sv) {
        const std::vector<std::size_t> ends = scan_ends(file);
        if (ends.size() < 2) throw std::invalid_argument("the JPEG has one scan");
        return insert(file, ends.front(), name);
    }
    if (place == "after scan"sv) return insert(file, end, name);
    if (place == "trailer"sv) return joined(file, name);
    if (place == "mpf"sv)
        return joined(insert(file, front(file), segment(0xE2, joined(text_bytes("MPF\0"sv), needle_mpf()))),
                      jpeg_with_name());
    throw std::invalid_argument("a JPEG has no such place");
}

Bytes plant_in_png(ByteView file, std::string_view place, int orientation) {
    const std::size_t after_header = 33;
    const std::size_t end = file.size() - 12;
    const Bytes name = text_bytes(needle_name);
    const auto chunk = [](std::string_view type, ByteView data) {
        Bytes out;
        put_png_chunk(out, type, data);
        return out;
    };
    const auto at_front = [&](std::string_view type, ByteView data) {
        return insert(file, after_header, chunk(type, data));
    };
    if (place == "text"sv) return at_front("tEXt", joined(text_bytes("Author\0"sv), name));
    if (place == "compressed text"sv)
        return at_front("zTXt", joined(text_bytes("Comment\0\0"sv), zlib_stream(name)));
    if (place == "international text"sv)
        return at_front("iTXt", joined(text_bytes("XML:com.adobe.xmp\0\0\0\0\0"sv), needle_xmp()));
    if (place == "raw profile"sv)
        return at_front("zTXt", joined(text_bytes("Raw profile type exif\0\0"sv),
                                       zlib_stream(raw_profile("exif"sv, needle_exif(1)))));
    if (place == "exif"sv) return at_front("eXIf", needle_exif(orientation));
    if (place == "icc"sv)
        return at_front("iCCP", joined(joined(name, text_bytes("\0\0"sv)),
                                       zlib_stream(make_icc_profile(file[25] == 0 || file[25] == 4 ? 1 : 3))));
    if (place == "private chunk"sv) return at_front("prVt", name);
    if (place == "palette name"sv)
        return at_front("sPLT", joined(name, text_bytes("\0\x08\x01\x02\x03\x04\0\x01"sv)));
    if (place == "animation"sv) return insert(at_front("acTL", text_bytes("\0\0\0\x02\0\0\0\0"sv)), end + 20,
                                              chunk("fdAT", joined(text_bytes("\0\0\0\x01"sv), name)));
    if (place == "after stream"sv) return insert(file, end, chunk("IDAT", name));
    if (place == "after pixels"sv) return png_with_more_pixels(file, name);
    if (place == "trailer"sv) return joined(file, name);
    throw std::invalid_argument("a PNG has no such place");
}

}  // namespace

void append(Bytes& out, ByteView more) {
    for (const std::uint8_t b : more) out.push_back(b);
}

void append(Bytes& out, std::string_view text) {
    for (const char c : text) out.push_back(static_cast<std::uint8_t>(c));
}

Raster draw(int width, int height, unsigned seed) {
    if (width < 1 || height < 1) throw std::invalid_argument("a picture has pixels");
    Raster raster;
    raster.width = width;
    raster.height = height;
    raster.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    std::uint32_t state = seed * 2654435761U + 1;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            state = state * 1664525U + 1013904223U;
            const int noise = static_cast<int>(state >> 28);
            const double u = static_cast<double>(x) / width, v = static_cast<double>(y) / height;
            const bool disc = std::hypot(u - 0.3, v - 0.25) < 0.15;
            const bool bar = u > 0.6 && u < 0.9 && v > 0.7 && v < 0.8;
            const double colour[3] = {disc ? 220.0 : 200 * u, bar ? 230.0 : 180 * v, 40 + 150 * u * (1 - v)};
            std::uint8_t* to = raster.rgb.data() +
                               (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                static_cast<std::size_t>(x)) * 3;
            for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>(std::clamp(colour[c] + noise, 0.0, 255.0));
        }
    return raster;
}

std::vector<std::string> needles_for(ByteView file) {
    if (is_png(file))
        return {"text", "compressed text", "international text", "raw profile", "exif", "icc", "private chunk",
                "palette name", "after pixels", "after stream", "animation", "trailer"};
    if (!is_jpeg(file)) throw std::invalid_argument("only JPEG and PNG have places");
    std::vector<std::string> places{"exif", "xmp", "iptc", "comment", "jfxx thumbnail", "icc", "application segment",
                                    "table", "between segments", "after scan", "mpf", "trailer"};
    if (jpeg_components(file) == 3) {
        places.insert(places.begin(), "jfif thumbnail");
        places.push_back("colour marker");
    }
    if (scan_ends(file).size() > 1) places.push_back("between scans");
    return places;
}

Bytes plant(ByteView file, std::string_view place, int orientation) {
    if (is_png(file)) return plant_in_png(file, place, orientation);
    if (is_jpeg(file)) return plant_in_jpeg(file, place, orientation);
    throw std::invalid_argument("only JPEG and PNG have places");
}

Bytes plant_all(ByteView file, int orientation) {
    Bytes out(file.begin(), file.end());
    // What stands behind the end goes last; everything else finds its place from the front or the end of the picture.
    std::vector<std::string> places = needles_for(file);
    std::stable_partition(places.begin(), places.end(),
                          [](const std::string& place) { return place != "trailer" && place != "mpf"; });
    for (const std::string& place : places) out = plant(out, place, orientation);
    return out;
}

bool holds_needle(ByteView file) {
    const Bytes name = text_bytes(needle_name);
    const Bytes position = needle_position();
    const auto holds = [&](ByteView bytes, ByteView sought) {
        return std::search(bytes.begin(), bytes.end(), sought.begin(), sought.end()) != bytes.end();
    };
    const auto any = [&](ByteView bytes) {
        return holds(bytes, name) || holds(bytes, wide_text(needle_name, true)) ||
               holds(bytes, wide_text(needle_name, false)) || holds(bytes, position);
    };
    if (any(file)) return true;
    if (!is_png(file)) return false;
    const std::vector<Bytes> streams = unpacked_png_chunks(file);
    return std::any_of(streams.begin(), streams.end(), [&](const Bytes& stream) {
        if (any(stream)) return true;
        const Bytes hex = hex_bytes(stream);
        return any(hex);
    });
}

}  // namespace consent::test
