// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "image/decode.hpp"
#include "support/catch.hpp"
#include "support/picture_parts.hpp"
#include "support/webp_maker.hpp"

using namespace consent;
using namespace consent::test;

namespace {

std::vector<Picture> frames_of(const Bytes& file, const Limits& limits = {}) {
    std::vector<Picture> frames;
    const auto read = each_frame(file, limits, [&](Picture picture) -> Result<void> {
        frames.push_back(std::move(picture));
        return {};
    });
    INFO((read ? "" : read.error().message));
    REQUIRE(read);
    return frames;
}

bool is_refused(const Bytes& file, const Limits& limits = {}) {
    const auto read = each_frame(file, limits, [](const Picture&) -> Result<void> { return {}; });
    if (!read) CHECK(read.error().code == ErrorCode::unreadable);
    return !read;
}

// How far the frame laid over white lies from what libwebp's player makes of it.
int furthest(const Raster& raster, const std::vector<std::uint8_t>& rgba) {
    REQUIRE(raster.rgb.size() / 3 == rgba.size() / 4);
    int most = 0;
    for (std::size_t i = 0; i < rgba.size(); ++i)
        if (i % 4 != 3) {
            const int alpha = rgba[i / 4 * 4 + 3];
            const int white = (rgba[i] * alpha + 255 * (255 - alpha) + 127) / 255;
            most = std::max(most, std::abs(white - raster.rgb[i / 4 * 3 + i % 4]));
        }
    return most;
}

Bytes still(int width, int height, unsigned seed, bool lossless, bool transparent) {
    WebpOptions options;
    options.lossless = lossless;
    options.transparent = transparent;
    return make_webp(draw(width, height, seed), options);
}

}  // namespace

TEST_CASE("a still WebP of every kind decodes to what libwebp itself shows", "[image][webp]") {
    WebpOptions options;
    options.lossless = GENERATE(false, true);
    options.transparent = GENERATE(false, true);
    options.packed_alpha = GENERATE(false, true);
    const Bytes file = make_webp(draw(61, 47), options);
    const auto frames = frames_of(file);
    REQUIRE(frames.size() == 1);
    CHECK(furthest(frames[0].shown, webp_frames(file).at(0)) == 0);
    CHECK(frames[0].alpha.empty() != options.transparent);
    CHECK(frames[0].also.size() == (options.transparent ? 2 : 0));
    if (options.lossless) CHECK((frames[0].alpha.empty() ? frames[0].shown : frames[0].also[0]).rgb == draw(61, 47).rgb);
}

TEST_CASE("each frame of an animated WebP is seen as it stands on the canvas", "[image][webp][R-04]") {
    const bool lossless = GENERATE(false, true);
    const Bytes file = make_animated_webp(
        64, 48, {{still(64, 48, 1, lossless, false)},
                 {still(30, 20, 2, lossless, true), 10, 8, 50, true, true},
                 {still(20, 20, 3, lossless, false), 44, 28, 0, false, false},
                 {still(64, 48, 4, lossless, true), 0, 0, 70, false, true},
                 {still(12, 12, 5, lossless, true), 2, 2, 70, true, false}});
    const auto expected = webp_frames(file);
    REQUIRE(expected.size() == 5);
    const auto frames = frames_of(file);
    REQUIRE(frames.size() == 5);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        INFO("frame " << i);
        CHECK(furthest(frames[i].shown, expected[i]) <= 2);
    }
    CHECK((frames[0].shown.rgb != frames[1].shown.rgb));
}

TEST_CASE("colours that lie hidden in a frame of a WebP are seen too", "[image][webp][R-04]") {
    Raster hidden = draw(16, 16, 7);
    WebpOptions options;
    options.lossless = true;
    options.transparent = true;
    const Bytes file = make_animated_webp(16, 16, {{still(16, 16, 1, true, false)}, {make_webp(hidden, options)}});
    const auto frames = frames_of(file);
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].also.empty());
    CHECK(frames[1].alpha.empty());
    REQUIRE(frames[1].also.size() == 1);
    CHECK((frames[1].also[0].rgb == hidden.rgb));
}

TEST_CASE("decode reads an animation of one frame and no longer one", "[image][webp]") {
    const Bytes one = still(16, 16, 1, true, false);
    CHECK(decode(make_animated_webp(16, 16, {{one}}), Limits{}));
    const auto two = decode(make_animated_webp(16, 16, {{one}, {one}}), Limits{});
    REQUIRE(!two);
    CHECK(two.error().message.find("more than one picture") != std::string::npos);
}

TEST_CASE("a WebP that decoders read differently, or only in part, is refused", "[image][webp][R-01]") {
    const Bytes opaque = still(16, 16, 1, false, false), clear = still(16, 16, 1, false, true);
    const auto parts = webp_parts(clear);
    REQUIRE(parts.size() == 3);
    CHECK(!is_refused(webp_file(parts)));
    CHECK(is_refused(webp_file({parts[0], parts[1], parts[1], parts[2]})));  // two transparencies
    CHECK(is_refused(webp_file({webp_head(0x10, 18, 16), parts[1], parts[2]})));  // another canvas
    CHECK(is_refused(webp_file({parts[0], parts[1]})));
    CHECK(is_refused(webp_file({{"note", {}}, parts[2]})));
    CHECK(is_refused(webp_file({})));

    const Bytes animation = make_animated_webp(16, 16, {{opaque}, {opaque}});
    auto frames = webp_parts(animation);
    CHECK(!is_refused(animation));
    CHECK(is_refused(webp_file({frames[0], frames[1]})));             // no frame
    CHECK(is_refused(webp_file({frames[0], frames[2], frames[3]})));  // no beginning
    CHECK(is_refused(webp_file({frames[0], frames[1], frames[2], parts[2]})));
    frames[2].data[0] = 1;  // off the canvas
    CHECK(is_refused(webp_file(frames)));
    for (std::size_t size = 0; size < animation.size(); size += 7)
        CHECK(is_refused(Bytes(animation.begin(), animation.begin() + static_cast<std::ptrdiff_t>(size))));
}

TEST_CASE("a WebP of too many frames or too large a canvas is refused before memory is taken", "[image][webp][R-01]") {
    const Bytes one = still(16, 16, 1, true, false);
    Limits limits;
    limits.frames = 3;
    CHECK(!is_refused(make_animated_webp(16, 16, std::vector<WebpFrameSpec>(3, {one})), limits));
    CHECK(is_refused(make_animated_webp(16, 16, std::vector<WebpFrameSpec>(4, {one})), limits));
    limits.frame_pixels = 16 * 16 * 2;
    CHECK(is_refused(make_animated_webp(16, 16, std::vector<WebpFrameSpec>(3, {one})), limits));
    CHECK(is_refused(make_animated_webp(1 << 24, 1 << 24, {{one}})));
    CHECK(is_refused(make_animated_webp(39'000, 39'000, {{one}})));
    // 16 384 by 16 384 in five bytes
    CHECK(is_refused(webp_file({{"VP8L", {0x2F, 0xFF, 0xFF, 0xFF, 0x0F}}})));
}
