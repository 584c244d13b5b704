// SPDX-License-Identifier: Apache-2.0
//
// A JPEG may code a picture twice, and tables that nothing uses: what decoders overwrite still stands in the file.
#include <algorithm>
#include <string>
#include <vector>

#include "sanitise_fixture.hpp"
#include "support/picture_parts.hpp"

using namespace consent;
using namespace consent::test;
using namespace std::string_view_literals;

namespace {

// A segment with its marker and length, a scan with its compressed data.
struct Part {
    std::uint8_t marker;
    Bytes bytes;
};

std::vector<Part> parts_of(const Bytes& jpeg) {
    std::vector<Part> parts;
    std::size_t at = 2;
    while (at + 4 <= jpeg.size() && jpeg[at + 1] != 0xD9) {
        std::size_t end = at + 2 + static_cast<std::size_t>(jpeg[at + 2] << 8 | jpeg[at + 3]);
        if (jpeg[at + 1] == 0xDA)
            while (jpeg[end] != 0xFF || jpeg[end + 1] == 0 || (jpeg[end + 1] >= 0xD0 && jpeg[end + 1] <= 0xD7)) ++end;
        parts.push_back({jpeg[at + 1], Bytes(jpeg.begin() + static_cast<std::ptrdiff_t>(at),
                                             jpeg.begin() + static_cast<std::ptrdiff_t>(end))});
        at = end;
    }
    return parts;
}

Bytes put_together(const std::vector<Part>& parts) {
    Bytes out{0xFF, 0xD8};
    for (const Part& part : parts) append(out, part.bytes);
    append(out, Bytes{0xFF, 0xD9});
    return out;
}

Part segment(std::uint8_t marker, ByteView payload) {
    Part part{marker, {}};
    put_jpeg_segment(part.bytes, marker, payload);
    return part;
}

std::size_t first_of(const std::vector<Part>& parts, std::uint8_t marker) {
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return p.marker == marker; });
    REQUIRE(found != parts.end());
    return static_cast<std::size_t>(found - parts.begin());
}

std::vector<Part> with(std::vector<Part> parts, std::size_t at, const Part& more) {
    parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(at), more);
    return parts;
}

std::vector<Part> scans_of(const std::vector<Part>& parts) {
    std::vector<Part> scans;
    std::copy_if(parts.begin(), parts.end(), std::back_inserter(scans), [](const Part& p) { return p.marker == 0xDA; });
    return scans;
}

Bytes grey_jpeg(unsigned seed) {
    JpegOptions options;
    options.components = 1;
    return make_jpeg(draw(40, 24, seed), options);
}

// Frame of three components that share their tables, no scan yet.
std::vector<Part> three_planes() {
    std::vector<Part> parts = parts_of(grey_jpeg(1));
    parts.pop_back();
    Part& frame = parts[first_of(parts, 0xC0)];
    Bytes payload(frame.bytes.begin() + 4, frame.bytes.begin() + 9);
    append(payload, "\x03\x01\x11\0\x02\x11\0\x03\x11\0"sv);
    frame = segment(0xC0, payload);
    return parts;
}

Part plane(std::uint8_t component, unsigned seed) {
    Part scan = parts_of(grey_jpeg(seed)).back();
    scan.bytes[5] = component;
    return scan;
}

Bytes of_planes(const std::vector<std::pair<std::uint8_t, unsigned>>& planes) {
    std::vector<Part> parts = three_planes();
    for (const auto& [component, seed] : planes) parts.push_back(plane(component, seed));
    return put_together(parts);
}

std::vector<Part> progressive(unsigned seed = 1) {
    JpegOptions options;
    options.progressive = true;
    return parts_of(make_jpeg(draw(40, 24, seed), options));
}

void check_no_copy(const Bytes& file) {
    const auto copy = sanitise(file, Limits{});
    CHECK(!copy);
    if (!copy) CHECK(copy.error().code == ErrorCode::unreadable);
    CHECK(!prove_clean(file, Limits{}));
}

void check_refused(const Bytes& file) {
    check_no_copy(file);
    CHECK(!decode(file, Limits{}));
}

bool holds(const Bytes& bytes, ByteView part) {
    return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

Bytes named_quantisation(std::uint8_t place) {
    Bytes table{place};
    append(table, needle_name);
    table.resize(65, 1);
    return table;
}

// One code a value.
Bytes named_huffman(std::uint8_t place) {
    Bytes table{place};
    table.resize(17, 0);
    table[5] = static_cast<std::uint8_t>(needle_name.size());
    append(table, needle_name);
    return table;
}

std::string why_not(const Bytes& file) {
    const auto proved = prove_clean(file, Limits{});
    return proved ? "clean" : proved.error().message;
}

}  // namespace

TEST_CASE("a JPEG that codes its planes one after the other keeps them", "[sanitise]") {
    const Bytes file = of_planes({{1, 1}, {2, 2}, {3, 3}});
    const CleanCopy copy = clean_copy(file);
    CHECK(copy.method == CopyMethod::lossless);
    CHECK(same_pixels(copy.bytes, file));
}

TEST_CASE("a JPEG that codes a second picture over a first is refused", "[sanitise][R-17]") {
    check_refused(of_planes({{1, 1}, {2, 2}, {3, 3}, {1, 4}, {2, 5}, {3, 6}}));
    check_refused(of_planes({{1, 1}, {1, 4}, {2, 2}, {3, 3}}));
    for (const bool arithmetic : {false, true}) {
        JpegOptions options;
        options.arithmetic = arithmetic;
        std::vector<Part> parts = parts_of(make_jpeg(draw(40, 24, 1), options));
        parts.push_back(parts_of(make_jpeg(draw(40, 24, 2), options)).back());
        check_refused(put_together(parts));
    }
    std::vector<Part> parts = progressive(1);
    const std::vector<Part> second = progressive(2);
    parts.insert(parts.end(), second.begin() + static_cast<std::ptrdiff_t>(first_of(second, 0xC2)) + 1, second.end());
    check_refused(put_together(parts));
}

TEST_CASE("a plane that no scan codes is refused", "[sanitise][R-17]") {
    check_refused(of_planes({{1, 1}, {2, 2}}));
    check_refused(of_planes({{1, 1}}));
    check_refused(of_planes({{1, 1}, {2, 2}, {4, 3}}));
}

TEST_CASE("every pass of a progressive JPEG comes once and in its order", "[sanitise][R-17]") {
    for (const bool arithmetic : {false, true}) {
        JpegOptions options;
        options.progressive = true;
        options.arithmetic = arithmetic;
        const std::vector<Part> parts = parts_of(make_jpeg(draw(40, 24), options));
        REQUIRE(sanitise(put_together(parts), Limits{}));
        const std::size_t scans = scans_of(parts).size();
        REQUIRE(scans > 5);
        for (std::size_t at = 0; at < parts.size(); ++at) {
            if (parts[at].marker != 0xDA) continue;
            INFO("segment " << at);
            check_refused(put_together(with(parts, at + 1, parts[at])));  // twice
            std::vector<Part> fewer = parts;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
            check_refused(put_together(fewer));
            const std::size_t parameters = parts[at].bytes[4] * 2U + 5;
            for (const int change : {0x01, 0x10, 0x11, 0x0F}) {
                std::vector<Part> other = parts;
                std::uint8_t& bits = other[at].bytes[parameters + 2];
                bits = static_cast<std::uint8_t>(bits ^ change);
                check_refused(put_together(other));
            }
        }
    }
}

TEST_CASE("a table that is defined anew before anything uses it does not leave", "[sanitise][R-17]") {
    const Bytes original = make_jpeg(draw(40, 24));
    const std::vector<Part> parts = parts_of(original);
    const std::size_t tables = first_of(parts, 0xDB);
    const auto gone = [&](const Part& table, std::size_t at) {
        const Bytes dirty = put_together(with(parts, at, table));
        REQUIRE(holds_needle(dirty));
        const CleanCopy copy = clean_copy(dirty);
        CHECK((copy.bytes == clean_copy(original).bytes));
        CHECK(copy.method == CopyMethod::lossless);
        CHECK(same_pixels(copy.bytes, original));
    };
    for (const std::uint8_t place : std::vector<std::uint8_t>{0, 1, 2}) {
        INFO("place " << int{place});
        gone(segment(0xDB, named_quantisation(place)), tables);
        gone(segment(0xC4, named_huffman(place)), tables);
        gone(segment(0xC4, named_huffman(static_cast<std::uint8_t>(0x10 | place))), tables);
    }
    gone(segment(0xDB, named_quantisation(0)), parts.size());  // behind the last scan
    gone(segment(0xC4, named_huffman(0)), parts.size());
    Bytes both = named_quantisation(0);
    append(both, named_quantisation(1));
    gone(segment(0xDB, both), tables);
}

TEST_CASE("a table that a progressive scan does not read does not leave", "[sanitise][R-17]") {
    const std::vector<Part> parts = progressive();
    const Bytes original = put_together(parts);
    const CleanCopy clean = clean_copy(original);
    CHECK(same_pixels(clean.bytes, original));
    // The first scan reads differences of DC alone, whatever it names for AC; later ones AC alone.
    const std::size_t first = first_of(parts, 0xDA);
    for (const std::uint8_t place : std::vector<std::uint8_t>{0x10, 0x11, 0x02})
        CHECK((clean_copy(put_together(with(parts, first, segment(0xC4, named_huffman(place))))).bytes == clean.bytes));
    const std::size_t later = first + 1;
    for (const std::uint8_t place : std::vector<std::uint8_t>{0x00, 0x01})
        CHECK((clean_copy(put_together(with(parts, later, segment(0xC4, named_huffman(place))))).bytes == clean.bytes));
    // Quantisation is fixed where a component is first coded.
    for (std::size_t at = later; at < parts.size(); at += 3)
        CHECK((clean_copy(put_together(with(parts, at, segment(0xDB, named_quantisation(0))))).bytes == clean.bytes));
}

TEST_CASE("a picture whose planes would be read with other numbers by other decoders is refused", "[sanitise][R-17]") {
    std::vector<Part> parts = three_planes();
    parts.push_back(plane(1, 1));
    Bytes table(65, 9);
    table[0] = 0;
    parts.push_back(segment(0xDB, table));
    parts.push_back(plane(2, 2));
    parts.push_back(plane(3, 3));
    check_no_copy(put_together(parts));
}

TEST_CASE("conditioning of arithmetic coding does not leave with Huffman codes", "[sanitise][R-17]") {
    const std::vector<Part> parts = parts_of(make_jpeg(draw(40, 24)));
    const Bytes original = put_together(parts);
    const Bytes name = text_bytes("\0N\1k\2e\3c\x10h\x11i"sv);
    const Bytes dirty = put_together(with(parts, first_of(parts, 0xDA), segment(0xCC, name)));
    REQUIRE(holds(dirty, name));
    CHECK((clean_copy(dirty).bytes == clean_copy(original).bytes));
    CHECK(why_not(put_together(with(parts_of(clean_copy(original).bytes), 1, segment(0xCC, name)))) != "clean");
}

TEST_CASE("conditioning of arithmetic coding leaves where a scan reads it", "[sanitise][R-17]") {
    JpegOptions options;
    options.arithmetic = true;
    std::vector<Part> parts = parts_of(make_jpeg(draw(40, 24), options));
    parts.erase(std::remove_if(parts.begin(), parts.end(), [](const Part& p) { return p.marker == 0xCC; }), parts.end());
    const std::size_t scan = first_of(parts, 0xDA);
    const auto conditioned = [&](std::string_view values) {
        return put_together(with(parts, scan, segment(0xCC, text_bytes(values))));
    };
    const Bytes original = conditioned("\0\x10\x10\5"sv);
    const CleanCopy clean = clean_copy(original);
    CHECK(same_pixels(clean.bytes, original));
    CHECK(holds(clean.bytes, text_bytes("\xFF\xCC"sv)));
    CHECK((clean_copy(conditioned("\0\x53\x10\x2A\0\x10\x10\5\2\x53\x13\x21"sv)).bytes == clean.bytes));
    check_no_copy(conditioned("\0\x01"sv));   // lower above upper
    check_no_copy(conditioned("\x10\x40"sv)); // 64
    check_no_copy(conditioned("\x10\0"sv));
    check_no_copy(conditioned("\x05\x10"sv)); // a place that does not exist
    check_no_copy(conditioned("\x20\x05"sv));
    check_no_copy(conditioned("\0"sv));
}

TEST_CASE("of restart intervals the one that a scan uses leaves", "[sanitise][R-17]") {
    JpegOptions options;
    options.restart_rows = 1;
    const std::vector<Part> parts = parts_of(make_jpeg(draw(40, 24), options));
    const Bytes original = put_together(parts);
    const CleanCopy clean = clean_copy(original);
    const auto intervals = [](const Bytes& file) {
        const auto all = parts_of(file);
        return std::count_if(all.begin(), all.end(), [](const Part& p) { return p.marker == 0xDD; });
    };
    CHECK(intervals(clean.bytes) == 1);
    std::vector<Part> dirty = parts;
    for (const std::string_view text : {"ey"sv, "ch"sv, "Nk"sv})
        dirty.insert(dirty.begin() + static_cast<std::ptrdiff_t>(first_of(parts, 0xDB)), segment(0xDD, text_bytes(text)));
    dirty.push_back(segment(0xDD, text_bytes("ec"sv)));
    CHECK((clean_copy(put_together(dirty)).bytes == clean.bytes));
    const std::vector<Part> whole = parts_of(clean.bytes);
    CHECK(why_not(put_together(with(whole, 1, segment(0xDD, text_bytes("Nk"sv))))).find("FFDD") != std::string::npos);
    CHECK(why_not(put_together(with(whole, whole.size(), segment(0xDD, text_bytes("Nk"sv))))).find("FFDD") !=
          std::string::npos);
}

TEST_CASE("the proof refuses a table that no scan uses before it is defined anew", "[sanitise][R-17]") {
    const std::vector<Part> clean = parts_of(clean_copy(make_jpeg(draw(40, 24))).bytes);
    const std::size_t tables = first_of(clean, 0xDB);
    for (const std::size_t at : {tables, clean.size()})
        for (const std::uint8_t place : std::vector<std::uint8_t>{0, 1, 3}) {
            INFO("place " << int{place} << " at " << at);
            CHECK(why_not(put_together(with(clean, at, segment(0xDB, named_quantisation(place))))).find("FFDB") !=
                  std::string::npos);
            CHECK(why_not(put_together(with(clean, at, segment(0xC4, named_huffman(place))))).find("FFC4") !=
                  std::string::npos);
        }
    const std::vector<Part> passes = parts_of(clean_copy(put_together(progressive())).bytes);
    CHECK(why_not(put_together(passes)) == "clean");
    for (std::size_t at = first_of(passes, 0xDA); at <= passes.size(); ++at)
        CHECK(why_not(put_together(with(passes, at, segment(0xDB, named_quantisation(0))))) != "clean");
}
