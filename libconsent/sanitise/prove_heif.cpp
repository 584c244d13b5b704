// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "image/codecs.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/prove_heif_parts.hpp"
#include "sanitise/prove_parts.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

struct Property {
    std::string_view type;
    ByteView data;
    bool used = false;
};

struct Item {
    std::string_view type;
    bool hidden = false, in_idat = false, reached = false;
    std::size_t offset = 0, size = 0;
    std::vector<std::uint16_t> parts;
    int sizes = 0, configs = 0;
};

// Reads a copy from its first byte to its last. Each step answers with the part that has no business there, empty where
// all is well.
class HeifProof {
public:
    explicit HeifProof(ByteView bytes) : bytes_(bytes), reader_(bytes) {}

    std::string fault() {
        if (!brands()) return "HEIF:ftyp";
        const auto meta = box(reader_, "meta"sv);
        if (!meta) return "HEIF:meta";
        SpanReader inside(*meta);
        if (inside.be32() != 0U) return "HEIF:meta";
        if (const auto name = meta_boxes(inside); !name.empty()) return name;
        if (!inside.at_end()) return "HEIF:meta";
        const auto data = box(reader_, "mdat"sv);
        if (!data) return "HEIF:mdat";
        if (!reader_.at_end()) return "HEIF:trailer";
        return item_bytes(*data);
    }

private:
    // The content of the box that comes next, when it is of that type.
    static std::optional<ByteView> box(SpanReader& reader, std::string_view type) {
        const std::size_t start = reader.position();
        const auto size = reader.be32();
        const auto name = reader.take(4);
        if (size && *size >= 8 && name && starts_with(*name, type))
            if (const auto content = reader.take(*size - 8)) return content;
        (void)reader.seek(start);
        return std::nullopt;
    }

    static bool is(ByteView bytes, std::string_view whole) {
        return bytes.size() == whole.size() && starts_with(bytes, whole);
    }

    bool brands() {
        const auto content = box(reader_, "ftyp"sv);
        if (!content) return false;
        av1_ = starts_with(*content, "avif"sv);
        return is(*content, "heic\0\0\0\0heicmif1"sv) || is(*content, "heix\0\0\0\0heixmif1"sv) ||
               is(*content, "avif\0\0\0\0avifmif1miaf"sv);
    }

    std::string meta_boxes(SpanReader& meta) {
        const auto handler = box(meta, "hdlr"sv);
        if (!handler || !is(*handler, "\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"sv)) return "HEIF:hdlr";
        const auto primary = box(meta, "pitm"sv);
        if (!primary || !is(*primary, "\0\0\0\0\0\1"sv)) return "HEIF:pitm";
        const auto locations = box(meta, "iloc"sv);
        if (!locations || !read_locations(*locations)) return "HEIF:iloc";
        const auto entries = box(meta, "iinf"sv);
        if (!entries || !read_entries(*entries)) return "HEIF:iinf";
        const auto references = box(meta, "iref"sv);
        if (references.has_value() != (items_.size() > 1) || (references && !read_references(*references)))
            return "HEIF:iref";
        const auto properties = box(meta, "iprp"sv);
        if (!properties) return "HEIF:iprp";
        if (const auto name = read_properties(*properties); !name.empty()) return name;
        const auto idat = box(meta, "idat"sv);
        if (idat) idat_ = *idat;
        return {};
    }

    bool read_locations(ByteView content) {
        SpanReader in(content);
        const auto version = in.be32();
        if (!version || (*version != 0 && *version != 0x01000000) || in.be16() != 0x4400) return false;
        const auto count = in.be16();
        if (!count || *count == 0) return false;
        for (unsigned id = 1; id <= *count; ++id) {
            Item item;
            if (in.be16() != id) return false;
            if (*version != 0) {
                const auto place = in.be16();
                if (!place || *place > 1) return false;
                item.in_idat = *place == 1;
            }
            if (in.be16() != 0 || in.be16() != 1) return false;
            const auto offset = in.be32(), size = in.be32();
            if (!offset || !size) return false;
            item.offset = *offset;
            item.size = *size;
            items_.push_back(std::move(item));
        }
        return in.at_end();
    }

    bool read_entries(ByteView content) {
        SpanReader in(content);
        if (in.be32() != 0U || in.be16() != items_.size()) return false;
        unsigned id = 0;
        for (Item& item : items_) {
            const auto entry = box(in, "infe"sv);
            if (!entry || entry->size() != 13 || (*entry)[12] != 0) return false;
            SpanReader fields(*entry);
            const auto version = fields.be32();
            if (!version || (*version & ~1U) != 0x02000000 || fields.be16() != ++id || fields.be16() != 0) return false;
            item.hidden = (*version & 1) != 0;
            item.type = {reinterpret_cast<const char*>(entry->data()) + 8, 4};
            const bool coded = item.type == (av1_ ? "av01"sv : "hvc1"sv);
            if ((!coded && item.type != "grid"sv) || coded == item.in_idat) return false;
        }
        return in.at_end();
    }

    Item* item(unsigned id) { return id >= 1 && id <= items_.size() ? &items_[id - 1] : nullptr; }

    // The alpha plane, and the pieces of grids. An item that nothing needs has no business there.
    bool read_references(ByteView content) {
        SpanReader in(content);
        if (in.be32() != 0U) return false;
        unsigned alpha = 0;
        bool dimmed = false;
        items_.front().reached = true;
        while (!in.at_end()) {
            for (const std::string_view type : {"auxl"sv, "prem"sv, "dimg"sv, "none"sv}) {
                const auto entry = box(in, type);
                if (!entry) {
                    if (type == "none"sv) return false;
                    continue;
                }
                SpanReader fields(*entry);
                const auto from = fields.be16();
                std::vector<std::uint16_t> to(fields.be16().value_or(0));
                for (std::uint16_t& id : to) {
                    const auto read = fields.be16();
                    if (!read || item(*read) == nullptr) return false;
                    id = *read;
                }
                Item* source = from ? item(*from) : nullptr;
                if (source == nullptr || to.empty() || !fields.at_end()) return false;
                if (type == "auxl"sv) {
                    if (std::exchange(alpha, *from) != 0 || *from == 1 || to != std::vector<std::uint16_t>{1}) return false;
                    source->reached = true;
                } else if (type == "prem"sv) {
                    if (std::exchange(dimmed, true) || *from != 1 || to.size() != 1 || to[0] != alpha) return false;
                } else {
                    if (!source->in_idat || !source->parts.empty()) return false;
                    for (const std::uint16_t id : to) {
                        if (item(id)->in_idat || !item(id)->hidden || id == alpha) return false;
                        item(id)->reached = true;
                    }
                    source->parts = std::move(to);
                }
                break;
            }
        }
        alpha_ = alpha;
        return std::all_of(items_.begin(), items_.end(), [](const Item& i) { return i.reached; });
    }

    std::string read_properties(ByteView content) {
        SpanReader in(content);
        const auto container = box(in, "ipco"sv), uses = box(in, "ipma"sv);
        if (!container || !uses || !in.at_end()) return "HEIF:iprp";
        SpanReader properties(*container);
        while (!properties.at_end()) {
            const auto size = properties.be32();
            const auto type = properties.take(4);
            const auto data = size && *size >= 8 && type ? properties.take(*size - 8) : std::nullopt;
            if (!data) return "HEIF:ipco";
            const std::string_view name(reinterpret_cast<const char*>(type->data()), 4);
            if (!heif_property_is_clean(be32_at(*type, 0), *data)) return "HEIF:property";
            properties_.push_back({name, *data});
        }
        return read_uses(*uses) ? std::string() : "HEIF:ipma";
    }

    bool read_uses(ByteView content) {
        SpanReader in(content);
        const auto flags = in.be32();
        if (!flags || *flags > 1 || in.be32() != items_.size()) return false;
        unsigned id = 0;
        for (Item& item : items_) {
            if (in.be16() != ++id) return false;
            const auto count = in.u8();
            if (!count) return false;
            for (unsigned i = 0; i < *count; ++i) {
                const auto word = *flags == 1 ? in.be16() : std::optional<std::uint16_t>(in.u8());
                if (!word) return false;
                const std::size_t number = *word & (*flags == 1 ? 0x7FFFU : 0x7FU);
                if (number < 1 || number > properties_.size() || !may_use(item, id, properties_[number - 1])) return false;
            }
            if (item.sizes != 1 || item.configs != (item.in_idat ? 0 : 1)) return false;
        }
        return in.at_end() &&
               std::all_of(properties_.begin(), properties_.end(), [](const Property& p) { return p.used; });
    }

    bool may_use(Item& item, unsigned id, Property& property) const {
        property.used = true;
        if (property.type == "ispe"sv) ++item.sizes;
        if (property.type == "hvcC"sv || property.type == "av1C"sv) {
            ++item.configs;
            return (property.type == "av1C"sv) == av1_;
        }
        if (property.type == "auxC"sv) return id == alpha_;
        if (property.type == "irot"sv || property.type == "imir"sv || property.type == "clap"sv)
            return id == 1 || id == alpha_;
        return true;
    }

    // Items lie one behind the other, in their order, and fill idat and mdat.
    std::string item_bytes(ByteView data) {
        std::size_t in_mdat = bytes_.size() - data.size(), in_idat = 0;
        for (const Item& item : items_) {
            std::size_t& at = item.in_idat ? in_idat : in_mdat;
            const ByteView source = item.in_idat ? idat_ : bytes_;
            if (item.offset != at || at > source.size() || item.size > source.size() - at) return "HEIF:iloc";
            const ByteView content = source.subspan(at, item.size);
            at += item.size;
            if (item.in_idat ? !grid_is_clean(content, item)
                             : !(av1_ ? av1_picture_is_clean(content) : hevc_picture_is_clean(content)))
                return item.in_idat ? "HEIF:grid" : av1_ ? "HEIF:AV1" : "HEIF:HEVC";
        }
        if (in_mdat != bytes_.size()) return "HEIF:mdat";
        return in_idat == idat_.size() ? std::string() : "HEIF:idat";
    }

    static bool grid_is_clean(ByteView grid, const Item& item) {
        if (grid.size() < 8 || grid[0] != 0 || grid[1] > 1 || grid.size() != (grid[1] == 1 ? 12U : 8U)) return false;
        return item.parts.size() == (grid[2] + 1U) * (grid[3] + 1U);
    }

    ByteView bytes_, idat_;
    SpanReader reader_;
    bool av1_ = false;
    unsigned alpha_ = 0;
    std::vector<Item> items_;
    std::vector<Property> properties_;
};

}  // namespace

Result<void> prove_heif(ByteView bytes, const Limits& limits) {
    if (const std::string part = HeifProof(bytes).fault(); !part.empty()) return not_clean(part);
    return check_heif(bytes, sniff(bytes), limits);
}

}  // namespace consent
