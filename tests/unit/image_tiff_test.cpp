// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "image/decode.hpp"
#include "support/catch.hpp"
#include "support/tiff_maker.hpp"

using namespace consent;
using namespace consent::test;

namespace {

std::vector<Picture> pictures_of(const Bytes& file, const Limits& limits = {}) {
    std::vector<Picture> seen;
    const auto read = each_frame(file, limits, [&seen](Picture picture) -> Result<void> {
        seen.push_back(std::move(picture));
        return {};
    });
    INFO((read ? "" : read.error().message));
    REQUIRE(read);
    return seen;
}

bool same(const Raster& a, const Raster& b, int within = 0) {
    if (a.width != b.width || a.height != b.height) return false;
    for (std::size_t i = 0; i < a.rgb.size(); ++i)
        if (std::abs(a.rgb[i] - b.rgb[i]) > within) return false;
    return true;
}

std::string refusal(const Bytes& file, const Limits& limits = {}) {
    const auto read = each_frame(file, limits, [](Picture) -> Result<void> { return {}; });
    if (read) return "read";
    CHECK(read.error().code == ErrorCode::unreadable);
    return read.error().message;
}

}  // namespace

TEST_CASE("a TIFF page decodes alike in every layout, order and compression", "[image]") {
    const Raster raster = draw(53, 41);
    TiffOptions options;
    struct Kind {
        int photometric, bits, compression, predictor;
    };
    const auto kind = GENERATE(Kind{2, 8, 1, 1}, Kind{2, 8, 5, 2}, Kind{2, 16, 8, 2}, Kind{2, 16, 1, 1}, Kind{2, 8, 32773, 1},
                               Kind{2, 8, 32946, 1}, Kind{1, 8, 5, 1}, Kind{0, 8, 1, 1}, Kind{1, 16, 8, 1}, Kind{3, 8, 5, 1},
                               Kind{5, 8, 8, 1}, Kind{5, 16, 5, 1}, Kind{2, 32, 1, 1});
    options.photometric = kind.photometric;
    options.bits = kind.bits;
    options.compression = kind.compression;
    options.predictor = kind.predictor;
    options.planar = kind.photometric == 3 ? 1 : GENERATE(1, 2);
    options.tile = GENERATE(0, 16);
    TiffFile file;
    file.big_endian = GENERATE(false, true);
    file.big = GENERATE(false, true);
    INFO(kind.photometric << " of " << kind.bits << " bits, compressed by " << kind.compression);
    const auto seen = pictures_of(make_tiff({{raster, options}}, file));
    REQUIRE(seen.size() == 1);
    CHECK(same(seen[0].shown, as_stored(raster, options)));
    CHECK(seen[0].also.empty());
}

TEST_CASE("parts of a byte, odd depths and fax compressions of a TIFF decode", "[image]") {
    const Raster raster = draw(53, 41);
    TiffOptions options;
    options.photometric = GENERATE(0, 1, 3);
    options.bits = GENERATE(1, 2, 4);
    options.compression = GENERATE(1, 5, 8, 3, 4);
    options.fill_order = GENERATE(1, 2);
    if (options.compression >= 3 && options.compression <= 4 && (options.bits > 1 || options.photometric == 3)) return;
    const auto seen = pictures_of(make_tiff({{raster, options}}));
    INFO(options.photometric << " of " << options.bits << " bits, compressed by " << options.compression);
    CHECK(same(seen[0].shown, as_stored(raster, options)));
}

TEST_CASE("twelve bits, signed and floating samples of a TIFF are shown over their range", "[image]") {
    const Raster raster = draw(53, 41);
    TiffOptions options;
    SECTION("twelve bits") {
        options.bits = 12;
        CHECK(same(pictures_of(make_tiff({{raster, options}}))[0].shown, raster, 1));
    }
    SECTION("floating point") {
        options.bits = 32;
        options.sample_format = 3;
        CHECK(same(pictures_of(make_tiff({{raster, options}}))[0].shown, raster, 1));
    }
    SECTION("signed") {
        options.bits = 16;
        options.sample_format = 2;
        const auto seen = pictures_of(make_tiff({{raster, options}}));
        const auto [darkest, brightest] = std::minmax_element(seen[0].shown.rgb.begin(), seen[0].shown.rgb.end());
        CHECK((*darkest == 0 && *brightest == 255));
    }
}

TEST_CASE("colour models that libtiff turns into RGB decode near to what they show", "[image]") {
    const Raster raster = draw(64, 48);
    TiffOptions options;
    options.photometric = 6;
    options.compression = 7;
    options.halved = GENERATE(1, 2);
    options.tile = GENERATE(0, 16);
    CHECK(same(pictures_of(make_tiff({{raster, options}}))[0].shown, raster, 130));
    TiffOptions lab;
    lab.photometric = 8;
    CHECK(pictures_of(make_tiff({{raster, lab}})).size() == 1);
}

TEST_CASE("every page of a TIFF is seen, each turned its own way", "[image][R-01]") {
    const Raster first = draw(40, 30, 1), second = draw(24, 36, 2), third = draw(18, 18, 3);
    TiffOptions turned, mirrored, thumbnail, mask;
    turned.orientation = 6;
    mirrored.orientation = 4;
    thumbnail.subfile = 1;
    mask.subfile = 4;
    const auto seen = pictures_of(make_tiff({{first, {}}, {draw(8, 8), thumbnail}, {second, turned}, {draw(8, 8), mask},
                                             {third, mirrored}}));
    REQUIRE(seen.size() == 3);
    CHECK(same(seen[0].shown, first));
    CHECK(same(seen[1].shown, upright(second, 6)));
    CHECK(same(seen[2].shown, upright(third, 4)));
}

TEST_CASE("a TIFF of too many pages or pixels is refused before they are read", "[image][R-01]") {
    const Bytes file = make_tiff({{draw(20, 20), {}}, {draw(20, 20), {}}, {draw(20, 20), {}}});
    Limits limits;
    limits.frames = 2;
    CHECK(refusal(file, limits).find("more than 2 pictures") != std::string::npos);
    limits = {};
    limits.frame_pixels = 1000;
    CHECK(refusal(file, limits) != "read");
    limits = {};
    limits.pixels = 399;
    CHECK(refusal(file, limits).find("over the limit") != std::string::npos);
}

TEST_CASE("an extra sample of a TIFF is shown in every way that it may be meant", "[image]") {
    const Raster raster = draw(40, 30);
    TiffOptions options;
    options.extra = GENERATE(0, 1, 2);
    options.bits = GENERATE(8, 16);
    const auto seen = pictures_of(make_tiff({{raster, options}}));
    CHECK(seen[0].also.size() == (options.extra == 0 ? 4 : 2));
    bool bare = same(seen[0].shown, raster);
    for (const Raster& other : seen[0].also) bare = bare || same(other, raster);
    CHECK(bare);
}

TEST_CASE("16 bits of inverted grey are shown both ways", "[image]") {
    TiffOptions options;
    options.photometric = 0;
    options.bits = 16;
    const Raster raster = draw(40, 30);
    const auto seen = pictures_of(make_tiff({{raster, options}}));
    CHECK(same(seen[0].shown, as_stored(raster, options)));
    REQUIRE(seen[0].also.size() == 1);
    CHECK(seen[0].also[0].rgb[0] == 255 - seen[0].shown.rgb[0]);
}

TEST_CASE("a TIFF cut short anywhere is refused, and damage never passes for pixels that are not there", "[image][R-01][fuzz]") {
    TiffOptions options;
    options.compression = GENERATE(1, 5, 8, 7);
    if (options.compression == 7) options.photometric = 6;
    const Bytes file = make_tiff({{draw(40, 32), options}});
    for (std::size_t size = 0; size < file.size(); size += 1 + file.size() / 97)
        CHECK(refusal(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))) != "read");
}
