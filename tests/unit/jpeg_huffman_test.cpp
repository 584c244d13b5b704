// SPDX-License-Identifier: Apache-2.0
//
// The walk through Huffman-coded data beside a decoder: never laxer, and of the same mind about sound files.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "image/codecs.hpp"
#include "image/jpeg_huffman.hpp"
#include "image/jpeg_huffman_lanes.hpp"
#include "image/jpeg_segments.hpp"
#include "sanitise_fixture.hpp"
#include "support/picture_mutations.hpp"
#include "support/picture_parts.hpp"
#include "support/skip.hpp"

using namespace consent;
using namespace consent::test;
namespace fs = std::filesystem;

namespace {

bool walks_exactly(const JpegWalk& walk) {
    JpegHuffmanWalk huffman;
    for (const JpegSegment& segment : walk.segments) huffman.take(segment.marker, segment.payload, segment.entropy);
    return huffman.exact();
}

bool walks_exactly(const Bytes& jpeg) {
    const auto walk = walk_jpeg(jpeg, Limits{});
    return walk && !walk->loose_entropy && walks_exactly(*walk);
}

// What a decoder says when nothing stands between the segments.
bool decodes_exactly(const Bytes& jpeg) {
    const auto entropy = decode_jpeg_entropy(jpeg, Limits{});
    return entropy && *entropy == JpegEntropy::exact;
}

// Where the compressed data of the first scan starts, and where that of the last ends.
std::pair<std::size_t, std::size_t> data_of(const Bytes& jpeg) {
    const auto walk = walk_jpeg(jpeg, Limits{});
    REQUIRE(walk);
    std::pair<std::size_t, std::size_t> range{jpeg.size(), 0};
    for (const JpegSegment& segment : walk->segments)
        if (!segment.entropy.empty()) {
            const auto start = static_cast<std::size_t>(segment.entropy.data() - jpeg.data());
            range = {std::min(range.first, start), std::max(range.second, start + segment.entropy.size())};
        }
    return range;
}

Raster noise(int width, int height, unsigned seed) {
    Raster raster = draw(width, height, seed);
    for (std::uint8_t& sample : raster.rgb) {
        seed = seed * 1664525U + 1013904223U;
        sample = static_cast<std::uint8_t>(std::min(255U, sample / 2 + (seed >> 25)));
    }
    return raster;
}

std::vector<JpegOptions> kinds() {
    std::vector<JpegOptions> all(9);
    all[1].progressive = true;
    all[2].components = 1;
    all[3].restart_rows = 1;
    all[4].halved_colour = false;
    all[5].components = 4;
    all[6].progressive = all[6].restart_rows = 1;
    all[7].components = 1;
    all[7].progressive = true;
    all[8].progressive = true;
    all[8].components = 4;
    return all;
}

}  // namespace

TEST_CASE("sound data of every coding is walked to its last bit", "[sanitise]") {
    for (const auto& [width, height] : {std::pair{1, 1}, {7, 9}, {16, 16}, {17, 33}, {64, 48}, {250, 131}})
        for (JpegOptions options : kinds())
            for (const int quality : {5, 60, 90, 100}) {
                options.quality = quality;
                INFO(width << " x " << height << " quality " << quality << " components " << options.components);
                CHECK(walks_exactly(make_jpeg(draw(width, height), options)));
                CHECK(walks_exactly(make_jpeg(noise(width, height, 3), options)));
            }
}

TEST_CASE("a long run is read in lanes as it is block by block", "[sanitise]") {
    JpegOptions options;
    options.quality = 97;
    SECTION("4:2:0") {}
    SECTION("4:4:4") { options.halved_colour = false; }
    SECTION("grey") { options.components = 1; }
    SECTION("four inks") { options.components = 4; }
    SECTION("progressive") { options.progressive = true; }
    Bytes jpeg = make_jpeg(noise(1500, 1000, 5), options);
    const auto [from, to] = data_of(jpeg);
    REQUIRE(to - from > 2 * least_for_lanes);
    REQUIRE(walks_exactly(jpeg));
    REQUIRE(decodes_exactly(jpeg));
    std::size_t exact = 0;
    for (unsigned seed = 1; seed <= 24; ++seed) {
        Bytes other = jpeg;
        std::size_t at = from + std::size_t{seed} * 2654435761U % (to - from - 4);
        while (other[at - 1] == 0xFF || other[at] == 0xFF || (other[at] ^ 16) == 0xFF) ++at;
        other[at] ^= 16;
        INFO("seed " << seed << " at " << at);
        const bool walked = walks_exactly(other);
        exact += walked ? 1U : 0U;
        CHECK((!walked || decodes_exactly(other)));
    }
    CHECK(exact < 24);
    // A piece that is gone and one that comes twice are other numbers of blocks.
    Bytes shorter = jpeg, longer = jpeg;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(from + 300'000),
                  shorter.begin() + static_cast<std::ptrdiff_t>(from + 301'000));
    CHECK(!walks_exactly(shorter));
    longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(to - 100'000), jpeg.begin() + static_cast<std::ptrdiff_t>(from),
                  jpeg.begin() + static_cast<std::ptrdiff_t>(from + 5'000));
    CHECK(!walks_exactly(longer));
}

TEST_CASE("where a reader that guesses never falls into step, a long run is read all the same", "[sanitise]") {
    // Each block is the same six bits.
    Raster flat;
    flat.width = 5200;
    flat.height = 4800;
    flat.rgb.assign(std::size_t{3} * 5200 * 4800, 128);
    JpegOptions options;
    options.components = 1;
    Bytes jpeg = make_jpeg(flat, options);
    const auto [from, to] = data_of(jpeg);
    REQUIRE(to - from > least_for_lanes);
    CHECK(walks_exactly(jpeg));
    jpeg.erase(jpeg.begin() + static_cast<std::ptrdiff_t>(from) + 100'000, jpeg.begin() + static_cast<std::ptrdiff_t>(from) + 100'003);
    CHECK(!walks_exactly(jpeg));
}

TEST_CASE("bytes behind the last block, unusual filling and wrong restarts are no exact data", "[sanitise][R-17]") {
    for (const JpegOptions& options : kinds()) {
        const Bytes jpeg = make_jpeg(draw(64, 48), options);
        const auto [from, to] = data_of(jpeg);
        REQUIRE(walks_exactly(jpeg));
        for (const Bytes& more : {Bytes{0}, Bytes{0xFE}, Bytes{0xFF, 0}, text_bytes(needle_name)}) {
            Bytes other = jpeg;
            other.insert(other.begin() + static_cast<std::ptrdiff_t>(to), more.begin(), more.end());
            CHECK(!walks_exactly(other));
        }
        Bytes cut = jpeg;
        cut.erase(cut.begin() + static_cast<std::ptrdiff_t>(to) - 1);
        CHECK(!walks_exactly(cut));
        if (options.restart_rows == 0 || options.progressive) continue;
        Bytes turned = jpeg;
        for (std::size_t at = from; at < to; ++at)
            if (turned[at] == 0xFF && turned[at + 1] == 0xD1) turned[at + 1] = 0xD2;
        CHECK(!walks_exactly(turned));
    }
    // One grey block: difference 0, end of block, and six bits of filling.
    JpegOptions grey;
    grey.components = 1;
    Raster flat;
    flat.width = flat.height = 8;
    flat.rgb.assign(192, 128);
    Bytes small = make_jpeg(flat, grey);
    const auto [from, to] = data_of(small);
    REQUIRE(to - from == 1);
    REQUIRE(walks_exactly(small));
    small[from] = static_cast<std::uint8_t>(small[from] ^ 1);
    CHECK(!walks_exactly(small));
    CHECK(decodes_exactly(small));  // the filling is what decoders do not look at
}

TEST_CASE("the walk is never laxer than a decoder", "[sanitise][R-17][fuzz]") {
    std::size_t walked = 0, judged = 0;
    std::vector<Bytes> seeds;
    for (const JpegOptions& options : kinds()) {
        seeds.push_back(make_jpeg(draw(40, 30), options));
        seeds.push_back(make_jpeg(noise(40, 30, 2), options));
    }
    for (const Bytes& good : seeds) {
        const auto [from, to] = data_of(good);
        for (unsigned seed = 1; seed <= 150; ++seed) {
            Bytes bad = good;
            // Headers of scans and tables are hit as well as the data.
            const std::size_t start = seed % 4 == 0 ? 20 : from;
            for (unsigned k = 0; k <= seed % 3; ++k) {
                const std::size_t at = start + (seed * 2654435761U + k * 40503U) % (to - start);
                bad[at] = seed % 5 == 0 ? static_cast<std::uint8_t>(seed) : static_cast<std::uint8_t>(bad[at] ^ (1U << seed % 8));
            }
            const auto walk = walk_jpeg(bad, Limits{});
            if (!walk) continue;
            ++judged;
            if (walk->loose_entropy || !walks_exactly(*walk)) continue;
            ++walked;
            INFO("seed " << seed);
            const auto decoded = decode_jpeg_entropy(bad, Limits{});
            CHECK(decoded);
            if (decoded && walk->filler == 0) CHECK(*decoded == JpegEntropy::exact);
        }
    }
    CHECK(judged > 1000);
    CHECK(walked > 50);
    CHECK(walked < judged);
}

TEST_CASE("the walk and a decoder agree on files of many origins", "[sanitise][R-17]") {
    const char* source = std::getenv("CONSENT_SOURCE_DIR");
    const fs::path folder = fs::path(source == nullptr ? "" : source) / ".." / "shared" / "testdata" / "metadata";
    std::error_code none;
    std::size_t exact = 0, stricter = 0;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const Bytes bytes(std::istreambuf_iterator<char>(file), {});
        const auto walk = sniff(bytes) == Format::jpeg ? walk_jpeg(bytes, Limits{}) : Result<JpegWalk>(Error{});
        if (!walk || walk->frame.marker > 0xC2) continue;
        INFO(entry.path().filename().string());
        const auto decoded = decode_jpeg_entropy(bytes, Limits{});
        const bool walked = !walk->loose_entropy && walks_exactly(*walk);
        if (walked) CHECK(decoded);
        exact += walked ? 1U : 0U;
        if (!walked && decoded && *decoded == JpegEntropy::exact) ++stricter;
    }
    if (exact == 0) CONSENT_SKIP("no test pictures at ../shared/testdata/metadata");
    CHECK(stricter * 50 < exact);  // the filling of the last byte, which some leave zero
}
