// SPDX-License-Identifier: Apache-2.0
#include "support/heif_maker.hpp"

#include <algorithm>
#include <stdexcept>

#include "support/picture_parts.hpp"

namespace consent::test {
namespace {

using namespace std::string_view_literals;

void put(Bytes& out, std::uint64_t value, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

Bytes number(std::uint64_t value, int width) {
    Bytes out;
    put(out, value, width);
    return out;
}

Bytes joined(Bytes a, ByteView b) {
    append(a, b);
    return a;
}

Bytes whole_box(std::string_view type, std::uint32_t version_and_flags, ByteView content) {
    Bytes inside = number(version_and_flags, 4);
    append(inside, content);
    return made_box(type, inside);
}

Bytes locations(const MadeHeif& file, std::size_t mdat_at) {
    const bool idat = std::any_of(file.items.begin(), file.items.end(), [](const MadeItem& i) { return i.in_idat; });
    Bytes out = number(0x4400, 2);
    put(out, file.items.size(), 2);
    std::size_t id = 0, idat_at = 0;
    for (const MadeItem& item : file.items) {
        put(out, ++id, 2);
        if (idat) put(out, item.in_idat ? 1 : 0, 2);
        put(out, item.elsewhere, 2);
        put(out, item.extents, 2);
        std::size_t& at = item.in_idat ? idat_at : mdat_at;
        for (unsigned i = 0; i < item.extents; ++i) {
            const std::size_t from = item.data.size() * i / item.extents, to = item.data.size() * (i + 1) / item.extents;
            put(out, at + from, 4);
            put(out, to - from, 4);
        }
        at += item.data.size();
    }
    return whole_box("iloc", idat ? 0x01000000 : 0, out);
}

Bytes entries(const MadeHeif& file) {
    Bytes out = number(file.items.size(), 2);
    unsigned id = 0;
    for (const MadeItem& item : file.items) {
        Bytes entry = number(++id, 2);
        put(entry, 0, 2);
        append(entry, item.type);
        append(entry, item.name);
        entry.push_back(0);
        if (item.type == "mime" || item.type == "uri ") {
            append(entry, item.kind);
            entry.push_back(0);
        }
        append(out, whole_box("infe", 0x02000000 | (item.hidden ? 1U : 0U), entry));
    }
    return whole_box("iinf", 0, out);
}

Bytes properties(const MadeHeif& file) {
    Bytes container, uses = number(file.items.size(), 4);
    std::vector<std::pair<std::string, Bytes>> stored;
    unsigned id = 0;
    for (const MadeItem& item : file.items) {
        put(uses, ++id, 2);
        put(uses, item.properties.size(), 1);
        for (const MadeProperty& property : item.properties) {
            const std::pair entry(property.type, property.data);
            const auto at = std::find(stored.begin(), stored.end(), entry) - stored.begin();
            put(uses, static_cast<std::uint64_t>(at + 1) | (property.essential ? 0x80U : 0U), 1);
            if (at != static_cast<std::ptrdiff_t>(stored.size())) continue;
            stored.push_back(entry);
            append(container, made_box(property.type, property.data));
        }
    }
    Bytes out = made_box("ipco", container);
    append(out, whole_box("ipma", 0, uses));
    return made_box("iprp", out);
}

Bytes references(const MadeHeif& file) {
    if (file.references.empty()) return {};
    Bytes out;
    for (const MadeReference& reference : file.references) {
        Bytes inside = number(reference.from, 2);
        put(inside, reference.to.size(), 2);
        for (const unsigned id : reference.to) put(inside, id, 2);
        append(out, made_box(reference.type, inside));
    }
    return whole_box("iref", 0, out);
}

Bytes meta(const MadeHeif& file, std::size_t mdat_at) {
    Bytes handler = number(0, 4), idat;
    append(handler, "pict"sv);
    handler.resize(20, 0);
    append(handler, file.handler_name);
    handler.push_back(0);
    Bytes out = whole_box("hdlr", 0, handler);
    append(out, whole_box("pitm", 0, number(1, 2)));
    append(out, locations(file, mdat_at));
    append(out, entries(file));
    append(out, references(file));
    append(out, properties(file));
    for (const MadeItem& item : file.items)
        if (item.in_idat) append(idat, item.data);
    if (!idat.empty()) append(out, made_box("idat", idat));
    append(out, file.in_meta);
    return whole_box("meta", 0, out);
}

Bytes brands(const MadeHeif& file) {
    const std::string brand = !file.brand.empty() ? file.brand : file.av1 ? "avif" : "heic";
    Bytes out = text_bytes(brand);
    put(out, 0, 4);
    append(out, brand);
    append(out, "mif1"sv);
    if (file.av1) append(out, "miaf"sv);
    return made_box("ftyp", out);
}

Bytes colours() { return hex_bytes(text_bytes("6e636c780001000d000680"sv)); }  // nclx, sRGB, BT.601, full range

MadeProperty size_of(unsigned width, unsigned height) {
    Bytes out = number(0, 4);
    put(out, width, 4);
    put(out, height, 4);
    return {"ispe", out};
}

unsigned add(MadeHeif& file, MadeItem item) {
    file.items.push_back(std::move(item));
    return static_cast<unsigned>(file.items.size());
}

unsigned add_metadata(MadeHeif& file, std::string type, Bytes data, std::string kind = {}) {
    MadeItem item;
    item.type = std::move(type);
    item.data = std::move(data);
    item.kind = std::move(kind);
    const unsigned id = add(file, std::move(item));
    file.references.push_back({"cdsc", id, {1}});
    return id;
}

unsigned add_picture(MadeHeif& file) {
    MadeItem item = frame_item(file.av1 ? "av1 b" : "hevc b", file.av1);
    append(item.data, needle_unit(file.av1, file.av1 ? 5 : 39));
    return add(file, std::move(item));
}

Bytes needle() { return text_bytes(needle_name); }

MadeItem& coded_item(MadeHeif& file) {
    return *std::find_if(file.items.begin(), file.items.end(), [](const MadeItem& item) { return !item.in_idat; });
}

MadeProperty& config_of(MadeItem& item) {
    return *std::find_if(item.properties.begin(), item.properties.end(),
                         [](const MadeProperty& p) { return p.type == "hvcC" || p.type == "av1C"; });
}

void plant_in_config(MadeHeif& file) {
    MadeProperty& config = config_of(coded_item(file));
    if (file.av1) {
        append(config.data, needle_unit(true, 5));
        return;
    }
    const Bytes unit = needle_unit(false, 39);
    ++config.data[22];
    config.data.push_back(0x80 | 39);
    put(config.data, 1, 2);
    append(config.data, ByteView(unit).subspan(2));  // its length takes two bytes here
}

void plant_gain_map(MadeHeif& file) {
    const unsigned picture = add_picture(file);
    MadeItem map;
    map.type = "tmap";
    map.data = needle();
    const unsigned id = add(file, std::move(map));
    file.references.push_back({"dimg", id, {1, picture}});
    Bytes group = number(9, 4);
    put(group, 2, 4);
    put(group, id, 4);
    put(group, 1, 4);
    append(file.in_meta, made_box("grpl", whole_box("altr", 0, group)));
}

// As the numbers of its members.
void plant_group(MadeHeif& file) {
    Bytes members = needle();
    members.resize((members.size() + 3) / 4 * 4, ' ');
    Bytes group = number(9, 4);
    put(group, members.size() / 4, 4);
    append(group, members);
    append(file.in_meta, made_box("grpl", whole_box("abcd", 0, group)));
}

void plant_film(MadeHeif& file) {
    Bytes inside = made_box("mvhd", Bytes(100, 0));
    append(inside, made_box("udta", made_box("name", needle())));
    append(file.behind_meta, made_box("moov", inside));
}

void plant_depth(MadeHeif& file) {
    const unsigned id = add_picture(file);
    Bytes kind = number(0, 4);
    append(kind, "urn:mpeg:hevc:2015:auxid:2\0"sv);
    append(kind, needle());
    file.items.back().properties.push_back({"auxC", kind});
    file.references.push_back({"auxl", id, {1}});
}

}  // namespace

Bytes made_box(std::string_view type, ByteView content) {
    Bytes out = number(8 + content.size(), 4);
    append(out, type);
    append(out, content);
    return out;
}

Bytes MadeHeif::bytes() const {
    std::size_t data = in_mdat.size();
    for (const MadeItem& item : items) data += item.in_idat ? 0 : item.data.size();
    Bytes out = brands(*this);
    append(out, behind_brands);
    const std::size_t head = out.size() + meta(*this, 0).size() + behind_meta.size();
    append(out, meta(*this, head + 8));
    append(out, behind_meta);
    put(out, 8 + data, 4);
    append(out, "mdat"sv);
    for (const MadeItem& item : items)
        if (!item.in_idat) append(out, item.data);
    append(out, in_mdat);
    append(out, trailer);
    return out;
}

MadeItem frame_item(std::string_view name, bool av1) {
    const CodedFrame frame = coded_frame(name);
    Bytes depth = number(0, 4);
    put(depth, frame.grey ? 1 : 3, 1);
    depth.resize(frame.grey ? 6 : 8, static_cast<std::uint8_t>(frame.bits));
    MadeItem item;
    item.type = av1 ? "av01" : "hvc1";
    item.data = frame.data;
    item.properties = {size_of(64, 64), {"pixi", depth}, {av1 ? "av1C" : "hvcC", frame.config, true}};
    return item;
}

Bytes needle_unit(bool av1, std::uint8_t type) {
    Bytes payload = av1 ? Bytes{4, 0xB5} : Bytes{static_cast<std::uint8_t>(type << 1), 1, 5};
    if (!av1) payload.push_back(static_cast<std::uint8_t>(needle_name.size()));
    append(payload, needle_name);
    payload.push_back(0x80);
    Bytes out = av1 ? Bytes{static_cast<std::uint8_t>(type << 3 | 2), static_cast<std::uint8_t>(payload.size())}
                    : number(payload.size(), 4);
    append(out, payload);
    return out;
}

MadeHeif make_heif(bool av1, HeifKind kind) {
    MadeHeif file;
    file.av1 = av1;
    const auto name = [av1](std::string_view which) { return (av1 ? "av1 " : "hevc ") + std::string(which); };
    const auto picture = [&](std::string_view which) {
        MadeItem item = frame_item(name(which), av1);
        item.properties.push_back({"colr", colours()});
        return item;
    };
    if (kind == HeifKind::grid) {
        MadeItem grid;
        grid.type = "grid";
        grid.in_idat = true;
        grid.data = hex_bytes(text_bytes("000001010064005a"sv));
        grid.properties = {size_of(100, 90), frame_item(name("a"), av1).properties[1], {"colr", colours()}};
        add(file, grid);
        for (const std::string_view which : {"a"sv, "b"sv, "b"sv, "a"sv}) {
            add(file, picture(which));
            file.items.back().hidden = true;
        }
        file.references.push_back({"dimg", 1, {2, 3, 4, 5}});
        return file;
    }
    add(file, picture(kind == HeifKind::ten_bits ? "ten bits" : "a"));
    if ((kind == HeifKind::ten_bits || kind == HeifKind::alpha) && !av1) file.brand = "heix";  // beyond the Main profile
    if (kind == HeifKind::turned) {
        file.items[0].properties.push_back({"irot", Bytes{1}, true});
        file.items[0].properties.push_back({"imir", Bytes{1}, true});
    }
    if (kind == HeifKind::alpha) {
        add(file, frame_item(name("alpha"), av1));
        Bytes urn = number(0, 4);
        append(urn, av1 ? "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"sv : "urn:mpeg:hevc:2015:auxid:1\0"sv);
        file.items[1].properties.push_back({"auxC", urn, true});
        file.references.push_back({"auxl", 2, {1}});
    }
    return file;
}

std::vector<std::string> heif_needles() {
    return {"exif", "xmp", "mime", "uri", "item name", "handler name", "thumbnail", "further picture", "hidden picture",
            "depth", "gain map", "property", "group", "unknown box", "free box", "meta box", "loose bytes", "film",
            "trailer", "coded unit", "private unit", "filler", "config", "icc"};
}

void plant_heif(MadeHeif& file, std::string_view place) {
    const bool av1 = file.av1;
    const auto in_stream = [&](std::uint8_t type) {
        Bytes& data = coded_item(file).data;
        const Bytes unit = needle_unit(av1, type);
        data.insert(av1 ? data.end() : data.begin(), unit.begin(), unit.end());
    };
    Bytes exif = number(6, 4);
    append(exif, "Exif\0\0"sv);
    append(exif, needle_exif(6));
    if (place == "exif"sv) add_metadata(file, "Exif", exif);
    else if (place == "xmp"sv) add_metadata(file, "mime", needle_xmp(), "application/rdf+xml");
    else if (place == "mime"sv) add_metadata(file, "mime", needle(), "text/plain");
    else if (place == "uri"sv) add_metadata(file, "uri ", needle(), "urn:example:names");
    else if (place == "item name"sv) file.items[0].name = needle_name;
    else if (place == "handler name"sv) file.handler_name = needle_name;
    else if (place == "thumbnail"sv) file.references.push_back({"thmb", add_picture(file), {1}});
    else if (place == "further picture"sv) add_picture(file);
    else if (place == "hidden picture"sv) file.items[add_picture(file) - 1].hidden = true;
    else if (place == "depth"sv) plant_depth(file);
    else if (place == "gain map"sv) plant_gain_map(file);
    else if (place == "property"sv) file.items[0].properties.push_back({"udes", needle()});
    else if (place == "group"sv) plant_group(file);
    else if (place == "unknown box"sv) append(file.behind_brands, made_box("uuid", joined(Bytes(16, 7), needle())));
    else if (place == "free box"sv) append(file.behind_meta, made_box("free", needle()));
    else if (place == "meta box"sv) append(file.in_meta, made_box("free", needle()));
    else if (place == "loose bytes"sv) append(file.in_mdat, needle());
    else if (place == "film"sv) plant_film(file);
    else if (place == "trailer"sv) append(file.trailer, needle());
    else if (place == "coded unit"sv) in_stream(av1 ? 5 : 39);
    else if (place == "private unit"sv) in_stream(av1 ? 9 : 48);
    else if (place == "filler"sv) in_stream(av1 ? 15 : 38);
    else if (place == "config"sv) plant_in_config(file);
    else if (place == "icc"sv) file.items[0].properties.push_back({"colr", joined(text_bytes("prof"sv), make_icc_profile())});
    else throw std::invalid_argument("no such place: " + std::string(place));
}

}  // namespace consent::test
