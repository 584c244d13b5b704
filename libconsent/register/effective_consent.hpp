// SPDX-License-Identifier: Apache-2.0
//
// effective_consent() (consent/consents.hpp) over answers that lie elsewhere.
#pragma once

#include <vector>

#include <consent/consents.hpp>

#include "register/deciders.hpp"

namespace consent {

EffectiveConsent effective_consent(const Person& person, const Purpose& rule,
                                   const std::vector<const ConsentAnswer*>& answers,
                                   const std::vector<const Delegation*>& delegations, Date day, int leaver_grace_days);

}  // namespace consent
