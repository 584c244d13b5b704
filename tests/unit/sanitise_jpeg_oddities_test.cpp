// SPDX-License-Identifier: Apache-2.0
//
// JPEG files as cameras and programs do write them, though the standard would have them otherwise.
#include <algorithm>

#include "image/jpeg_huffman.hpp"
#include "image/jpeg_segments.hpp"
#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;

namespace {

// Where the first marker of that kind stands.
std::size_t find_marker(const Bytes& jpeg, std::uint8_t marker) {
    const auto walk = walk_jpeg(jpeg, Limits{});
    REQUIRE(walk);
    for (const JpegSegment& segment : walk->segments)
        if (segment.marker == marker) return segment.offset;
    return jpeg.size();
}

std::vector<JpegSegment> scans_of(const Bytes& jpeg) {
    const auto walk = walk_jpeg(jpeg, Limits{});
    REQUIRE(walk);
    std::vector<JpegSegment> scans;
    for (const JpegSegment& segment : walk->segments)
        if (segment.marker == jpeg_marker::sos) scans.push_back(segment);
    return scans;
}

std::size_t offset_in(const Bytes& jpeg, ByteView part) { return static_cast<std::size_t>(part.data() - jpeg.data()); }

// Zeros behind the last block of each run, as some cameras leave them; the bits there are the ones of the coder.
Bytes with_zero_filling(Bytes jpeg) {
    for (const JpegSegment& scan : scans_of(jpeg)) {
        const std::size_t from = offset_in(jpeg, scan.entropy), to = from + scan.entropy.size();
        for (std::size_t at = from; at < to; ++at) {
            const bool ends_run = at + 1 == to || (jpeg[at + 1] == 0xFF && at + 2 < to && jpeg[at + 2] >= 0xD0 && jpeg[at + 2] <= 0xD7);
            // One bit of it: more may be of the last block.
            if (ends_run && jpeg[at] != 0 && (jpeg[at] & 1) == 1) jpeg[at] = static_cast<std::uint8_t>(jpeg[at] & 0xFE);
        }
    }
    return jpeg;
}

}  // namespace

TEST_CASE("zeros in the last bits of a scan become ones, and nothing else is touched", "[sanitise][R-17]") {
    JpegOptions options;
    SECTION("baseline") {}
    SECTION("progressive") { options.progressive = true; }
    SECTION("restart markers") { options.restart_rows = 1; }
    std::size_t changed = 0;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        const Bytes original = make_jpeg(draw(40, 40, seed), options);
        const Bytes odd = with_zero_filling(original);
        JpegHuffmanWalk huffman;
        const auto walk = walk_jpeg(odd, Limits{});
        REQUIRE(walk);
        for (const JpegSegment& segment : walk->segments)
            huffman.take(segment.marker, segment.payload, segment.entropy);
        const auto* fillings = huffman.other_fillings();
        if (fillings == nullptr || fillings->empty()) continue;  // the bit was one of a block
        ++changed;
        const CleanCopy copy = clean_copy(odd);
        CHECK(copy.method == CopyMethod::lossless);
        CHECK((copy.bytes == clean_copy(original).bytes));
        CHECK(!prove_clean(odd, Limits{}));
    }
    CHECK(changed > 2);
}

TEST_CASE("a long scan with zeros in its last bits is cleaned without touching its pixels", "[sanitise]") {
    JpegOptions options;
    options.quality = 98;
    for (unsigned seed = 1; seed <= 6; ++seed) {
        Raster raster = draw(900, 700, seed);
        unsigned random = seed;
        for (std::uint8_t& sample : raster.rgb) {
            random = random * 1664525U + 1013904223U;
            sample = static_cast<std::uint8_t>(sample / 2 + (random >> 25));
        }
        const Bytes original = make_jpeg(raster, options);
        REQUIRE(scans_of(original)[0].entropy.size() > 300'000);
        const Bytes odd = with_zero_filling(original);
        const auto copy = sanitise_and_prove(odd, Limits{});
        REQUIRE(copy);
        CHECK(copy->method == CopyMethod::lossless);
        CHECK(same_pixels(copy->bytes, odd));
    }
}

TEST_CASE("a JPEG without its end leaves with one when all of it is there", "[sanitise]") {
    JpegOptions options;
    SECTION("baseline") {}
    SECTION("progressive") { options.progressive = true; }
    SECTION("restart markers") { options.restart_rows = 1; }
    const Bytes original = make_jpeg(draw(64, 48), options);
    const Bytes without(original.begin(), original.end() - 2);
    const CleanCopy copy = clean_copy(without);
    CHECK((copy.bytes == clean_copy(original).bytes));
    CHECK(same_pixels(without, original));
    CHECK((clean_copy(Bytes(original.begin(), original.end() - 1)).bytes == copy.bytes));
    // Zeros, as a card that was read back leaves them.
    Bytes longer = without;
    longer.resize(longer.size() + 5000, 0);
    CHECK(same_pixels(clean_copy(longer).bytes, original));
}

TEST_CASE("a JPEG without its end is refused as cut short when anything is missing", "[sanitise][R-01]") {
    JpegOptions options;
    SECTION("baseline") {}
    SECTION("progressive") { options.progressive = true; }
    SECTION("restart markers") { options.restart_rows = 1; }
    SECTION("grey") { options.components = 1; }
    const Bytes original = make_jpeg(draw(64, 48), options);
    for (std::size_t less = 3; less < original.size() / 2; less += 7) {
        INFO(less);
        const Bytes cut(original.begin(), original.end() - static_cast<std::ptrdiff_t>(less));
        const auto copy = sanitise(cut, Limits{});
        REQUIRE(!copy);
        CHECK(copy.error().code == ErrorCode::unreadable);
        CHECK(copy.error().message.find("cut short") != std::string::npos);
        CHECK(!decode(cut, Limits{}));
        CHECK(!sanitise_and_prove(cut, Limits{}));
    }
}

TEST_CASE("arithmetic coding without an end is refused, for nothing tells whether it is whole", "[sanitise][R-01]") {
    JpegOptions options;
    options.arithmetic = true;
    const Bytes original = make_jpeg(draw(64, 48), options);
    CHECK(sanitise(original, Limits{}));
    CHECK(!sanitise(Bytes(original.begin(), original.end() - 2), Limits{}));
}

TEST_CASE("what a baseline scan says of passes it does not have is set right", "[sanitise]") {
    const Bytes original = make_jpeg(draw(64, 48));
    Bytes odd = original;
    const std::size_t range = offset_in(odd, scans_of(odd)[0].payload) + scans_of(odd)[0].payload.size() - 3;
    odd[range] = 1;
    odd[range + 1] = 0;
    odd[range + 2] = 0x23;
    const CleanCopy copy = clean_copy(odd);
    CHECK(copy.method == CopyMethod::lossless);
    CHECK((copy.bytes == clean_copy(original).bytes));
    CHECK(same_pixels(odd, original));
}

TEST_CASE("a frame of a camera's film, which leaves the usual codes out, gets codes of its own", "[sanitise]") {
    const Bytes original = make_jpeg(draw(64, 48));  // with the codes of the standard
    Bytes bare = original;
    for (;;) {
        const std::size_t at = find_marker(bare, jpeg_marker::dht);
        if (at == bare.size()) break;
        const std::size_t length = static_cast<std::size_t>(bare[at + 2] << 8 | bare[at + 3]);
        bare.erase(bare.begin() + static_cast<std::ptrdiff_t>(at), bare.begin() + static_cast<std::ptrdiff_t>(at + 2 + length));
    }
    const CleanCopy copy = clean_copy(bare);
    CHECK(copy.method == CopyMethod::re_encoded);
    CHECK(same_pixels(copy.bytes, original));
}

TEST_CASE("a picture of several pictures leaves as its first", "[sanitise][R-17]") {
    const Bytes first = make_jpeg(draw(64, 48)), second = make_jpeg(draw(32, 24, 7));
    Bytes both = plant(first, "mpf");
    append(both, second);
    append(both, first);
    const CleanCopy copy = clean_copy(both);
    CHECK((copy.bytes == clean_copy(first).bytes));
}
