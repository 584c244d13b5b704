// SPDX-License-Identifier: Apache-2.0
//
// A HEIF or AVIF file in the one way that it is written here.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <consent/bytes.hpp>

#include "sanitise/coded_picture.hpp"

namespace consent {

struct HeifPlanProperty {
    std::uint32_t type = 0;
    Bytes data;
    bool essential = false;

    bool operator==(const HeifPlanProperty&) const = default;
};

// Its number is its place in the plan, counted from 1; the first is the primary item.
struct HeifPlanItem {
    std::uint32_t type = 0;
    bool hidden = false;
    std::vector<HeifPlanProperty> properties;
    std::vector<CodedPiece> pieces;          // of a coded picture
    Bytes grid;                              // of a grid: its rows, columns and size
    std::vector<std::uint32_t> parts;        // of a grid: the numbers of its pieces
};

struct HeifPlan {
    bool av1 = false;
    bool plain = true;                       // HEVC that every reader has
    std::vector<HeifPlanItem> items;
    std::uint32_t alpha = 0;                 // number of the alpha plane of the first item, 0: none
    bool premultiplied = false;
};

// ftyp, meta (hdlr, pitm, iloc, iinf, iref, iprp, and idat where there are grids), mdat with the items' bytes in order.
// Nothing between or behind them; a property that several items share is there once.
// Requires: at least one item; grids have parts and others pieces.
// Nothing when it would pass four gigabytes, 65 535 items or 32 767 properties.
std::optional<Bytes> write_heif(const HeifPlan& plan);

}  // namespace consent
