// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "sanitise_fixture.hpp"
#include "support/gif_maker.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

CleanCopy clean(const Bytes& bytes) {
    auto copy = sanitise(bytes, Limits{});
    INFO((copy ? "" : copy.error().message));
    REQUIRE(copy);
    CHECK(copy->format == Format::gif);
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
    return (proved.error().code == ErrorCode::refused ? "" : "unreadable: ") + proved.error().message;
}

bool refused_for(const Bytes& bytes, std::string_view part) {
    const std::string said = refusal(bytes);
    INFO(said);
    CHECK(said.find("unreadable") == std::string::npos);
    return said.find("(" + std::string(part) + ")") != std::string::npos;
}

// As another program, giflib, reads it: everything that shows, and nothing that does not.
bool show_the_same(const Bytes& a, const Bytes& b) {
    const auto first = read_gif(a), second = read_gif(b);
    REQUIRE(first);
    REQUIRE(second);
    if (first->width != second->width || first->height != second->height || first->frames.size() != second->frames.size())
        return false;
    for (std::size_t i = 0; i < first->frames.size(); ++i) {
        const GifFrameSpec &x = first->frames[i], &y = second->frames[i];
        const auto kept = [](int disposal) { return disposal < 2 ? 0 : disposal; };
        if (x.left != y.left || x.top != y.top || x.width != y.width || x.height != y.height || x.delay != y.delay ||
            kept(x.disposal) != kept(y.disposal) || x.indexes != y.indexes || x.interlaced != y.interlaced)
            return false;
        const Bytes &cx = x.colours.empty() ? first->colours : x.colours, &cy = y.colours.empty() ? second->colours : y.colours;
        for (const std::size_t index : x.indexes) {
            if ((x.transparent == static_cast<int>(index)) != (y.transparent == static_cast<int>(index))) return false;
            if (!std::equal(cx.begin() + static_cast<std::ptrdiff_t>(index * 3),
                            cx.begin() + static_cast<std::ptrdiff_t>(index * 3 + 3),
                            cy.begin() + static_cast<std::ptrdiff_t>(index * 3)))
                return false;
        }
    }
    return true;
}

GifSpec still() {
    GifSpec spec = gif_animation();
    spec.frames.resize(1);
    spec.loops.reset();
    return spec;
}

}  // namespace

TEST_CASE("what is planted in a GIF is gone from the copy, place by place, and its pixels are not touched",
          "[sanitise][gif][R-17]") {
    for (const GifSpec& spec : {gif_animation(), still()}) {
        const Bytes original = make_gif(spec);
        REQUIRE(!holds_needle(original));
        CHECK(show_the_same(clean(original).bytes, original));
        for (const std::string& place : gif_needles()) {
            INFO(place);
            const Bytes dirty = plant_gif(spec, place);
            REQUIRE(holds_needle(dirty));
            CHECK(refusal(dirty) != "clean");
            const CleanCopy copy = clean(dirty);
            CHECK(show_the_same(copy.bytes, original));
            CHECK(copy.method == (place == "after pixels" ? CopyMethod::re_encoded : CopyMethod::lossless));
        }
    }
}

TEST_CASE("a GIF keeps its frames, their times and how often it is shown", "[sanitise][gif]") {
    const GifSpec spec = gif_animation();
    const Bytes copy = clean(plant_gif(spec, "comment between frames")).bytes;
    const auto read = read_gif(copy);
    REQUIRE(read);
    REQUIRE(read->frames.size() == 5);
    CHECK(read->frames[3].delay == 65535);
    CHECK(read->frames[2].delay == 0);
    CHECK(read->background == 3);
    const std::string text(copy.begin(), copy.end());
    CHECK(text.find("NETSCAPE2.0\x03\x01\x05\0\0"sv) != std::string::npos);
    const Bytes once = clean(make_gif(still())).bytes;
    CHECK(std::string(once.begin(), once.end()).find("NETSCAPE") == std::string::npos);
}

TEST_CASE("colours that no pixel of a GIF has are black in the copy", "[sanitise][gif][R-17]") {
    const auto read = read_gif(clean(make_gif(gif_animation())).bytes);
    REQUIRE(read);
    REQUIRE(read->colours.size() == 48);
    for (std::size_t i = 0; i < 48; ++i) CHECK((read->colours[i] == 0) == (i / 3 >= 11));
    REQUIRE(read->frames[3].colours.size() == 96);
    for (std::size_t i = 33; i < 96; ++i) CHECK(read->frames[3].colours[i] == 0);
}

TEST_CASE("free bits of a GIF are zero in the copy, and numbers that do not exist what browsers take them for",
          "[sanitise][gif][R-17]") {
    const GifSpec spec = gif_animation();
    const Bytes plain = make_gif(spec);
    const Bytes expected = clean(plain).bytes;
    const std::size_t control = 13 + 48 + 19;
    REQUIRE(plain[control] == '!');
    Bytes other = plain;
    other[4] = '7';                                                       // version
    other[10] = static_cast<std::uint8_t>((other[10] & 0x8F) | 0x08);     // colour resolution, sorted
    other[12] = 0x4E;                                                     // shape of a pixel
    other[control + 3] = 0xE2 | 5 << 2;                                   // reserved, user input, disposal 5
    other[control + 6] = 9;                                               // an index that says nothing
    other[control + 8 + 9] = 0x38;                                        // reserved, sorted
    CHECK((clean(other).bytes == expected));
    other[control + 3] = 4 << 2;
    CHECK(read_gif(clean(other).bytes)->frames[0].disposal == 3);
    other = plain;
    other[control + 3] = 1;
    other[control + 6] = 200;  // transparent would be an index that no pixel has
    CHECK((clean(other).bytes == expected));
}

TEST_CASE("what of a GIF's frame lies beside the canvas does not leave", "[sanitise][gif][R-17]") {
    GifSpec spec = gif_animation();
    spec.frames[1].left = 35;
    spec.frames[1].top = 20;
    spec.frames[1].indexes = gif_pixels(20, 13, 5, 8);
    const CleanCopy copy = clean(make_gif(spec));
    CHECK(copy.method == CopyMethod::re_encoded);
    const auto read = read_gif(copy.bytes);
    REQUIRE(read);
    const GifFrameSpec& cut = read->frames[1];
    REQUIRE((cut.width == 5 && cut.height == 10 && !cut.interlaced));
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 5; ++x)
            CHECK(cut.indexes[static_cast<std::size_t>(y * 5 + x)] == spec.frames[1].indexes[static_cast<std::size_t>(y * 20 + x)]);
    Bytes beside = make_gif(gif_animation());
    beside[6] = 30;  // the canvas; the first frame makes it wide again
    CHECK((clean(beside).bytes == clean(make_gif(gif_animation())).bytes));
    Bytes copied = clean(make_gif(gif_animation())).bytes;
    copied[6] = 30;
    CHECK(refused_for(copied, "GIF:frame beside the canvas"));
}

TEST_CASE("the proof of a GIF names each part that a broken sanitiser could leave in", "[sanitise][gif][R-17]") {
    const GifSpec spec = gif_animation();
    const Bytes copy = clean(make_gif(spec)).bytes;
    CHECK(refusal(copy) == "clean");
    CHECK(refused_for([&] { Bytes b = copy; append(b, needle_name); return b; }(), "GIF:trailer"));
    const auto with = [&](std::size_t at, std::string_view block) {
        Bytes b(copy.begin(), copy.begin() + static_cast<std::ptrdiff_t>(at));
        append(b, block);
        append(b, ByteView(copy).subspan(at));
        return b;
    };
    const std::size_t loops = 13 + 48, control = loops + 19;
    CHECK(refused_for(with(control, "!\xFE\x06Nkechi\0"sv), "GIF:comment"));
    CHECK(refused_for(with(control, "!\x01\x06Nkechi\0"sv), "GIF:plain text"));
    CHECK(refused_for(with(control, "!\xFF\x0BNETSCAPE2.0\x03\x01\x02\0\0"sv), "GIF:application"));
    CHECK(refused_for(with(control, "!\xCE\x06Nkechi\0"sv), "GIF:extension"));
    CHECK(refused_for(with(control, "!\xF9\4\0\1\0\0\0"sv), "GIF:extension"));  // one control too many
    CHECK(refused_for(with(control, "Nk"sv), "GIF:block"));
    const auto set = [&](std::size_t at, int value) {
        Bytes b = copy;
        b.at(at) = static_cast<std::uint8_t>(value);
        return b;
    };
    CHECK(refused_for(set(4, '7'), "GIF:version"));
    CHECK(refused_for(set(10, copy[10] | 8), "GIF:screen"));
    CHECK(refused_for(set(11, 16), "GIF:screen"));
    CHECK(refused_for(set(12, 1), "GIF:screen"));
    CHECK(refused_for(set(13 + 47, 1), "GIF:colours"));
    CHECK(refused_for(set(control + 3, 0x20), "GIF:control"));
    CHECK(refused_for(set(control + 3, 2), "GIF:control"));
    CHECK(refused_for(set(control + 6, 1), "GIF:control"));
    CHECK(refused_for(set(control + 8 + 9, 0x08), "GIF:frame"));
    CHECK(refused_for(set(control + 8 + 9, 0x01), "GIF:frame"));
    std::size_t blocks = control + 8 + 11;
    const std::size_t first = blocks;
    while (copy[blocks] != 0) blocks += copy[blocks] + 1U;
    CHECK(refused_for(with(blocks, "\x06Nkechi"sv), "GIF:pixels"));
    REQUIRE(copy[first] == 255);
    Bytes split = copy;  // the same data in uneven sub-blocks
    split[first] = 100;
    split.insert(split.begin() + static_cast<std::ptrdiff_t>(first) + 101, 155);
    CHECK(show_the_same(split, copy));
    CHECK(refused_for(split, "GIF:pixels"));
}

TEST_CASE("codes of a GIF that make no pixel do not leave", "[sanitise][gif][R-17]") {
    // 2 by 1 pixels of two colours; codes of three bits: 4 clears, 5 ends.
    const auto file = [](std::initializer_list<int> codes, int free_bits = 0) {
        Bytes out = text_bytes("GIF89a\x02\0\x01\0\xF0\0\0ABCDEF,\0\0\0\0\x02\0\x01\0\0\x02"sv);
        std::uint32_t window = 0;
        int held = 0;
        Bytes data;
        for (const int code : codes) {
            window |= static_cast<std::uint32_t>(code) << held;
            for (held += 3; held >= 8; held -= 8, window >>= 8) data.push_back(static_cast<std::uint8_t>(window));
        }
        if (held > 0) data.push_back(static_cast<std::uint8_t>(window | static_cast<std::uint32_t>(free_bits) << held));
        out.push_back(static_cast<std::uint8_t>(data.size()));
        append(out, data);
        append(out, "\0;"sv);
        return out;
    };
    const Bytes exact = file({4, 0, 1, 5});
    CHECK(refusal(exact) == "clean");
    CHECK((clean(exact).bytes == exact));
    for (const Bytes& loose : {file({4, 0, 1}), file({0, 1, 5}), file({4, 4, 0, 1, 5}), file({4, 0, 1, 1, 5}), file({4, 0, 1, 4, 5}),
                               file({4, 0, 1, 5, 2, 3}), file({4, 0, 1, 5}, 5), file({4, 0, 1, 5, 0, 0, 0, 0})}) {
        CHECK(refused_for(loose, "GIF:pixels"));
        CHECK((clean(loose).bytes == exact));
    }
    for (const Bytes& damaged : {file({4, 0, 5}), file({4, 0}), file({4, 7, 0, 5}), file({4, 6, 5}), file({})})
        CHECK(!sanitise(damaged, Limits{}));
}

TEST_CASE("a GIF with damage anywhere is refused or leaves clean", "[sanitise][gif][fuzz][R-17]") {
    std::size_t copies = 0, refusals = 0;
    for (const Bytes& file : {make_gif(gif_animation()), make_gif(still()), plant_gif(gif_animation(), "xmp"),
                              plant_gif(gif_animation(), "plain text"), clean(make_gif(gif_animation())).bytes})
        for (unsigned seed = 0; seed < 300; ++seed) {
            const auto copy = sanitise(mutated(file, seed), Limits{});
            if (!copy) {
                ++refusals;
                CHECK(copy.error().code == ErrorCode::unreadable);
                continue;
            }
            ++copies;
            const auto proved = prove_clean(copy->bytes, Limits{});
            INFO("seed " << seed << ": " << (proved ? "" : proved.error().message));
            CHECK(proved);
            CHECK(!holds_needle(copy->bytes));
            const auto again = sanitise(copy->bytes, Limits{});
            REQUIRE(again);
            CHECK((again->bytes == copy->bytes));
        }
    CHECK(copies > 100);
    CHECK(refusals > 100);
}

TEST_CASE("a GIF's copy that is damaged is not proved clean unless it is another clean one", "[sanitise][gif][fuzz][R-17]") {
    const Bytes copy = clean(make_gif(gif_animation())).bytes;
    for (unsigned seed = 0; seed < 400; ++seed) {
        const Bytes other = mutated(copy, seed);
        if (!prove_clean(other, Limits{})) continue;
        const auto again = sanitise(other, Limits{});
        REQUIRE(again);
        INFO("seed " << seed);
        CHECK((again->bytes == other));
    }
}

TEST_CASE("what a GIF carries is listed by name and text", "[image][gif]") {
    const auto text_of = [](std::string_view place, std::string_view name) -> std::string {
        const auto listed = list_metadata(plant_gif(gif_animation(), place), Limits{});
        REQUIRE(listed);
        for (const MetadataItem& item : *listed)
            if (item.name == name) return "found " + item.text;
        return "not found";
    };
    const std::string found = "found " + std::string(needle_name);
    CHECK(text_of("comment", "GIF:comment") == found);
    CHECK(text_of("comment behind the frames", "GIF:comment") == found);
    CHECK(text_of("plain text", "GIF:plain text") == found);
    CHECK(text_of("application", "GIF:application:SCHOOLAPP01") == found);
    CHECK(text_of("xmp", "XMP:dc:creator").find(needle_name) != std::string::npos);
    CHECK(text_of("trailer", "GIF:trailer") == "found ");
    const auto nothing = list_metadata(make_gif(gif_animation()), Limits{});
    REQUIRE(nothing);
    CHECK(nothing->empty());
}
