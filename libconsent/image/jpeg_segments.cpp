// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_segments.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "image/jpeg_scans.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

namespace m = jpeg_marker;

// Ten passes are usual for a progressive picture; thousands of them over many pixels are an attack on time.
constexpr std::size_t most_scans = 200;

constexpr bool is_restart(std::uint8_t marker) noexcept { return marker >= m::rst0 && marker <= m::rst7; }

// Segments that a picture of one frame may hold. DNL is stepped over by decoders; the height stands in the frame.
constexpr bool is_known(std::uint8_t marker) noexcept {
    return is_start_of_frame(marker) || marker == m::dht || marker == m::dac || marker == m::sos || marker == m::dqt ||
           marker == m::dnl || marker == m::dri || (marker >= m::app0 && marker <= m::app15) || marker == m::com;
}

// Steps over everything that is not a marker. Answers the marker; counts what belongs to no segment.
std::optional<std::uint8_t> next_marker(SpanReader& reader, std::size_t& filler, std::size_t& offset) noexcept {
    for (;;) {
        auto byte = reader.u8();
        while (byte && *byte != 0xFF) {
            ++filler;
            byte = reader.u8();
        }
        if (!byte) return std::nullopt;
        offset = reader.position() - 1;
        byte = reader.u8();
        while (byte && *byte == 0xFF) {
            ++filler;
            ++offset;
            byte = reader.u8();
        }
        if (!byte) return std::nullopt;
        if (*byte != 0x00 && *byte != m::tem && !is_restart(*byte)) return byte;
        filler += 2;
    }
}

struct Entropy {
    ByteView data;
    std::size_t filler = 0;
    bool loose = false;
};

// Compressed data runs up to a marker that is neither a stuffed zero nor a restart.
Entropy take_entropy(ByteView bytes, SpanReader& reader) noexcept {
    const std::size_t start = reader.position();
    Entropy found;
    std::size_t at = start;
    std::size_t end = start;  // behind the last byte that is not filler in front of a marker
    while (at < bytes.size()) {
        const void* ff = std::memchr(bytes.data() + at, 0xFF, bytes.size() - at);
        const std::size_t found_at =
            ff == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const std::uint8_t*>(ff) - bytes.data());
        if (found_at > at) end = found_at;
        at = found_at;
        if (at == bytes.size()) break;
        std::size_t code = at + 1;
        while (code < bytes.size() && bytes[code] == 0xFF) ++code;
        if (code >= bytes.size()) {
            at = bytes.size();
            break;
        }
        if (bytes[code] != 0x00 && !is_restart(bytes[code])) break;
        if (code != at + 1) found.loose = true;
        at = end = code + 1;
    }
    found.data = bytes.subspan(start, end - start);
    if (found.data.size() >= 2 && found.data[found.data.size() - 2] == 0xFF && is_restart(found.data.back()))
        found.loose = true;
    if (!reader.seek(at)) found.loose = true;
    return found;
}

Result<JpegFrame> parse_frame(const JpegSegment& segment, const Limits& limits) {
    SpanReader reader(segment.payload);
    const auto precision = reader.u8();
    const auto height = reader.be16();
    const auto width = reader.be16();
    const auto components = reader.u8();
    if (!precision || !height || !width || !components) return damaged("JPEG");
    JpegFrame frame;
    frame.marker = segment.marker;
    frame.precision = *precision;
    frame.width = *width;
    frame.height = *height;
    frame.components = *components;
    switch (segment.marker) {
        case 0xC0: case 0xC1: case 0xC2: case 0xC9: case 0xCA: break;
        default:
            return unreadable("This JPEG uses a coding that is not read (lossless or hierarchical): save it as an "
                              "ordinary JPEG.");
    }
    if (frame.precision != 8)
        return unreadable("This JPEG is " + std::to_string(frame.precision) +
                          " bits deep, and only 8 bits are read: save it as an ordinary JPEG.");
    if (segment.payload.size() != 6 + 3 * static_cast<std::size_t>(frame.components)) return damaged("JPEG");
    if (frame.components != 1 && frame.components != 3 && frame.components != 4)
        return unreadable("This JPEG has " + std::to_string(frame.components) +
                          " colour components; 1, 3 or 4 are read: save it as an ordinary JPEG.");
    for (std::size_t i = 0; i < static_cast<std::size_t>(frame.components); ++i) {
        const std::uint8_t id = segment.payload[6 + 3 * i];
        const auto known = frame.ids.begin() + static_cast<std::ptrdiff_t>(i);
        frame.quantisation[i] = segment.payload[8 + 3 * i];
        if (frame.quantisation[i] > 3 || std::find(frame.ids.begin(), known, id) != known) return damaged("JPEG");
        *known = id;
    }
    if (auto fits = check_size(frame.width, frame.height, limits); !fits) return fits.error();
    return frame;
}

}  // namespace

Result<JpegWalk> walk_jpeg(ByteView bytes, const Limits& limits) {
    if (bytes.size() > limits.file_bytes) return too_many_bytes(limits);
    if (bytes.size() < 4 || bytes[0] != 0xFF || bytes[1] != m::soi) return unreadable("This is no JPEG file.");

    JpegWalk walk;
    std::optional<JpegCoverage> coverage;
    SpanReader reader(bytes);
    if (!reader.seek(2)) return cut_short("JPEG");
    for (;;) {
        std::size_t offset = 0;
        const auto marker = next_marker(reader, walk.filler, offset);
        // Arithmetic coding does not tell a run that is whole from one that is cut.
        const bool may_end_here = coverage && coverage->complete() && !is_arithmetic(walk.frame);
        if (!marker && !may_end_here) return cut_short("JPEG");
        if (!marker) {
            walk.without_end = true;
            walk.segments.push_back({m::eoi, bytes.size(), {}, {}});
            break;
        }
        if (walk.segments.size() >= limits.parts) return too_many_parts("JPEG", limits);

        JpegSegment segment;
        segment.marker = *marker;
        segment.offset = offset;
        if (*marker == m::eoi) {
            walk.segments.push_back(segment);
            walk.trailer = bytes.subspan(reader.position());
            break;
        }
        if (!is_known(*marker)) return damaged("JPEG");

        const auto length = reader.be16();
        if (!length) return cut_short("JPEG");
        if (*length < 2) return damaged("JPEG");
        const auto payload = reader.take(*length - std::size_t{2});
        if (!payload) return cut_short("JPEG");
        segment.payload = *payload;

        if (is_start_of_frame(*marker)) {
            if (walk.frame.marker != 0) return unreadable("This JPEG holds more than one frame: save it anew.");
            auto frame = parse_frame(segment, limits);
            if (!frame) return std::move(frame).error();
            walk.frame = *frame;
            coverage.emplace(walk.frame);
        }
        if (*marker == m::sos) {
            if (!coverage) return damaged("JPEG");
            if (++walk.scans > most_scans)
                return unreadable("This JPEG is built of more than " + std::to_string(most_scans) +
                                  " passes: save it anew.");
            const auto scan = read_scan(segment.payload, walk.frame);
            if (!scan || !coverage->add(*scan)) return damaged("JPEG");
            const Entropy entropy = take_entropy(bytes, reader);
            segment.entropy = entropy.data;
            walk.loose_entropy = walk.loose_entropy || entropy.loose;
        }
        walk.segments.push_back(segment);
    }
    if (!coverage || !coverage->complete()) return damaged("JPEG");
    return walk;
}

std::vector<JpegSegment> jpeg_header_segments(ByteView bytes, std::size_t most) {
    std::vector<JpegSegment> segments;
    SpanReader reader(bytes);
    if (bytes.size() < 4 || bytes[0] != 0xFF || bytes[1] != m::soi || !reader.seek(2)) return segments;
    std::size_t filler = 0;
    while (segments.size() < most) {
        JpegSegment segment;
        const auto marker = next_marker(reader, filler, segment.offset);
        if (!marker || *marker == m::eoi || *marker == m::soi || *marker == m::sos) break;
        const auto length = reader.be16();
        if (!length || *length < 2) break;
        const auto payload = reader.take(*length - std::size_t{2});
        if (!payload) break;
        segment.marker = *marker;
        segment.payload = *payload;
        segments.push_back(segment);
    }
    return segments;
}

}  // namespace consent
