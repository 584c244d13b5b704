// SPDX-License-Identifier: Apache-2.0
//
// The audit log: one entry for each thing decided or let out, hash-chained so that a change, a removal in the
// middle or a swap shows. Entries hold pseudonymous ids, rule ids and digests: no names, no words, no vectors.
//
// The end of a log in a file is signed anew with every entry (Ed25519), by a key that lies beside it, so that entries cut
// off at the end show as well. What that cannot show: an older copy of the whole log put back, or a log written anew by
// somebody who has the key. A checkpoint kept somewhere else shows both.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <consent/date.hpp>
#include <consent/digest.hpp>
#include <consent/export.hpp>
#include <consent/result.hpp>
#include <consent/use.hpp>
#include <consent/verdict.hpp>

namespace consent {

enum class AuditAction : std::uint8_t {
    check,           // a picture was judged
    publish,         // a clean copy is about to leave; written before the first byte is
    publish_failed,  // and then could not be written; the copy did not leave
    enrol,           // a template was made for the person in `people`
};

struct AuditEntry {
    Instant at{};
    AuditAction action = AuditAction::check;
    Verdict verdict = Verdict::block;
    Use use;
    std::optional<Digest> input;   // the picture as it came
    std::optional<Digest> output;  // the clean copy
    std::vector<std::string> people;   // ids shown or attested
    std::vector<Rule> rules;           // of the reasons, in order, each once
    std::vector<std::string> models;
    std::uint64_t register_version = 0;
    std::string by;                    // id of the person or program that asked; empty: not said
    std::optional<Digest> policy;      // of the settings it was judged by (digest_of in consent/policy.hpp)
};

struct AuditRecord {
    std::uint64_t sequence = 0;  // from 1, without gaps
    AuditEntry entry;
    Digest previous;             // hash of the record before; zeros for the first
    Digest hash;                 // SHA-256 of the canonical JSON of all the above
};

// The end of a log at one moment, signed: everything up to it is as it was then.
struct AuditCheckpoint {
    std::uint64_t sequence = 0;              // of the last record; 0: the log was empty
    Digest hash;                             // of that record
    Instant at{};
    std::array<std::uint8_t, 32> key{};      // the public key, Ed25519 (RFC 8032)
    std::array<std::uint8_t, 64> signature{};
};

// One line to keep elsewhere: "consent-audit-checkpoint 1 SEQUENCE HASH TIME KEY SIGNATURE".
CONSENT_API std::string to_string(const AuditCheckpoint& checkpoint);
// Fails: ErrorCode::invalid_argument: no such line, or its signature is not its key's.
CONSENT_API Result<AuditCheckpoint> parse_checkpoint(std::string_view line);

// Thread promise: one thread at a time on one object; several objects and processes may append to one log.
class AuditLog {
public:
    virtual ~AuditLog() = default;
    AuditLog(const AuditLog&) = delete;
    AuditLog& operator=(const AuditLog&) = delete;

    // Ensures: on success the entry is durable. Fails, and then it is as if never called: unavailable (locked for more
    // than five seconds, damaged, out of space), invalid_argument (people or models that are not ids of 1 to 64 of
    // A-Z a-z 0-9 . _ -, so that no name comes in; a purpose or channel that is not one line of UTF-8).
    virtual Result<AuditRecord> append(const AuditEntry& entry) = 0;

    // Up to `count` records from `first` (sequence number) on, in order. Fails: ErrorCode::unavailable, also for a
    // record that is not what was written.
    virtual Result<std::vector<AuditRecord>> read(std::uint64_t first, std::uint64_t count) = 0;

    // The signed end of the log; nothing where it is not signed (in memory).
    // Fails: ErrorCode::unavailable, also when the signature is not that of the log's key.
    virtual Result<std::optional<AuditCheckpoint>> checkpoint() { return std::optional<AuditCheckpoint>(); }

protected:
    AuditLog() = default;
};

// Walks the whole log. Returns the number of records when every hash and link holds, the log ends where its signed end
// says, and each of the checkpoints, which somebody kept elsewhere, is one of this log.
// Fails: ErrorCode::unavailable, naming the first record that does not fit.
CONSENT_API Result<std::uint64_t> verify(AuditLog& log, std::span<const AuditCheckpoint> kept = {});

CONSENT_API std::unique_ptr<AuditLog> make_memory_audit_log();

// A log in an SQLite file of its own, created (mode 0600) when it is not there, and PATH.key beside it (mode 0600): the
// secret that signs its end. A log from before logs were signed is signed as it stands when it is first opened.
// Fails: ErrorCode::unavailable, also when the key of a signed log is missing, of another log, or the end is not signed
// by it.
CONSENT_API Result<std::unique_ptr<AuditLog>> open_audit_log(std::string_view path);

CONSENT_API std::string_view to_string(AuditAction action) noexcept;  // "check", "publish", ...

}  // namespace consent
