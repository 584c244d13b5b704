// SPDX-License-Identifier: Apache-2.0
#include "sanitise/heif_writer.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "sanitise/icc_curves.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// A box whose size is known once it has been written.
class OpenBox {
public:
    OpenBox(Bytes& out, std::string_view type) : out_(out), start_(out.size()) {
        put_be32(out_, 0);
        put_text(out_, type);
    }
    // With a version and flags.
    OpenBox(Bytes& out, std::string_view type, std::uint32_t version_and_flags) : OpenBox(out, type) {
        put_be32(out_, version_and_flags);
    }
    ~OpenBox() {
        const auto size = static_cast<std::uint32_t>(out_.size() - start_);
        for (std::size_t i = 0; i < 4; ++i) out_[start_ + i] = static_cast<std::uint8_t>(size >> (24 - 8 * i));
    }
    OpenBox(const OpenBox&) = delete;
    OpenBox& operator=(const OpenBox&) = delete;

private:
    Bytes& out_;
    std::size_t start_;
};

void put_bytes(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void put_brands(Bytes& out, const HeifPlan& plan) {
    const OpenBox box(out, "ftyp"sv);
    const std::string_view brand = plan.av1 ? "avif"sv : plan.plain ? "heic"sv : "heix"sv;
    put_text(out, brand);
    put_be32(out, 0);
    put_text(out, brand);
    put_text(out, "mif1"sv);
    if (plan.av1) put_text(out, "miaf"sv);
}

void put_handler(Bytes& out) {
    const OpenBox box(out, "hdlr"sv, 0);
    put_be32(out, 0);
    put_text(out, "pict"sv);
    out.resize(out.size() + 12 + 1, 0);
}

std::size_t size_of(const HeifPlanItem& item) {
    std::size_t size = 0;
    for (const CodedPiece& piece : item.pieces) size += piece.head.size() + piece.body.size();
    return size;
}

// `data_at`: where the first byte of mdat's content will be.
void put_locations(Bytes& out, const HeifPlan& plan, std::size_t data_at) {
    const bool grids = std::any_of(plan.items.begin(), plan.items.end(), [](const auto& i) { return !i.grid.empty(); });
    const OpenBox box(out, "iloc"sv, grids ? 0x01000000 : 0);
    put_be16(out, 0x4400);
    put_be16(out, static_cast<std::uint32_t>(plan.items.size()));
    std::size_t id = 0, idat_at = 0;
    for (const HeifPlanItem& item : plan.items) {
        const bool grid = !item.grid.empty();
        const std::size_t size = grid ? item.grid.size() : size_of(item);
        put_be16(out, static_cast<std::uint32_t>(++id));
        if (grids) put_be16(out, grid ? 1 : 0);
        put_be16(out, 0);
        put_be16(out, 1);
        std::size_t& at = grid ? idat_at : data_at;
        put_be32(out, static_cast<std::uint32_t>(at));
        put_be32(out, static_cast<std::uint32_t>(size));
        at += size;
    }
}

void put_entries(Bytes& out, const HeifPlan& plan) {
    const OpenBox box(out, "iinf"sv, 0);
    put_be16(out, static_cast<std::uint32_t>(plan.items.size()));
    std::uint32_t id = 0;
    for (const HeifPlanItem& item : plan.items) {
        const OpenBox entry(out, "infe"sv, 0x02000000 | (item.hidden ? 1U : 0U));
        put_be16(out, ++id);
        put_be16(out, 0);
        put_be32(out, item.type);
        out.push_back(0);
    }
}

void put_reference(Bytes& out, std::string_view type, std::uint32_t from, const std::vector<std::uint32_t>& to) {
    const OpenBox box(out, type);
    put_be16(out, from);
    put_be16(out, static_cast<std::uint32_t>(to.size()));
    for (const std::uint32_t id : to) put_be16(out, id);
}

void put_references(Bytes& out, const HeifPlan& plan) {
    if (plan.items.size() == 1) return;
    const OpenBox box(out, "iref"sv, 0);
    if (plan.alpha != 0) put_reference(out, "auxl"sv, plan.alpha, {1});
    if (plan.premultiplied) put_reference(out, "prem"sv, 1, {plan.alpha});
    std::uint32_t id = 0;
    for (const HeifPlanItem& item : plan.items) {
        ++id;
        if (!item.parts.empty()) put_reference(out, "dimg"sv, id, item.parts);
    }
}

void put_properties(Bytes& out, const HeifPlan& plan) {
    const auto content = [](const HeifPlanProperty& property) {
        return std::pair(property.type, std::string_view(reinterpret_cast<const char*>(property.data.data()),
                                                         property.data.size()));
    };
    std::vector<const HeifPlanProperty*> stored;
    std::map<std::pair<std::uint32_t, std::string_view>, std::uint32_t> places;
    std::vector<std::vector<std::uint32_t>> numbers;
    for (const HeifPlanItem& item : plan.items) {
        numbers.emplace_back();
        for (const HeifPlanProperty& property : item.properties) {
            const auto next = static_cast<std::uint32_t>(stored.size() + 1);
            const auto [at, fresh] = places.emplace(content(property), next);
            if (fresh) stored.push_back(&property);
            numbers.back().push_back(at->second);
        }
    }
    const bool wide = stored.size() > 127;
    const OpenBox box(out, "iprp"sv);
    {
        const OpenBox container(out, "ipco"sv);
        for (const HeifPlanProperty* property : stored) {
            put_be32(out, static_cast<std::uint32_t>(8 + property->data.size()));
            put_be32(out, property->type);
            put_bytes(out, property->data);
        }
    }
    const OpenBox uses(out, "ipma"sv, wide ? 1 : 0);
    put_be32(out, static_cast<std::uint32_t>(plan.items.size()));
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
        put_be16(out, static_cast<std::uint32_t>(i + 1));
        out.push_back(static_cast<std::uint8_t>(numbers[i].size()));
        for (std::size_t k = 0; k < numbers[i].size(); ++k) {
            const bool essential = plan.items[i].properties[k].essential;
            if (wide) put_be16(out, numbers[i][k] | (essential ? 0x8000U : 0U));
            else out.push_back(static_cast<std::uint8_t>(numbers[i][k] | (essential ? 0x80U : 0U)));
        }
    }
}

void put_meta(Bytes& out, const HeifPlan& plan, std::size_t data_at) {
    const OpenBox meta(out, "meta"sv, 0);
    put_handler(out);
    {
        const OpenBox primary(out, "pitm"sv, 0);
        put_be16(out, 1);
    }
    put_locations(out, plan, data_at);
    put_entries(out, plan);
    put_references(out, plan);
    put_properties(out, plan);
    if (std::any_of(plan.items.begin(), plan.items.end(), [](const auto& item) { return !item.grid.empty(); })) {
        const OpenBox idat(out, "idat"sv);
        for (const HeifPlanItem& item : plan.items) put_bytes(out, item.grid);
    }
}

Bytes head_of(const HeifPlan& plan, std::size_t data_at) {
    Bytes out;
    put_brands(out, plan);
    put_meta(out, plan, data_at);
    return out;
}

}  // namespace

std::optional<Bytes> write_heif(const HeifPlan& plan) {
    std::size_t data = 0;
    for (const HeifPlanItem& item : plan.items) data += size_of(item);
    std::size_t properties = 0;
    for (const HeifPlanItem& item : plan.items) properties += item.properties.size();
    if (plan.items.size() > 0xFFFF || properties > 0x7FFF) return std::nullopt;
    const std::size_t head = head_of(plan, 0).size();  // the same whatever the place of the data
    if (data > 0xFFFFFFFF - head - 8) return std::nullopt;
    Bytes out = head_of(plan, head + 8);
    out.reserve(head + 8 + data);
    put_be32(out, static_cast<std::uint32_t>(8 + data));
    put_text(out, "mdat"sv);
    for (const HeifPlanItem& item : plan.items)
        for (const CodedPiece& piece : item.pieces) {
            put_bytes(out, piece.head);
            put_bytes(out, piece.body);
        }
    return out;
}

}  // namespace consent
