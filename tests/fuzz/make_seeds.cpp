// SPDX-License-Identifier: Apache-2.0
//
// Seeds for the fuzzers: make_seeds FOLDER writes a folder a format, each with small files of every kind that the tests make,
// clean and full of metadata.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "image/encode.hpp"
#include "sanitise/sanitise.hpp"
#include "support/apng_maker.hpp"
#include "support/gif_maker.hpp"
#include "support/heif_maker.hpp"
#include "support/picture_maker.hpp"
#include "support/picture_parts.hpp"
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
    // As it is, with every hiding place filled, and cleaned: what the proofs are to find clean.
    void add_with_needles(const std::string& format, const Bytes& bytes) {
        add(format, bytes);
        for (const std::string& place : needles_for(bytes)) add(format, plant(bytes, place));
        if (const auto copy = sanitise(bytes, Limits{})) add(format, copy->bytes);
    }

private:
    fs::path folder_;
    int count_ = 0;
};

Bytes with_opencv(const Raster& raster, const char* extension, const std::vector<int>& options, int type = CV_8UC3) {
    cv::Mat mat(raster.height, raster.width, CV_8UC3, const_cast<std::uint8_t*>(raster.rgb.data())), other;
    mat.convertTo(other, type);
    Bytes out;
    cv::imencode(extension, other, out, options);
    return out;
}

Bytes as_block(std::uint8_t reader, ByteView block) {
    Bytes bytes{reader};
    append(bytes, block);
    return bytes;
}

void add_animations(Seeds& seeds, const Raster& raster) {
    const Raster part = draw(10, 8, 2);
    for (const int colour_type : {0, 2, 6}) {
        PngOptions options;
        options.colour_type = colour_type;
        options.transparent = colour_type == 6;
        const Bytes whole = make_png(raster, options), piece = make_png(part, options);
        seeds.add("png", make_apng({{whole}, {piece, 4, 3, 1, 10, 2, true}, {piece, 0, 0, 0, 0, 1, false}}));
        seeds.add("png", make_apng({{whole}, {piece, 4, 3}}, 2, whole));
    }
    WebpOptions options;
    std::vector<Bytes> pieces;
    for (const bool lossless : {false, true})
        for (const bool transparent : {false, true})
            for (const int colours : {0, 5}) {
                options.lossless = lossless;
                options.transparent = transparent;
                options.colours = colours;
                options.partitions = lossless ? 0 : 2;
                options.packed_alpha = colours == 0;
                const Bytes file = make_webp(raster, options);
                seeds.add("webp", file);
                for (const std::string& place : webp_needles_for(file)) seeds.add("webp", plant_webp(file, place, 6));
                pieces.push_back(make_webp(part, options));
            }
    const Bytes moving = make_animated_webp(24, 16, {{pieces[0]}, {pieces[3], 4, 2, 50, false, true}, {pieces[6], 14, 8}}, 3);
    seeds.add("webp", moving);
    for (const std::string& place : webp_needles_for(moving)) seeds.add("webp", plant_webp(moving, place));
    seeds.add("gif", make_gif(gif_animation()));
    for (const std::string& place : gif_needles()) seeds.add("gif", plant_gif(gif_animation(), place));
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
    add_animations(seeds, raster);
    for (const int compression : {1, 5, 8, 32773}) seeds.add("tiff", with_opencv(raster, ".tiff", {cv::IMWRITE_TIFF_COMPRESSION, compression}));
    for (const bool av1 : {false, true})
        for (const HeifKind kind : {HeifKind::plain, HeifKind::ten_bits, HeifKind::alpha, HeifKind::grid, HeifKind::turned}) {
            const std::string format = av1 ? "avif" : "heif";
            seeds.add(format, make_heif(av1, kind).bytes());
            MadeHeif file = make_heif(av1, kind);
            for (const std::string& place : heif_needles()) plant_heif(file, place);
            seeds.add(format, file.bytes());
        }
    seeds.add("bmp", with_opencv(raster, ".bmp", {}));

    seeds.add("blocks", as_block(0, needle_exif(6)));
    seeds.add("blocks", as_block(1, needle_xmp()));
    seeds.add("blocks", as_block(3, needle_photoshop()));
    for (const int components : {1, 3})
        for (const std::uint8_t reader : {std::uint8_t{4}, std::uint8_t{5}}) seeds.add("blocks", as_block(reader, make_icc_profile(components)));
    seeds.add("blocks", as_block(6, zlib_stream(needle_xmp())));
    return 0;
}
