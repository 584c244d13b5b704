// SPDX-License-Identifier: Apache-2.0
//
// How a model's file comes into a folder: from upstream, a mirror or another folder, proved before it gets its name.
#pragma once

#include <filesystem>
#include <string_view>

#include <consent/models.hpp>
#include <consent/result.hpp>

namespace consent {

// Requires: spec.sha256.has_value().
// What ModelStore::fetch says of `from`, of what is there afterwards and of failures.
Result<void> bring_model(const ModelSpec& spec, std::string_view from, const std::filesystem::path& folder,
                         const Progress& progress);

}  // namespace consent
