// SPDX-License-Identifier: Apache-2.0
//
// SHA-256 (FIPS 180-4): names pictures, models and audit entries by their content.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <consent/bytes.hpp>
#include <consent/export.hpp>
#include <consent/result.hpp>

namespace consent {

struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    friend auto operator<=>(const Digest&, const Digest&) = default;
};

CONSENT_API Digest sha256(ByteView bytes);

// 64 lower-case hexadecimal digits.
CONSENT_API std::string to_hex(const Digest& digest);

// Accepts 64 hexadecimal digits of either case. Fails: ErrorCode::invalid_argument.
CONSENT_API Result<Digest> digest_from_hex(std::string_view hex);

}  // namespace consent
