// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <string>

#include "sanitise/sanitise.hpp"
#include "support/catch.hpp"
#include "support/heif_maker.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

std::string verdict(const Bytes& bytes) {
    const auto proved = prove_clean(bytes, Limits{});
    if (proved) return "clean";
    const std::string& said = proved.error().message;
    CHECK(said.find(std::string(needle_name)) == std::string::npos);
    if (proved.error().code != ErrorCode::refused) return "unreadable: " + said;
    const std::size_t from = said.find('(') + 1;
    return said.substr(from, said.find(')') - from);
}

std::string changed(bool av1, HeifKind kind, const std::function<void(MadeHeif&)>& change) {
    MadeHeif file = make_heif(av1, kind);
    REQUIRE(verdict(file.bytes()) == "clean");
    change(file);
    return verdict(file.bytes());
}

}  // namespace

TEST_CASE("the proof refuses everything that a broken sanitiser could leave in a HEIC or AVIF", "[sanitise][heif][R-17]") {
    for (const bool av1 : {false, true})
        for (const HeifKind kind : {HeifKind::plain, HeifKind::ten_bits, HeifKind::alpha, HeifKind::grid, HeifKind::turned})
            for (const std::string& place : heif_needles()) {
                INFO(av1 << " " << static_cast<int>(kind) << " " << place);
                const std::string said = changed(av1, kind, [&](MadeHeif& file) { plant_heif(file, place); });
                CHECK(said.substr(0, 5) == "HEIF:");
            }
}

TEST_CASE("the proof names the part of a HEIC or AVIF", "[sanitise][heif][R-17]") {
    const auto planted = [](bool av1, std::string_view place) {
        return changed(av1, HeifKind::plain, [&](MadeHeif& file) { plant_heif(file, place); });
    };
    for (const bool av1 : {false, true}) {
        CHECK(planted(av1, "exif") == "HEIF:iinf");
        CHECK(planted(av1, "item name") == "HEIF:iinf");
        CHECK(planted(av1, "handler name") == "HEIF:hdlr");
        CHECK(planted(av1, "thumbnail") == "HEIF:iref");
        CHECK(planted(av1, "further picture") == "HEIF:iref");
        CHECK(planted(av1, "property") == "HEIF:property");
        CHECK(planted(av1, "icc") == "HEIF:property");
        CHECK(planted(av1, "config") == "HEIF:property");
        CHECK(planted(av1, "group") == "HEIF:meta");
        CHECK(planted(av1, "unknown box") == "HEIF:meta");
        CHECK(planted(av1, "free box") == "HEIF:mdat");
        CHECK(planted(av1, "loose bytes") == "HEIF:mdat");
        CHECK(planted(av1, "trailer") == "HEIF:trailer");
        CHECK(planted(av1, "coded unit") == (av1 ? "HEIF:AV1" : "HEIF:HEVC"));
        CHECK(planted(av1, "filler") == (av1 ? "HEIF:AV1" : "HEIF:HEVC"));
    }
}

TEST_CASE("the proof refuses free bits that are not zero", "[sanitise][heif][R-17]") {
    const auto property = [](bool av1, std::size_t number, const std::function<void(Bytes&)>& change) {
        return changed(av1, HeifKind::turned, [&](MadeHeif& file) { change(file.items[0].properties[number].data); });
    };
    CHECK(property(false, 0, [](Bytes& ispe) { ispe[3] = 1; }) == "HEIF:property");
    CHECK(property(false, 1, [](Bytes& pixi) { pixi.push_back(8); }) == "HEIF:property");
    CHECK(property(false, 2, [](Bytes& hvcc) { hvcc[14] = 7; }) == "HEIF:property");  // smallest slice
    CHECK(property(false, 2, [](Bytes& hvcc) { hvcc[19] = 30; }) == "HEIF:property");  // frame rate
    CHECK(property(false, 2, [](Bytes& hvcc) { hvcc[8] ^= 1; }) == "HEIF:property");   // other than the SPS says
    CHECK(property(true, 2, [](Bytes& av1c) { av1c[3] = 0x1F; }) == "HEIF:property");
    CHECK(property(true, 3, [](Bytes& colr) { colr[10] |= 1; }) == "HEIF:property");
    CHECK(property(true, 3, [](Bytes& colr) { colr[7] = 8; }) == "HEIF:property");     // linear light
    CHECK(property(true, 4, [](Bytes& irot) { irot[0] |= 4; }) == "HEIF:property");
    CHECK(property(true, 5, [](Bytes& imir) { imir[0] |= 2; }) == "HEIF:property");
}

TEST_CASE("the proof refuses what is there and serves nothing", "[sanitise][heif][R-17]") {
    const auto add_tile = [](MadeHeif& file) {
        file.items.push_back(file.items.back());
    };
    CHECK(changed(false, HeifKind::grid, add_tile) == "HEIF:iref");
    CHECK(changed(false, HeifKind::grid, [](MadeHeif& f) { f.items[0].data[2] = 0; }) == "HEIF:grid");
    CHECK(changed(false, HeifKind::grid, [](MadeHeif& f) { f.items[0].data.push_back(0); }) == "HEIF:grid");
    CHECK(changed(false, HeifKind::plain, [](MadeHeif& f) { f.items[0].extents = 2; }) == "HEIF:iloc");
    CHECK(changed(false, HeifKind::plain, [](MadeHeif& f) { f.items[0].elsewhere = 1; }) == "HEIF:iloc");
    CHECK(changed(false, HeifKind::plain, [](MadeHeif& f) { f.brand = "mif1"; }) == "HEIF:ftyp");
    CHECK(changed(true, HeifKind::alpha, [](MadeHeif& f) { f.references.clear(); }) == "HEIF:iref");
    CHECK(changed(false, HeifKind::plain, [](MadeHeif& f) { append(f.items[0].data, coded_frame("hevc b").data); }) ==
          "HEIF:HEVC");
    CHECK(changed(true, HeifKind::plain, [](MadeHeif& f) { append(f.items[0].data, coded_frame("av1 b").data); }) ==
          "HEIF:AV1");
}

TEST_CASE("the proof refuses a copy that does not decode", "[sanitise][heif][R-17]") {
    MadeHeif file = make_heif(false);
    file.items[0].properties[0].data = hex_bytes(text_bytes("000000000000ffff0000ffff"sv));
    CHECK(verdict(file.bytes()).substr(0, 11) == "unreadable:");
}
