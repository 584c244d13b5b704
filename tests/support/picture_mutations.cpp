// SPDX-License-Identifier: Apache-2.0
#include "support/picture_mutations.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

using namespace std::string_view_literals;

std::size_t be32(ByteView bytes, std::size_t at) {
    return static_cast<std::size_t>(bytes[at]) << 24 | static_cast<std::size_t>(bytes[at + 1]) << 16 |
           static_cast<std::size_t>(bytes[at + 2]) << 8 | bytes[at + 3];
}

// Every chunk that still lies whole in the file gets the checksum of what it holds now.
Bytes with_right_checksums(ByteView png) {
    Bytes out(png.begin(), png.begin() + 8);
    std::size_t at = 8;
    while (at + 12 <= png.size()) {
        const std::size_t size = be32(png, at);
        if (size > png.size() - at - 12) break;
        put_png_chunk(out, std::string_view(reinterpret_cast<const char*>(png.data()) + at + 4, 4),
                      png.subspan(at + 8, size));
        at += size + 12;
    }
    append(out, png.subspan(at));
    return out;
}

}  // namespace

std::vector<Bytes> mutation_seeds() {
    const Raster raster = draw(48, 40);
    std::vector<Bytes> seeds;
    JpegOptions jpeg;
    seeds.push_back(make_jpeg(raster, jpeg));
    seeds.push_back(plant_all(seeds.front(), 6));
    jpeg.progressive = true;
    seeds.push_back(make_jpeg(raster, jpeg));
    seeds.push_back(plant_all(seeds.back(), 3));
    jpeg = {};
    jpeg.components = 1;
    jpeg.restart_rows = 1;
    seeds.push_back(make_jpeg(raster, jpeg));
    jpeg.components = 4;
    seeds.push_back(make_jpeg(raster, jpeg));
    PngOptions png;
    seeds.push_back(make_png(raster, png));
    seeds.push_back(plant(plant(plant(plant(make_png(raster, png), "icc"), "exif", 8), "raw profile"), "after stream"));
    png.interlaced = true;
    png.transparent = true;
    png.colour_type = 3;
    seeds.push_back(make_png(raster, png));
    png.colour_type = 6;
    png.bit_depth = 16;
    seeds.push_back(make_png(raster, png));
    return seeds;
}

Bytes mutated(ByteView file, unsigned seed) {
    std::mt19937 random(seed * 7919 + static_cast<unsigned>(file.size()));
    const auto below = [&random](std::size_t most) {
        return static_cast<std::size_t>(random()) % std::max<std::size_t>(most, 1);
    };
    Bytes out(file.begin(), file.end());
    const std::size_t changes = 1 + below(4);
    for (std::size_t i = 0; i < changes; ++i) {
        // Half of the damage goes to the headers, where it does most.
        const std::size_t at = below(below(2) == 0 ? std::min<std::size_t>(out.size(), 700) : out.size());
        const auto here = out.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t run = std::min(1 + below(12), out.size() - at);
        switch (below(6)) {
            case 0: *here = static_cast<std::uint8_t>(random()); break;
            case 1: *here ^= static_cast<std::uint8_t>(1U << below(8)); break;
            case 2: out.erase(here, here + static_cast<std::ptrdiff_t>(run)); break;
            case 3: {
                const Bytes copy(here, here + static_cast<std::ptrdiff_t>(run));
                out.insert(here, copy.begin(), copy.end());
                break;
            }
            case 4: std::fill(here, here + static_cast<std::ptrdiff_t>(run), below(2) == 0 ? 0xFF : 0x00); break;
            default: *here = static_cast<std::uint8_t>(below(2) == 0 ? 0xFF : 0x7F); break;
        }
        if (out.size() < 16) break;
    }
    const bool png = out.size() > 40 && file[0] == 0x89;
    return png && seed % 2 == 0 ? with_right_checksums(out) : out;
}

Bytes with_png_chunk(ByteView png, std::string_view type, const std::function<void(Bytes&)>& change) {
    for (std::size_t at = 8; at + 12 <= png.size();) {
        const std::size_t size = be32(png, at);
        if (std::string_view(reinterpret_cast<const char*>(png.data()) + at + 4, 4) == type) {
            Bytes data(png.begin() + static_cast<std::ptrdiff_t>(at) + 8,
                       png.begin() + static_cast<std::ptrdiff_t>(at + 8 + size));
            change(data);
            Bytes out(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(at));
            put_png_chunk(out, type, data);
            append(out, png.subspan(at + size + 12));
            return out;
        }
        at += size + 12;
    }
    throw std::invalid_argument("the PNG has no such chunk");
}

Bytes png_bomb(int width, int height, std::size_t inflated) {
    PngOptions options;
    options.colour_type = 0;
    const Bytes stream = zlib_stream(Bytes(inflated, 0));
    return with_png_chunk(make_png(draw(width, height), options), "IDAT", [&](Bytes& data) { data = stream; });
}

Bytes png_text_bomb(ByteView png, std::size_t inflated) {
    Bytes data = text_bytes("Comment\0\0"sv);
    append(data, zlib_stream(Bytes(inflated, 'a')));
    Bytes out(png.begin(), png.begin() + 33);
    put_png_chunk(out, "zTXt", data);
    append(out, png.subspan(33));
    return out;
}

}  // namespace consent::test
