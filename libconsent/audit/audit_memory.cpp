// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <consent/audit.hpp>

#include "audit/record_json.hpp"
#include "base/guard.hpp"

namespace consent {

namespace {

class MemoryAuditLog final : public AuditLog {
public:
    Result<AuditRecord> append(const AuditEntry& entry) override {
        return guarded("writing the audit log", [&]() -> Result<AuditRecord> {
            if (const Result<void> fit = check(entry); !fit) return fit.error();
            AuditRecord record =
                next_record(records_.size(), records_.empty() ? Digest{} : records_.back().hash, entry);
            records_.push_back(record);
            return record;
        });
    }

    Result<std::vector<AuditRecord>> read(std::uint64_t first, std::uint64_t count) override {
        return guarded("reading the audit log", [&]() -> Result<std::vector<AuditRecord>> {
            const std::uint64_t size = records_.size();
            const std::uint64_t begin = std::min<std::uint64_t>(first > 0 ? first - 1 : 0, size);
            const std::uint64_t end = begin + std::min(count, size - begin);
            const auto at = [&](std::uint64_t n) { return records_.begin() + static_cast<std::ptrdiff_t>(n); };
            return std::vector<AuditRecord>(at(begin), at(end));
        });
    }

private:
    std::vector<AuditRecord> records_;
};

}  // namespace

std::unique_ptr<AuditLog> make_memory_audit_log() { return std::make_unique<MemoryAuditLog>(); }

}  // namespace consent
