// SPDX-License-Identifier: Apache-2.0
//
// One state of the register, arranged for judging: policy, names, and per use and day who may be shown and who may
// be matched.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <consent/consent_book.hpp>
#include <consent/policy.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>

#include "match/gallery.hpp"
#include "words/name_finder.hpp"
#include "words/personal_data.hpp"

namespace consent {

class RegisterView {
public:
    // Fails: ErrorCode::invalid_argument when the policy settings cannot be understood.
    static Result<RegisterView> from(RegisterSnapshot snapshot);

    [[nodiscard]] std::uint64_t version() const noexcept { return snapshot_->version; }
    [[nodiscard]] Instant changed_at() const noexcept { return snapshot_->changed_at; }
    [[nodiscard]] const Policy& policy() const noexcept { return policy_; }
    [[nodiscard]] const NameFinder& names() const noexcept { return names_; }
    [[nodiscard]] const PersonalFinder& personal_data() const noexcept { return personal_data_; }
    [[nodiscard]] const std::map<std::string, PersonKind, std::less<>>& kinds() const noexcept { return kinds_; }
    [[nodiscard]] bool knows(std::string_view person) const { return kinds_.contains(person); }
    [[nodiscard]] std::optional<Channel> channel(std::string_view id) const;
    // Whether a picture can be checked for it: built in for that, or the school's own.
    [[nodiscard]] bool has_use(std::string_view purpose) const;

    // Everybody's standing for a purpose on a day.
    [[nodiscard]] std::map<std::string, PersonFacts, std::less<>> facts(std::string_view purpose, Date day) const;

    // One row for everybody who may be matched on a day (match/templates_in_use.hpp).
    [[nodiscard]] Gallery gallery(std::string_view model, Date day) const;

private:
    RegisterView(RegisterSnapshot snapshot, Policy policy);

    std::unique_ptr<const RegisterSnapshot> snapshot_;  // does not move when the view does
    Policy policy_;
    NameFinder names_;
    PersonalFinder personal_data_;
    ConsentBook book_;
    std::map<std::string, PersonKind, std::less<>> kinds_;  // of everybody
};

}  // namespace consent
