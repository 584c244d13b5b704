// SPDX-License-Identifier: Apache-2.0
//
// The proof of what stands inside the items and properties of a HEIF copy. Written against the formats, not against the
// code that cleans.
#pragma once

#include <cstdint>

#include <consent/bytes.hpp>

namespace consent {

// hvcC: nothing said but what the sequence parameter set says too; one VPS, one SPS and some PPS of the base layer, each
// of which parses to its last bit.
bool hevc_config_is_clean(ByteView data);

// av1C without further units, its reserved bits zero.
bool av1_config_is_clean(ByteView data);

// Slices of one intra picture of the base layer, lengths of four bytes, nothing behind the end of a unit that a decoder
// would skip as stuffing.
bool hevc_picture_is_clean(ByteView data);

// A sequence header and one frame, each with its size in the shortest form.
bool av1_picture_is_clean(ByteView data);

// Any other property: of a known kind, of its only size, reserved bits zero, numbers in range.
bool heif_property_is_clean(std::uint32_t type, ByteView data);

}  // namespace consent
