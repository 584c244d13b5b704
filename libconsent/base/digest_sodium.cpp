// SPDX-License-Identifier: Apache-2.0
#include <consent/digest.hpp>

#include <sodium.h>

namespace consent {

static_assert(crypto_hash_sha256_BYTES == 32);

Digest sha256(ByteView bytes) {
    Digest digest;
    crypto_hash_sha256(digest.bytes.data(), bytes.data(), bytes.size());
    return digest;
}

std::string to_hex(const Digest& digest) {
    std::string hex(digest.bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), digest.bytes.data(), digest.bytes.size());
    hex.pop_back();
    return hex;
}

Result<Digest> digest_from_hex(std::string_view hex) {
    Digest digest;
    std::size_t length = 0;
    const char* end = nullptr;
    if (hex.size() == 64 && sodium_hex2bin(digest.bytes.data(), digest.bytes.size(), hex.data(), hex.size(), nullptr,
                                           &length, &end) == 0 &&
        length == digest.bytes.size() && end == hex.data() + hex.size())
        return digest;
    return Error{ErrorCode::invalid_argument, "A SHA-256 digest is written as 64 hexadecimal digits."};
}

}  // namespace consent
