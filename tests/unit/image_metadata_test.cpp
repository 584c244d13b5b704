// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "base/plain_text.hpp"
#include "image/metadata.hpp"
#include "image/text_encoding.hpp"
#include "support/catch.hpp"
#include "support/picture_maker.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace std::string_view_literals;

namespace {

const Limits limits;

std::vector<MetadataItem> listed(const Bytes& bytes) {
    auto items = list_metadata(bytes, limits);
    INFO((items ? "" : items.error().message));
    REQUIRE(items);
    return std::move(*items);
}

bool has(const std::vector<MetadataItem>& items, std::string_view name) {
    return std::any_of(items.begin(), items.end(), [&](const MetadataItem& item) { return item.name == name; });
}

std::string text(const std::vector<MetadataItem>& items, std::string_view name) {
    for (const MetadataItem& item : items)
        if (item.name == name) return item.text;
    return "(none)";
}

bool names_the_person(const std::vector<MetadataItem>& items, std::string_view name) {
    return text(items, name).find(test::needle_name) != std::string::npos;
}

Bytes jpeg() { return test::make_jpeg(test::draw(32, 24)); }
Bytes png() { return test::make_png(test::draw(32, 24)); }

}  // namespace

TEST_CASE("a picture without metadata has none", "[image]") {
    CHECK(listed(jpeg()).empty());
    CHECK(listed(png()).empty());
    test::JpegOptions turned;
    turned.orientation = 6;
    CHECK(listed(test::make_jpeg(test::draw(32, 24), turned)).empty());
}

TEST_CASE("EXIF of every directory is listed, with its texts", "[image]") {
    for (const Bytes& file : {test::plant(jpeg(), "exif", 6), test::plant(png(), "exif", 6),
                              test::plant(png(), "raw profile", 6)}) {
        const auto items = listed(file);
        CHECK(names_the_person(items, "EXIF:ImageDescription"));
        CHECK(names_the_person(items, "EXIF:Artist"));
        CHECK(names_the_person(items, "EXIF:Copyright"));
        CHECK(names_the_person(items, "EXIF:XPAuthor"));
        CHECK(names_the_person(items, "EXIF:UserComment"));
        CHECK(names_the_person(items, "EXIF:GPSAreaInformation"));
        CHECK(has(items, "EXIF:GPSLatitude"));
        CHECK(has(items, "EXIF:GPSLongitude"));
        CHECK(has(items, "EXIF:MakerNote"));
        CHECK(has(items, "EXIF:Thumbnail"));
        CHECK(has(items, "EXIF:DateTimeOriginal"));
        CHECK(!has(items, "EXIF:Orientation"));
    }
}

TEST_CASE("the names that tell a place are told apart", "[image]") {
    CHECK(tells_position({"EXIF:GPSLatitude", ""}));
    CHECK(tells_position({"XMP:exif:GPSLongitude", ""}));
    CHECK(tells_position({"XMP:photoshop:City", ""}));
    CHECK(tells_position({"IPTC:Sub-location", ""}));
    CHECK(tells_position({"IPTC:Country-PrimaryLocationName", ""}));
    CHECK(!tells_position({"EXIF:Artist", ""}));
    CHECK(!tells_position({"XMP:dc:description", ""}));
    const auto items = listed(test::plant(jpeg(), "exif"));
    CHECK(std::count_if(items.begin(), items.end(), tells_position) >= 4);
}

TEST_CASE("the day a picture was taken is read from EXIF", "[image]") {
    for (const Bytes& file : {test::plant(jpeg(), "exif"), test::plant(png(), "exif")}) {
        const auto day = date_taken(file);
        REQUIRE(day);
        CHECK(*day == std::chrono::year(2026) / 5 / 4);
    }
    CHECK(!date_taken(jpeg()));
    CHECK(!date_taken({}));
}

TEST_CASE("XMP properties are listed by name, with attributes, lists and entities", "[image]") {
    for (const Bytes& file : {test::plant(jpeg(), "xmp"), test::plant(png(), "international text")}) {
        const auto items = listed(file);
        CHECK(text(items, "XMP:dc:creator") == test::needle_name);
        CHECK(text(items, "XMP:dc:description") == "Sports day & " + std::string(test::needle_name));
        CHECK(text(items, "XMP:photoshop:City") == "Lagos");
        CHECK(text(items, "XMP:photoshop:Credit") == test::needle_name);
        CHECK(!has(items, "XMP:rdf:about"));
    }
}

TEST_CASE("broken XMP is listed as far as it goes", "[image]") {
    const auto with_packet = [](std::string_view packet) {
        Bytes payload = test::text_bytes("http://ns.adobe.com/xap/1.0/\0"sv);
        test::append(payload, packet);
        Bytes out = jpeg();
        Bytes segment;
        test::put_jpeg_segment(segment, 0xE1, payload);
        out.insert(out.begin() + 2, segment.begin(), segment.end());
        return listed(out);
    };
    CHECK(text(with_packet("<dc:title>Bao Nguyen"sv), "XMP:dc:title") == "Bao Nguyen");
    CHECK(text(with_packet("<a dc:title='Bao Nguyen"sv), "XMP:dc:title") == "Bao Nguyen");
    CHECK(has(with_packet("no markup at all"sv), "JPEG:APP1"));
    CHECK(text(with_packet("<dc:title>&#66;ao &#x4E;guyen &bogus; &</dc:title>"sv), "XMP:dc:title") ==
          "Bao Nguyen  &");
    CHECK(has(with_packet("</a></b></c><dc:x/>"sv), "XMP:dc:x"));
}

TEST_CASE("IPTC is listed under its dataset names", "[image]") {
    const auto items = listed(test::plant(jpeg(), "iptc"));
    CHECK(text(items, "IPTC:By-line") == test::needle_name);
    CHECK(text(items, "IPTC:City") == "Lagos");
    CHECK(names_the_person(items, "IPTC:Caption-Abstract"));
}

TEST_CASE("everything else a JPEG can carry is listed by the place it stands in", "[image]") {
    CHECK(text(listed(test::plant(jpeg(), "comment")), "JPEG:COM") == test::needle_name);
    CHECK(has(listed(test::plant(jpeg(), "application segment")), "JPEG:APP5"));
    CHECK(has(listed(test::plant(jpeg(), "jfxx thumbnail")), "JFXX:Thumbnail"));
    CHECK(has(listed(test::plant(jpeg(), "jfif thumbnail")), "JFIF:Thumbnail"));
    CHECK(has(listed(test::plant(jpeg(), "colour marker")), "JPEG:APP14"));
    CHECK(has(listed(test::plant(jpeg(), "between segments")), "JPEG:filler"));
    CHECK(has(listed(test::plant(jpeg(), "trailer")), "JPEG:trailer"));
    const auto several = listed(test::plant(jpeg(), "mpf"));
    CHECK(has(several, "JPEG:MPF"));
    CHECK(has(several, "JPEG:trailer"));
    const auto profile = listed(test::plant(jpeg(), "icc"));
    CHECK(text(profile, "ICC:ProfileDescription") == test::needle_name);
    CHECK(text(profile, "ICC:DeviceMfgDesc") == test::needle_name);
}

TEST_CASE("everything else a PNG can carry is listed by chunk and keyword", "[image]") {
    CHECK(text(listed(test::plant(png(), "text")), "PNG:tEXt:Author") == test::needle_name);
    CHECK(text(listed(test::plant(png(), "compressed text")), "PNG:zTXt:Comment") == test::needle_name);
    CHECK(has(listed(test::plant(png(), "private chunk")), "PNG:prVt"));
    CHECK(has(listed(test::plant(png(), "palette name")), "PNG:sPLT"));
    CHECK(has(listed(test::plant(png(), "animation")), "PNG:fdAT"));
    CHECK(has(listed(test::plant(png(), "trailer")), "PNG:trailer"));
    const auto profile = listed(test::plant(png(), "icc"));
    CHECK(text(profile, "PNG:iCCP:name") == test::needle_name);
    CHECK(text(profile, "ICC:ProfileDescription") == test::needle_name);
}

TEST_CASE("each name stands once, with its texts joined", "[image]") {
    Bytes file = test::plant(jpeg(), "comment");
    Bytes second;
    test::put_jpeg_segment(second, 0xFE, test::text_bytes("Sports day"));
    file.insert(file.begin() + 2, second.begin(), second.end());
    const auto items = listed(file);
    REQUIRE(items.size() == 1);
    CHECK(items[0].text == "Sports day\n" + std::string(test::needle_name));
}

TEST_CASE("a block that cannot be read is listed by its container", "[image]") {
    Bytes exif, file = jpeg();
    test::put_jpeg_segment(exif, 0xE1, test::text_bytes("Exif\0\0II*\0\xFF\xFF\xFF\x7F"sv));
    file.insert(file.begin() + 2, exif.begin(), exif.end());
    CHECK(has(listed(file), "JPEG:APP1"));
}

TEST_CASE("metadata past the limit is refused", "[image][R-01]") {
    Limits few;
    few.metadata_bytes = 100;
    const auto items = list_metadata(test::plant(jpeg(), "xmp"), few);
    REQUIRE(!items);
    CHECK(items.error().code == ErrorCode::unreadable);
}

TEST_CASE("text of any encoding becomes UTF-8", "[image]") {
    CHECK(readable_text(test::text_bytes("Zo\xEB")) == "Zo\xC3\xAB");
    CHECK(readable_text(test::text_bytes("Zo\xC3\xAB")) == "Zo\xC3\xAB");
    CHECK(readable_text(test::text_bytes("  Mia\n\0behind"sv)) == "Mia");
    CHECK(utf8_from_utf16(test::text_bytes("\x01\x5Bx\0"sv), false) == "\xE5\xAC\x81x");
    CHECK(utf8_from_utf16(test::text_bytes("\xD8\x3D\xDE\x00"sv), true) == "\xF0\x9F\x98\x80");
    CHECK(utf8_from_utf16(test::text_bytes("\xD8\x3D"sv), true) == "\xEF\xBF\xBD");
    CHECK(utf8_from_utf16(test::text_bytes("\xFF\xFEM\0"sv), true) == "M");
    CHECK(!is_utf8("\xC0\x80"));
    CHECK(!is_utf8("\xED\xA0\x80"));
    CHECK(!is_utf8("\xF5\x80\x80\x80"));
}
