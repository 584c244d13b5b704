// SPDX-License-Identifier: Apache-2.0
//
// Which of a register's templates may be compared on a day.
#pragma once

#include <string_view>
#include <vector>

#include <consent/policy.hpp>
#include <consent/register.hpp>

namespace consent {

// The templates of `model` of those for whom biometric_standing() is granted on `day`; unit vectors only. Of a pupil only those
// from photos within policy.reference_days, where there are any: a child outgrows the others. A pupil with old ones alone keeps them, for a
// do-not-publish list must not forget, and R-08 stops what they would clear.
std::vector<Template> templates_in_use(const RegisterSnapshot& snapshot, std::string_view model, const Policy& policy,
                                       Date day);

}  // namespace consent
