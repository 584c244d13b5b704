// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "sanitise_fixture.hpp"
#include "support/heif_maker.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

constexpr HeifKind every_kind[] = {HeifKind::plain, HeifKind::ten_bits, HeifKind::alpha, HeifKind::grid, HeifKind::turned};

CleanCopy sound_copy(const Bytes& bytes) {
    auto copy = sanitise(bytes, Limits{});
    INFO((copy ? "" : copy.error().message));
    REQUIRE(copy);
    const auto proved = prove_clean(copy->bytes, Limits{});
    INFO((proved ? "" : proved.error().message));
    CHECK(proved);
    CHECK(!holds_needle(copy->bytes));
    return *std::move(copy);
}

void check_re_encoded(const MadeHeif& file, int width = 64, int height = 64) {
    const CleanCopy copy = sound_copy(file.bytes());
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(copy.format == Format::jpeg);
    const Raster pixels = pixels_of(copy.bytes);
    CHECK((pixels.width == width && pixels.height == height));
}

Bytes& config_of(MadeHeif& file) {
    for (MadeProperty& property : file.items[0].properties)
        if (property.type == "hvcC" || property.type == "av1C") return property.data;
    throw std::logic_error("no config");
}

}  // namespace

TEST_CASE("a HEIC or AVIF with nothing to hide comes back byte for byte", "[sanitise][heif]") {
    for (const bool av1 : {false, true})
        for (const HeifKind kind : every_kind) {
            INFO(av1 << " " << static_cast<int>(kind));
            const Bytes file = make_heif(av1, kind).bytes();
            const CleanCopy copy = clean_copy(file);
            CHECK((copy.bytes == file));
            CHECK(copy.method == CopyMethod::lossless);
            CHECK(copy.format == (av1 ? Format::avif : Format::heif));
        }
}

TEST_CASE("whatever is planted in a HEIC or AVIF goes, and no pixel with it", "[sanitise][heif][R-17]") {
    for (const bool av1 : {false, true})
        for (const HeifKind kind : every_kind)
            for (const std::string& place : heif_needles()) {
                INFO(av1 << " " << static_cast<int>(kind) << " " << place);
                MadeHeif file = make_heif(av1, kind);
                plant_heif(file, place);
                const Bytes dirty = file.bytes();
                REQUIRE(holds_needle(dirty));
                const CleanCopy copy = clean_copy(dirty);
                CHECK(copy.method == CopyMethod::lossless);
                CHECK(same_pixels(dirty, copy.bytes));
                if (place != "icc") CHECK((copy.bytes == make_heif(av1, kind).bytes()));
            }
}

TEST_CASE("everything at once goes from a HEIC or AVIF, and is listed before", "[sanitise][heif][R-11]") {
    for (const bool av1 : {false, true}) {
        MadeHeif file = make_heif(av1, HeifKind::grid);
        for (const std::string& place : heif_needles()) plant_heif(file, place);
        const Bytes dirty = file.bytes();
        const std::string prefix = av1 ? "AVIF:" : "HEIC:";
        const auto listed = list_metadata(dirty, Limits{});
        REQUIRE(listed);
        for (const std::string& name :
             {std::string("EXIF:GPSLatitude"), std::string("XMP:dc:creator"), prefix + "mime", prefix + "uri", prefix + "item name",
              prefix + "handler name", prefix + "thumbnail", prefix + "further picture", prefix + "auxiliary picture",
              prefix + "gain map", prefix + "property udes", prefix + "groups", prefix + "uuid", prefix + "free",
              prefix + "meta free", prefix + "film", prefix + "trailer", prefix + "coded units"}) {
            INFO(name);
            CHECK(std::any_of(listed->begin(), listed->end(), [&](const MetadataItem& item) { return item.name == name; }));
        }
        for (const std::string_view kind : {"mime"sv, "uri"sv, "item name"sv, "property udes"sv, "free"sv, "uuid"sv, "coded units"sv})
            CHECK(std::any_of(listed->begin(), listed->end(), [&](const MetadataItem& item) {
                return item.name == prefix + std::string(kind) && item.text.find(needle_name) != std::string::npos;
            }));
        const auto taken = date_taken(dirty);
        REQUIRE(taken);
        CHECK(*taken == Date{std::chrono::year(2026), std::chrono::month(5), std::chrono::day(4)});
        CHECK(!date_taken(clean_copy(dirty).bytes));
        CHECK(same_pixels(dirty, clean_copy(dirty).bytes));
    }
}

TEST_CASE("bytes that no item owns are listed", "[heif][R-11]") {
    MadeHeif file = make_heif(false);
    plant_heif(file, "loose bytes");
    const auto listed = list_metadata(file.bytes(), Limits{});
    REQUIRE(listed);
    REQUIRE(listed->size() == 1);
    CHECK(listed->front().name == "HEIC:unreferenced bytes");
    CHECK(listed->front().text == needle_name);
}

TEST_CASE("an iPhone's profile stays, without its texts", "[sanitise][heif]") {
    MadeHeif file = make_heif(false, HeifKind::grid);
    plant_heif(file, "icc");
    const CleanCopy copy = clean_copy(file.bytes());
    const auto at = std::search(copy.bytes.begin(), copy.bytes.end(), std::begin("colrprof"), std::end("colrprof") - 1);
    CHECK(at != copy.bytes.end());
}

TEST_CASE("the base of a tone-mapped picture leaves alone", "[sanitise][heif]") {
    MadeHeif file = make_heif(true);
    MadeItem map;
    map.type = "tmap";
    map.data = text_bytes(needle_name);
    file.items.insert(file.items.begin(), map);
    file.items.push_back(frame_item("av1 b", true));
    file.references.push_back({"dimg", 1, {2, 3}});
    const CleanCopy copy = clean_copy(file.bytes());
    CHECK((copy.bytes == make_heif(true).bytes()));
}

TEST_CASE("a stream in which bytes could hide is decoded and written anew", "[sanitise][heif][R-17]") {
    SECTION("behind the end of a parameter set") {
        MadeHeif file = make_heif(false);
        Bytes& config = config_of(file);
        // The last one in the config: its length stands two bytes before it.
        const Bytes tail = text_bytes(needle_name);
        std::size_t at = 23, length_at = 0;
        for (int array = 0; array < 3; ++array) {
            length_at = at + 3;
            at = length_at + 2 + static_cast<std::size_t>(config[length_at] << 8 | config[length_at + 1]);
        }
        REQUIRE(at == config.size());
        append(config, tail);
        config[length_at + 1] = static_cast<std::uint8_t>(config[length_at + 1] + tail.size());
        REQUIRE(holds_needle(file.bytes()));
        check_re_encoded(file);
    }
    SECTION("behind the end of a sequence header") {
        MadeHeif file = make_heif(true);
        Bytes& data = file.items[0].data;
        std::size_t at = 0;
        while (data[at] >> 3 != 1) at += 2 + data[at + 1];
        const Bytes tail = text_bytes(needle_name);
        const std::size_t end = at + 2 + data[at + 1];
        data[at + 1] = static_cast<std::uint8_t>(data[at + 1] + tail.size());
        data.insert(data.begin() + static_cast<std::ptrdiff_t>(end), tail.begin(), tail.end());
        REQUIRE(holds_needle(file.bytes()));
        // Some decoders of AV1 take it and some do not.
        const auto copy = sanitise(file.bytes(), Limits{});
        if (copy) check_re_encoded(file);
        else CHECK(copy.error().code == ErrorCode::unreadable);
    }
    SECTION("a second picture in the item") {
        MadeHeif file = make_heif(false);
        append(file.items[0].data, coded_frame("hevc b").data);
        check_re_encoded(file);
    }
    SECTION("in several pieces") {
        MadeHeif file = make_heif(false);
        file.items[0].extents = 3;
        check_re_encoded(file);
    }
}

TEST_CASE("zero words behind a slice go", "[sanitise][heif][R-17]") {
    MadeHeif file = make_heif(false);
    Bytes& data = file.items[0].data;
    data[3] = static_cast<std::uint8_t>(data[3] + 6);
    append(data, "\0\0\3\0\0\3"sv);
    CHECK((clean_copy(file.bytes()).bytes == make_heif(false).bytes()));
}

TEST_CASE("what a crop hides leaves only as an edge", "[sanitise][heif][R-17]") {
    const auto crop = [](unsigned width, unsigned height) {
        MadeHeif file = make_heif(false);
        Bytes out;
        const int across = static_cast<int>(width) - 64, down = static_cast<int>(height) - 64;
        for (const int value : {static_cast<int>(width), 1, static_cast<int>(height), 1, across, 2, down, 2})
            for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
        file.items[0].properties.push_back({"clap", out, true});
        return file;
    };
    const CleanCopy edge = clean_copy(crop(63, 60).bytes());
    CHECK(edge.method == CopyMethod::lossless);
    CHECK((edge.bytes == crop(63, 60).bytes()));
    check_re_encoded(crop(32, 40), 32, 40);
}

TEST_CASE("an item that lies in another file, is protected or is unknown makes no clean copy by chance", "[sanitise][heif][R-01]") {
    SECTION("elsewhere") {
        MadeHeif file = make_heif(false);
        file.items[0].elsewhere = 1;
        const auto copy = sanitise(file.bytes(), Limits{});
        if (copy) CHECK(prove_clean(copy->bytes, Limits{}));
    }
    SECTION("an essential property that nobody knows") {
        MadeHeif file = make_heif(false);
        file.items[0].properties.push_back({"abcd", text_bytes(needle_name), true});
        const auto copy = sanitise(file.bytes(), Limits{});
        if (copy) CHECK(copy->method == CopyMethod::re_encoded);
    }
    SECTION("a coding that is not read") {
        MadeHeif file = make_heif(false);
        file.items[0].type = "unci";
        const auto copy = sanitise(file.bytes(), Limits{});
        REQUIRE(!copy);
        CHECK(copy.error().code == ErrorCode::unreadable);
    }
}

TEST_CASE("a damaged HEIC or AVIF gives an error or a clean copy", "[sanitise][heif][R-01]") {
    std::size_t copies = 0, errors = 0;
    for (const bool av1 : {false, true})
        for (const HeifKind kind : every_kind) {
            MadeHeif file = make_heif(av1, kind);
            for (const std::string& place : heif_needles()) plant_heif(file, place);
            const Bytes whole = file.bytes();
            for (unsigned seed = 0; seed < 60; ++seed) {
                const Bytes bytes = mutated(whole, seed);
                INFO(av1 << " " << static_cast<int>(kind) << " " << seed);
                const auto listed = list_metadata(bytes, Limits{});
                if (!listed) CHECK(listed.error().code == ErrorCode::unreadable);
                const auto copy = sanitise(bytes, Limits{});
                if (!copy) {
                    ++errors;
                    CHECK(copy.error().code == ErrorCode::unreadable);
                    continue;
                }
                ++copies;
                if (prove_clean(copy->bytes, Limits{})) CHECK(!holds_needle(copy->bytes));
            }
            for (std::size_t size = 0; size < whole.size(); size += 97) {
                const auto copy = sanitise(ByteView(whole).first(size), Limits{});
                if (copy && prove_clean(copy->bytes, Limits{})) CHECK(!holds_needle(copy->bytes));
            }
        }
    CHECK(copies > 20);
    CHECK(errors > 20);
}
