// SPDX-License-Identifier: Apache-2.0
//
// An audit record in its canonical form: one JSON object, keys in byte order, no white space, UTF-8, times as seconds
// since 1970-01-01 UTC, digests in lower-case hexadecimal, rules by their ids, null for what is absent. The same record
// always gives the same bytes, and its hash is SHA-256 over them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <consent/audit.hpp>

namespace consent {

// People are ids, models are ids, purpose and channel are one line of UTF-8.
// Fails: ErrorCode::invalid_argument otherwise, without repeating what was given.
Result<void> check(const AuditEntry& entry);

// Everything but `hash`. Requires: check(record.entry).
std::string canonical_json(const AuditRecord& record);

// sha256(canonical_json(record)).
Digest hash_of(const AuditRecord& record);

// The record of which `json` is the canonical form, its hash computed; nullopt when it is that of none.
std::optional<AuditRecord> record_from_json(std::string_view json);

// The record that follows one of this number and hash; 0 and zeros before the first.
AuditRecord next_record(std::uint64_t last, const Digest& last_hash, const AuditEntry& entry);

}  // namespace consent
