// SPDX-License-Identifier: Apache-2.0
//
// The register in memory, with the moment it counts as made.
#pragma once

#include <memory>

#include <consent/register.hpp>

namespace consent {

std::unique_ptr<Register> make_memory_register(Instant now);

}  // namespace consent
