// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "base/plain_text.hpp"
#include "image/metadata.hpp"
#include "image/text_encoding.hpp"
#include "image/text_runs.hpp"
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
    CHECK(text(with_packet("<a dc:title='Bao Nguyen"sv), "JPEG:APP1").find("Bao Nguyen") != std::string::npos);
    CHECK(text(with_packet("no markup at all"sv), "JPEG:APP1") == "no markup at all");
    const auto entities = with_packet("<dc:title>&#66;ao &#x4E;guyen &bogus; &amp; Zola Khumalo</dc:title>"sv);
    CHECK(text(entities, "XMP:dc:title") == "Bao Nguyen");
    CHECK(text(entities, "JPEG:APP1").find("Zola Khumalo") != std::string::npos);
    CHECK(text(with_packet("<dc:title>Zo\xEB</dc:title>"sv), "XMP:dc:title") == "Zo\xC3\xAB");
}

TEST_CASE("XMP is named by its schemas and never expands an entity", "[image]") {
    const auto items = [](std::string_view packet) {
        Bytes payload = test::text_bytes("http://ns.adobe.com/xap/1.0/\0"sv);
        test::append(payload, packet);
        Bytes out = jpeg(), segment;
        test::put_jpeg_segment(segment, 0xE1, payload);
        out.insert(out.begin() + 2, segment.begin(), segment.end());
        return listed(out);
    };
    const auto renamed = items("<q:RDF xmlns:q='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><q:Description "
                               "xmlns:w='http://ns.adobe.com/photoshop/1.0/' w:City='Lagos'><w:Credit>Bao Nguyen</w:Credit>"
                               "</q:Description></q:RDF>"sv);
    CHECK(text(renamed, "XMP:photoshop:City") == "Lagos");
    CHECK(text(renamed, "XMP:photoshop:Credit") == "Bao Nguyen");
    CHECK(std::any_of(renamed.begin(), renamed.end(), tells_position));
    const auto faces = items("<r xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/'><mwg-rs:RegionList>"
                             "<rdf:Bag><rdf:li mwg-rs:Name='Amara Okoye' mwg-rs:Type='Face'/></rdf:Bag>"
                             "</mwg-rs:RegionList></r>"sv);
    CHECK(text(faces, "XMP:mwg-rs:Name") == "Amara Okoye");
    const auto bomb = items("<!DOCTYPE x [<!ENTITY a 'Bao'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><dc:title>&b;</dc:title>"sv);
    CHECK(text(bomb, "XMP:dc:title").find("BaoBao") == std::string::npos);
    CHECK(text(items("<dc:relation rdf:resource='https://example.org/Bao'/>"sv), "XMP:dc:relation") ==
          "https://example.org/Bao");
}

TEST_CASE("extended XMP is put together in the order of its places", "[image]") {
    const std::string_view packet = "<dc:description>A lesson with Nkechi Adeyemi</dc:description>"sv;
    Bytes file = jpeg();
    for (const auto& [from, size] : {std::pair{std::size_t{40}, packet.size() - 40}, std::pair{std::size_t{0}, std::size_t{40}}}) {
        Bytes payload = test::text_bytes("http://ns.adobe.com/xmp/extension/\0"sv);
        test::append(payload, "0123456789ABCDEF0123456789ABCDEF"sv);
        for (const std::size_t number : {packet.size(), from})
            for (int shift = 24; shift >= 0; shift -= 8) payload.push_back(static_cast<std::uint8_t>(number >> shift));
        test::append(payload, packet.substr(from, size));
        Bytes segment;
        test::put_jpeg_segment(segment, 0xE1, payload);
        file.insert(file.end() - 2, segment.begin(), segment.end());
    }
    CHECK(text(listed(file), "XMP:dc:description") == "A lesson with Nkechi Adeyemi");
}

TEST_CASE("texts in blocks of unknown structure are found", "[image]") {
    CHECK(text_runs(test::text_bytes("\1\2\0Mia\0\xFF\xFEzz\x01OwnerName: Chidi Okafor\x02"sv)) == "Mia\nOwnerName: Chidi Okafor");
    CHECK(text_runs(test::wide_text("Chidi Okafor", true)).find("Chidi Okafor") != std::string::npos);
    CHECK(text_runs(test::wide_text("Chidi Okafor", false)).find("Chidi Okafor") != std::string::npos);
    Bytes noise;
    for (unsigned i = 0, x = 1; i < 100'000; ++i) noise.push_back(static_cast<std::uint8_t>((x = x * 1664525 + 1013904223) >> 24));
    CHECK(text_runs(noise).size() < 1000);
    CHECK(text_runs(Bytes(1 << 20, 'a')).empty());
    CHECK(names_the_person(listed(test::plant(jpeg(), "application segment")), "JPEG:APP5"));
    CHECK(names_the_person(listed(test::plant(jpeg(), "trailer")), "JPEG:trailer"));
    CHECK(names_the_person(listed(test::plant(png(), "private chunk")), "PNG:prVt"));
    CHECK(names_the_person(listed(test::plant(jpeg(), "exif")), "EXIF:MakerNote"));
}

TEST_CASE("a position is told in decimal degrees", "[image]") {
    const auto items = listed(test::plant(jpeg(), "exif"));
    CHECK(text(items, "EXIF:GPSLatitude") == "6.453200");
    CHECK(text(items, "EXIF:GPSLongitude") == "3.402400");
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
    CHECK(every_text(test::text_bytes(" Mia\0\0behind\0"sv)) == "Mia\nbehind");
    CHECK(utf8_from_utf16(test::text_bytes("\x01\x5Bx\0"sv), false) == "\xE5\xAC\x81x");
    CHECK(utf8_from_utf16(test::text_bytes("\xD8\x3D\xDE\x00"sv), true) == "\xF0\x9F\x98\x80");
    CHECK(utf8_from_utf16(test::text_bytes("\xD8\x3D"sv), true) == "\xEF\xBF\xBD");
    CHECK(utf8_from_utf16(test::text_bytes("\xFF\xFEM\0"sv), true) == "M");
    CHECK(!is_utf8("\xC0\x80"));
    CHECK(!is_utf8("\xED\xA0\x80"));
    CHECK(!is_utf8("\xF5\x80\x80\x80"));
}
