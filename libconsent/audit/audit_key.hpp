// SPDX-License-Identifier: Apache-2.0
//
// The key that signs the end of an audit log: Ed25519 (RFC 8032), its seed in a file of its own.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include <consent/audit.hpp>
#include <consent/result.hpp>

namespace consent {

class AuditKey {
public:
    // Reads the seed: 64 hexadecimal digits on one line. With `create`, makes one (mode 0600, durable) where there is none.
    // Fails: ErrorCode::unavailable: missing, no key, not permitted, cannot be written.
    static Result<AuditKey> open(const std::filesystem::path& path, bool create);

    AuditKey(AuditKey&& other) noexcept;
    AuditKey& operator=(AuditKey&&) = delete;
    ~AuditKey();  // wipes the secret

    [[nodiscard]] AuditCheckpoint sign(std::uint64_t sequence, const Digest& hash, Instant at) const;
    [[nodiscard]] const std::array<std::uint8_t, 32>& public_key() const noexcept { return public_; }

private:
    AuditKey() = default;
    std::array<std::uint8_t, 32> public_{};
    std::array<std::uint8_t, 64> secret_{};
};

// Whether the signature is that of the checkpoint's own key over the rest of it.
bool is_signed(const AuditCheckpoint& checkpoint);

}  // namespace consent
