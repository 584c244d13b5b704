// SPDX-License-Identifier: Apache-2.0
//
// The elements of a colour profile that hold numbers, each parsed whole and written anew: no gap, no reserved byte and
// nothing behind the end survives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <consent/bytes.hpp>

namespace consent {

void put_be16(Bytes& out, std::uint32_t value);
void put_be32(Bytes& out, std::uint32_t value);
void put_text(Bytes& out, std::string_view text);
void pad_to_four(Bytes& out);

// Each takes an element with its type signature, and answers nothing when it is not of that type or not whole.
std::optional<Bytes> clean_xyz(ByteView element);            // 'XYZ '
std::optional<Bytes> clean_adaptation(ByteView element);     // 'sf32', nine numbers
std::optional<Bytes> clean_curve(ByteView element);          // 'curv' or 'para'
std::optional<Bytes> clean_coding_points(ByteView element);  // 'cicp'

}  // namespace consent
