// SPDX-License-Identifier: Apache-2.0
#include "support/picture_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace consent::test {
namespace {

using namespace std::string_view_literals;

// A TIFF block written little-endian, directory by directory.
class TiffWriter {
public:
    TiffWriter() : bytes_(text_bytes("II*\0\x08\0\0\0"sv)) {}

    struct Value {
        std::uint16_t tag, type;
        std::uint32_t count;
        Bytes data;
        bool directory = false;  // data is to be the offset of a directory written later
    };

    static Value text(std::uint16_t tag, std::string_view value) {
        Bytes data = text_bytes(value);
        data.push_back(0);
        return {tag, 2, static_cast<std::uint32_t>(data.size()), data};
    }
    static Value raw(std::uint16_t tag, std::uint16_t type, std::uint32_t count, Bytes data) {
        return {tag, type, count, std::move(data)};
    }
    static Value pointer(std::uint16_t tag) { return {tag, 4, 1, Bytes(4, 0), true}; }

    // Answers where the values of pointers stand, in order, and last where the offset of the next directory stands.
    std::vector<std::size_t> directory(const std::vector<Value>& values) {
        std::vector<std::size_t> open;
        put16(values.size());
        const std::size_t entries = bytes_.size();
        bytes_.resize(entries + values.size() * 12 + 4, 0);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const Value& value = values[i];
            const std::size_t at = entries + i * 12;
            set16(at, value.tag);
            set16(at + 2, value.type);
            set32(at + 4, value.count);
            if (value.data.size() <= 4) {
                std::copy(value.data.begin(), value.data.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at + 8));
            } else {
                set32(at + 8, bytes_.size());
                bytes_.insert(bytes_.end(), value.data.begin(), value.data.end());
                if (bytes_.size() % 2 != 0) bytes_.push_back(0);
            }
            if (value.directory) open.push_back(at + 8);
        }
        open.push_back(entries + values.size() * 12);
        return open;
    }

    void point_here(std::size_t at) { set32(at, bytes_.size()); }
    std::size_t add(ByteView data) {
        append(bytes_, data);
        return bytes_.size() - data.size();
    }
    void set32(std::size_t at, std::size_t value) {
        set16(at, value & 0xFFFF);
        set16(at + 2, value >> 16);
    }
    [[nodiscard]] Bytes take() { return std::move(bytes_); }

private:
    void put16(std::size_t value) {
        bytes_.resize(bytes_.size() + 2);
        set16(bytes_.size() - 2, value);
    }
    void set16(std::size_t at, std::size_t value) {
        bytes_[at] = static_cast<std::uint8_t>(value);
        bytes_[at + 1] = static_cast<std::uint8_t>(value >> 8);
    }

    Bytes bytes_;
};

void put_le32(Bytes& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

// Degrees, minutes and hundredths of seconds as three rationals.
Bytes angle(double degrees) {
    const auto hundredths = static_cast<std::uint32_t>(std::lround(degrees * 360'000));
    Bytes out;
    put_le32(out, hundredths / 360'000);
    put_le32(out, 1);
    put_le32(out, hundredths / 6'000 % 60);
    put_le32(out, 1);
    put_le32(out, hundredths % 6'000);
    put_le32(out, 100);
    return out;
}

void put_be32(Bytes& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_dataset(Bytes& out, std::uint8_t number, std::string_view value) {
    const std::size_t head[] = {0x1C, 2, number, value.size() >> 8, value.size()};
    for (const std::size_t byte : head) out.push_back(static_cast<std::uint8_t>(byte));
    append(out, value);
}

}  // namespace

Bytes text_bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

Bytes wide_text(std::string_view ascii, bool big_endian) {
    Bytes out;
    for (const char c : ascii) {
        out.push_back(big_endian ? 0 : static_cast<std::uint8_t>(c));
        out.push_back(big_endian ? static_cast<std::uint8_t>(c) : 0);
    }
    return out;
}

Bytes needle_position() { return angle(needle_latitude); }

Bytes needle_exif(int orientation) {
    using W = TiffWriter;
    const std::string name(needle_name);
    TiffWriter tiff;
    Bytes author = wide_text(name, false);
    author.resize(author.size() + 2, 0);
    const auto author_size = static_cast<std::uint32_t>(author.size());
    const auto main = tiff.directory({
        W::text(0x010E, "A lesson with " + name), W::text(0x010F, "Example"), W::text(0x0110, "Example 1"),
        W::raw(0x0112, 3, 1, {static_cast<std::uint8_t>(orientation), 0}), W::text(0x0131, "Camera of " + name),
        W::text(0x013B, name), W::text(0x8298, "(c) " + name), W::pointer(0x8769), W::pointer(0x8825),
        W::raw(0x9C9D, 1, author_size, author)});

    tiff.point_here(main[0]);
    Bytes comment = text_bytes("UNICODE\0"sv);
    const Bytes wide = wide_text(name, false);
    append(comment, wide);
    const auto comment_size = static_cast<std::uint32_t>(comment.size());
    Bytes note = text_bytes("MADEUP\0\x01"sv);
    const Bytes plain = text_bytes(name);
    append(note, plain);
    const auto note_size = static_cast<std::uint32_t>(note.size());
    tiff.directory({W::text(0x9003, "2026:05:04 09:30:00"), W::raw(0x927C, 7, note_size, note),
                    W::raw(0x9286, 7, comment_size, comment), W::text(0xA430, name), W::text(0xA431, "SN-000123")});

    tiff.point_here(main[1]);
    Bytes area = text_bytes("ASCII\0\0\0Garden of "sv);
    append(area, plain);
    const auto area_size = static_cast<std::uint32_t>(area.size());
    tiff.directory({W::raw(0, 1, 4, {2, 3, 0, 0}), W::text(1, "N"), W::raw(2, 5, 3, angle(needle_latitude)),
                    W::text(3, "E"), W::raw(4, 5, 3, angle(needle_longitude)), W::raw(0x1C, 7, area_size, area)});

    tiff.point_here(main[2]);
    Bytes thumbnail = make_jpeg(draw(16, 12));
    Bytes with_comment(thumbnail.begin(), thumbnail.begin() + 2);
    put_jpeg_segment(with_comment, 0xFE, plain);
    with_comment.insert(with_comment.end(), thumbnail.begin() + 2, thumbnail.end());
    const auto open = tiff.directory({W::raw(0x0103, 3, 1, {6, 0}), W::pointer(0x0201), W::pointer(0x0202)});
    tiff.set32(open[0], tiff.add(with_comment));
    tiff.set32(open[1], with_comment.size());
    return tiff.take();
}

Bytes needle_xmp() {
    const std::string name(needle_name);
    return text_bytes(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:photoshop=\"http://ns.adobe."
        "com/photoshop/1.0/\" photoshop:City=\"Lagos\" photoshop:Credit='" + name + "'>\n"
        "<dc:creator><rdf:Seq><rdf:li>" + name + "</rdf:li></rdf:Seq></dc:creator>\n"
        "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">Sports day &amp; " + name +
        "</rdf:li></rdf:Alt></dc:description>\n"
        "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
}

Bytes needle_photoshop() {
    Bytes datasets;
    put_dataset(datasets, 80, needle_name);
    put_dataset(datasets, 90, "Lagos"sv);
    put_dataset(datasets, 120, "Sports day with " + std::string(needle_name));
    Bytes out = text_bytes("Photoshop 3.0\0"sv);
    const Bytes head = text_bytes("8BIM\x04\x04\0\0"sv);
    append(out, head);
    put_be32(out, static_cast<std::uint32_t>(datasets.size()));
    append(out, datasets);
    if (datasets.size() % 2 != 0) out.push_back(0);
    return out;
}

Bytes needle_mpf() {
    using W = TiffWriter;
    TiffWriter tiff;
    Bytes entries(32, 0);
    tiff.directory({W::raw(0xB000, 7, 4, text_bytes("0100"sv)), W::raw(0xB001, 4, 1, {2, 0, 0, 0}),
                    W::raw(0xB002, 7, 32, entries)});
    return tiff.take();
}

Bytes make_icc_profile(int components) {
    const Bytes name = text_bytes(needle_name);
    const auto text_element = [&](std::string_view type) {
        Bytes e = text_bytes(type == "desc"sv ? "desc\0\0\0\0"sv : "text\0\0\0\0"sv);
        if (type == "desc"sv) put_be32(e, static_cast<std::uint32_t>(name.size() + 1));
        append(e, name);
        e.resize(e.size() + (type == "desc"sv ? 79 : 1), 0);
        return e;
    };
    const auto xyz = [](std::uint32_t x, std::uint32_t y, std::uint32_t z) {
        Bytes e = text_bytes("XYZ \0\0\0\0"sv);
        for (const std::uint32_t value : {x, y, z}) put_be32(e, value);
        return e;
    };
    Bytes curve = text_bytes("curv\0\0\0\0"sv);
    put_be32(curve, 256);
    for (int i = 0; i < 256; ++i) {
        const double v = i / 255.0;
        const double linear = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        const auto number = static_cast<std::uint32_t>(std::lround(linear * 65535));
        curve.push_back(static_cast<std::uint8_t>(number >> 8));
        curve.push_back(static_cast<std::uint8_t>(number));
    }
    std::vector<std::pair<std::string_view, Bytes>> elements{{"desc"sv, text_element("desc"sv)},
                                                             {"cprt"sv, text_element("text"sv)},
                                                             {"dmnd"sv, text_element("desc"sv)},
                                                             {"wtpt"sv, xyz(0xF351, 0x10000, 0x116CC)}};
    if (components == 3) {
        elements.emplace_back("rXYZ"sv, xyz(0x6FA2, 0x38F5, 0x0390));
        elements.emplace_back("gXYZ"sv, xyz(0x6299, 0xB785, 0x18DA));
        elements.emplace_back("bXYZ"sv, xyz(0x24A0, 0x0F84, 0xB6CF));
        for (const std::string_view tag : {"rTRC"sv, "gTRC"sv, "bTRC"sv}) elements.emplace_back(tag, curve);
    } else {
        elements.emplace_back("kTRC"sv, curve);
    }
    Bytes out(8, 0);
    append(out, "\x02\x10\0\0"sv);
    for (const std::string_view part : {"mntr"sv, components == 3 ? "RGB "sv : "GRAY"sv, "XYZ "sv})
        append(out, part);
    append(out, "\x07\xEA\0\x05\0\x04\0\x09\0\x1E\0\0"sv);  // 2026-05-04 09:30
    for (const std::string_view part : {"acsp"sv, "APPL"sv, "\0\0\0\0"sv, "NKAD"sv, "NKAD"sv})
        append(out, part);
    out.resize(68, 0);
    for (const std::uint32_t value : {0xF6D6U, 0x10000U, 0xD32DU}) put_be32(out, value);
    append(out, "NKAD"sv);
    out.resize(128, 0x5A);
    std::fill(out.begin() + 100, out.end(), std::uint8_t{0});
    put_be32(out, static_cast<std::uint32_t>(elements.size()));
    std::size_t at = 132 + 12 * elements.size();
    Bytes data;
    for (auto& [tag, element] : elements) {
        append(out, tag);
        put_be32(out, static_cast<std::uint32_t>(at + data.size()));
        put_be32(out, static_cast<std::uint32_t>(element.size()));
        append(data, element);
        data.resize((data.size() + 3) / 4 * 4, 0);
    }
    append(out, data);
    Bytes size;
    put_be32(size, static_cast<std::uint32_t>(out.size()));
    std::copy(size.begin(), size.end(), out.begin());
    return out;
}

Bytes raw_profile(std::string_view kind, ByteView block) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "\n";
    text.append(kind).append("\n    ").append(std::to_string(block.size())).append("\n");
    for (std::size_t i = 0; i < block.size(); ++i) {
        text += digits[block[i] >> 4];
        text += digits[block[i] & 15];
        if (i % 36 == 35) text += '\n';
    }
    return text_bytes(text);
}

Bytes hex_bytes(ByteView text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    Bytes out;
    int high = -1;
    for (const std::uint8_t c : text) {
        const std::size_t digit = digits.find(static_cast<char>(c));
        if (digit == std::string_view::npos) {
            high = -1;
            continue;
        }
        if (high < 0) {
            high = static_cast<int>(digit);
        } else {
            out.push_back(static_cast<std::uint8_t>(high << 4 | static_cast<int>(digit)));
            high = -1;
        }
    }
    return out;
}

void put_jpeg_segment(Bytes& out, std::uint8_t marker, ByteView payload) {
    const std::size_t length = payload.size() + 2;
    for (const std::size_t byte : {std::size_t{0xFF}, std::size_t{marker}, length >> 8, length})
        out.push_back(static_cast<std::uint8_t>(byte));
    append(out, payload);
}

int jpeg_components(ByteView jpeg) {
    for (std::size_t at = 2; at + 10 < jpeg.size();) {
        if (jpeg[at] != 0xFF) {
            ++at;
            continue;
        }
        const std::uint8_t marker = jpeg[at + 1];
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) return jpeg[at + 9];
        at += 2 + static_cast<std::size_t>(jpeg[at + 2] << 8 | jpeg[at + 3]);
    }
    return 0;
}

}  // namespace consent::test
