// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "demo_school/photo_file.hpp"

namespace consent::demo {

namespace {

enum class TiffType : std::uint16_t {
    byte = 1,
    ascii = 2,
    short_number = 3,
    long_number = 4,
    rational = 5,
    undefined = 7
};

void put16(Bytes& out, std::uint32_t value) {
    out.push_back(static_cast<std::uint8_t>(value));
    out.push_back(static_cast<std::uint8_t>(value >> 8));
}

void put32(Bytes& out, std::uint32_t value) {
    put16(out, value & 0xFFFFU);
    put16(out, value >> 16);
}

std::uint32_t size_of(const Bytes& bytes) { return static_cast<std::uint32_t>(bytes.size()); }

// One directory of a TIFF file; entries are added in order of tag.
class Directory {
public:
    void text(std::uint16_t tag, std::string_view value) {
        if (value.empty()) return;
        Bytes bytes(value.begin(), value.end());
        bytes.push_back(0);
        const std::uint32_t count = size_of(bytes);
        entries_.push_back({tag, TiffType::ascii, count, std::move(bytes)});
    }
    void bytes(std::uint16_t tag, TiffType type, Bytes value) {
        const std::uint32_t count = size_of(value);
        entries_.push_back({tag, type, count, std::move(value)});
    }
    void short_number(std::uint16_t tag, std::uint32_t value) {
        Bytes bytes;
        put16(bytes, value);
        entries_.push_back({tag, TiffType::short_number, 1, std::move(bytes)});
    }
    void long_number(std::uint16_t tag, std::uint32_t value) {
        Bytes bytes;
        put32(bytes, value);
        entries_.push_back({tag, TiffType::long_number, 1, std::move(bytes)});
    }
    void rationals(std::uint16_t tag, const std::vector<std::uint32_t>& numbers) {
        Bytes bytes;
        for (const std::uint32_t number : numbers) put32(bytes, number);
        entries_.push_back({tag, TiffType::rational, static_cast<std::uint32_t>(numbers.size() / 2), std::move(bytes)});
    }

    [[nodiscard]] bool empty() const { return entries_.empty(); }

    // Bytes the directory takes with its values.
    [[nodiscard]] std::uint32_t size() const {
        std::uint32_t total = fixed_size();
        for (const Entry& entry : entries_)
            if (entry.value.size() > 4) total += (size_of(entry.value) + 1) & ~1U;
        return total;
    }

    // Appends the directory at the end of `out`; `next` is the offset of the directory after it, or 0.
    void write(Bytes& out, std::uint32_t next) const {
        std::uint32_t values_at = size_of(out) + fixed_size();
        put16(out, static_cast<std::uint32_t>(entries_.size()));
        Bytes values;
        for (const Entry& entry : entries_) {
            put16(out, entry.tag);
            put16(out, static_cast<std::uint16_t>(entry.type));
            put32(out, entry.count);
            if (entry.value.size() > 4) {
                put32(out, values_at + size_of(values));
                values.insert(values.end(), entry.value.begin(), entry.value.end());
                if (values.size() % 2 == 1) values.push_back(0);
            } else {
                Bytes padded = entry.value;
                padded.resize(4);
                out.insert(out.end(), padded.begin(), padded.end());
            }
        }
        put32(out, next);
        out.insert(out.end(), values.begin(), values.end());
    }

private:
    struct Entry {
        std::uint16_t tag;
        TiffType type;
        std::uint32_t count;
        Bytes value;
    };

    [[nodiscard]] std::uint32_t fixed_size() const { return 2 + 12 * static_cast<std::uint32_t>(entries_.size()) + 4; }

    std::vector<Entry> entries_;
};

std::string two_digits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string exif_day(Date day) {
    return std::to_string(static_cast<int>(day.year())) + ":" + two_digits(static_cast<unsigned>(day.month())) + ":" +
           two_digits(static_cast<unsigned>(day.day()));
}

std::vector<std::uint32_t> degrees(double value) {
    const double positive = std::abs(value);
    const auto whole = static_cast<std::uint32_t>(positive);
    const double minutes = (positive - whole) * 60;
    const auto whole_minutes = static_cast<std::uint32_t>(minutes);
    return {whole, 1, whole_minutes, 1, static_cast<std::uint32_t>((minutes - whole_minutes) * 60 * 100), 100};
}

Directory photo_directory(const PhotoNotes& notes, const std::string& moment) {
    Directory directory;
    directory.bytes(0x9000, TiffType::undefined, {'0', '2', '3', '2'});
    directory.text(0x9003, moment);
    directory.text(0x9004, moment);
    if (!notes.camera.empty())
        directory.bytes(0x927C, TiffType::undefined, Bytes(96, 0x5A));  // a maker note nobody can read
    if (!notes.comment.empty()) {
        Bytes comment = {'A', 'S', 'C', 'I', 'I', 0, 0, 0};
        comment.insert(comment.end(), notes.comment.begin(), notes.comment.end());
        directory.bytes(0x9286, TiffType::undefined, std::move(comment));
    }
    directory.text(0xA430, notes.owner);
    if (!notes.camera.empty()) directory.text(0xA431, "DEMO-0042-7781");
    return directory;
}

Directory position_directory(const Position& position) {
    Directory directory;
    directory.bytes(0x0000, TiffType::byte, {2, 3, 0, 0});
    directory.text(0x0001, position.latitude < 0 ? "S" : "N");
    directory.rationals(0x0002, degrees(position.latitude));
    directory.text(0x0003, position.longitude < 0 ? "W" : "E");
    directory.rationals(0x0004, degrees(position.longitude));
    return directory;
}

Directory main_directory(const PhotoNotes& notes, const std::string& moment, std::uint32_t photo_at,
                         std::uint32_t position_at) {
    Directory directory;
    directory.text(0x010E, notes.caption);
    if (!notes.camera.empty()) directory.text(0x010F, "Drawn");
    directory.text(0x0110, notes.camera);
    directory.short_number(0x0112, static_cast<std::uint32_t>(notes.orientation));
    directory.text(0x0132, moment);
    directory.text(0x013B, notes.owner);
    directory.long_number(0x8769, photo_at);
    if (notes.position) directory.long_number(0x8825, position_at);
    return directory;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

void put_dataset(Bytes& out, std::uint8_t number, std::string_view value) {
    if (value.empty()) return;
    out.insert(out.end(), {0x1C, 2, number, static_cast<std::uint8_t>(value.size() >> 8),
                           static_cast<std::uint8_t>(value.size())});
    out.insert(out.end(), value.begin(), value.end());
}

}  // namespace

Bytes exif_block(const PhotoNotes& notes, const Bytes& thumbnail) {
    constexpr std::uint32_t header = 8;
    const std::string moment = notes.taken ? exif_day(*notes.taken) + " 10:00:00" : "";
    const Directory photo = photo_directory(notes, moment);
    const Directory position = notes.position ? position_directory(*notes.position) : Directory{};
    const std::uint32_t main_size = main_directory(notes, moment, 0, 0).size();
    const std::uint32_t photo_at = header + main_size;
    const std::uint32_t position_at = photo_at + photo.size();
    const std::uint32_t thumbnail_at = position_at + (position.empty() ? 0 : position.size());

    Bytes out = {'I', 'I', 42, 0, header, 0, 0, 0};
    main_directory(notes, moment, photo_at, position_at).write(out, thumbnail.empty() ? 0 : thumbnail_at);
    photo.write(out, 0);
    if (!position.empty()) position.write(out, 0);
    if (!thumbnail.empty()) {
        Directory second;
        second.short_number(0x0103, 6);
        second.long_number(0x0201, 0);
        second.long_number(0x0202, size_of(thumbnail));
        const std::uint32_t pixels_at = thumbnail_at + second.size();
        Directory placed;
        placed.short_number(0x0103, 6);
        placed.long_number(0x0201, pixels_at);
        placed.long_number(0x0202, size_of(thumbnail));
        placed.write(out, 0);
        out.insert(out.end(), thumbnail.begin(), thumbnail.end());
    }
    return out;
}

std::string xmp_packet(const PhotoNotes& notes) {
    if (notes.caption.empty() && notes.owner.empty()) return {};
    std::string packet =
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">";
    if (!notes.caption.empty())
        packet += "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" + escaped(notes.caption) +
                  "</rdf:li></rdf:Alt></dc:description>";
    if (!notes.owner.empty())
        packet += "<dc:creator><rdf:Seq><rdf:li>" + escaped(notes.owner) + "</rdf:li></rdf:Seq></dc:creator>";
    return packet + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
}

Bytes iptc_block(const PhotoNotes& notes) {
    if (notes.caption.empty() && notes.owner.empty()) return {};
    Bytes datasets = {0x1C, 1, 90, 0, 3, 0x1B, '%', 'G'};  // the fields are UTF-8
    put_dataset(datasets, 80, notes.owner);
    put_dataset(datasets, 120, notes.caption);
    Bytes out = {'P', 'h', 'o', 't', 'o', 's', 'h', 'o',  'p',  ' ', '3',
                 '.', '0', 0,   '8', 'B', 'I', 'M', 0x04, 0x04, 0,   0};
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(datasets.size() >> shift));
    out.insert(out.end(), datasets.begin(), datasets.end());
    if (out.size() % 2 == 1) out.push_back(0);
    return out;
}

}  // namespace consent::demo
