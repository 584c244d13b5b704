// SPDX-License-Identifier: Apache-2.0
#include "gate/permit.hpp"

namespace consent {

Permit::Permit(std::unique_ptr<Terms> terms) noexcept : terms_(std::move(terms)) {}
Permit::Permit(Permit&&) noexcept = default;
Permit& Permit::operator=(Permit&&) noexcept = default;
Permit::~Permit() = default;

Digest Permit::output() const noexcept { return terms_ ? terms_->output : Digest{}; }

Instant Permit::expires() const noexcept { return terms_ ? terms_->expires : Instant{}; }

}  // namespace consent
