// SPDX-License-Identifier: Apache-2.0
//
// Seeds for the fuzzers: make_seeds FOLDER writes a folder a format, each with small files of every kind that the tests make,
// clean and full of metadata.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "sanitise/sanitise.hpp"
#include "support/gif_maker.hpp"
#include "support/heif_maker.hpp"
#include "support/picture_maker.hpp"
#include "support/picture_parts.hpp"
#include "support/tiff_maker.hpp"
#include "support/webp_maker.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

class Seeds {
public:
    explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}

    void add(const std::string& format, ByteView bytes) {
        fs::create_directories(folder_ / format);
        const fs::path path = folder_ / format / (std::to_string(count_++) + ".seed");
        std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
    // As it is, and cleaned: what the proofs are to find clean.
    void add_with_copy(const std::string& format, const Bytes& bytes) {
        add(format, bytes);
        if (const auto copy = sanitise(bytes, Limits{})) add(format, copy->bytes);
    }
    void add_with_needles(const std::string& format, const Bytes& bytes) {
        add_with_copy(format, bytes);
        for (const std::string& place : needles_for(bytes)) add(format, plant(bytes, place));
    }

private:
    fs::path folder_;
    int count_ = 0;
};

Bytes as_block(std::uint8_t reader, ByteView block) {
    Bytes bytes{reader};
    append(bytes, block);
    return bytes;
}

void add_webp(Seeds& seeds, const Raster& raster) {
    for (const bool lossless : {false, true})
        for (const bool transparent : {false, true}) {
            WebpOptions options;
            options.lossless = lossless;
            options.transparent = transparent;
            const Bytes still = make_webp(raster, options);
            seeds.add_with_copy("webp", still);
            for (const std::string& place : webp_needles_for(still)) seeds.add("webp", plant_webp(still, place));
            const Bytes moving = make_animated_webp(32, 24, {{still, 0, 0}, {still, 8, 8, 0, false, true}});
            seeds.add_with_copy("webp", moving);
            for (const std::string& place : webp_needles_for(moving)) seeds.add("webp", plant_webp(moving, place));
        }
}

void add_gif(Seeds& seeds) {
    seeds.add_with_copy("gif", make_gif(gif_animation()));
    for (const std::string& place : gif_needles()) seeds.add("gif", plant_gif(gif_animation(), place));
}

void add_tiff(Seeds& seeds, const Raster& raster) {
    std::vector<TiffOptions> kinds(14);
    kinds[0].planted = true;
    kinds[1].compression = 5, kinds[1].predictor = 2;
    kinds[2].compression = 8, kinds[2].tile = 16;
    kinds[3].compression = 32773, kinds[3].planar = 2;
    kinds[4].compression = 7;
    kinds[5].photometric = 3;
    kinds[6].bits = 16;
    kinds[7].bits = 1, kinds[7].photometric = 0, kinds[7].compression = 4;
    kinds[8].photometric = 5;
    kinds[9].photometric = 6, kinds[9].halved = 2;
    kinds[10].extra = 2, kinds[10].orientation = 6;
    kinds[11].photometric = 8;
    kinds[12].bits = 32, kinds[12].sample_format = 3;
    kinds[13].bits = 4, kinds[13].photometric = 1;
    for (const TiffOptions& options : kinds)
        for (const bool big : {false, true}) seeds.add_with_copy("tiff", make_tiff({{raster, options}}, {big, big}));
    seeds.add_with_copy("tiff", make_tiff({{raster, kinds[1]}, {raster, kinds[2]}}));
    seeds.add("tiff", with_tiff_directories(make_tiff({{raster, kinds[0]}})));
}

// The one kind that no library writes for us: an uncompressed bitmap of 24 bits, and of 8 with a palette.
void add_bmp(Seeds& seeds, const Raster& raster) {
    const auto number = [](Bytes& out, std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    };
    for (const int bits : {8, 24}) {
        const std::uint32_t colours = bits == 8 ? 256 : 0, from = 54 + 4 * colours;
        const auto width = static_cast<std::uint32_t>(raster.width), height = static_cast<std::uint32_t>(raster.height);
        const std::uint32_t row = (width * static_cast<std::uint32_t>(bits) / 8 + 3) / 4 * 4;
        Bytes out{'B', 'M'};
        number(out, from + row * height, 4), number(out, 0, 4), number(out, from, 4);
        number(out, 40, 4), number(out, width, 4), number(out, height, 4), number(out, 1, 2);
        number(out, static_cast<std::uint32_t>(bits), 2);
        number(out, 0, 4), number(out, row * height, 4), number(out, 2835, 4), number(out, 2835, 4), number(out, colours, 4), number(out, 0, 4);
        for (std::uint32_t i = 0; i < colours; ++i) number(out, i * 0x010203, 4);
        for (std::uint32_t i = 0; i < row * height; ++i) out.push_back(raster.rgb[i % raster.rgb.size()]);
        seeds.add("bmp", out);
    }
}

void add_heif(Seeds& seeds, bool av1) {
    const std::string format = av1 ? "avif" : "heif";
    for (const HeifKind kind : {HeifKind::plain, HeifKind::ten_bits, HeifKind::alpha, HeifKind::grid, HeifKind::turned})
        seeds.add_with_copy(format, make_heif(av1, kind).bytes());
    for (const std::string& place : heif_needles()) {
        MadeHeif file = make_heif(av1);
        plant_heif(file, place);
        seeds.add(format, file.bytes());
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: make_seeds FOLDER\n");
        return 64;
    }
    Seeds seeds(argv[1]);
    const Raster raster = draw(24, 16);

    for (const bool progressive : {false, true})
        for (const int components : {1, 3, 4}) {
            JpegOptions options;
            options.progressive = progressive;
            options.components = components;
            seeds.add_with_needles("jpeg", make_jpeg(raster, options));
        }
    for (const int colour_type : {0, 2, 3, 4, 6}) {
        PngOptions options;
        options.colour_type = colour_type;
        options.transparent = colour_type != 2;
        options.interlaced = colour_type == 6;
        seeds.add_with_needles("png", make_png(raster, options));
    }
    add_webp(seeds, raster);
    add_gif(seeds);
    add_tiff(seeds, raster);
    add_bmp(seeds, raster);
    for (const bool av1 : {false, true}) add_heif(seeds, av1);

    seeds.add("blocks", as_block(0, needle_exif(6)));
    seeds.add("blocks", as_block(1, needle_xmp()));
    seeds.add("blocks", as_block(3, needle_photoshop()));
    for (const int components : {1, 3})
        for (const std::uint8_t reader : {std::uint8_t{4}, std::uint8_t{5}}) seeds.add("blocks", as_block(reader, make_icc_profile(components)));
    seeds.add("blocks", as_block(6, zlib_stream(needle_xmp())));
    return 0;
}
