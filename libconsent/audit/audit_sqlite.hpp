// SPDX-License-Identifier: Apache-2.0
//
// The audit log in an SQLite file.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include <consent/audit.hpp>

namespace consent {

// As open_audit_log. `busy_timeout`: how long to wait for another writer.
Result<std::unique_ptr<AuditLog>> open_sqlite_audit_log(const std::filesystem::path& path,
                                                        std::chrono::milliseconds busy_timeout);

}  // namespace consent
