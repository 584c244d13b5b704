// SPDX-License-Identifier: Apache-2.0
#include "image/heif_boxes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "image/refusal.hpp"
#include "image/span_reader.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

constexpr auto format = "HEIC"sv;

// A number of 0 to 8 bytes. Nothing past the end, or past what memory can hold.
std::optional<std::uint64_t> sized(SpanReader& reader, std::size_t width) noexcept {
    const auto taken = reader.take(width);
    if (!taken) return std::nullopt;
    std::uint64_t value = 0;
    for (const std::uint8_t b : *taken) value = value << 8 | b;
    return value;
}

std::optional<HeifBox> next_box(SpanReader& reader) noexcept {
    const std::size_t start = reader.position();
    const auto give_up = [&]() -> std::optional<HeifBox> {
        (void)reader.seek(start);
        return std::nullopt;
    };
    const auto size = reader.be32();
    const auto type = reader.be32();
    if (!size || !type) return give_up();
    std::uint64_t content = reader.remaining();  // size 0: to the end
    if (*size == 1) {
        const auto large = sized(reader, 8);
        if (!large || *large < 16) return give_up();
        content = *large - 16;
    } else if (*size != 0) {
        if (*size < 8) return give_up();
        content = *size - 8;
    }
    if (content > reader.remaining()) return give_up();
    return HeifBox{*type, *reader.take(static_cast<std::size_t>(content))};
}

// The children of a box that begins with a version and flags.
struct FullBox {
    std::uint8_t version = 0;
    std::uint32_t flags = 0;
};

std::optional<FullBox> full_box(SpanReader& reader) noexcept {
    const auto word = reader.be32();
    if (!word) return std::nullopt;
    return FullBox{static_cast<std::uint8_t>(*word >> 24), *word & 0xFFFFFF};
}

std::string_view text_to_zero(SpanReader& reader) noexcept {
    const std::size_t start = reader.position();
    const auto rest = reader.take(reader.remaining());
    const auto end = std::find(rest->begin(), rest->end(), std::uint8_t{0});
    const auto length = static_cast<std::size_t>(end - rest->begin());
    (void)reader.seek(start + length + (end == rest->end() ? 0 : 1));
    return {reinterpret_cast<const char*>(rest->data()), length};
}

class Walker {
public:
    Walker(ByteView bytes, const Limits& limits) : bytes_(bytes), limits_(limits) {}

    Result<HeifWalk> walk() {
        if (bytes_.size() > limits_.file_bytes) return too_many_bytes(limits_);
        walk_.boxes = boxes_in(bytes_, limits_.parts, &walk_.trailer);
        if (!count(walk_.boxes.size())) return too_many_parts(format, limits_);
        if (walk_.boxes.empty() || walk_.boxes.front().type != four_letters("ftyp")) return damaged(format);
        const HeifBox* meta = nullptr;
        for (const HeifBox& box : walk_.boxes) {
            walk_.film = walk_.film || box.type == four_letters("moov");
            if (box.type != four_letters("meta")) continue;
            if (meta != nullptr) return damaged(format);
            meta = &box;
        }
        // A box that says it is longer than what is left: the file was cut.
        if (walk_.trailer.size() >= 8 && is_picture_box(be32_at(walk_.trailer, 4))) return cut_short(format);
        if (meta == nullptr) return std::move(walk_);
        if (!read_meta(meta->data)) return over_ ? too_many_parts(format, limits_) : damaged(format);
        return std::move(walk_);
    }

private:
    static bool is_picture_box(std::uint32_t type) noexcept {
        return type == four_letters("meta") || type == four_letters("mdat") || type == four_letters("moov");
    }

    bool count(std::size_t parts) noexcept {
        over_ = over_ || parts > limits_.parts - parts_;
        if (!over_) parts_ += parts;
        return !over_;
    }

    bool read_meta(ByteView data) {
        if (data.size() < 4) return false;
        ByteView rest;
        walk_.meta = boxes_in(data.subspan(4), limits_.parts, &rest);
        if (!rest.empty() || !count(walk_.meta.size())) return false;
        std::array<const HeifBox*, 6> one{};
        static constexpr std::array types{four_letters("pitm"), four_letters("iinf"), four_letters("iprp"),
                                          four_letters("iref"), four_letters("iloc"), four_letters("idat")};
        for (const HeifBox& box : walk_.meta)
            for (std::size_t i = 0; i < types.size(); ++i) {
                if (box.type != types[i]) continue;
                if (one[i] != nullptr) return false;
                one[i] = &box;
            }
        const auto [pitm, iinf, iprp, iref, iloc, idat] = one;
        if (idat != nullptr) idat_ = idat->data;
        return (pitm == nullptr || read_primary(pitm->data)) && (iinf == nullptr || read_entries(iinf->data)) &&
               (iprp == nullptr || read_properties(iprp->data)) && (iref == nullptr || read_references(iref->data)) &&
               (iloc == nullptr || read_locations(iloc->data));
    }

    bool read_primary(ByteView data) {
        SpanReader reader(data);
        const auto box = full_box(reader);
        const auto id = box ? sized(reader, box->version == 0 ? 2 : 4) : std::nullopt;
        if (!id) return false;
        walk_.primary = static_cast<std::uint32_t>(*id);
        return true;
    }

    bool read_entries(ByteView data) {
        SpanReader reader(data);
        const auto box = full_box(reader);
        const auto entries = box ? sized(reader, box->version == 0 ? 2 : 4) : std::nullopt;
        if (!entries || !count(static_cast<std::size_t>(*entries))) return false;
        for (std::uint64_t i = 0; i < *entries; ++i) {
            const auto entry = next_box(reader);
            if (!entry) return false;
            if (entry->type == four_letters("infe") && !read_entry(entry->data)) return false;
        }
        return true;
    }

    bool read_entry(ByteView data) {
        SpanReader reader(data);
        const auto box = full_box(reader);
        const auto id = box ? sized(reader, box->version >= 3 ? 4 : 2) : std::nullopt;
        const auto protection = reader.be16();
        if (!id || !protection) return false;
        HeifItem item;
        item.id = static_cast<std::uint32_t>(*id);
        item.hidden = (box->flags & 1) != 0;
        item.scrambled = *protection != 0;
        if (box->version >= 2) {
            const auto type = reader.be32();
            if (!type) return false;
            item.type = *type;
            item.name = text_to_zero(reader);
            if (item.type == four_letters("mime") || item.type == four_letters("uri ")) item.kind = text_to_zero(reader);
        } else {
            item.name = text_to_zero(reader);
        }
        if (!walk_.places.emplace(item.id, walk_.items.size()).second) return false;
        walk_.items.push_back(std::move(item));
        return true;
    }

    HeifItem* item(std::uint64_t id) {
        const auto found = walk_.places.find(static_cast<std::uint32_t>(id));
        return found == walk_.places.end() ? nullptr : &walk_.items[found->second];
    }

    bool read_properties(ByteView data) {
        ByteView rest;
        const std::vector<HeifBox> children = boxes_in(data, limits_.parts, &rest);
        if (!rest.empty() || !count(children.size())) return false;
        bool container = false;
        for (const HeifBox& child : children) {
            if (child.type != four_letters("ipco")) continue;
            if (std::exchange(container, true)) return false;
            walk_.properties = boxes_in(child.data, limits_.parts, &rest);
            if (!rest.empty() || !count(walk_.properties.size())) return false;
        }
        for (const HeifBox& child : children)
            if (child.type == four_letters("ipma") && !read_uses(child.data)) return false;
        return true;
    }

    bool read_uses(ByteView data) {
        SpanReader reader(data);
        const auto box = full_box(reader);
        const auto entries = reader.be32();
        if (!box || !entries) return false;
        const bool wide = (box->flags & 1) != 0;
        for (std::uint32_t i = 0; i < *entries; ++i) {
            const auto id = sized(reader, box->version == 0 ? 2 : 4);
            const auto uses = reader.u8();
            if (!id || !uses || !count(1U + *uses)) return false;
            HeifItem* of = item(*id);
            if (of != nullptr && !of->uses.empty()) return false;  // decoders take the first, or both
            for (unsigned use = 0; use < *uses; ++use) {
                const auto word = sized(reader, wide ? 2 : 1);
                if (!word) return false;
                const std::uint64_t top = wide ? 0x8000 : 0x80;
                const std::uint64_t number = *word & (top - 1);
                if (number == 0) continue;
                if (number > walk_.properties.size()) return false;
                if (of != nullptr) of->uses.push_back({static_cast<std::size_t>(number - 1), (*word & top) != 0});
            }
            if (of != nullptr) note_size(*of);
        }
        return true;
    }

    void note_size(HeifItem& of) const {
        const HeifBox* ispe = walk_.property_of(of, four_letters("ispe"));
        if (ispe == nullptr || ispe->data.size() < 12) return;
        of.width = be32_at(ispe->data, 4);
        of.height = be32_at(ispe->data, 8);
    }

    bool read_references(ByteView data) {
        SpanReader reader(data);
        const auto box = full_box(reader);
        if (!box) return false;
        const std::size_t width = box->version == 0 ? 2 : 4;
        while (!reader.at_end()) {
            const auto entry = next_box(reader);
            if (!entry) return false;
            SpanReader inside(entry->data);
            const auto from = sized(inside, width);
            const auto targets = inside.be16();
            if (!from || !targets || !count(1U + *targets)) return false;
            HeifReference reference{entry->type, static_cast<std::uint32_t>(*from), {}};
            for (unsigned i = 0; i < *targets; ++i) {
                const auto to = sized(inside, width);
                if (!to) return false;
                reference.to.push_back(static_cast<std::uint32_t>(*to));
            }
            walk_.starts[reference.from].push_back(walk_.references.size());
            walk_.references.push_back(std::move(reference));
        }
        return true;
    }

    bool read_locations(ByteView data) {
        SpanReader reader(data);
        const auto box = full_box(reader);
        const auto sizes = reader.be16();
        if (!box || !sizes || box->version > 2) return false;
        const std::size_t offset_size = *sizes >> 12, length_size = *sizes >> 8 & 15, base_size = *sizes >> 4 & 15,
                          index_size = box->version > 0 ? *sizes & 15 : 0;
        for (const std::size_t size : {offset_size, length_size, base_size, index_size})
            if (size != 0 && size != 4 && size != 8) return false;
        const std::size_t id_size = box->version < 2 ? 2 : 4;
        const auto entries = sized(reader, id_size);
        if (!entries || !count(static_cast<std::size_t>(*entries))) return false;
        for (std::uint64_t i = 0; i < *entries; ++i) {
            const auto id = sized(reader, id_size);
            const auto construction = box->version > 0 ? reader.be16() : std::optional<std::uint16_t>(0);
            const auto elsewhere = reader.be16();
            const auto base = sized(reader, base_size);
            const auto extents = reader.be16();
            if (!id || !construction || !elsewhere || !base || !extents || !count(*extents)) return false;
            HeifItem* of = item(*id);
            if (of != nullptr && (of->located || !of->extents.empty())) return false;
            const int method = *construction & 15;
            const ByteView source = method == 1 ? idat_ : bytes_;
            bool whole = *elsewhere == 0 && method <= 1 && *extents > 0;
            for (unsigned extent = 0; extent < *extents; ++extent) {
                const auto index = sized(reader, index_size);
                const auto offset = sized(reader, offset_size);
                const auto length = sized(reader, length_size);
                if (!index || !offset || !length) return false;
                if (*base > source.size() || *offset > source.size() - *base) {
                    whole = false;
                    continue;
                }
                const auto start = static_cast<std::size_t>(*base + *offset);
                const std::uint64_t size = *length == 0 ? source.size() - start : *length;
                if (size > source.size() - start) {
                    whole = false;
                    continue;
                }
                if (of != nullptr && whole) of->extents.push_back(source.subspan(start, static_cast<std::size_t>(size)));
            }
            if (of != nullptr) of->located = whole;
        }
        return true;
    }

    ByteView bytes_;
    Limits limits_;
    HeifWalk walk_;
    ByteView idat_;
    std::size_t parts_ = 0;
    bool over_ = false;
};

}  // namespace

Result<HeifWalk> walk_heif(ByteView bytes, const Limits& limits) { return Walker(bytes, limits).walk(); }

std::vector<HeifBox> boxes_in(ByteView bytes, std::size_t most, ByteView* rest) {
    std::vector<HeifBox> boxes;
    SpanReader reader(bytes);
    while (!reader.at_end() && boxes.size() <= most) {
        const auto box = next_box(reader);
        if (!box) break;
        boxes.push_back(*box);
    }
    if (rest != nullptr) *rest = bytes.subspan(reader.position());
    return boxes;
}

const HeifItem* HeifWalk::find(std::uint32_t id) const noexcept {
    const auto found = places.find(id);
    return found == places.end() ? nullptr : &items[found->second];
}

const HeifBox* HeifWalk::property_of(const HeifItem& item, std::uint32_t type) const noexcept {
    for (const HeifUse& use : item.uses)
        if (properties[use.property].type == type) return &properties[use.property];
    return nullptr;
}

const HeifReference* HeifWalk::reference(std::uint32_t type, std::uint32_t from) const noexcept {
    const auto found = starts.find(from);
    if (found == starts.end()) return nullptr;
    for (const std::size_t place : found->second)
        if (references[place].type == type) return &references[place];
    return nullptr;
}

const HeifItem* HeifWalk::still() const noexcept {
    const HeifItem* item = find(primary);
    if (item != nullptr && item->type == four_letters("tmap")) {
        const HeifReference* parts = reference(four_letters("dimg"), item->id);
        item = parts == nullptr || parts->to.empty() ? nullptr : find(parts->to.front());
    }
    return item;
}

const HeifItem* HeifWalk::alpha_of(const HeifItem& item) const noexcept {
    for (const HeifReference& reference : references) {
        if (reference.type != four_letters("auxl") ||
            std::find(reference.to.begin(), reference.to.end(), item.id) == reference.to.end())
            continue;
        const HeifItem* plane = find(reference.from);
        const HeifBox* kind = plane == nullptr ? nullptr : property_of(*plane, four_letters("auxC"));
        if (kind != nullptr && kind->data.size() > 4 && is_alpha_urn(kind->data.subspan(4))) return plane;
    }
    return nullptr;
}

bool is_alpha_urn(ByteView auxiliary_type) noexcept {
    const auto end = std::find(auxiliary_type.begin(), auxiliary_type.end(), std::uint8_t{0});
    const std::string_view urn(reinterpret_cast<const char*>(auxiliary_type.data()),
                               static_cast<std::size_t>(end - auxiliary_type.begin()));
    return urn == "urn:mpeg:hevc:2015:auxid:1"sv || urn == "urn:mpeg:avc:2015:auxid:1"sv ||
           urn == "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"sv;
}

HeifGrid read_grid(ByteView data) noexcept {
    SpanReader reader(data);
    const auto version = reader.u8();
    const auto flags = reader.u8();
    const auto rows = reader.u8();
    const auto columns = reader.u8();
    if (!version || *version != 0 || !flags || !rows || !columns) return {};
    const bool wide = (*flags & 1) != 0;
    const auto width = wide ? reader.be32() : std::optional<std::uint32_t>(reader.be16());
    const auto height = wide ? reader.be32() : std::optional<std::uint32_t>(reader.be16());
    if (!width || !height) return {};
    return {*rows + 1U, *columns + 1U, *width, *height};
}

}  // namespace consent
