// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "image/av1_headers.hpp"
#include "image/exif_block.hpp"
#include "image/heif_boxes.hpp"
#include "image/heif_coding.hpp"
#include "image/hevc_headers.hpp"
#include "image/metadata_list.hpp"
#include "image/span_reader.hpp"
#include "image/text_encoding.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

std::string letters(std::uint32_t type) {
    std::string name;
    for (int shift = 24; shift >= 0; shift -= 8) {
        const char c = static_cast<char>(type >> shift & 0xFF);
        name += c > ' ' && c <= '~' ? c : '?';
    }
    return name;
}

std::string readable(std::string_view text) {
    return readable_text({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// The bytes as text, where they are text and no numbers.
std::string text_of(ByteView bytes) {
    const auto end = std::find(bytes.begin(), bytes.end(), std::uint8_t{0});
    const ByteView text = bytes.first(static_cast<std::size_t>(end - bytes.begin()));
    const bool control = std::any_of(text.begin(), text.end(), [](std::uint8_t b) {
        return b == 0x7F || (b < ' ' && b != '\t' && b != '\n' && b != '\r');
    });
    return control ? std::string() : readable_text(text);
}

// Runs of six or more letters, signs and spaces among numbers.
std::string text_within(ByteView bytes) {
    std::string joined;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= bytes.size(); ++i) {
        if (i < bytes.size() && bytes[i] >= ' ' && bytes[i] != 0x7F) continue;
        if (i - start >= 6) joined += (joined.empty() ? "" : " ") + readable_text(bytes.subspan(start, i - start));
        start = i + 1;
    }
    return joined;
}

constexpr std::size_t most_units = 20'000;

bool is_empty(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

Bytes joined(const HeifItem& item) {
    Bytes data;
    for (const ByteView extent : item.extents) data.insert(data.end(), extent.begin(), extent.end());
    return data;
}

class Lister {
public:
    Lister(const HeifWalk& walk, Format format, MetadataList& list)
        : walk_(walk), prefix_(std::string(to_string(format)) + ":"), list_(list) {}

    void all() {
        if (const HeifItem* still = walk_.still()) {
            keep(*still);
            if (const HeifItem* alpha = walk_.alpha_of(*still)) keep(*alpha);
        }
        for (const HeifBox& box : walk_.boxes) top_box(box);
        for (const HeifItem& item : walk_.items) list_item(item);
        loose_bytes();
        if (!is_empty(walk_.trailer)) add("trailer");
    }

private:
    void add(const std::string& name, const std::string& text = {}) { list_.add(prefix_ + name, text); }

    void keep(const HeifItem& item) {
        if (!kept_.insert(item.id).second) return;
        if (const HeifReference* parts = walk_.reference(four_letters("dimg"), item.id))
            for (const std::uint32_t id : parts->to)
                if (const HeifItem* part = walk_.find(id)) keep(*part);
    }

    void top_box(const HeifBox& box) {
        switch (box.type) {
            case four_letters("ftyp"):
            case four_letters("mdat"): break;
            case four_letters("meta"):
                for (const HeifBox& child : walk_.meta) meta_box(child);
                break;
            case four_letters("free"):
            case four_letters("skip"):
                if (!is_empty(box.data)) add(letters(box.type), text_of(box.data));
                break;
            case four_letters("moov"): film(box.data, 0); break;
            case four_letters("uuid"): list_uuid(box.data); break;
            default: add(letters(box.type), text_of(box.data)); break;
        }
    }

    void list_uuid(ByteView data) {
        static constexpr auto xmp = "\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC"sv;
        if (starts_with(data, xmp)) list_xmp(data.subspan(xmp.size()), prefix_ + "XMP", list_);
        else add("uuid", data.size() > 16 ? text_of(data.subspan(16)) : std::string());
    }

    // A film beside the picture: its pictures and sound, and what is said of it.
    void film(ByteView data, int depth) {
        if (depth == 0) add("film");
        if (depth > 6) return;
        for (const HeifBox& box : boxes_in(data, 4096)) {
            if (box.type == four_letters("udta") || box.type == four_letters("meta") || box.type == four_letters("uuid"))
                add("film " + letters(box.type), text_of(box.data));
            else if (box.type == four_letters("trak") || box.type == four_letters("mdia") ||
                     box.type == four_letters("minf"))
                film(box.data, depth + 1);
        }
    }

    void meta_box(const HeifBox& box) {
        switch (box.type) {
            case four_letters("pitm"): case four_letters("iinf"): case four_letters("iref"): case four_letters("iloc"):
            case four_letters("idat"): break;
            case four_letters("dinf"): break;  // where bytes lie: here
            case four_letters("hdlr"):
                if (box.data.size() > 24 && !is_empty(box.data.subspan(24)))
                    add("handler name", text_of(box.data.subspan(24)));
                break;
            case four_letters("free"): case four_letters("skip"):
                if (!is_empty(box.data)) add("meta " + letters(box.type), text_of(box.data));
                break;
            case four_letters("iprp"):
                for (const HeifBox& property : walk_.properties) list_property(property);
                break;
            case four_letters("grpl"): add("groups"); break;
            default: add("meta " + letters(box.type), text_of(box.data)); break;
        }
    }

    void list_property(const HeifBox& box) {
        switch (box.type) {
            case four_letters("ispe"): case four_letters("pixi"): case four_letters("hvcC"): case four_letters("av1C"):
            case four_letters("irot"): case four_letters("imir"): case four_letters("clap"): case four_letters("pasp"):
            case four_letters("auxC"): case four_letters("a1op"): case four_letters("lsel"):
            case four_letters("clli"): break;
            case four_letters("free"):
            case four_letters("skip"):
                if (!is_empty(box.data)) add("property " + letters(box.type), text_of(box.data));
                break;
            case four_letters("colr"):
                if (starts_with(box.data, "prof"sv) || starts_with(box.data, "rICC"sv))
                    list_icc(box.data.subspan(4), prefix_ + "colr", list_);
                break;
            default: add("property " + letters(box.type), text_of(box.data)); break;
        }
    }

    void list_item(const HeifItem& item) {
        if (!item.name.empty()) add("item name", readable(item.name));
        if (kept_.count(item.id) != 0) {
            list_units(item);
            return;
        }
        const auto refers = [&](std::string_view type) {
            return walk_.reference(four_letters(type), item.id) != nullptr;
        };
        switch (item.type) {
            case four_letters("Exif"): list_exif_item(item); return;
            case four_letters("mime"):
                if (item.kind.find("rdf+xml") != std::string_view::npos)
                    list_xmp(joined(item), prefix_ + "XMP", list_);
                else
                    add("mime", readable(item.kind) + "\n" + text_of(joined(item)));
                return;
            case four_letters("uri "): add("uri", readable(item.kind) + "\n" + text_of(joined(item))); return;
            case four_letters("tmap"): add("gain map"); return;
            default: break;
        }
        if (refers("thmb")) add("thumbnail");
        else if (refers("auxl")) add("auxiliary picture", auxiliary_kind(item));
        else if (is_picture(item.type)) add("further picture");
        else add("item " + letters(item.type), text_of(joined(item)));
    }

    // Parts of the coded stream that no pixel needs.
    void list_units(const HeifItem& item) {
        Bytes storage;
        const auto note = [this](ByteView unit) { add("coded units", text_within(unit)); };
        if (const HeifBox* property = walk_.property_of(item, four_letters("hvcC"))) {
            const auto config = read_hevc_config(property->data);
            if (!config) return;
            if (listed_.insert(property->data.data()).second)
                for (const HevcUnit& unit : config->units)
                    if (unit.type < hevc_type::vps || unit.type > hevc_type::pps) note(unit.bytes);
            if (const auto units = split_hevc(item_bytes(item, storage), config->length_size, most_units))
                for (const HevcUnit& unit : *units)
                    if (unit.type > hevc_type::pps && unit.type != 35) note(unit.bytes);  // 35: a delimiter
        } else if (const HeifBox* av1 = walk_.property_of(item, four_letters("av1C"))) {
            const ByteView ahead = av1->data.size() > 4 ? av1->data.subspan(4) : ByteView();
            for (const ByteView stream : {ahead, item_bytes(item, storage)})
                if (const auto units = split_av1(stream, most_units))
                    for (const Av1Unit& unit : *units)
                        if (unit.type == av1_type::metadata || unit.type == av1_type::padding ||
                            unit.type == 0 || unit.type > av1_type::tile_list)
                            note(unit.payload);
        }
    }

    static bool is_picture(std::uint32_t type) {
        switch (type) {
            case four_letters("hvc1"): case four_letters("hev1"): case four_letters("av01"): case four_letters("grid"):
            case four_letters("iden"): case four_letters("iovl"): case four_letters("jpeg"): case four_letters("avc1"):
            case four_letters("lhv1"): case four_letters("unci"): case four_letters("j2k1"): case four_letters("vvc1"):
                return true;
            default: return false;
        }
    }

    std::string auxiliary_kind(const HeifItem& item) const {
        const HeifBox* kind = walk_.property_of(item, four_letters("auxC"));
        if (kind == nullptr || kind->data.size() <= 4) return {};
        const ByteView urn = kind->data.subspan(4);
        const auto end = std::find(urn.begin(), urn.end(), std::uint8_t{0});
        return readable_text(urn.first(static_cast<std::size_t>(end - urn.begin())));
    }

    void list_exif_item(const HeifItem& item) {
        const Bytes data = joined(item);
        const ByteView tiff = exif_in_item(data);
        if (tiff.empty()) add("Exif");
        else list_exif(tiff, prefix_ + "Exif", list_);
    }

    // What lies in mdat and idat and belongs to no item.
    void loose_bytes() {
        if (walk_.film) return;  // its samples lie there
        std::vector<ByteView> used;
        for (const HeifItem& item : walk_.items) used.insert(used.end(), item.extents.begin(), item.extents.end());
        std::sort(used.begin(), used.end(), [](ByteView a, ByteView b) { return a.data() < b.data(); });
        const auto gaps = [&](ByteView box) {
            const std::uint8_t* at = box.data();
            const std::uint8_t* const end = box.data() + box.size();
            const auto note = [&](const std::uint8_t* to) {
                if (to > at && !is_empty({at, to})) add("unreferenced bytes", text_of({at, to}));
            };
            for (const ByteView part : used) {
                if (part.data() >= end || part.data() + part.size() <= at) continue;
                note(part.data());
                at = std::max(at, std::min(end, part.data() + part.size()));
            }
            note(end);
        };
        for (const HeifBox& box : walk_.boxes)
            if (box.type == four_letters("mdat")) gaps(box.data);
        for (const HeifBox& box : walk_.meta)
            if (box.type == four_letters("idat")) gaps(box.data);
    }

    const HeifWalk& walk_;
    std::string prefix_;
    MetadataList& list_;
    std::set<std::uint32_t> kept_;
    std::set<const std::uint8_t*> listed_;  // configs that tiles share
};

}  // namespace

ByteView exif_in_item(ByteView data) noexcept {
    const std::uint32_t offset = be32_at(data, 0);
    if (data.size() < 4 || offset > data.size() - 4) return {};
    return without_exif_prefix(data.subspan(4 + offset));
}

Result<void> list_heif(ByteView bytes, Format format, const Limits& limits, MetadataList& list) {
    const auto walk = walk_heif(bytes, limits);
    if (!walk) return walk.error();
    Lister(*walk, format, list).all();
    return {};
}

}  // namespace consent
