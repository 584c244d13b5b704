// SPDX-License-Identifier: Apache-2.0
//
// The compressed bytes of a HEIF item.
#pragma once

#include <consent/bytes.hpp>
#include <consent/limits.hpp>
#include <consent/result.hpp>

#include "image/heif_boxes.hpp"

namespace consent {

// The bytes of an item in one piece: where they lie, or in `storage` when they lie in several places.
ByteView item_bytes(const HeifItem& item, Bytes& storage);

// The size that the coded picture itself gives, which a decoder takes memory by whatever the boxes say.
// Fails: ErrorCode::unreadable over a limit. An item whose headers do not parse passes: a decoder will not start on it.
Result<void> check_coded_size(const HeifWalk& walk, const HeifItem& item, const Limits& limits);

}  // namespace consent
