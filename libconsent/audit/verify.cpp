// SPDX-License-Identifier: Apache-2.0
#include <consent/audit.hpp>

#include <optional>
#include <string>
#include <vector>

#include "audit/record_json.hpp"
#include "base/guard.hpp"

namespace consent {

namespace {

Error does_not_fit(std::uint64_t number, const char* how) {
    return {ErrorCode::unavailable, "Audit record " + std::to_string(number) + " " + how + ": the log has been changed."};
}

// What a checkpoint says of the record of its number; nothing where the log has no such record yet.
std::optional<Error> compared(const AuditCheckpoint& checkpoint, std::uint64_t number, const Digest& hash) {
    if (checkpoint.sequence != number || checkpoint.hash == hash) return std::nullopt;
    return does_not_fit(number, "is not the one that was signed");
}

}  // namespace

Result<std::uint64_t> verify(AuditLog& log, std::span<const AuditCheckpoint> kept) {
    constexpr std::uint64_t batch = 1000;
    return guarded("verifying the audit log", [&]() -> Result<std::uint64_t> {
        // Read first: what others append meanwhile comes after it.
        const auto end = log.checkpoint();
        if (!end) return end.error();
        std::vector<AuditCheckpoint> checkpoints(kept.begin(), kept.end());
        if (*end) checkpoints.push_back(**end);

        for (const AuditCheckpoint& checkpoint : kept)
            if (*end && checkpoint.key != (*end)->key)
                return Error{ErrorCode::unavailable, "The checkpoint was signed by another key than this log's: it is of another log, or the log "
                                                     "has been signed anew."};

        std::uint64_t count = 0;
        Digest last;
        const auto fits_all = [&]() -> Result<void> {
            for (const AuditCheckpoint& checkpoint : checkpoints)
                if (auto wrong = compared(checkpoint, count, last)) return *std::move(wrong);
            return {};
        };
        if (const Result<void> fits = fits_all(); !fits) return fits.error();
        while (true) {
            const Result<std::vector<AuditRecord>> records = log.read(count + 1, batch);
            if (!records) return records.error();
            if (records->empty()) break;
            for (const AuditRecord& record : *records) {
                if (record.sequence != count + 1) return does_not_fit(count + 1, "is missing");
                if (record.previous != last) return does_not_fit(count + 1, "does not follow from the one before");
                if (record.hash != hash_of(record)) return does_not_fit(count + 1, "is not what was written");
                last = record.hash;
                ++count;
                if (const Result<void> fits = fits_all(); !fits) return fits.error();
            }
        }
        for (const AuditCheckpoint& checkpoint : checkpoints)
            if (checkpoint.sequence > count) return does_not_fit(count + 1, "is missing");
        const auto last_signed = log.checkpoint();
        if (!last_signed) return last_signed.error();
        if (*last_signed && (*last_signed)->sequence < count)
            return does_not_fit((*last_signed)->sequence + 1, "was put in without a signature");
        return count;
    });
}

std::string_view to_string(AuditAction action) noexcept {
    switch (action) {
        case AuditAction::check: return "check";
        case AuditAction::publish: return "publish";
        case AuditAction::publish_failed: return "publish_failed";
        case AuditAction::enrol: return "enrol";
    }
    return "unknown";
}

}  // namespace consent
