// SPDX-License-Identifier: Apache-2.0
//
// The boxes of a HEIF or AVIF file (ISO/IEC 14496-12, 23008-12), walked without decoding: what pictures it holds, of
// what they are made, and where their bytes lie.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

namespace consent {

// Four letters as one number.
constexpr std::uint32_t four_letters(std::string_view s) noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(s[i]);
    return value;
}

struct HeifBox {
    std::uint32_t type = 0;
    ByteView data;  // without the header
};

struct HeifUse {
    std::size_t property = 0;  // index into HeifWalk::properties
    bool essential = false;
};

struct HeifItem {
    std::uint32_t id = 0;
    std::uint32_t type = 0;  // "hvc1", "grid", "Exif" ...; 0 when its entry is too old to say
    bool hidden = false;
    bool scrambled = false;  // protected by a scheme
    std::string_view name;
    std::string_view kind;   // content type of a "mime", address kind of a "uri ", empty else
    std::vector<HeifUse> uses;
    std::uint32_t width = 0, height = 0;  // its ispe, 0 where there is none
    bool located = false;                 // all its bytes lie in this file, in whole
    std::vector<ByteView> extents;        // its bytes, in order
};

struct HeifReference {
    std::uint32_t type = 0;
    std::uint32_t from = 0;
    std::vector<std::uint32_t> to;
};

struct HeifWalk {
    std::vector<HeifBox> boxes;       // of the file, in order
    std::vector<HeifBox> meta;        // of its meta box, in order; empty where there is none
    std::vector<HeifBox> properties;  // of ipco, in order
    std::vector<HeifItem> items;      // in the order of their entries
    std::vector<HeifReference> references;
    std::uint32_t primary = 0;        // the number of the primary item; 0: the file names none
    bool film = false;                // there is a moov
    ByteView trailer;                 // bytes behind the last box that are no box
    std::unordered_map<std::uint32_t, std::size_t> places;  // of an id in `items`
    std::unordered_map<std::uint32_t, std::vector<std::size_t>> starts;  // of an id, in `references`

    [[nodiscard]] const HeifItem* find(std::uint32_t id) const noexcept;
    [[nodiscard]] const HeifBox* property_of(const HeifItem& item, std::uint32_t type) const noexcept;
    // What an item refers to; null where there is nothing of that type.
    [[nodiscard]] const HeifReference* reference(std::uint32_t type, std::uint32_t from) const noexcept;

    // The still picture that leaves: the primary item, or the base of one that is tone-mapped. Null where there is none.
    [[nodiscard]] const HeifItem* still() const noexcept;
    // The alpha plane of that item; null where it has none.
    [[nodiscard]] const HeifItem* alpha_of(const HeifItem& item) const noexcept;
};

// Boxes, items, properties, references and extents together are counted against Limits::parts. No size is checked here.
// Ensures: ids are unique; every HeifUse points into `properties`.
// Fails: ErrorCode::unreadable: no HEIF, cut short, damaged, two boxes of a kind that there is one of, over a limit.
Result<HeifWalk> walk_heif(ByteView bytes, const Limits& limits);

// The children of a box; what is left behind the last whole one goes to `rest`.
std::vector<HeifBox> boxes_in(ByteView bytes, std::size_t most, ByteView* rest = nullptr);

// The URN in an auxC names an alpha plane.
bool is_alpha_urn(ByteView auxiliary_type) noexcept;

// Rows, columns and size of the canvas of a "grid" item.
struct HeifGrid {
    std::uint32_t rows = 0, columns = 0, width = 0, height = 0;
};
// Nothing in it (rows == 0) when the bytes do not parse.
HeifGrid read_grid(ByteView data) noexcept;

}  // namespace consent
