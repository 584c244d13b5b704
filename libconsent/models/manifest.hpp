// SPDX-License-Identifier: Apache-2.0
//
// The manifest of models: JSON, "schema": 1, as in models/manifest.json.
#pragma once

#include <string_view>
#include <vector>

#include <consent/models.hpp>
#include <consent/result.hpp>

namespace consent {

// The text of models/manifest.json at the time the library was built.
std::string_view built_in_manifest() noexcept;

// Strict: every field is there, of its type and in its range, and no other field is; ids and file names are unique and
// plain enough to be used as file names as they stand.
// Ensures: of each spec, `sha256` is set if and only if `bytes > 0`; an embedder's alignment, input size, dimension and
// thresholds agree with its back end; `source` is empty or an http: or https: address.
// Fails: ErrorCode::invalid_argument, naming the entry (by id, else by number) and the field.
Result<std::vector<ModelSpec>> parse_manifest(std::string_view json);

}  // namespace consent
