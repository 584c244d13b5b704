// SPDX-License-Identifier: Apache-2.0
//
// The compressed bytes of a HEIF item.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

#include "image/heif_boxes.hpp"

namespace consent {

// The bytes of an item in one piece: where they lie, or in `storage` when they lie in several places.
ByteView item_bytes(const HeifItem& item, Bytes& storage);

// How the numbers of a picture are to be read (ISO/IEC 23091-2): those of its colr box of type nclx.
struct CodingPoints {
    std::uint16_t primaries = 2, transfer = 2, matrix = 2;  // 2: not said
    bool full_range = false;
};
// Of the item itself.
std::optional<CodingPoints> coding_points_of(const HeifWalk& walk, const HeifItem& item);
// Of the item, or of its first piece, or of what is coded: the first that says so.
CodingPoints shown_coding_points(const HeifWalk& walk, const HeifItem& item);

// The content of the first colr box of the item that begins with that type; empty where there is none.
ByteView colour_box(const HeifWalk& walk, const HeifItem& item, std::string_view type);

// The first of the pictures that this one is put together from; null where it is coded itself.
const HeifItem* first_piece(const HeifWalk& walk, const HeifItem& item);

// The size that the coded picture itself gives, which a decoder takes memory by whatever the boxes say.
// Fails: ErrorCode::unreadable over a limit. An item whose headers do not parse passes: a decoder will not start on it.
Result<void> check_coded_size(const HeifWalk& walk, const HeifItem& item, const Limits& limits);

}  // namespace consent
