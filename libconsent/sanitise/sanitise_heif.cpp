// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "image/codecs.hpp"
#include "image/heif_boxes.hpp"
#include "image/heif_coding.hpp"
#include "image/refusal.hpp"
#include "image/span_reader.hpp"
#include "sanitise/containers.hpp"
#include "sanitise/heif_colour.hpp"
#include "sanitise/heif_writer.hpp"
#include "sanitise/icc_curves.hpp"
#include "sanitise/icc_profile.hpp"

namespace consent {
namespace {

using namespace std::string_view_literals;

// What a clean aperture may cut off. Pixels that are not shown leave with a copy; more of them than the edge of a block of
// coding are somebody's crop, and what was cropped away was not meant to leave.
constexpr std::uint32_t most_cut = 15;

bool is_coded(std::uint32_t type) {
    return type == four_letters("hvc1") || type == four_letters("hev1") || type == four_letters("av01");
}

// Makes the plan of the copy. Each step answers false where the file cannot be rewritten item by item.
class Planner {
public:
    Planner(const HeifWalk& walk, const Limits& limits) : walk_(walk), limits_(limits) {}

    bool plan_still(const HeifItem& still) {
        const HeifItem* alpha = walk_.alpha_of(still);
        if (alpha != nullptr && (alpha->width != still.width || alpha->height != still.height || alpha == &still))
            return false;
        plan_.items.resize(alpha == nullptr ? 1 : 2);
        if (!add_item(0, still, Role::picture)) return false;
        if (alpha == nullptr) return true;
        plan_.alpha = 2;
        const HeifReference* dimmed = walk_.reference(four_letters("prem"), still.id);
        plan_.premultiplied = dimmed != nullptr && dimmed->to == std::vector{alpha->id};
        return add_item(1, *alpha, Role::alpha);
    }

    [[nodiscard]] HeifPlan take() && { return std::move(plan_); }

private:
    enum class Role { picture, alpha, tile };

    bool add_item(std::size_t place, const HeifItem& item, Role role) {
        if (item.scrambled || !item.located || !essentials_are_known(item)) return false;
        HeifPlanItem out;
        out.hidden = role == Role::tile;
        std::vector<std::uint8_t> depths;
        if (is_coded(item.type) ? !add_coded(item, out, depths) : !add_grid(item, role, out, depths)) return false;
        put_first(out, item, depths);
        if (!add_colours(item, role, out)) return false;
        if (role == Role::alpha) out.properties.push_back({four_letters("auxC"), alpha_urn(), true});
        if (!add_turns(item, role, out)) return false;
        plan_.items[place] = std::move(out);
        return true;
    }

    // A reader that does not know an essential property shall not show the item.
    bool essentials_are_known(const HeifItem& item) const {
        static constexpr std::array known{four_letters("ispe"), four_letters("pixi"), four_letters("hvcC"),
                                          four_letters("av1C"), four_letters("colr"), four_letters("irot"),
                                          four_letters("imir"), four_letters("clap"), four_letters("pasp"),
                                          four_letters("auxC"), four_letters("clli"), four_letters("mdcv")};
        return std::all_of(item.uses.begin(), item.uses.end(), [&](const HeifUse& use) {
            const HeifBox& box = walk_.properties[use.property];
            // Of one layer, the first is all there is.
            if (box.type == four_letters("a1op")) return box.data.size() == 1 && box.data[0] == 0;
            if (box.type == four_letters("lsel")) return box.data.size() == 2 && (box.data[0] | box.data[1]) == 0;
            return !use.essential || std::find(known.begin(), known.end(), box.type) != known.end();
        });
    }

    bool add_coded(const HeifItem& item, HeifPlanItem& out, std::vector<std::uint8_t>& depths) {
        const bool av1 = item.type == four_letters("av01");
        if (started_ && av1 != plan_.av1) return false;
        auto coded = av1 ? clean_av1(walk_, item, limits_) : clean_hevc(walk_, item, limits_);
        if (!coded) return false;
        for (const CodedPiece& piece : coded->pieces) data_ += piece.head.size() + piece.body.size();
        if (data_ > limits_.file_bytes) return false;  // pieces that lie in one place, each written on its own
        plan_.av1 = av1;
        started_ = true;
        plan_.plain = plan_.plain && coded->plain;
        out.type = av1 ? four_letters("av01") : four_letters("hvc1");
        out.pieces = std::move(coded->pieces);
        config_ = {av1 ? four_letters("av1C") : four_letters("hvcC"), std::move(coded->config), true};
        depths = std::move(coded->depths);
        return true;
    }

    bool add_grid(const HeifItem& item, Role role, HeifPlanItem& out, std::vector<std::uint8_t>& depths) {
        const HeifReference* parts = walk_.reference(four_letters("dimg"), item.id);
        Bytes storage;
        const HeifGrid grid = read_grid(item_bytes(item, storage));
        if (role == Role::tile || item.type != four_letters("grid") || parts == nullptr ||
            parts->to.size() != std::size_t{grid.rows} * grid.columns || grid.width != item.width ||
            grid.height != item.height)
            return false;
        out.type = four_letters("grid");
        out.grid = grid_bytes(grid);
        const HeifItem* first = walk_.find(parts->to.front());
        if (first == nullptr || !covers(grid, *first)) return false;
        for (const std::uint32_t id : parts->to) {
            const HeifItem* tile = walk_.find(id);
            if (tile == nullptr || tile->width != first->width || tile->height != first->height ||
                walk_.alpha_of(*tile) != nullptr)
                return false;
            const auto [known, fresh] = numbers_.emplace(id, plan_.items.size() + 1);
            if (fresh) {
                plan_.items.emplace_back();
                if (!add_item(known->second - 1, *tile, Role::tile)) return false;
            }
            out.parts.push_back(static_cast<std::uint32_t>(known->second));
        }
        config_ = {};
        for (const HeifPlanProperty& property : plan_.items[out.parts.front() - 1].properties)
            if (property.type == four_letters("pixi")) depths.assign(property.data.begin() + 5, property.data.end());
        return true;
    }

    // The last row and column of tiles begin inside the canvas and end outside it, or at its edge.
    static bool covers(const HeifGrid& grid, const HeifItem& tile) {
        const auto fits = [](std::uint64_t count, std::uint64_t size, std::uint64_t whole) {
            return size > 0 && count * size >= whole && (count - 1) * size < whole;
        };
        return fits(grid.columns, tile.width, grid.width) && fits(grid.rows, tile.height, grid.height);
    }

    static Bytes grid_bytes(const HeifGrid& grid) {
        const bool wide = grid.width > 0xFFFF || grid.height > 0xFFFF;
        Bytes out{0, static_cast<std::uint8_t>(wide ? 1 : 0), static_cast<std::uint8_t>(grid.rows - 1),
                  static_cast<std::uint8_t>(grid.columns - 1)};
        for (const std::uint32_t side : {grid.width, grid.height}) wide ? put_be32(out, side) : put_be16(out, side);
        return out;
    }

    Bytes alpha_urn() const {
        Bytes out;
        put_be32(out, 0);
        put_text(out, plan_.av1 ? "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"sv : "urn:mpeg:hevc:2015:auxid:1"sv);
        out.push_back(0);
        return out;
    }

    void put_first(HeifPlanItem& out, const HeifItem& item, const std::vector<std::uint8_t>& depths) {
        Bytes size, channels;
        put_be32(size, 0);
        put_be32(size, item.width);
        put_be32(size, item.height);
        put_be32(channels, 0);
        channels.push_back(static_cast<std::uint8_t>(depths.size()));
        channels.insert(channels.end(), depths.begin(), depths.end());
        out.properties.push_back({four_letters("ispe"), std::move(size), false});
        out.properties.push_back({four_letters("pixi"), std::move(channels), false});
        if (!config_.data.empty()) out.properties.push_back(std::exchange(config_, {}));
    }

    // Tiles bear the same profile, mostly the very same bytes.
    const ProfilePlan& plan_for(ByteView profile, ColourModel model) {
        if (profile.data() != planned_.data() || profile.size() != planned_.size()) {
            profile_plan_ = plan_profile(profile, model);
            planned_ = profile;
        }
        return profile_plan_;
    }

    bool add_colours(const HeifItem& item, Role role, HeifPlanItem& out) {
        const ByteView profile = heif_profile(walk_, item);
        if (!profile.empty() && role != Role::alpha) {
            const bool grey = profile.size() > 20 && starts_with(profile.subspan(16), "GRAY"sv);
            const ProfilePlan& plan = plan_for(profile, grey ? ColourModel::grey : ColourModel::rgb);
            if (plan.kind == ProfilePlan::Kind::convert) return false;
            if (plan.kind == ProfilePlan::Kind::keep) {
                Bytes data;
                put_text(data, "prof"sv);
                data.insert(data.end(), plan.profile.begin(), plan.profile.end());
                out.properties.push_back({four_letters("colr"), std::move(data), false});
            }
        }
        if (const auto points = coding_points_of(walk_, item)) {
            if (!are_tame(*points)) return false;
            Bytes data;
            put_text(data, "nclx"sv);
            for (const std::uint16_t number : {points->primaries, points->transfer, points->matrix})
                put_be16(data, number);
            data.push_back(points->full_range ? 0x80 : 0);
            out.properties.push_back({four_letters("colr"), std::move(data), false});
        }
        const HeifBox* light = walk_.property_of(item, four_letters("clli"));
        if (light != nullptr && light->data.size() == 4 && role == Role::picture)
            out.properties.push_back({four_letters("clli"), Bytes(light->data.begin(), light->data.end()), false});
        return true;
    }

    // Turning, mirroring and cropping, in the order they stand in, which is that of doing them.
    bool add_turns(const HeifItem& item, Role role, HeifPlanItem& out) {
        const std::size_t before = out.properties.size();
        std::uint32_t width = item.width, height = item.height;
        std::array<bool, 3> seen{};
        for (const HeifUse& use : item.uses) {
            const HeifBox& box = walk_.properties[use.property];
            Bytes data(box.data.begin(), box.data.end());
            if (box.type == four_letters("irot")) {
                if (data.size() != 1 || std::exchange(seen[0], true)) return false;
                data[0] &= 3;
                if (data[0] == 0) continue;
                if ((data[0] & 1) != 0) std::swap(width, height);
            } else if (box.type == four_letters("imir")) {
                if (data.size() != 1 || std::exchange(seen[1], true)) return false;
                data[0] &= 1;
            } else if (box.type == four_letters("clap")) {
                if (std::exchange(seen[2], true) || !cuts_little(data, width, height)) return false;
            } else if (box.type == four_letters("pasp")) {
                // Samples that are not square: what was looked at is not quite what is shown.
                if (data.size() != 8 || be32_at(data, 0) == 0 || be32_at(data, 0) != be32_at(data, 4)) return false;
                continue;
            } else {
                continue;
            }
            out.properties.push_back({box.type, std::move(data), true});
        }
        return role != Role::tile || out.properties.size() == before;
    }

    static bool cuts_little(ByteView clap, std::uint32_t width, std::uint32_t height) {
        if (clap.size() != 32) return false;
        const auto number = [&](std::size_t i) { return be32_at(clap, 4 * i); };
        if (number(1) != 1 || number(3) != 1 || number(5) == 0 || number(7) == 0) return false;
        return number(0) <= width && width - number(0) <= most_cut && number(2) <= height &&
               height - number(2) <= most_cut;
    }

    const HeifWalk& walk_;
    const Limits& limits_;
    HeifPlan plan_;
    HeifPlanProperty config_;  // of the picture that add_coded() took last
    std::map<std::uint32_t, std::size_t> numbers_;
    ByteView planned_;
    ProfilePlan profile_plan_;  // of those bytes
    std::size_t data_ = 0;
    bool started_ = false;
};

}  // namespace

Result<std::optional<CleanCopy>> rewrite_heif(ByteView bytes, const Limits& limits) {
    const auto walk = walk_heif(bytes, limits);
    if (!walk) return walk.error();
    const HeifItem* still = walk->still();
    if (still == nullptr) return unreadable("This file holds no still picture that can be read: save it as JPEG.");
    Planner planner(*walk, limits);
    if (!planner.plan_still(*still)) return std::optional<CleanCopy>();
    const HeifPlan plan = std::move(planner).take();
    auto written = write_heif(plan);
    if (!written) return std::optional<CleanCopy>();
    const Format format = plan.av1 ? Format::avif : Format::heif;
    // Damage in what is coded shows only when it is decoded; the original may have more to say.
    if (!check_heif(*written, format, limits)) return std::optional<CleanCopy>();
    return std::optional(CleanCopy{std::move(*written), format, CopyMethod::lossless});
}

}  // namespace consent
