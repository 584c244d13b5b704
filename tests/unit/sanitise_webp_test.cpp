// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "sanitise_fixture.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"
#include "support/webp_maker.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

Bytes make(bool lossless, bool transparent, bool packed_alpha = true, int partitions = 0) {
    WebpOptions options;
    options.lossless = lossless;
    options.transparent = transparent;
    options.packed_alpha = packed_alpha;
    options.partitions = partitions;
    return make_webp(draw(96, 80), options);
}

Bytes small(unsigned seed, bool lossless, bool transparent) {
    WebpOptions options;
    options.lossless = lossless;
    options.transparent = transparent;
    return make_webp(draw(20, 16, seed), options);
}

Bytes animation() {
    return make_animated_webp(40, 30,
                              {{small(1, false, false)},
                               {small(2, true, true), 10, 8, 50, true, true},
                               {small(3, false, true), 20, 14, 0, false, false},
                               {small(4, true, false), 4, 2, 16'000'000, false, true}},
                              3);
}

std::vector<Bytes> all_kinds() {
    return {make(false, false),       make(false, false, true, 3), make(false, true), make(false, true, false),
            make(true, false),        make(true, true),            animation()};
}

// As clean_copy, for files of several frames.
CleanCopy clean(const Bytes& bytes) {
    auto copy = sanitise(bytes, Limits{});
    INFO((copy ? "" : copy.error().message));
    REQUIRE(copy);
    CHECK(copy->format == Format::webp);
    const auto proved = prove_clean(copy->bytes, Limits{});
    INFO((proved ? "" : proved.error().message));
    CHECK(proved);
    CHECK(!holds_needle(copy->bytes));
    const auto listed = list_metadata(copy->bytes, Limits{});
    REQUIRE(listed);
    CHECK(listed->empty());
    const auto again = sanitise(copy->bytes, Limits{});
    REQUIRE(again);
    CHECK((again->bytes == copy->bytes));
    CHECK(again->method == CopyMethod::lossless);
    return std::move(*copy);
}

std::string refusal(const Bytes& bytes) {
    const auto proved = prove_clean(bytes, Limits{});
    if (proved) return "clean";
    return proved.error().code == ErrorCode::refused ? proved.error().message : "unreadable: " + proved.error().message;
}

bool refused_for(const Bytes& bytes, std::string_view part) {
    const std::string said = refusal(bytes);
    INFO(said);
    CHECK(said.find("unreadable") == std::string::npos);
    return said.find("(" + std::string(part) + ")") != std::string::npos;
}

std::string chunks_of(const Bytes& webp) {
    std::string names;
    for (const WebpPart& part : webp_parts(webp)) names += part.type + "/";
    return names;
}

}  // namespace

TEST_CASE("what is planted in a WebP is gone from the copy, place by place, and its pixels are not touched",
          "[sanitise][webp][R-17]") {
    for (const Bytes& original : all_kinds()) {
        const auto expected = webp_frames(original);
        REQUIRE(!expected.empty());
        CHECK((webp_frames(clean(original).bytes) == expected));
        for (const std::string& place : webp_needles_for(original)) {
            INFO(place);
            const Bytes dirty = plant_webp(original, place);
            REQUIRE(holds_needle(dirty));
            CHECK(refusal(dirty) != "clean");
            const CleanCopy copy = clean(dirty);
            CHECK(copy.method == CopyMethod::lossless);
            CHECK((webp_frames(copy.bytes) == expected));
        }
    }
}

TEST_CASE("a WebP leaves in the fewest chunks that show it", "[sanitise][webp]") {
    CHECK(chunks_of(clean(make(false, false)).bytes) == "VP8 /");
    CHECK(chunks_of(clean(plant_webp(make(false, false), "xmp")).bytes) == "VP8 /");
    CHECK(chunks_of(clean(make(false, true)).bytes) == "VP8X/ALPH/VP8 /");
    CHECK(chunks_of(clean(make(true, true)).bytes) == "VP8L/");
    CHECK(chunks_of(clean(plant_webp(make(true, true), "exif", 6)).bytes) == "VP8X/VP8L/EXIF/");
    CHECK(chunks_of(clean(plant_webp(make(true, false), "icc")).bytes) == "VP8X/ICCP/VP8L/");
    CHECK(chunks_of(clean(animation()).bytes) == "VP8X/ANIM/ANMF/ANMF/ANMF/ANMF/");
}

TEST_CASE("an animated WebP keeps its frames, their times and how often it is shown", "[sanitise][webp]") {
    const Bytes original = animation();
    const auto before = webp_parts(original), after = webp_parts(clean(original).bytes);
    REQUIRE(after.size() == before.size());
    CHECK((after[1].data == Bytes{0, 0, 0, 0, 3, 0}));
    for (std::size_t i = 2; i < after.size(); ++i)
        CHECK(std::equal(after[i].data.begin(), after[i].data.begin() + 16, before[i].data.begin()));
}

TEST_CASE("a WebP keeps each orientation and nothing else of its EXIF", "[sanitise][webp]") {
    const int orientation = GENERATE(1, 2, 3, 4, 5, 6, 7, 8);
    const Bytes original = plant_webp(make(true, false), "exif", orientation);
    const CleanCopy copy = clean(original);
    CHECK(orientation_of(copy.bytes, Format::webp) == orientation);
    CHECK(same_pixels(copy.bytes, original));
}

TEST_CASE("free bits of a WebP's heads are zero in the copy", "[sanitise][webp][R-17]") {
    Bytes lossy = make(false, false);
    const Bytes expected = clean(lossy).bytes;
    lossy[12 + 8 + 7] |= 0xC0;  // scaling
    lossy[12 + 8 + 9] |= 0x40;
    CHECK((clean(lossy).bytes == expected));

    auto parts = webp_parts(animation());
    const Bytes plain = clean(webp_file(parts)).bytes;
    parts[0].data[1] = parts[0].data[3] = 0x4E;
    parts[0].data[0] |= 0xC1;
    parts[2].data[15] |= 0xFC;
    CHECK((clean(webp_file(parts)).bytes == plain));

    CHECK((clean(plant_webp(make(false, true), "inside trailer")).bytes == clean(make(false, true)).bytes));
    Bytes odd = make(true, true);
    auto head = webp_parts(odd);
    while (head[0].data.size() % 2 == 0) head[0].data.push_back(0x55);
    Bytes padded = webp_file({head[0]});
    padded.back() = 0x4E;
    CHECK((clean(padded).bytes == clean(odd).bytes));
}

TEST_CASE("the proof of a WebP names each part that a broken sanitiser could leave in", "[sanitise][webp][R-17]") {
    const Bytes lossy = clean(make(false, false)).bytes, lossless = clean(make(true, false)).bytes,
                transparent = clean(make(false, true)).bytes, raw = clean(make(false, true, false)).bytes,
                moving = clean(animation()).bytes, turned = clean(plant_webp(lossy, "exif", 6)).bytes;
    CHECK(refused_for(plant_webp(lossy, "trailer"), "WebP:trailer"));
    CHECK(refused_for(plant_webp(lossy, "after stream"), "WebP:VP8"));
    CHECK(refused_for(plant_webp(lossless, "after stream"), "WebP:VP8L"));
    CHECK(refused_for(plant_webp(transparent, "after stream"), "WebP:VP8"));
    CHECK(refused_for(plant_webp(transparent, "first partition"), "WebP:VP8"));
    CHECK(refused_for(plant_webp(transparent, "alpha"), "WebP:ALPH"));
    CHECK(refused_for(plant_webp(raw, "alpha"), "WebP:ALPH"));
    CHECK(refused_for(plant_webp(transparent, "unknown chunk"), "WebP:note"));
    CHECK(refused_for(plant_webp(transparent, "second picture"), "WebP:VP8 "));
    CHECK(refused_for(plant_webp(transparent, "icc"), "WebP:ICCP"));
    CHECK(refused_for(plant_webp(turned, "exif", 6), "WebP:EXIF") != refused_for(plant_webp(turned, "xmp"), "WebP:VP8X"));
    CHECK(refused_for(plant_webp(moving, "frame chunk"), "WebP:ANMF"));
    CHECK(refused_for(plant_webp(moving, "after stream"), "WebP:VP8"));

    const auto changed = [](const Bytes& file, std::size_t part, std::size_t byte, int bits) {
        auto parts = webp_parts(file);
        parts.at(part).data.at(byte) ^= static_cast<std::uint8_t>(bits);
        return webp_file(parts);
    };
    CHECK(refused_for(changed(moving, 0, 0, 0x20), "WebP:ICCP"));
    CHECK(refused_for(changed(moving, 0, 0, 0x04), "WebP:VP8X"));
    CHECK(refused_for(changed(moving, 0, 0, 0x10), "WebP:VP8X"));
    CHECK(refused_for(changed(moving, 0, 2, 0x01), "WebP:VP8X"));
    CHECK(refused_for(changed(moving, 1, 0, 0x01), "WebP:ANIM"));
    CHECK(refused_for(changed(moving, 2, 15, 0x04), "WebP:ANMF flags"));
    CHECK(refused_for(changed(transparent, 1, 0, 0x40), "WebP:ALPH"));
    CHECK(refused_for(changed(lossy, 0, 7, 0x40), "WebP:VP8 scaling"));
    CHECK(refusal(changed(lossy, 0, webp_parts(lossy)[0].data.size() - 1, 0x01)) != "clean");
    for (std::size_t i = 0; i < 26; ++i) CHECK(refused_for(changed(turned, 2, i, 0x10), "WebP:EXIF"));
}

TEST_CASE("no byte of a clean WebP can be another without the picture being another", "[sanitise][webp][R-17]") {
    for (const Bytes& original : {make(false, false), make(true, false), make(false, true), make(false, false, true, 2)}) {
        const Bytes copy = clean(original).bytes;
        const auto expected = webp_frames(copy);
        std::size_t same = 0;
        // The last bytes of each stream are where an encoder has a choice.
        for (std::size_t at = copy.size() - 40; at < copy.size(); ++at)
            for (int bit = 0; bit < 8; ++bit) {
                Bytes other = copy;
                other[at] ^= static_cast<std::uint8_t>(1 << bit);
                if (!prove_clean(other, Limits{})) continue;
                if (webp_frames(other) == expected) ++same;
            }
        CHECK(same == 0);
    }
}

TEST_CASE("a WebP with damage anywhere is refused or leaves clean", "[sanitise][webp][fuzz][R-17]") {
    std::size_t copies = 0, refusals = 0;
    std::vector<Bytes> seeds = all_kinds();
    seeds.push_back(plant_webp(plant_webp(plant_webp(seeds.back(), "icc"), "exif", 5), "frame chunk"));
    for (const Bytes& file : seeds)
        for (unsigned seed = 0; seed < 120; ++seed) {
            const auto copy = sanitise(mutated(file, seed), Limits{});
            if (!copy) {
                ++refusals;
                CHECK(copy.error().code == ErrorCode::unreadable);
                continue;
            }
            const auto proved = prove_clean(copy->bytes, Limits{});
            INFO("seed " << seed << ": " << (proved ? "" : proved.error().message));
            CHECK(proved);
            ++copies;
            CHECK(!holds_needle(copy->bytes));
            const auto again = sanitise(copy->bytes, Limits{});
            REQUIRE(again);
            CHECK((again->bytes == copy->bytes));
        }
    CHECK(copies > 60);
    CHECK(refusals > 100);
}

TEST_CASE("a WebP's copy that is damaged is not proved clean unless it is another clean one", "[sanitise][webp][fuzz][R-17]") {
    for (const Bytes& original : all_kinds()) {
        const Bytes copy = clean(plant_webp(original, "exif", 8)).bytes;
        for (unsigned seed = 0; seed < 150; ++seed) {
            const Bytes other = mutated(copy, seed);
            if (!prove_clean(other, Limits{})) continue;
            INFO("seed " << seed);
            const auto again = sanitise(other, Limits{});
            REQUIRE(again);
            CHECK((again->bytes == other));
        }
    }
    const auto parts = webp_parts(clean(make(true, true)).bytes);
    CHECK(refused_for(webp_file({webp_head(0x10, 96, 80), parts[0]}), "WebP:VP8X"));  // it says nothing that VP8L does not
}

TEST_CASE("what a WebP carries is listed by name, frames included", "[image][webp]") {
    Bytes file = plant_webp(plant_webp(plant_webp(animation(), "exif", 3), "xmp"), "frame chunk");
    file = plant_webp(plant_webp(plant_webp(file, "icc"), "unknown chunk"), "trailer");
    const auto listed = list_metadata(file, Limits{});
    REQUIRE(listed);
    const auto has = [&](std::string_view name) {
        return std::any_of(listed->begin(), listed->end(), [&](const MetadataItem& item) { return item.name == name; });
    };
    for (const auto name : {"EXIF:GPSLatitude"sv, "XMP:dc:creator"sv, "WebP:ANMF:NOTE"sv, "WebP:note"sv, "WebP:trailer"sv}) {
        INFO(name);
        CHECK(has(name));
    }
    CHECK(!has("WebP:ANIM"));
    CHECK(!has("WebP:ANMF"));
    const auto second = list_metadata(plant_webp(make(true, false), "second picture"), Limits{});
    REQUIRE(second);
    CHECK(std::any_of(second->begin(), second->end(), [](const MetadataItem& item) { return item.name == "WebP:VP8L"; }));
}
