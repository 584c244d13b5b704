// SPDX-License-Identifier: Apache-2.0
//
// Files that want to harm: every one is refused with a sentence, or read; none crashes or takes the machine.
#include <algorithm>
#include <string>

#include "image/decode.hpp"
#include "image/metadata.hpp"
#include "support/catch.hpp"
#include "support/picture_maker.hpp"
#include "support/picture_mutations.hpp"

using namespace consent;
using namespace std::string_view_literals;

namespace {

const Limits limits;

std::string refusal(const Bytes& bytes, const Limits& with = limits) {
    const auto picture = decode(bytes, with);
    if (picture) return "read";
    CHECK(picture.error().code == ErrorCode::unreadable);
    CHECK(picture.error().message.find('\n') == std::string::npos);
    return picture.error().message;
}

Bytes bytes_of(std::string_view text) { return Bytes(text.begin(), text.end()); }

bool says(const std::string& message, std::string_view part) { return message.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a text named as a picture is refused", "[image][R-01]") {
    CHECK(says(refusal(bytes_of("This is not a photograph at all.\n"sv)), "no picture"));
    CHECK(refusal(bytes_of("\xFF\xD8\xFF"sv)) != "read");
    CHECK(refusal(bytes_of("\x89PNG\r\n\x1A\n"sv)) != "read");
}

TEST_CASE("a JPEG cut short at any of ten places is refused", "[image][R-01]") {
    test::JpegOptions options;
    options.progressive = GENERATE(false, true);
    options.restart_rows = GENERATE(0, 1);
    const Bytes file = test::plant(test::make_jpeg(test::draw(120, 90), options), "exif");
    REQUIRE(decode(file, limits));
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
        const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() * tenth / 10));
        INFO(tenth << " tenths");
        CHECK(refusal(cut) != "read");
    }
    CHECK(refusal(Bytes(file.begin(), file.end() - 3)) != "read");
    CHECK(refusal(Bytes(file.begin(), file.end() - 4)) != "read");
    // The end marker alone is missed by nobody.
    CHECK(refusal(Bytes(file.begin(), file.end() - 2)) == "read");
}

TEST_CASE("a JPEG whose data ends before its pixels do is refused", "[image][R-01]") {
    Bytes file = test::make_jpeg(test::draw(120, 90));
    file.erase(file.end() - 300, file.end() - 2);
    CHECK(says(refusal(file), "damaged"));
}

TEST_CASE("a progressive JPEG that lacks a pass is refused", "[image][R-01]") {
    test::JpegOptions options;
    options.progressive = true;
    Bytes file = test::make_jpeg(test::draw(64, 48), options);
    REQUIRE(refusal(file) == "read");
    std::size_t last = file.size();
    while (!(file[last - 2] == 0xFF && file[last - 1] == 0xDA)) --last;
    file.erase(file.begin() + static_cast<std::ptrdiff_t>(last) - 2, file.end() - 2);
    CHECK(says(refusal(file), "damaged"));
}

TEST_CASE("a PNG cut short anywhere is refused", "[image][R-01]") {
    const Bytes file = test::make_png(test::draw(60, 40));
    REQUIRE(decode(file, limits));
    for (std::size_t size = 0; size < file.size(); size += 1 + file.size() / 97) {
        INFO(size << " bytes");
        CHECK(refusal(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))) != "read");
    }
    CHECK(says(refusal(Bytes(file.begin(), file.end() - 1)), "cut short"));
}

TEST_CASE("a PNG with a wrong checksum is refused and the part is named", "[image][R-01]") {
    Bytes file = test::make_png(test::draw(60, 40));
    file[file.size() - 20] ^= 1;
    CHECK(says(refusal(file), "checksum of its IDAT"));
    Bytes text = test::plant(test::make_png(test::draw(60, 40)), "text");
    text[33 + 8 + 3] ^= 1;
    CHECK(says(refusal(text), "checksum of its tEXt"));
}

TEST_CASE("a PNG whose pixel stream is damaged under a right checksum is refused", "[image][R-01]") {
    const Bytes file = test::make_png(test::draw(60, 40));
    Bytes wrong_sum = test::with_png_chunk(file, "IDAT", [](Bytes& data) { data.back() ^= 1; });
    CHECK(refusal(wrong_sum) != "read");
    Bytes short_stream = test::with_png_chunk(file, "IDAT", [](Bytes& data) { data.resize(data.size() / 2); });
    CHECK(refusal(short_stream) != "read");
}

TEST_CASE("a palette index that does not exist is refused", "[image][R-01]") {
    test::PngOptions options;
    options.colour_type = 3;
    const Bytes file = test::make_png(test::draw(30, 30), options);
    REQUIRE(decode(file, limits));
    CHECK(refusal(test::with_png_chunk(file, "PLTE", [](Bytes& data) { data.resize(6); })) != "read");
}

TEST_CASE("a header of 60000 x 60000 pixels is refused before memory is taken", "[image][R-01]") {
    Bytes png = test::with_png_chunk(test::make_png(test::draw(8, 8)), "IHDR", [](Bytes& data) {
        data[2] = data[6] = 0xEA;
        data[3] = data[7] = 0x60;
    });
    CHECK(says(refusal(png), "60000 x 60000"));

    Bytes jpeg = test::make_jpeg(test::draw(8, 8));
    for (std::size_t i = 2; i + 9 < jpeg.size(); ++i)
        if (jpeg[i] == 0xFF && jpeg[i + 1] == 0xC0) {
            jpeg[i + 5] = jpeg[i + 7] = 0xEA;
            jpeg[i + 6] = jpeg[i + 8] = 0x60;
            break;
        }
    CHECK(says(refusal(jpeg), "60000 x 60000"));
}

TEST_CASE("a header that claims far more pixels than the file holds is refused", "[image][R-01]") {
    const Bytes png = test::with_png_chunk(test::make_png(test::draw(8, 8)), "IHDR", [](Bytes& data) {
        data[2] = data[6] = 0x10;  // 4096 x 4096 and a few
    });
    CHECK(refusal(png) != "read");
}

TEST_CASE("a zip bomb of a PNG is read as far as its pixels go and no further", "[image]") {
    const Bytes bomb = test::png_bomb(8, 8, std::size_t{300} << 20);
    CHECK(bomb.size() < 400'000);
    const auto picture = decode(bomb, limits);
    REQUIRE(picture);
    CHECK(picture->shown.width == 8);
}

TEST_CASE("a text bomb in a PNG passes the limit for metadata and is refused", "[image][R-01]") {
    const Bytes bomb = test::png_text_bomb(test::make_png(test::draw(8, 8)), std::size_t{100} << 20);
    CHECK(bomb.size() < 200'000);
    const auto listed = list_metadata(bomb, limits);
    REQUIRE(!listed);
    CHECK(listed.error().code == ErrorCode::unreadable);
    CHECK(says(listed.error().message, "metadata"));
    CHECK(decode(bomb, limits));
}

TEST_CASE("each limit is a limit", "[image][R-01]") {
    const Bytes jpeg = test::make_jpeg(test::draw(100, 50));
    const Bytes png = test::make_png(test::draw(100, 50));
    Limits few = limits;
    SECTION("edge") {
        few.edge = 99;
        CHECK(says(refusal(jpeg, few), "over the limit"));
        CHECK(says(refusal(png, few), "over the limit"));
    }
    SECTION("pixels") {
        few.pixels = 4999;
        CHECK(says(refusal(jpeg, few), "over the limit"));
        CHECK(says(refusal(png, few), "over the limit"));
    }
    SECTION("bytes") {
        few.file_bytes = 500;
        CHECK(says(refusal(jpeg, few), "larger"));
        CHECK(says(refusal(png, few), "larger"));
    }
    SECTION("parts") {
        few.parts = 2;
        CHECK(says(refusal(jpeg, few), "parts"));
        CHECK(says(refusal(png, few), "parts"));
    }
    SECTION("exactly at the limit") {
        few.edge = 100;
        few.pixels = 5000;
        CHECK(refusal(jpeg, few) == "read");
        CHECK(refusal(png, few) == "read");
    }
}

TEST_CASE("a JPEG of an extraordinary kind is refused", "[image][R-01]") {
    const Bytes file = test::make_jpeg(test::draw(16, 16));
    const auto with_frame = [&](auto change) {
        Bytes changed = file;
        for (std::size_t i = 2; i + 9 < changed.size(); ++i)
            if (changed[i] == 0xFF && changed[i + 1] == 0xC0) {
                change(changed, i);
                break;
            }
        return changed;
    };
    CHECK(says(refusal(with_frame([](Bytes& b, std::size_t at) { b[at + 4] = 12; })), "12 bits"));
    CHECK(says(refusal(with_frame([](Bytes& b, std::size_t at) { b[at + 1] = 0xC3; })), "lossless"));
    CHECK(says(refusal(with_frame([](Bytes& b, std::size_t at) { b[at + 1] = 0xC5; })), "hierarchical"));
    CHECK(says(refusal(with_frame([](Bytes& b, std::size_t at) { b[at + 5] = b[at + 6] = 0; })), "no pixels"));
    CHECK(says(refusal(with_frame([](Bytes& b, std::size_t at) {
                   const Bytes frame(b.begin() + static_cast<std::ptrdiff_t>(at),
                                     b.begin() + static_cast<std::ptrdiff_t>(at) + 19);
                   b.insert(b.begin() + static_cast<std::ptrdiff_t>(at), frame.begin(), frame.end());
               })),
               "more than one frame"));
}

TEST_CASE("a JPEG of countless passes is refused", "[image][R-01]") {
    test::JpegOptions options;
    options.progressive = true;
    Bytes file = test::make_jpeg(test::draw(16, 16), options);
    const Bytes scan = bytes_of("\xFF\xDA"sv), end(file.end() - 2, file.end());
    file.erase(std::search(file.begin(), file.end(), scan.begin(), scan.end()), file.end());
    test::put_jpeg_segment(file, 0xDA, bytes_of("\x03\x01\0\x02\x11\x03\x11\0\0\0"sv));
    // Each coefficient by itself, and its last bit by itself: nothing comes twice.
    for (const std::uint8_t bits : {std::uint8_t{0x01}, std::uint8_t{0x10}})
        for (std::uint8_t component = 1; component <= 3; ++component)
            for (std::uint8_t k = 1; k <= 63; ++k)
                test::put_jpeg_segment(file, 0xDA, Bytes{1, component, 0, k, k, bits});
    file.insert(file.end(), end.begin(), end.end());
    CHECK(says(refusal(file), "passes"));
}

TEST_CASE("an animated PNG is not half-read", "[image][R-01]") {
    CHECK(says(refusal(test::plant(test::make_png(test::draw(16, 16)), "animation")), "animated"));
}

TEST_CASE("random damage to a picture never crashes a reader", "[image][fuzz]") {
    for (const Bytes& file : test::mutation_seeds()) {
        REQUIRE(refusal(file) == "read");
        for (unsigned seed = 0; seed < 150; ++seed) {
            const Bytes damaged = test::mutated(file, seed);
            const auto picture = decode(damaged, limits);
            if (picture)
                CHECK(picture->shown.rgb.size() == static_cast<std::size_t>(picture->shown.width) *
                                                       static_cast<std::size_t>(picture->shown.height) * 3);
            (void)list_metadata(damaged, limits);
            (void)date_taken(damaged);
            (void)orientation_of(damaged, sniff(damaged));
        }
    }
}
