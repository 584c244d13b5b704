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
#include "support/heif_maker.hpp"
#include "support/picture_maker.hpp"
#include "support/picture_parts.hpp"

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
    for (const int quality : {60, 101}) seeds.add("webp", with_opencv(raster, ".webp", {cv::IMWRITE_WEBP_QUALITY, quality}));
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
