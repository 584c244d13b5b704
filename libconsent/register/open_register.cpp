// SPDX-License-Identifier: Apache-2.0
#include <consent/register.hpp>

#include "base/sqlite_db.hpp"
#include "register/register_memory.hpp"
#include "register/register_sqlite.hpp"

namespace consent {

namespace {

constexpr std::string_view memory_url = "memory:";

// The path of a file's URL. Fails: invalid_argument: nothing was named.
Result<std::filesystem::path> path_of(std::string_view url) {
    constexpr std::string_view scheme = "sqlite:";
    if (url.starts_with(scheme)) url.remove_prefix(scheme.size());
    if (url.empty() || url.find('\0') != std::string_view::npos)
        return Error{ErrorCode::invalid_argument, "No register was named: give the path of its file."};
    return std::filesystem::path(url);
}

}  // namespace

Result<std::unique_ptr<Register>> open_register(std::string_view url) {
    if (url == memory_url) return make_memory_register();
    const Result<std::filesystem::path> path = path_of(url);
    if (!path) return path.error();
    return open_sqlite_register(*path, SqliteDb::default_busy_timeout);
}

Result<std::unique_ptr<Register>> create_register(std::string_view url, Instant now) {
    if (url == memory_url) return make_memory_register(now);
    const Result<std::filesystem::path> path = path_of(url);
    if (!path) return path.error();
    return create_sqlite_register(*path, now);
}

}  // namespace consent
