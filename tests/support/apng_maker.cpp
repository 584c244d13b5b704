// SPDX-License-Identifier: Apache-2.0
#include "support/apng_maker.hpp"

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

void put_number(Bytes& out, std::uint32_t value, int bytes = 4) {
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

PngPart control(const ApngFrameSpec& frame, std::uint32_t& sequence) {
    PngPart part{"fcTL", {}};
    put_number(part.data, sequence++);
    append(part.data, ByteView(frame.still).subspan(16, 8));  // width and height of its IHDR
    put_number(part.data, static_cast<std::uint32_t>(frame.x));
    put_number(part.data, static_cast<std::uint32_t>(frame.y));
    put_number(part.data, static_cast<std::uint32_t>(frame.delay), 2);
    put_number(part.data, static_cast<std::uint32_t>(frame.delay_parts), 2);
    part.data.push_back(static_cast<std::uint8_t>(frame.disposal));
    part.data.push_back(frame.over ? 1 : 0);
    return part;
}

}  // namespace

std::vector<PngPart> png_parts(ByteView png) {
    std::vector<PngPart> parts;
    for (std::size_t at = 8; at + 12 <= png.size();) {
        const std::size_t size = std::size_t{png[at]} << 24 | std::size_t{png[at + 1]} << 16 | std::size_t{png[at + 2]} << 8 | png[at + 3];
        const ByteView type = png.subspan(at + 4, 4), data = png.subspan(at + 8, size);
        parts.push_back({std::string(type.begin(), type.end()), Bytes(data.begin(), data.end())});
        at += size + 12;
    }
    return parts;
}

Bytes png_file(const std::vector<PngPart>& parts) {
    Bytes out = text_bytes("\x89PNG\r\n\x1A\n");
    for (const PngPart& part : parts) put_png_chunk(out, part.type, part.data);
    return out;
}

Bytes make_apng(const std::vector<ApngFrameSpec>& frames, int plays, const Bytes& apart) {
    std::vector<PngPart> parts;
    std::uint32_t sequence = 0;
    for (const PngPart& part : png_parts(apart.empty() ? frames.front().still : apart)) {
        if (part.type == "IEND") break;
        if (part.type == "IDAT") {
            PngPart head{"acTL", {}};
            put_number(head.data, static_cast<std::uint32_t>(frames.size()));
            put_number(head.data, static_cast<std::uint32_t>(plays));
            parts.push_back(head);
            if (apart.empty()) parts.push_back(control(frames.front(), sequence));
        }
        parts.push_back(part);
    }
    for (std::size_t i = apart.empty() ? 1 : 0; i < frames.size(); ++i) {
        parts.push_back(control(frames[i], sequence));
        for (const PngPart& part : png_parts(frames[i].still)) {
            if (part.type != "IDAT") continue;
            PngPart data{"fdAT", {}};
            put_number(data.data, sequence++);
            append(data.data, part.data);
            parts.push_back(data);
        }
    }
    parts.push_back({"IEND", {}});
    return png_file(parts);
}

}  // namespace consent::test
