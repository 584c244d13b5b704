// SPDX-License-Identifier: Apache-2.0
//
// What a permit holds. Seen by the gate alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <consent/gate.hpp>

namespace consent {

struct Permit::Terms {
    std::shared_ptr<const int> gate;  // identity of the gate that made it
    Bytes copy;
    Digest output;
    Digest input;
    Format format = Format::unknown;
    Use use;
    std::uint64_t register_version = 0;
    Instant made{};
    Instant expires{};
    std::vector<std::string> people;
    std::vector<Rule> rules;
    std::vector<std::string> models;
    std::optional<Digest> policy;
};

}  // namespace consent
