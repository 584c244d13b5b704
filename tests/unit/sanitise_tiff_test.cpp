// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "sanitise_fixture.hpp"
#include "support/corpus.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"
#include "support/scratch.hpp"
#include "support/skip.hpp"
#include "support/tiff_maker.hpp"

using namespace consent;
using namespace consent::test;

namespace {

std::vector<Picture> pictures_of(const Bytes& file) {
    std::vector<Picture> seen;
    const auto read = each_frame(file, Limits{}, [&seen](Picture picture) -> Result<void> {
        seen.push_back(std::move(picture));
        return {};
    });
    INFO((read ? "" : read.error().message));
    REQUIRE(read);
    return seen;
}

// The copy shows what the file shows, picture by picture and reading by reading.
void check_same_pictures(const Bytes& file, const Bytes& copy) {
    const auto before = pictures_of(file), after = pictures_of(copy);
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(before[i].shown.width == after[i].shown.width);
        CHECK((before[i].shown.rgb == after[i].shown.rgb));
        REQUIRE(before[i].also.size() == after[i].also.size());
        for (std::size_t j = 0; j < before[i].also.size(); ++j)
            CHECK((before[i].also[j].rgb == after[i].also[j].rgb));
    }
}

Bytes planted(TiffOptions options = {}, const TiffFile& file = {}) {
    options.planted = true;
    return make_tiff({{draw(45, 34), options}}, file);
}

std::size_t find_value(const Bytes& tiff, std::uint16_t tag) {  // where the value field of the first entry of that tag lies
    const auto number = [&](std::size_t at) { return static_cast<std::size_t>(tiff[at] | tiff[at + 1] << 8); };
    const std::size_t start = number(4), entries = number(start);
    for (std::size_t i = 0; i < entries; ++i)
        if (number(start + 2 + 12 * i) == tag) return start + 2 + 12 * i + 8;
    throw std::invalid_argument("no such tag");
}

std::string refusal_of_proof(const Bytes& copy) {
    const auto proved = prove_clean(copy, Limits{});
    return proved ? "proved" : proved.error().message;
}

}  // namespace

TEST_CASE("a TIFF keeps its strips where they hold its pixels and nothing else", "[sanitise][R-17]") {
    TiffOptions options;
    options.compression = GENERATE(1, 5, 8, 32773);
    options.bits = GENERATE(8, 16);
    options.photometric = GENERATE(1, 2, 5);
    options.orientation = GENERATE(1, 6);
    TiffFile file;
    file.big_endian = GENERATE(false, true);
    file.big = GENERATE(false, true);
    const Bytes dirty = planted(options, file);
    REQUIRE(holds_needle(dirty));
    const CleanCopy copy = clean_copy(dirty);
    INFO("compression " << options.compression << ", " << options.bits << " bits of " << options.photometric);
    CHECK(copy.format == Format::tiff);
    CHECK(copy.method == CopyMethod::lossless);
    CHECK(orientation_of(copy.bytes, Format::tiff) == options.orientation);
    check_same_pictures(dirty, copy.bytes);
}

TEST_CASE("a TIFF whose strips may hold more is packed anew, and its pixels stay the same", "[sanitise][R-17]") {
    std::vector<TiffOptions> kinds;
    const auto add = [&kinds](auto change) {
        TiffOptions options;
        change(options);
        kinds.push_back(options);
    };
    for (const int either : {0, 1}) {
        for (const int compression : {3, 4})
            add([&](TiffOptions& fax) {
                fax.bits = 1;
                fax.photometric = either;
                fax.compression = compression;
                fax.fill_order = compression - 2;
            });
        add([&](TiffOptions& planes) {
            planes.planar = 2;
            planes.bits = either == 0 ? 8 : 16;
        });
        for (const int compression : {1, 5, 8})
            add([&](TiffOptions& tiles) {  // that reach over the edge
                tiles.tile = 16;
                tiles.compression = compression;
                tiles.bits = either == 0 ? 8 : 16;
            });
        add([&](TiffOptions& parts) {
            parts.photometric = 1;
            parts.bits = either == 0 ? 2 : 4;
            parts.compression = 5;
            parts.tile = 16;
        });
        add([&](TiffOptions& odd) { odd.bits = either == 0 ? 12 : 32; });
    }
    add([](TiffOptions& floating) {
        floating.bits = 32;
        floating.sample_format = 3;
    });
    const TiffOptions options = kinds[GENERATE_COPY(range(std::size_t{0}, kinds.size()))];
    INFO("compression " << options.compression << ", " << options.bits << " bits of " << options.photometric);
    TiffFile file;
    file.big_endian = GENERATE(false, true);
    file.big = GENERATE(false, true);
    const Bytes dirty = planted(options, file);
    const CleanCopy copy = clean_copy(dirty);
    CHECK(copy.format == Format::tiff);
    CHECK(copy.method == CopyMethod::re_encoded);
    check_same_pictures(dirty, copy.bytes);
}

TEST_CASE("alpha of a TIFF stays as it was meant", "[sanitise]") {
    TiffOptions options;
    options.extra = GENERATE(0, 1, 2);
    options.photometric = GENERATE(1, 2);
    options.bits = GENERATE(8, 16);
    options.planar = GENERATE(1, 2);
    const Bytes dirty = planted(options);
    check_same_pictures(dirty, clean_copy(dirty).bytes);
}

TEST_CASE("JPEG in a TIFF keeps its coefficients", "[sanitise][R-17]") {
    TiffOptions options;
    options.photometric = GENERATE(1, 6);
    options.compression = 7;
    options.halved = GENERATE(1, 2);
    SECTION("strips and whole tiles") {
        options.tile = GENERATE(0, 32);
        options.planted = true;
        const Bytes dirty = make_tiff({{draw(64, 64), options}});
        const CleanCopy copy = clean_copy(dirty);
        CHECK(copy.method == CopyMethod::lossless);
        check_same_pictures(dirty, copy.bytes);
    }
    SECTION("tiles that reach over the edge") {
        options.tile = 32;
        const Bytes dirty = planted(options);
        const CleanCopy copy = clean_copy(dirty);
        CHECK(copy.method == CopyMethod::re_encoded);
        check_same_pictures(dirty, copy.bytes);
    }
}

TEST_CASE("every page of a TIFF leaves, and no thumbnail or mask", "[sanitise][R-17]") {
    TiffOptions turned, fax, thumbnail, mask, grey;
    turned.orientation = 8;
    turned.planted = true;
    fax.bits = 1;
    fax.photometric = 0;
    fax.compression = 4;
    thumbnail.subfile = 1;
    thumbnail.planted = true;
    mask.subfile = 4;
    grey.photometric = 1;
    grey.compression = 8;
    grey.planted = true;
    const Bytes dirty = make_tiff({{draw(40, 30, 1), turned}, {draw(8, 8), thumbnail}, {draw(50, 20, 2), fax},
                                   {draw(8, 8), mask}, {draw(31, 33, 3), grey}});
    const CleanCopy copy = clean_copy(dirty);
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(pictures_of(copy.bytes).size() == 3);
    check_same_pictures(dirty, copy.bytes);
}

TEST_CASE("colours that no pixel has do not leave in a palette", "[sanitise][R-17]") {
    TiffOptions options;
    options.photometric = 3;
    options.bits = GENERATE(4, 8);
    options.compression = GENERATE(1, 8);
    Raster two = draw(30, 20);
    for (std::size_t i = 0; i < two.rgb.size(); ++i) two.rgb[i] = i % 7 == 0 ? 255 : 0;
    const Bytes dirty = make_tiff({{two, options}});
    const CleanCopy copy = clean_copy(dirty);
    check_same_pictures(dirty, copy.bytes);
    const std::size_t map = find_value(copy.bytes, 320);
    std::size_t at = 0, colours = 0;
    for (std::size_t i = 4; i-- > 0;) at = at << 8 | copy.bytes[map + i];
    for (std::size_t i = 0; i < std::size_t{6} << options.bits; i += 2) colours += copy.bytes[at + i] != 0 ? 1 : 0;
    CHECK(colours <= 4);
}

TEST_CASE("directories of EXIF and GPS behind the pixels do not leave a TIFF", "[sanitise][R-17]") {
    const Bytes dirty = with_tiff_directories(planted());
    REQUIRE(holds_needle(dirty));
    const auto listed = list_metadata(dirty, Limits{});
    REQUIRE(listed);
    for (const char* name : {"EXIF:GPSLatitude", "EXIF:UserComment", "EXIF:Artist", "XMP:dc:creator", "IPTC:By-line",
                             "ICC:ProfileDescription", "EXIF:0xFDE8"}) {
        INFO(name);
        CHECK(std::any_of(listed->begin(), listed->end(), [&](const MetadataItem& item) { return item.name == name; }));
    }
    for (const MetadataItem& item : *listed)
        if (item.name == "EXIF:UserComment" || item.name == "EXIF:Artist") CHECK(item.text == needle_name);
    const CleanCopy copy = clean_copy(dirty);
    check_same_pictures(dirty, copy.bytes);
}

TEST_CASE("what hides among the strips of a TIFF does not leave", "[sanitise][R-17]") {
    TiffOptions options;
    options.compression = GENERATE(1, 5, 8, 32773);
    options.rows_per_strip = 100;
    Bytes dirty = make_tiff({{draw(45, 34), options}});
    // The name behind the strip, and inside what the strip is said to be.
    const std::size_t place = find_value(dirty, 273), count = find_value(dirty, 279);
    const auto number = [&](std::size_t at) {
        return static_cast<std::size_t>(dirty[at] | dirty[at + 1] << 8 | dirty[at + 2] << 16);
    };
    Bytes strip(dirty.begin() + static_cast<std::ptrdiff_t>(number(place)),
                dirty.begin() + static_cast<std::ptrdiff_t>(number(place) + number(count)));
    append(strip, needle_name);
    const std::size_t moved = dirty.size(), size = strip.size();
    append(dirty, strip);
    for (std::size_t i = 0; i < 4; ++i) {
        dirty[place + i] = static_cast<std::uint8_t>(moved >> (8 * i));
        dirty[count + i] = static_cast<std::uint8_t>(size >> (8 * i));
    }
    REQUIRE(holds_needle(dirty));
    const CleanCopy copy = clean_copy(dirty);
    CHECK((copy.method == CopyMethod::lossless) == (options.compression == 1));
    check_same_pictures(dirty, copy.bytes);
}

TEST_CASE("the proof refuses what does not belong into a TIFF, by name", "[sanitise][R-17]") {
    TiffOptions options;
    options.compression = 8;
    options.photometric = 2;
    const Bytes clean = clean_copy(make_tiff({{draw(45, 34), options}, {draw(20, 20), {}}})).bytes;
    REQUIRE(refusal_of_proof(clean) == "proved");
    const auto with = [&clean](std::size_t at, std::uint8_t value) {
        Bytes copy = clean;
        REQUIRE(copy[at] != value);
        copy[at] = value;
        return refusal_of_proof(copy);
    };
    SECTION("bytes at the end") {
        Bytes copy = clean;
        copy.push_back(0);
        CHECK(refusal_of_proof(copy).find("trailer") != std::string::npos);
    }
    SECTION("cut short") {
        CHECK(refusal_of_proof(Bytes(clean.begin(), clean.end() - 1)) != "proved");
    }
    SECTION("another tag") { CHECK(with(10 + 11 * 12, 0x31).find("tag") != std::string::npos); }
    SECTION("a reduced copy") { CHECK(with(find_value(clean, 254), 1).find("SubfileType") != std::string::npos); }
    SECTION("room behind a short value") { CHECK(with(find_value(clean, 259) + 2, 'N').find("tag 259") != std::string::npos); }
    SECTION("odd resolution") {
        const std::size_t at = find_value(clean, 282);
        CHECK(with(clean[at] + std::size_t{256} * clean[at + 1] + 4, 7).find("resolution") != std::string::npos);
    }
    SECTION("strips elsewhere") {
        const std::size_t at = find_value(clean, 273);
        CHECK(with(clean[at] + std::size_t{256} * clean[at + 1], 1).find("strips") != std::string::npos);
    }
    SECTION("a strip that is not exact") {
        Bytes copy = clean;
        const std::size_t at = find_value(clean, 273), first = clean[at] + std::size_t{256} * clean[at + 1];
        const std::size_t strip = clean[first] + std::size_t{256} * clean[first + 1];
        copy[strip + 40] ^= 0xFF;
        CHECK(refusal_of_proof(copy).find("strips") != std::string::npos);
    }
    SECTION("the file as it came") {
        CHECK(refusal_of_proof(planted(options)) != "proved");
        CHECK(refusal_of_proof(planted(options, {false, true})) != "proved");
    }
}

TEST_CASE("the proof refuses ends of rows and colours that nobody sees", "[sanitise][R-17]") {
    TiffOptions options;
    options.photometric = 3;
    options.bits = 4;
    Raster two = draw(31, 20);
    for (std::size_t i = 0; i < two.rgb.size(); ++i) two.rgb[i] = i % 7 == 0 ? 255 : 0;
    const Bytes clean = clean_copy(make_tiff({{two, options}})).bytes;
    Bytes colour = clean, end = clean;
    const std::size_t map = find_value(clean, 320), at = clean[map] + std::size_t{256} * clean[map + 1];
    colour[at + 2] = 'N';
    CHECK(refusal_of_proof(colour).find("ColorMap") != std::string::npos);
    end.back() |= 1;
    CHECK(refusal_of_proof(end).find("strips") != std::string::npos);
}

TEST_CASE("a damaged TIFF makes an error or a clean copy", "[sanitise][fuzz][R-17]") {
    TiffOptions lzw, fax, jpeg, palette, tiles;
    lzw.compression = 5;
    lzw.predictor = 2;
    lzw.planted = true;
    fax.bits = 1;
    fax.photometric = 0;
    fax.compression = 4;
    jpeg.photometric = 6;
    jpeg.compression = 7;
    palette.photometric = 3;
    palette.compression = 32773;
    tiles.tile = 16;
    tiles.bits = 16;
    tiles.compression = 8;
    std::size_t copies = 0, refusals = 0;
    for (const TiffOptions& options : {lzw, fax, jpeg, palette, tiles})
        for (const bool big : {false, true}) {
            const Bytes file = make_tiff({{draw(33, 32), options}, {draw(16, 16), options}}, {big, big});
            for (unsigned seed = 0; seed < 120; ++seed) {
                const auto copy = sanitise(mutated(file, seed), Limits{});
                if (!copy) {
                    ++refusals;
                    CHECK(copy.error().code == ErrorCode::unreadable);
                    continue;
                }
                ++copies;
                const auto proved = prove_clean(copy->bytes, Limits{});
                INFO("seed " << seed << ": " << (proved ? "" : proved.error().message));
                REQUIRE(proved);
                CHECK(!holds_needle(copy->bytes));
                const auto again = sanitise(copy->bytes, Limits{});
                REQUIRE(again);
                CHECK((again->bytes == copy->bytes));
            }
        }
    CHECK(copies > 50);
    CHECK(refusals > 50);
}

TEST_CASE("strips that name more bytes than the file has are refused before they are held", "[sanitise][R-01]") {
    TiffOptions options;
    options.rows_per_strip = 1;
    options.compression = 5;
    Bytes file = make_tiff({{draw(16, 400), options}});
    const std::size_t counts = find_value(file, 279), at = file[counts] + std::size_t{256} * file[counts + 1];
    REQUIRE(sanitise(file, Limits{}));
    for (std::size_t i = 0; i < 400; ++i) file[at + 2 * i + 1] = 2;
    const auto copy = sanitise(file, Limits{});
    REQUIRE(!copy);
    CHECK(copy.error().code == ErrorCode::unreadable);
}

TEST_CASE("each TIFF of many origins is refused or leaves clean, whole and the same way up", "[sanitise][R-17]") {
    const auto files = corpus_of({Format::tiff});
    if (files.empty()) CONSENT_SKIP("no test pictures at ../shared/testdata/metadata");
    const auto known = corpus_validity();
    const bool judge = judge_is_here();
    const Scratch scratch;
    std::size_t handled = 0;
    for (const auto& path : files) {
        const Bytes original = read_file(path);
        INFO(path.filename().string());
        const auto copy = sanitise(original, Limits{});
        const auto said = known.find(path.filename().string());
        if (!copy) {
            INFO(copy.error().message);
            CHECK(copy.error().code == ErrorCode::unreadable);
            CHECK((said == known.end() || said->second != "valid"));
            continue;
        }
        ++handled;
        const CleanCopy clean = clean_copy(original);
        CHECK(orientation_of(clean.bytes, Format::tiff) == orientation_of(original, Format::tiff));
        if (clean.method == CopyMethod::lossless) check_same_pictures(original, clean.bytes);
        if (!judge || handled % 3 != 0) continue;
        const auto target = scratch.path() / "copy.tif";
        write_file(target, clean.bytes);
        CHECK(judge_finds_nothing(path, target));
    }
    CHECK(handled > files.size() / 2);
}

TEST_CASE("a comment inside a strip that is JPEG is listed, and does not leave", "[sanitise][R-17]") {
    TiffOptions options;
    options.photometric = 6;
    options.compression = 7;
    options.rows_per_strip = 100;
    Bytes dirty = make_tiff({{draw(48, 32), options}});
    const std::size_t place = find_value(dirty, 273), count = find_value(dirty, 279);
    const auto number = [&](std::size_t at) { return static_cast<std::size_t>(dirty[at] | dirty[at + 1] << 8); };
    Bytes strip(dirty.begin() + static_cast<std::ptrdiff_t>(number(place)),
                dirty.begin() + static_cast<std::ptrdiff_t>(number(place) + number(count)));
    Bytes comment;
    put_jpeg_segment(comment, 0xFE, text_bytes(needle_name));
    strip.insert(strip.begin() + 2, comment.begin(), comment.end());
    const std::size_t moved = dirty.size(), size = strip.size();
    append(dirty, strip);
    for (std::size_t i = 0; i < 4; ++i) {
        dirty[place + i] = static_cast<std::uint8_t>(moved >> (8 * i));
        dirty[count + i] = static_cast<std::uint8_t>(size >> (8 * i));
    }
    REQUIRE(holds_needle(dirty));
    const auto listed = list_metadata(dirty, Limits{});
    REQUIRE(listed);
    REQUIRE(listed->size() == 1);
    CHECK(listed->front().name == "TIFF:JPEG:COM");
    CHECK(listed->front().text == needle_name);
    const CleanCopy copy = clean_copy(dirty);
    CHECK(copy.method == CopyMethod::lossless);
    check_same_pictures(dirty, copy.bytes);
}
