// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "image/decode.hpp"
#include "support/catch.hpp"
#include "support/picture_maker.hpp"

using namespace consent;
using namespace std::string_view_literals;

namespace {

const Limits limits;

Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

void put_le(Bytes& out, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

Bytes make_bmp(const Raster& raster) {
    const std::uint32_t row = (static_cast<std::uint32_t>(raster.width) * 3 + 3) / 4 * 4;
    const std::uint32_t size = 54 + row * static_cast<std::uint32_t>(raster.height);
    Bytes out = bytes_of("BM"sv);
    for (const std::uint32_t value : {size, 0U, 54U, 40U, static_cast<std::uint32_t>(raster.width),
                                      static_cast<std::uint32_t>(raster.height), 1U | 24U << 16, 0U, 0U, 0U, 0U, 0U, 0U})
        put_le(out, value, 4);
    for (int y = raster.height - 1; y >= 0; --y) {
        const std::size_t start = out.size();
        for (int x = 0; x < raster.width; ++x)
            for (int c = 2; c >= 0; --c)
                out.push_back(raster.rgb[static_cast<std::size_t>((y * raster.width + x) * 3 + c)]);
        out.resize(start + row, 0);
    }
    return out;
}

struct TiffOptions {
    int orientation = 1;
    int bits = 8;
    int rows_per_strip = 7;
    bool circle = false;
    bool missing_strip = false;
};

// Uncompressed RGB in several strips, little-endian, the directory at the end.
Bytes make_tiff(const Raster& raster, const TiffOptions& options = {}) {
    Bytes out = bytes_of("II*\0\0\0\0\0"sv);
    std::vector<std::uint32_t> offsets, counts;
    for (int y = 0; y < raster.height; y += options.rows_per_strip) {
        offsets.push_back(static_cast<std::uint32_t>(out.size()));
        for (int row = y; row < std::min(y + options.rows_per_strip, raster.height); ++row)
            for (int i = 0; i < raster.width * 3; ++i) {
                const std::uint8_t value = raster.rgb[static_cast<std::size_t>(row * raster.width * 3 + i)];
                if (options.bits == 16) out.push_back(value);
                out.push_back(value);
            }
        counts.push_back(static_cast<std::uint32_t>(out.size()) - offsets.back());
    }
    if (options.missing_strip) offsets.back() = 0x7FFFFF00;
    const auto array = [&out](const std::vector<std::uint32_t>& values) {
        const auto at = static_cast<std::uint32_t>(out.size());
        for (const std::uint32_t value : values) put_le(out, value, 4);
        return at;
    };
    const std::uint32_t offsets_at = array(offsets), counts_at = array(counts);
    const auto bits_at = static_cast<std::uint32_t>(out.size());
    for (int i = 0; i < 3; ++i) put_le(out, static_cast<std::uint32_t>(options.bits), 2);
    if (out.size() % 2 != 0) out.push_back(0);
    const auto directory = static_cast<std::uint32_t>(out.size());
    for (int i = 0; i < 4; ++i) out[static_cast<std::size_t>(4 + i)] = static_cast<std::uint8_t>(directory >> (8 * i));
    const auto strips = static_cast<std::uint32_t>(offsets.size());
    struct Entry {
        std::uint32_t tag, type, count, value;
    };
    const Entry entries[] = {{256, 4, 1, static_cast<std::uint32_t>(raster.width)},
                             {257, 4, 1, static_cast<std::uint32_t>(raster.height)},
                             {258, 3, 3, bits_at}, {259, 3, 1, 1}, {262, 3, 1, 2},
                             {273, 4, strips, strips == 1 ? offsets[0] : offsets_at},
                             {274, 3, 1, static_cast<std::uint32_t>(options.orientation)}, {277, 3, 1, 3},
                             {278, 4, 1, static_cast<std::uint32_t>(options.rows_per_strip)},
                             {279, 4, strips, strips == 1 ? counts[0] : counts_at}, {284, 3, 1, 1}};
    put_le(out, static_cast<std::uint32_t>(std::size(entries)), 2);
    for (const Entry& e : entries) {
        put_le(out, e.tag, 2);
        put_le(out, e.type, 2);
        put_le(out, e.count, 4);
        put_le(out, e.value, 4);
    }
    put_le(out, options.circle ? directory : 0, 4);
    return out;
}

Bytes make_webp(const Raster& raster, int quality) {
    cv::Mat mat(raster.height, raster.width, CV_8UC3);
    for (int y = 0; y < raster.height; ++y)
        for (int x = 0; x < raster.width; ++x)
            for (int c = 0; c < 3; ++c)
                mat.ptr<std::uint8_t>(y)[x * 3 + c] =
                    raster.rgb[static_cast<std::size_t>((y * raster.width + x) * 3 + 2 - c)];
    Bytes out;
    REQUIRE(cv::imencode(".webp", mat, out, {cv::IMWRITE_WEBP_QUALITY, quality}));
    return out;
}

std::string refusal(const Bytes& bytes) {
    const auto picture = decode(bytes, limits);
    if (picture) return "read";
    CHECK(picture.error().code == ErrorCode::unreadable);
    CHECK(picture.error().message.find('\n') == std::string::npos);
    return picture.error().message;
}

}  // namespace

TEST_CASE("the type of a file is told by its content", "[image]") {
    CHECK(sniff(test::make_jpeg(test::draw(8, 8))) == Format::jpeg);
    CHECK(sniff(test::make_png(test::draw(8, 8))) == Format::png);
    CHECK(sniff(make_bmp(test::draw(8, 8))) == Format::bmp);
    CHECK(sniff(make_tiff(test::draw(8, 8))) == Format::tiff);
    CHECK(sniff(bytes_of("RIFF\x10\0\0\0WEBPVP8 "sv)) == Format::webp);
    CHECK(sniff(bytes_of("GIF89a\1\0\1\0"sv)) == Format::gif);
    CHECK(sniff(bytes_of("\0\0\0\x18" "ftypheic\0\0\0\0mif1heic"sv)) == Format::heif);
    CHECK(sniff(bytes_of("\0\0\0\x18" "ftypmif1\0\0\0\0mif1heic"sv)) == Format::heif);
    CHECK(sniff(bytes_of("\0\0\0\x1C" "ftypavif\0\0\0\0mif1avifmiaf"sv)) == Format::avif);
    CHECK(sniff(bytes_of("\0\0\0\x14" "ftypmif1\0\0\0\0avif"sv)) == Format::avif);
    CHECK(sniff(bytes_of("\xFF\x0A\0\0"sv)) == Format::jpeg_xl);
    CHECK(sniff(bytes_of("8BPS\0\1"sv)) == Format::raw_or_psd);
    CHECK(sniff(bytes_of("II*\0\x10\0\0\0CR\2\0"sv)) == Format::raw_or_psd);
    CHECK(sniff(bytes_of("\0\0\0\x18" "ftypisom\0\0\0\0mp42avc1"sv)) == Format::unknown);
    CHECK(sniff(bytes_of("BMW parked outside the school"sv)) == Format::unknown);
    CHECK(sniff(bytes_of("Dear parents"sv)) == Format::unknown);
    CHECK(sniff({}) == Format::unknown);
    CHECK(to_string(Format::jpeg) == "JPEG");
}

TEST_CASE("a format that is not read yet is refused with a hint", "[image][R-01]") {
    CHECK(refusal(bytes_of("\0\0\0\x18" "ftypheic\0\0\0\0mif1heic"sv)) ==
          "This HEIC file holds no still picture that can be read: save it as JPEG.");
    CHECK(refusal(bytes_of("8BPS\0\1"sv)).find("Photoshop") != std::string::npos);
    CHECK(refusal(bytes_of("Dear parents"sv)).find("no picture") != std::string::npos);
    CHECK(refusal({}).find("empty") != std::string::npos);
}

TEST_CASE("a BMP decodes exactly, and a short one not at all", "[image]") {
    const Raster raster = test::draw(31, 17);
    Bytes file = make_bmp(raster);
    const auto picture = decode(file, limits);
    REQUIRE(picture);
    CHECK((picture->shown.rgb == raster.rgb));
    file.resize(file.size() - 100);
    CHECK(refusal(file).find("cut short") != std::string::npos);
}

TEST_CASE("a TIFF is turned by its orientation, whatever its depth and strips", "[image]") {
    const Raster raster = test::draw(31, 17);
    TiffOptions options;
    options.orientation = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    options.bits = GENERATE(8, 16);
    options.rows_per_strip = GENERATE(5, 17);
    const auto picture = decode(make_tiff(raster, options), limits);
    INFO("orientation " << options.orientation << ", " << options.bits << " bits");
    REQUIRE(picture);
    CHECK((picture->shown.rgb == upright(raster, options.orientation).rgb));
}

TEST_CASE("a TIFF whose pages go round in a circle or lack pixels is refused", "[image][R-01]") {
    TiffOptions options;
    SECTION("circle") {
        options.circle = true;
        CHECK(refusal(make_tiff(test::draw(20, 20), options)).find("damaged") != std::string::npos);
    }
    SECTION("missing strip") {
        options.missing_strip = true;
        CHECK(refusal(make_tiff(test::draw(20, 20), options)).find("cut short") != std::string::npos);
    }
    SECTION("cut short") {
        Bytes file = make_tiff(test::draw(20, 20));
        file.resize(file.size() / 2);
        CHECK(refusal(file) != "read");
    }
}

TEST_CASE("a WebP decodes, and a short one is refused", "[image][R-01]") {
    const Raster raster = test::draw(64, 48);
    Bytes file = make_webp(raster, 101);  // above 100: without loss
    const auto picture = decode(file, limits);
    REQUIRE(picture);
    CHECK((picture->shown.rgb == raster.rgb));
    SECTION("short") {
        file.resize(file.size() - 20);
        CHECK(refusal(file).find("cut short") != std::string::npos);
    }
    SECTION("lossy, damaged in the middle of its data") {
        Bytes lossy = make_webp(raster, 80);
        REQUIRE(decode(lossy, limits));
        lossy[4] = static_cast<std::uint8_t>(lossy[4] - 100);
        CHECK(refusal(lossy) != "read");
    }
}

TEST_CASE("a WebP with EXIF orientation is turned once", "[image]") {
    const Raster raster = test::draw(64, 48);
    const Bytes plain = make_webp(raster, 101);
    Bytes exif = bytes_of("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"sv);
    Bytes file = bytes_of("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0\x3F\0\0\x2F\0\0"sv);
    file.insert(file.end(), plain.begin() + 12, plain.end());
    for (const char c : "EXIF"sv) file.push_back(static_cast<std::uint8_t>(c));
    put_le(file, static_cast<std::uint32_t>(exif.size()), 4);
    file.insert(file.end(), exif.begin(), exif.end());
    const auto size = static_cast<std::uint32_t>(file.size() - 8);
    for (int i = 0; i < 4; ++i) file[static_cast<std::size_t>(4 + i)] = static_cast<std::uint8_t>(size >> (8 * i));
    const auto picture = decode(file, limits);
    INFO((picture ? "" : picture.error().message));
    REQUIRE(picture);
    CHECK((picture->shown.rgb == upright(raster, 6).rgb));
}
