// SPDX-License-Identifier: Apache-2.0
//
// Brings the bytes of one address into a PartFile. The only place that talks to the network.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <consent/result.hpp>

#include "models/part_file.hpp"

namespace consent {

struct FetchRequest {
    std::string name;        // for messages
    std::string url;         // http: or https:
    std::uint64_t most = 0;  // more bytes than this are never taken
    bool exactly = true;     // the whole has `most` bytes; false: at most that many
    std::function<bool(std::uint64_t done, std::uint64_t total)> progress;  // total 0: unknown; false: stop; may be empty
};

// Continues after the bytes that `part` holds when the server can, and begins anew when it cannot. Redirections lead to
// http: and https: alone, and never from https: to http:. Certificates are verified. Waits 30 s for a connection and
// 60 s for a stalled one. Proxies are taken from the environment, as curl does.
// Ensures: after success `part` holds what the server calls the whole, not yet proved to be the right file. After a
// failure it holds what a later call may continue, or nothing.
// Fails: unavailable (no connection, a status other than success, cut short, larger than `most`), write_failed,
// refused (`progress` returned false).
Result<void> fetch_http(const FetchRequest& request, PartFile& part);

// An address fit for a message: without user name, password and query.
std::string url_for_people(const std::string& url);

}  // namespace consent
