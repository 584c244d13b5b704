// SPDX-License-Identifier: Apache-2.0
//
// HEIC and AVIF files put together by code around small coded frames, with things planted in them that must not leave.
// What is made without anything planted is already as a clean copy is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/picture_maker.hpp"

namespace consent::test {

// One intra picture of 64 x 64 pixels: "hevc a", "hevc b", "hevc ten bits", "hevc alpha", and the same of "av1".
struct CodedFrame {
    Bytes config;  // the hvcC or av1C property
    Bytes data;    // the item
    int bits = 8;
    bool grey = false;
};
CodedFrame coded_frame(std::string_view name);

struct MadeProperty {
    std::string type;
    Bytes data;
    bool essential = false;
};

struct MadeItem {
    std::string type;
    Bytes data;
    std::vector<MadeProperty> properties;
    std::string name, kind;     // kind: of "mime" and "uri "
    bool hidden = false, in_idat = false;
    unsigned elsewhere = 0;     // data reference
    unsigned extents = 1;       // pieces that its data is cut into
};

struct MadeReference {
    std::string type;
    unsigned from = 0;
    std::vector<unsigned> to;
};

// Items are numbered from 1 by their place; the first is the primary one.
struct MadeHeif {
    bool av1 = false;
    std::string brand;          // empty: "avif" or "heic"
    std::string handler_name;
    std::vector<MadeItem> items;
    std::vector<MadeReference> references;
    Bytes behind_brands, in_meta, behind_meta, in_mdat, trailer;  // boxes, and bytes of mdat that no item owns

    [[nodiscard]] Bytes bytes() const;
};

enum class HeifKind { plain, ten_bits, alpha, grid, turned };

// 64 x 64; a grid: 100 x 90 of two by two tiles. Turned: a quarter, and mirrored.
MadeHeif make_heif(bool av1, HeifKind kind = HeifKind::plain);

// An item of that frame, with its size, depth and config.
MadeItem frame_item(std::string_view frame, bool av1);
// A unit of the coded stream with the name in it: of HEVC by its type (39: SEI), of AV1 by its type (5: metadata).
Bytes needle_unit(bool av1, std::uint8_t type);
Bytes made_box(std::string_view type, ByteView content);

// The names that plant_heif() takes, one a kind of hiding place.
std::vector<std::string> heif_needles();
void plant_heif(MadeHeif& file, std::string_view place);

}  // namespace consent::test
