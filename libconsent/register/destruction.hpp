// SPDX-License-Identifier: Apache-2.0
//
// Receipts for templates that were destroyed: what can be said of them afterwards.
#pragma once

#include <vector>

#include <consent/biometrics.hpp>
#include <consent/bytes.hpp>

namespace consent {

// float32, little-endian.
Bytes bytes_of_vector(const std::vector<float>& values);
std::vector<float> vector_of_bytes(const Bytes& bytes);

// `vectors`: the templates' vectors as bytes, in the order they were added.
Destruction receipt_for(std::string_view person, const std::vector<Bytes>& vectors, DestructionCause cause, Instant at);

// Why templates that biometric_standing() condemns have to go.
DestructionCause cause_of(ConsentState state) noexcept;

}  // namespace consent
