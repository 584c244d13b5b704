// SPDX-License-Identifier: Apache-2.0
//
// The register in an SQLite file.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include <consent/register.hpp>
#include <consent/result.hpp>

namespace consent {

// As open_register and create_register. `busy_timeout`: how long to wait for another writer.
Result<std::unique_ptr<Register>> open_sqlite_register(const std::filesystem::path& path,
                                                       std::chrono::milliseconds busy_timeout);
Result<std::unique_ptr<Register>> create_sqlite_register(const std::filesystem::path& path, Instant now);

}  // namespace consent
