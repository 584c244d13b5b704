// SPDX-License-Identifier: Apache-2.0
#include "gate/register_view.hpp"

#include "match/templates_in_use.hpp"

namespace consent {

Result<RegisterView> RegisterView::from(RegisterSnapshot snapshot) {
    auto policy = policy_from(snapshot.settings);
    if (!policy) return std::move(policy).error();
    return RegisterView(std::move(snapshot), *std::move(policy));
}

RegisterView::RegisterView(RegisterSnapshot snapshot, Policy policy)
    : snapshot_(std::make_unique<const RegisterSnapshot>(std::move(snapshot))),
      policy_(std::move(policy)),
      names_(snapshot_->people),
      personal_data_({policy_.class_patterns, policy_.school_contacts, policy_.allowed_links}),
      book_(*snapshot_, policy_.leaver_grace_days) {
    for (const Person& person : snapshot_->people) kinds_.emplace(person.id, person.kind);
}

bool RegisterView::has_use(std::string_view purpose) const {
    return purpose != purpose_biometric && purpose != purpose_named_photo &&
           find_purpose(snapshot_->purposes, purpose).has_value();
}

std::optional<Channel> RegisterView::channel(std::string_view id) const {
    for (const Channel& channel : snapshot_->channels)
        if (channel.id == id) return channel;
    return std::nullopt;
}

std::map<std::string, PersonFacts, std::less<>> RegisterView::facts(std::string_view purpose, Date day) const {
    std::map<std::string, PersonFacts, std::less<>> facts;
    for (const Person& person : snapshot_->people)
        facts.emplace(person.id, PersonFacts{person.kind, person.never_publish, book_.effective(person.id, purpose, day).state,
                                             book_.effective(person.id, purpose_named_photo, day).state, person.left_on});
    return facts;
}

Gallery RegisterView::gallery(std::string_view model, Date day) const {
    return Gallery(templates_in_use(*snapshot_, model, policy_, day), model);
}

}  // namespace consent
