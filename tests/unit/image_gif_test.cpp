// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "image/decode.hpp"
#include "image/gif_blocks.hpp"
#include "image/gif_lzw.hpp"
#include "sanitise/sanitise.hpp"
#include "support/catch.hpp"
#include "support/gif_maker.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

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

// The plain way: one array of colours, 0 where the canvas is clear, written to pixel by pixel.
std::vector<std::vector<std::uint32_t>> by_hand(const GifSpec& spec) {
    std::vector<std::vector<std::uint32_t>> shown;
    std::vector<std::uint32_t> canvas(static_cast<std::size_t>(spec.width * spec.height), 0);
    for (const GifFrameSpec& frame : spec.frames) {
        const auto before = canvas;
        const Bytes& colours = frame.colours.empty() ? spec.colours : frame.colours;
        const auto each_pixel = [&](const auto& change) {
            for (int y = 0; y < frame.height; ++y)
                for (int x = 0; x < frame.width; ++x)
                    if (frame.left + x < spec.width && frame.top + y < spec.height)
                        change(canvas[static_cast<std::size_t>((frame.top + y) * spec.width + frame.left + x)],
                               frame.indexes[static_cast<std::size_t>(y * frame.width + x)]);
        };
        each_pixel([&](std::uint32_t& pixel, std::size_t index) {
            if (frame.transparent != static_cast<int>(index))
                pixel = 0xFF000000U | std::uint32_t{colours[index * 3]} << 16 | std::uint32_t{colours[index * 3 + 1]} << 8 | colours[index * 3 + 2];
        });
        shown.push_back(canvas);
        if (frame.disposal == 2) each_pixel([](std::uint32_t& pixel, std::size_t) { pixel = 0; });
        if (frame.disposal == 3) canvas = before;
    }
    return shown;
}

bool looks_like(const Raster& raster, const std::vector<std::uint32_t>& canvas) {
    REQUIRE(raster.rgb.size() == canvas.size() * 3);
    for (std::size_t i = 0; i < canvas.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c) {
            const auto expected = static_cast<std::uint8_t>(canvas[i] == 0 ? 255U : canvas[i] >> (16 - 8 * c));
            if (raster.rgb[i * 3 + c] != expected) return false;
        }
    return true;
}

Bytes changed(Bytes file, std::size_t at, std::uint8_t value) {
    file.at(at) = value;
    return file;
}

}  // namespace

TEST_CASE("each frame of a GIF is seen as it stands on the canvas", "[image][gif][R-04]") {
    const GifSpec spec = gif_animation();
    const auto expected = by_hand(spec);
    const auto frames = frames_of(make_gif(spec));
    REQUIRE(frames.size() == expected.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        INFO("frame " << i);
        CHECK(looks_like(frames[i].shown, expected[i]));
    }
    CHECK(frames[0].also.empty());
    CHECK(frames[1].also.size() == 1);  // what lies under its transparency
    CHECK(frames[1].also[0].width == 20);
}

TEST_CASE("a still GIF is read by decode, one of several frames is not", "[image][gif]") {
    GifSpec spec = gif_animation();
    CHECK(!decode(make_gif(spec), Limits{}));
    spec.frames.resize(1);
    CHECK(decode(make_gif(spec), Limits{}));
}

TEST_CASE("frames of a GIF that pass the canvas are cut, and the first makes it larger", "[image][gif]") {
    GifSpec spec = gif_animation();
    spec.frames.resize(2);
    spec.frames[1].left = 30;
    spec.frames[1].top = 25;
    auto frames = frames_of(make_gif(spec));
    REQUIRE(frames.size() == 2);
    CHECK(looks_like(frames[1].shown, by_hand(spec)[1]));
    spec.width = 10;
    spec.height = 50;
    frames = frames_of(make_gif(spec));
    CHECK(frames[0].shown.width == 40);
    CHECK(frames[0].shown.height == 50);
    spec.frames[1].left = 100;
    CHECK(is_refused(make_gif(spec)));
}

TEST_CASE("pixels of a GIF come through compression whatever they are", "[image][gif]") {
    const int colours = GENERATE(1, 2, 3, 16, 256);
    int code_size = 2;
    while (1 << code_size < colours) ++code_size;
    for (const int pixels : {1, 2, 3, 5, 255, 256, 4096, 70'000}) {
        INFO(pixels << " pixels of " << colours << " colours");
        const Bytes indexes = gif_pixels(pixels, 1, colours, static_cast<unsigned>(pixels));
        const Bytes packed = pack_gif_pixels(indexes, code_size);
        const GifPixels read = read_gif_pixels(packed, code_size, indexes.size());
        CHECK(read.end == GifLzwEnd::exact);
        CHECK((read.indexes == indexes));
        const Bytes even(static_cast<std::size_t>(pixels), 0);
        CHECK(read_gif_pixels(pack_gif_pixels(even, code_size), code_size, even.size()).end == GifLzwEnd::exact);
        if (pixels == 1) continue;
        CHECK(read_gif_pixels(packed, code_size, indexes.size() - 1).end == GifLzwEnd::loose);
        CHECK(read_gif_pixels(packed, code_size, indexes.size() + 1).end == GifLzwEnd::damaged);
        CHECK(read_gif_pixels(ByteView(packed).first(packed.size() / 2), code_size, indexes.size()).end != GifLzwEnd::exact);
    }
}

TEST_CASE("what giflib reads of pixels compressed here is what they are", "[image][gif]") {
    GifSpec spec;
    spec.width = 211;
    spec.height = 173;
    spec.colours = gif_colours(256);
    spec.frames.resize(1);
    spec.frames[0].width = spec.width;
    spec.frames[0].height = spec.height;
    spec.frames[0].indexes = gif_pixels(spec.width, spec.height, 256);
    const Bytes file = make_gif(spec);
    const auto walk = walk_gif(file, Limits{});
    REQUIRE(walk);
    Bytes anew(file.begin(), file.begin() + (walk->frames[0].blocks.data() - file.data()));
    const Bytes packed = pack_gif_pixels(spec.frames[0].indexes, 8);
    for (std::size_t at = 0; at < packed.size(); at += 200) {
        const ByteView part = ByteView(packed).subspan(at, std::min<std::size_t>(200, packed.size() - at));
        anew.push_back(static_cast<std::uint8_t>(part.size()));
        append(anew, part);
    }
    append(anew, "\0;"sv);
    const auto read = read_gif(anew);
    REQUIRE(read);
    CHECK((read->frames.at(0).indexes == spec.frames[0].indexes));
}

TEST_CASE("a GIF that decoders read differently, or only in part, is refused", "[image][gif][R-01]") {
    GifSpec spec = gif_animation();
    spec.frames.resize(1);
    const Bytes file = make_gif(spec);
    const std::size_t image = 13 + spec.colours.size() + 19 + 8;
    REQUIRE(file[image] == ',');
    CHECK(!is_refused(file));
    CHECK(is_refused(changed(file, image + 5, 0)));    // no width
    CHECK(is_refused(changed(file, image + 7, 31)));   // a row more than there are pixels
    CHECK(is_refused(changed(file, image + 10, 0)));   // no code size
    CHECK(is_refused(changed(file, image + 10, 9)));
    CHECK(is_refused(changed(file, 10, file[10] & 0x7F)));  // no colours
    spec.frames[0].indexes[7] = 12;
    spec.frames[0].colours = gif_colours(16);
    Bytes few = make_gif(spec);
    CHECK(!is_refused(few));
    few[image + 9] = static_cast<std::uint8_t>((few[image + 9] & 0xF8) | 2);  // eight colours, and an index past them
    few.erase(few.begin() + static_cast<std::ptrdiff_t>(image) + 10, few.begin() + static_cast<std::ptrdiff_t>(image) + 34);
    CHECK(is_refused(few));
    for (std::size_t size = 0; size + 2 < file.size(); size += 3)
        CHECK(is_refused(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))));
    CHECK(!is_refused(Bytes(file.begin(), file.end() - 1)));  // browsers do not miss the last byte either
}

TEST_CASE("a GIF of too many frames or pixels is refused before memory is taken", "[image][gif][R-01]") {
    GifSpec spec = gif_animation();
    Limits limits;
    limits.frames = 4;
    CHECK(is_refused(make_gif(spec), limits));
    limits = {};
    limits.frame_pixels = 40 * 30 * 4;
    CHECK(is_refused(make_gif(spec), limits));
    Bytes file = make_gif(spec);
    for (const std::size_t at : {6U, 7U, 8U, 9U}) file[at] = 0xFF;  // 65 535 by 65 535 with few pixels
    CHECK(is_refused(file));
    spec.width = spec.height = 12'000;
    spec.frames = std::vector<GifFrameSpec>(20, spec.frames[1]);  // a few pixels each, and all of the canvas to be looked at
    CHECK(is_refused(make_gif(spec)));
    CHECK(!sanitise(make_gif(spec), Limits{}));
    spec = gif_animation();
    file = make_gif(spec);
    file[7] = file[9] = 0x2A;  // 10 752 wide and high: large, and allowed, with frames of a few pixels
    limits = {};
    limits.pixels = 10'000'000;
    CHECK(is_refused(file, limits));
}
