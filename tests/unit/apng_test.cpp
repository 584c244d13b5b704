// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "sanitise_fixture.hpp"
#include "support/apng_maker.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

Bytes still(int width, int height, unsigned seed, int colour_type, int depth = 8) {
    PngOptions options;
    options.colour_type = colour_type;
    options.bit_depth = depth;
    options.transparent = colour_type == 4 || colour_type == 6;
    return make_png(draw(width, height, seed), options);
}

std::vector<ApngFrameSpec> frames(int colour_type = 6, int depth = 8) {
    return {{still(40, 30, 1, colour_type, depth), 0, 0, 3, 10, 0, false},
            {still(20, 13, 2, colour_type, depth), 5, 6, 0, 1, 1, true},
            {still(40, 30, 3, colour_type, depth), 0, 0, 65535, 1, 2, true},
            {still(9, 28, 4, colour_type, depth), 31, 2, 1, 0, 0, false},
            {still(17, 17, 5, colour_type, depth), 2, 3, 1, 100, 0, true}};
}

std::vector<Picture> seen(const Bytes& file, const Limits& limits = {}) {
    std::vector<Picture> pictures;
    const auto read = each_frame(file, limits, [&](Picture picture) -> Result<void> {
        pictures.push_back(std::move(picture));
        return {};
    });
    INFO((read ? "" : read.error().message));
    REQUIRE(read);
    return pictures;
}

bool is_refused(const Bytes& file, const Limits& limits = {}) {
    const auto read = each_frame(file, limits, [](const Picture&) -> Result<void> { return {}; });
    if (!read) CHECK(read.error().code == ErrorCode::unreadable);
    return !read;
}

// The plain way, with fractions: what each frame shows over white, 0..255 each colour.
std::vector<std::vector<double>> by_hand(const std::vector<ApngFrameSpec>& specs) {
    struct Dot {
        double colour[3] = {0, 0, 0};
        double alpha = 0;
    };
    const Raster first = pixels_of(specs[0].still);
    std::vector<Dot> canvas(static_cast<std::size_t>(first.width * first.height));
    std::vector<std::vector<double>> shown;
    for (const ApngFrameSpec& spec : specs) {
        const auto picture = decode(spec.still, Limits{});
        REQUIRE(picture);
        const Raster& colours = picture->alpha.empty() ? picture->shown : picture->also.front();
        const auto before = canvas;
        const auto each_dot = [&](const auto& change) {
            for (int y = 0; y < colours.height; ++y)
                for (int x = 0; x < colours.width; ++x)
                    change(canvas[static_cast<std::size_t>((spec.y + y) * first.width + spec.x + x)],
                           static_cast<std::size_t>(y * colours.width + x));
        };
        each_dot([&](Dot& dot, std::size_t i) {
            const double alpha = picture->alpha.empty() ? 1.0 : picture->alpha[i] / 255.0;
            const double kept = spec.over ? dot.alpha * (1 - alpha) : 0;
            for (std::size_t c = 0; c < 3; ++c)
                dot.colour[c] = alpha + kept == 0 ? 0 : (colours.rgb[i * 3 + c] * alpha + dot.colour[c] * kept) / (alpha + kept);
            dot.alpha = alpha + kept;
        });
        shown.emplace_back();
        for (const Dot& dot : canvas)
            for (const double c : dot.colour) shown.back().push_back(c * dot.alpha + 255 * (1 - dot.alpha));
        const bool first_frame = &spec == &specs.front();
        if (spec.disposal == 1 || (spec.disposal == 2 && first_frame)) each_dot([](Dot& dot, std::size_t) { dot = {}; });
        else if (spec.disposal == 2) canvas = before;
    }
    return shown;
}

double furthest(const Raster& raster, const std::vector<double>& expected) {
    REQUIRE(raster.rgb.size() == expected.size());
    double most = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) most = std::max(most, std::abs(raster.rgb[i] - expected[i]));
    return most;
}

CleanCopy clean(const Bytes& bytes) {
    auto copy = sanitise(bytes, Limits{});
    INFO((copy ? "" : copy.error().message));
    REQUIRE(copy);
    CHECK(copy->format == Format::png);
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

bool show_the_same(const Bytes& a, const Bytes& b) {
    const auto first = seen(a), second = seen(b);
    return first.size() == second.size() &&
           std::equal(first.begin(), first.end(), second.begin(), [](const Picture& x, const Picture& y) {
               return x.shown.rgb == y.shown.rgb && x.shown.width == y.shown.width && x.alpha == y.alpha;
           });
}

bool refused_for(const Bytes& bytes, std::string_view part) {
    const auto proved = prove_clean(bytes, Limits{});
    if (proved) return false;
    INFO(proved.error().message);
    CHECK(proved.error().code == ErrorCode::refused);
    return proved.error().message.find("(" + std::string(part) + ")") != std::string::npos;
}

std::string types(const Bytes& png) {
    std::string names;
    for (const PngPart& part : png_parts(png)) names += part.type + " ";
    return names;
}

std::size_t nth(const std::vector<PngPart>& parts, std::string_view type, std::size_t number) {
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (parts[i].type == type && number-- == 0) return i;
    FAIL("no such chunk");
    return 0;
}

Bytes changed(const Bytes& png, std::string_view type, std::size_t number, std::size_t at, int value) {
    auto parts = png_parts(png);
    parts[nth(parts, type, number)].data.at(at) = static_cast<std::uint8_t>(value);
    return png_file(parts);
}

}  // namespace

TEST_CASE("each frame of an animated PNG is seen as it stands on the canvas", "[image][apng][R-04]") {
    const int colour_type = GENERATE(0, 2, 4, 6);
    const int depth = GENERATE(8, 16);
    const auto specs = frames(colour_type, depth);
    const auto expected = by_hand(specs);
    const auto pictures = seen(make_apng(specs));
    REQUIRE(pictures.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        INFO("frame " << i << " of colour type " << colour_type);
        CHECK(furthest(pictures[i].shown, expected[i]) < 2.0);
    }
}

TEST_CASE("the first frame of an animated PNG that would restore clears", "[image][apng]") {
    auto specs = frames();
    specs[0].disposal = 2;
    const auto pictures = seen(make_apng(specs));
    CHECK(furthest(pictures.at(1).shown, by_hand(specs).at(1)) < 2.0);
    CHECK(png_parts(clean(make_apng(specs)).bytes)[2].data[24] == 1);
}

TEST_CASE("the still picture of an animated PNG that is no frame is seen before the frames", "[image][apng][R-04]") {
    const Bytes apart = still(40, 30, 9, 6);
    const Bytes file = make_apng(frames(), 0, apart);
    const auto pictures = seen(file);
    REQUIRE(pictures.size() == 6);
    CHECK((pictures[0].shown.rgb == pixels_of(apart).rgb));
    CHECK((pictures[1].shown.rgb == pixels_of(frames()[0].still).rgb));
    CHECK(show_the_same(clean(file).bytes, file));
}

TEST_CASE("an animated PNG keeps its frames, their times and how often it is shown", "[sanitise][apng]") {
    const int colour_type = GENERATE(0, 2, 3, 4, 6);
    auto specs = frames(colour_type == 3 ? 6 : colour_type);
    if (colour_type == 3) {
        specs = {{still(40, 30, 1, 3)}, {still(40, 30, 1, 3), 0, 0, 9, 10, 1, true}};
    }
    const Bytes file = make_apng(specs, 7);
    const CleanCopy copy = clean(file);
    CHECK(copy.method == CopyMethod::lossless);
    CHECK(show_the_same(copy.bytes, file));
    const auto before = png_parts(file), after = png_parts(copy.bytes);
    CHECK((after[nth(after, "acTL", 0)].data == before[nth(before, "acTL", 0)].data));
    for (std::size_t i = 0; i < specs.size(); ++i) {
        Bytes control = before[nth(before, "fcTL", i)].data;
        if (control[22] == 0 && control[23] == 0) control[23] = 100;  // zero parts are hundredths
        const Bytes& kept = after[nth(after, "fcTL", i)].data;
        CHECK(std::equal(kept.begin() + 4, kept.end(), control.begin() + 4));
    }
}

TEST_CASE("what is planted in an animated PNG is gone from the copy", "[sanitise][apng][R-17]") {
    const Bytes file = make_apng(frames());
    const Bytes expected = clean(file).bytes;
    const auto parts = png_parts(file);
    const auto with = [&](std::size_t at, const PngPart& part) {
        auto more = parts;
        more.insert(more.begin() + static_cast<std::ptrdiff_t>(at), part);
        return png_file(more);
    };
    const Bytes text = text_bytes("Author\0Nkechi Adeyemi"sv);
    for (std::size_t at = 1; at < parts.size(); ++at) {
        const Bytes dirty = with(at, {"tEXt", text});
        REQUIRE(holds_needle(dirty));
        CHECK(!prove_clean(dirty, Limits{}));
        CHECK((clean(dirty).bytes == expected));
    }
    Bytes trailing = file;
    append(trailing, needle_name);
    CHECK((clean(trailing).bytes == expected));
    CHECK((clean(with(parts.size() - 1, {"fdAX", text})).bytes == expected));

    auto behind = parts;  // behind the zlib stream of the last frame
    append(behind[parts.size() - 2].data, needle_name);
    REQUIRE(holds_needle(png_file(behind)));
    const CleanCopy copy = clean(png_file(behind));
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(show_the_same(copy.bytes, file));
}

TEST_CASE("of a PNG whose animation breaks the rules the still picture alone leaves", "[sanitise][apng]") {
    const Bytes file = make_apng(frames());
    const Bytes expected = clean(frames()[0].still).bytes;
    const auto left_out = [&](std::string_view type, std::size_t number) {
        auto parts = png_parts(file);
        parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(nth(parts, type, number)));
        return png_file(parts);
    };
    for (const Bytes& broken :
         {changed(file, "acTL", 0, 3, 6), changed(file, "acTL", 0, 3, 0), changed(file, "fcTL", 1, 3, 9),
          changed(file, "fcTL", 0, 7, 39), changed(file, "fcTL", 1, 7, 41), changed(file, "fcTL", 1, 15, 21),
          changed(file, "fcTL", 1, 7, 0), changed(file, "fcTL", 1, 24, 3), changed(file, "fcTL", 1, 25, 2),
          changed(file, "fdAT", 1, 3, 0), left_out("acTL", 0), left_out("fdAT", 2), left_out("fcTL", 2)}) {
        CHECK(is_refused(broken));
        CHECK((clean(broken).bytes == expected));
    }
}

TEST_CASE("frames of an animated PNG that do not decode are refused", "[image][apng][R-01]") {
    const Bytes file = make_apng(frames());
    auto parts = png_parts(file);
    Bytes& data = parts[nth(parts, "fdAT", 1)].data;
    data.resize(data.size() / 2);
    CHECK(is_refused(png_file(parts)));
    CHECK(!sanitise(png_file(parts), Limits{}));
    Limits limits;
    limits.frames = 4;
    CHECK(is_refused(file, limits));
    CHECK(!sanitise(file, limits));
    limits = {};
    limits.frame_pixels = 40 * 30 * 4;
    CHECK(is_refused(file, limits));
}

TEST_CASE("the proof of an animated PNG names what a broken sanitiser could leave in", "[sanitise][apng][R-17]") {
    const Bytes copy = clean(make_apng(frames())).bytes;
    REQUIRE(types(copy) == "IHDR acTL fcTL IDAT fcTL fdAT fcTL fdAT fcTL fdAT fcTL fdAT IEND ");
    CHECK(refused_for(changed(copy, "acTL", 0, 3, 6), "PNG:acTL"));
    CHECK(refused_for(changed(copy, "acTL", 0, 3, 4), "PNG:fcTL"));
    CHECK(refused_for(changed(copy, "fcTL", 1, 3, 2), "PNG:fcTL"));
    CHECK(refused_for(changed(copy, "fcTL", 1, 15, 21), "PNG:fcTL"));
    CHECK(refused_for(changed(copy, "fcTL", 1, 24, 4), "PNG:fcTL"));
    CHECK(refused_for(changed(copy, "fcTL", 1, 25, 2), "PNG:fcTL"));
    CHECK(refused_for(changed(copy, "fcTL", 3, 23, 0), "PNG:fcTL"));
    CHECK(refused_for(changed(copy, "fcTL", 0, 24, 2), "PNG:fcTL"));
    CHECK(refused_for(changed(copy, "fdAT", 0, 3, 7), "PNG:fdAT"));
    auto parts = png_parts(copy);
    append(parts[nth(parts, "fdAT", 2)].data, needle_name);
    CHECK(refused_for(png_file(parts), "PNG:fdAT"));
    parts = png_parts(copy);
    parts.insert(parts.begin() + 1, parts[nth(parts, "fdAT", 0)]);
    CHECK(refused_for(png_file(parts), "PNG:fdAT"));
    parts = png_parts(copy);
    parts.insert(parts.end() - 1, {"pHYs", Bytes(9, 0)});
    CHECK(refused_for(png_file(parts), "PNG:pHYs"));
    parts = png_parts(copy);
    std::rotate(parts.begin() + 1, parts.begin() + 2, parts.begin() + 4);  // acTL behind the pixels
    CHECK(!prove_clean(png_file(parts), Limits{}));
}

TEST_CASE("an animated PNG with damage anywhere is refused or leaves clean", "[sanitise][apng][fuzz][R-17]") {
    std::size_t copies = 0, refusals = 0;
    const auto judge = [&](const Bytes& damaged) {
        const auto copy = sanitise(damaged, Limits{});
        if (!copy) {
            ++refusals;
            CHECK(copy.error().code == ErrorCode::unreadable);
            return;
        }
        ++copies;
        const auto proved = prove_clean(copy->bytes, Limits{});
        INFO((proved ? "" : proved.error().message));
        CHECK(proved);
        const auto again = sanitise(copy->bytes, Limits{});
        REQUIRE(again);
        CHECK((again->bytes == copy->bytes));
    };
    const Bytes file = make_apng(frames());
    for (unsigned seed = 0; seed < 300; ++seed) judge(mutated(file, seed));
    // Each bit of what rules the frames, with the checksum right again.
    const auto parts = png_parts(file);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].type != "acTL" && parts[i].type != "fcTL") continue;
        for (std::size_t bit = 0; bit < parts[i].data.size() * 8; ++bit) {
            auto other = parts;
            other[i].data[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            judge(png_file(other));
        }
    }
    CHECK(copies > 500);
    CHECK(refusals > 100);
}

TEST_CASE("an animated PNG's copy that is damaged is not proved clean unless it is another clean one",
          "[sanitise][apng][fuzz][R-17]") {
    const Bytes copy = clean(make_apng(frames(), 2, still(40, 30, 9, 6))).bytes;
    const auto parts = png_parts(copy);
    std::size_t clean_ones = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].type == "IDAT" || parts[i].type == "fdAT") continue;
        for (std::size_t bit = 0; bit < parts[i].data.size() * 8; ++bit) {
            auto other = parts;
            other[i].data[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            const Bytes file = png_file(other);
            if (!prove_clean(file, Limits{})) continue;
            ++clean_ones;
            INFO(parts[i].type << " bit " << bit);
            const auto again = sanitise(file, Limits{});
            REQUIRE(again);
            CHECK((again->bytes == file));
        }
    }
    CHECK(clean_ones > 50);  // other times, places and ways to put a frame
}
