// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

Bytes encoded(const Raster& raster, const char* extension, const std::vector<int>& options = {}) {
    cv::Mat mat(raster.height, raster.width, CV_8UC3);
    for (int y = 0; y < raster.height; ++y)
        for (int x = 0; x < raster.width * 3; ++x)
            mat.ptr<std::uint8_t>(y)[x] =
                raster.rgb[static_cast<std::size_t>(y * raster.width * 3 + x / 3 * 3 + 2 - x % 3)];
    Bytes out;
    REQUIRE(cv::imencode(extension, mat, out, options));
    return out;
}

}  // namespace

TEST_CASE("BMP leaves as PNG with the same pixels", "[sanitise]") {
    const Raster raster = draw(50, 34);
    const CleanCopy copy = clean_copy(encoded(raster, ".bmp"));
    CHECK(copy.format == Format::png);
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK((pixels_of(copy.bytes).rgb == raster.rgb));
}

TEST_CASE("transparency of a WebP leaves with it, and what lies beneath is looked at", "[sanitise]") {
    cv::Mat mat(20, 30, CV_8UC4, cv::Scalar(10, 20, 200, 255));
    mat(cv::Rect(0, 0, 10, 20)).setTo(cv::Scalar(10, 20, 200, 0));
    Bytes file;
    REQUIRE(cv::imencode(".webp", mat, file, {cv::IMWRITE_WEBP_QUALITY, 101}));
    const CleanCopy copy = clean_copy(file);
    CHECK(copy.format == Format::webp);
    const auto picture = decode(copy.bytes, Limits{});
    REQUIRE(picture);
    CHECK(picture->shown.rgb[0] == 255);
    CHECK(picture->shown.rgb[20 * 3] == 200);
    REQUIRE(picture->also.size() == 2);
    CHECK(picture->also[1].rgb[0] == 0);
    REQUIRE(picture->alpha.size() == 600);
    CHECK(picture->alpha[0] == 0);
    CHECK(picture->alpha[20] == 255);
}

TEST_CASE("what a format hides beside its pixels does not leave", "[sanitise][R-17]") {
    Bytes bmp = encoded(draw(20, 20), ".bmp");
    append(bmp, needle_name);
    REQUIRE(holds_needle(bmp));
    clean_copy(bmp);

    Bytes webp = encoded(draw(64, 48), ".webp", {cv::IMWRITE_WEBP_QUALITY, 101});
    Bytes file = text_bytes("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x0C\0\0\0\x3F\0\0\x2F\0\0"sv);
    append(file, ByteView(webp).subspan(12));
    for (const auto& [type, data] : {std::pair{"EXIF"sv, needle_exif(6)}, std::pair{"XMP "sv, needle_xmp()}}) {
        append(file, type);
        for (int shift = 0; shift < 32; shift += 8) file.push_back(static_cast<std::uint8_t>(data.size() >> shift));
        append(file, data);
        if (data.size() % 2 != 0) file.push_back(0);
    }
    for (std::size_t i = 0; i < 4; ++i) file[4 + i] = static_cast<std::uint8_t>((file.size() - 8) >> (8 * i));
    REQUIRE(holds_needle(file));
    const CleanCopy copy = clean_copy(file);
    CHECK(pixels_of(copy.bytes).width == 48);  // turned, and not once more
    CHECK(orientation_of(copy.bytes, copy.format) == 6);
    const auto listed = list_metadata(file, Limits{});
    REQUIRE(listed);
    for (const std::string_view name : {"EXIF:GPSLatitude"sv, "XMP:dc:creator"sv})
        CHECK(std::any_of(listed->begin(), listed->end(), [&](const MetadataItem& item) { return item.name == name; }));
}

TEST_CASE("a format that is not read makes no copy", "[sanitise][R-01]") {
    for (const std::string_view file : {"GIF89a\1\0\1\0"sv, "Dear parents"sv, ""sv, "8BPS\0\1"sv,
                                        "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic"sv}) {
        const auto copy = sanitise(text_bytes(file), Limits{});
        REQUIRE(!copy);
        CHECK(copy.error().code == ErrorCode::unreadable);
    }
}
