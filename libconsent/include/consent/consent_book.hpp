// SPDX-License-Identifier: Apache-2.0
//
// One state of the register, arranged so that what stands for a person is found without reading everybody's answers.
#pragma once

#include <memory>
#include <string_view>

#include <consent/biometrics.hpp>
#include <consent/consents.hpp>
#include <consent/export.hpp>
#include <consent/register.hpp>

namespace consent {

// Thread promise: any number of threads at a time.
class CONSENT_API ConsentBook {
public:
    // Requires: `all` outlives the book and does not change. `leaver_grace_days`: Policy::leaver_grace_days.
    explicit ConsentBook(const RegisterSnapshot& all, int leaver_grace_days = 0);
    ConsentBook(ConsentBook&&) noexcept;
    ConsentBook& operator=(ConsentBook&&) noexcept;
    ~ConsentBook();

    // effective_consent() of a person for a purpose; for `biometric` the state of biometric_standing(). Somebody unknown
    // has given no answer, and no purpose unknown to the register is ever granted.
    [[nodiscard]] EffectiveConsent effective(std::string_view person, std::string_view purpose, Date day) const;

    // biometric_standing() of a person. Somebody who is not among `people` counts as a pupil of unknown age.
    [[nodiscard]] BiometricStanding biometric(std::string_view person, Date day) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace consent
