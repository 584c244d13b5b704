// SPDX-License-Identifier: Apache-2.0
#include "register/destruction.hpp"

#include <bit>

#include "register/giver_standing.hpp"

namespace consent {

Bytes bytes_of_vector(const std::vector<float>& values) {
    Bytes bytes;
    bytes.reserve(values.size() * 4);
    for (const float value : values) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
    return bytes;
}

std::vector<float> vector_of_bytes(const Bytes& bytes) {
    std::vector<float> values(bytes.size() / 4);
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint32_t bits = 0;
        for (std::size_t byte = 0; byte < 4; ++byte) bits |= std::uint32_t{bytes[4 * i + byte]} << (8 * byte);
        values[i] = std::bit_cast<float>(bits);
    }
    return values;
}

Destruction receipt_for(std::string_view person, const std::vector<Bytes>& vectors, DestructionCause cause, Instant at) {
    Bytes digests;
    for (const Bytes& vector : vectors) {
        const Digest digest = sha256(vector);
        digests.insert(digests.end(), digest.bytes.begin(), digest.bytes.end());
    }
    return {std::string(person), at, cause, vectors.size(), sha256(digests)};
}

DestructionCause cause_of(ConsentState state) noexcept {
    return is_no(state) || state == ConsentState::disagreement ? DestructionCause::refusal : DestructionCause::lapse;
}

}  // namespace consent
