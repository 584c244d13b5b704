// SPDX-License-Identifier: Apache-2.0
//
// A colour profile put together from clean elements.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <consent/bytes.hpp>

namespace consent {

struct IccElement {
    std::string_view tag;
    Bytes bytes;
};

struct IccHeader {
    std::uint8_t version = 4, revision = 0;  // as they stand in the header, e.g. 2 and 0x10
    std::string_view kind, space;            // four letters each
    std::uint32_t intent = 0;
};

// The whole profile with that description and "No copyright" in the way of its version; maker, model, creator, date and
// id are zero, the connection space is XYZ. Elements that are alike are stored once.
Bytes write_icc(const IccHeader& header, std::string_view description, std::vector<IccElement> elements);

}  // namespace consent
