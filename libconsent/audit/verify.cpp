// SPDX-License-Identifier: Apache-2.0
#include <consent/audit.hpp>

#include "audit/record_json.hpp"
#include "base/guard.hpp"

namespace consent {

Result<std::uint64_t> verify(AuditLog& log) {
    constexpr std::uint64_t batch = 1000;
    return guarded("verifying the audit log", [&]() -> Result<std::uint64_t> {
        std::uint64_t count = 0;
        Digest last;
        while (true) {
            const Result<std::vector<AuditRecord>> records = log.read(count + 1, batch);
            if (!records) return records.error();
            if (records->empty()) return count;
            for (const AuditRecord& record : *records) {
                const std::string number = "Audit record " + std::to_string(count + 1);
                if (record.sequence != count + 1)
                    return Error{ErrorCode::unavailable, number + " is missing: the log has been changed."};
                if (record.previous != last)
                    return Error{ErrorCode::unavailable,
                                 number + " does not follow from the one before: the log has been changed."};
                if (record.hash != hash_of(record))
                    return Error{ErrorCode::unavailable, number + " is not what was written: the log has been changed."};
                last = record.hash;
                ++count;
            }
        }
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
